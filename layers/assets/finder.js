/* Finding a municipality by name, with or without accents: a field on the map that lists what fits. */
window.TerrapazFinder = (function () {
  "use strict";

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const MOST = 8;

  function node(tag, attributes, parent) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (parent) parent.appendChild(made);
    return made;
  }

  /* Those whose name begins with what was typed come first, then those that have it inside. */
  function found(state, typed) {
    const wanted = plain(typed.trim());
    if (!wanted) return [];
    state.names = state.names || state.municipalities.map((spot) => plain(spot.name));
    const ranked = [];
    state.names.forEach((name, index) => {
      const at = ` ${name}`.indexOf(` ${wanted}`) === 0 ? 0 : name.includes(` ${wanted}`) ? 1 : name.includes(wanted) ? 2 : -1;
      if (at >= 0) ranked.push([at, state.municipalities[index]]);
    });
    return ranked.sort((a, b) => a[0] - b[0]).slice(0, MOST).map(([, spot]) => spot);
  }

  /* Put the field on the map, or give it new words; `taken` is told which municipality was found. */
  function search(state, words, taken) {
    if (!state.finder) state.finder = finder(state);
    state.finder.taken = taken;
    const { input } = state.finder;
    input.placeholder = words.search;
    input.setAttribute("aria-label", words.search);
    state.finder.unknown = words.unknown;
  }

  function finder(state) {
    const box = node("div", { class: "tp-finder leaflet-bar" });
    const input = node("input", {
      type: "search", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "false", "aria-controls": "tp-found", "aria-autocomplete": "list",
    }, box);
    const list = node("ul", { id: "tp-found", role: "listbox", hidden: "" }, box);
    const self = { input, list, unknown: "", taken: null };
    let spots = [], at = -1;

    function mark(place) {
      at = place;
      Array.from(list.children).forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      if (at >= 0) input.setAttribute("aria-activedescendant", `tp-found-${at}`);
      else input.removeAttribute("aria-activedescendant");
    }
    function fold() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    }
    function update() {
      spots = found(state, input.value);
      list.replaceChildren();
      spots.forEach((spot, index) => {
        const item = node("li", { role: "option", id: `tp-found-${index}`, "aria-selected": "false" }, list);
        item.textContent = spot.name;
        node("small", {}, item).textContent = spot.department;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      });
      if (!spots.length && input.value.trim()) node("li", { role: "option", "aria-disabled": "true" }, list).textContent = self.unknown;
      list.hidden = !list.children.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(spots.length ? 0 : -1);
    }
    function take(index) {
      const spot = spots[index];
      if (!spot) return;
      input.value = "";
      fold();
      go(state, spot);
      self.taken(spot);
    }
    input.addEventListener("input", update);
    input.addEventListener("blur", fold);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") mark(Math.min(at + 1, spots.length - 1));
      else if (event.key === "ArrowUp") mark(Math.max(at - 1, 0));
      else if (event.key === "Enter") take(at);
      else if (event.key === "Escape") { input.value = ""; fold(); }
      else return;
      event.preventDefault();
    });
    const Control = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
        L.DomEvent.on(box, "keydown keypress", L.DomEvent.stopPropagation);
        return box;
      },
    });
    state.map.addControl(new Control());
    box.parentElement.prepend(box);
    return self;
  }

  function go(state, spot) {
    const { map } = state;
    if (spot.layer.getBounds) map.fitBounds(spot.layer.getBounds(), { maxZoom: 9.5, padding: [60, 60], animate: false });
    else map.setView(spot.latlng, 9, { animate: false });
  }

  return { go, node, search };
})();
