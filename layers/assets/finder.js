/* Search for a municipality by name, with or without accents: a field on the map that lists the matches. */
window.TerrapazFinder = (function () {
  "use strict";

  const { plain } = globalThis.TerrapazWords;
  const MAX_MATCHES = 8;

  function node(tag, attributes, parent) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (parent) parent.appendChild(element);
    return element;
  }

  /* Names that begin with the query come first, then names with a word that begins with it, then names that contain it. */
  function matches(state, text) {
    const query = plain(text.trim());
    if (!query) return [];
    state.names = state.names || state.municipalities.map((municipality) => plain(municipality.name));
    const ranked = [];
    state.names.forEach((name, index) => {
      const rank = ` ${name}`.indexOf(` ${query}`) === 0 ? 0 : name.includes(` ${query}`) ? 1 : name.includes(query) ? 2 : -1;
      if (rank >= 0) ranked.push([rank, state.municipalities[index]]);
    });
    return ranked.sort((a, b) => a[0] - b[0]).slice(0, MAX_MATCHES).map(([, municipality]) => municipality);
  }

  /* Add the field to the map, or update its texts; `onSelect` is called with the chosen municipality. */
  function search(state, words, onSelect) {
    if (!state.finder) state.finder = finder(state);
    state.finder.onSelect = onSelect;
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
    const self = { input, list, unknown: "", onSelect: null };
    let found = [], active = -1;

    function activate(position) {
      active = position;
      Array.from(list.children).forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
      if (active >= 0) input.setAttribute("aria-activedescendant", `tp-found-${active}`);
      else input.removeAttribute("aria-activedescendant");
    }
    function collapse() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      activate(-1);
    }
    function update() {
      found = matches(state, input.value);
      list.replaceChildren();
      found.forEach((municipality, index) => {
        const item = node("li", { role: "option", id: `tp-found-${index}`, "aria-selected": "false" }, list);
        item.textContent = municipality.name;
        node("small", {}, item).textContent = municipality.department;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); select(index); });
      });
      if (!found.length && input.value.trim()) node("li", { role: "option", "aria-disabled": "true" }, list).textContent = self.unknown;
      list.hidden = !list.children.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      activate(found.length ? 0 : -1);
    }
    function select(index) {
      const municipality = found[index];
      if (!municipality) return;
      input.value = "";
      collapse();
      go(state, municipality);
      self.onSelect(municipality);
    }
    input.addEventListener("input", update);
    input.addEventListener("blur", collapse);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") activate(Math.min(active + 1, found.length - 1));
      else if (event.key === "ArrowUp") activate(Math.max(active - 1, 0));
      else if (event.key === "Enter") select(active);
      else if (event.key === "Escape") { input.value = ""; collapse(); }
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

  function go(state, municipality) {
    const { map } = state;
    if (municipality.layer.getBounds) map.fitBounds(municipality.layer.getBounds(), { maxZoom: 9.5, padding: [60, 60], animate: false });
    else map.setView(municipality.latlng, 9, { animate: false });
  }

  return { go, node, search };
})();
