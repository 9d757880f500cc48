/* The map inside the app: tells Streamlit when it stands and which municipality was chosen, finds one, leads maps beside it. */
(function () {
  "use strict";

  const { mount, show } = Terrapaz;
  const tell = (what) => window.Streamlit && window.Streamlit.setComponentValue(what);
  const view = (map) => [map.getCenter().toString(), map.getZoom()].join(" ");

  Terrapaz.mount = function (map, base) {
    mount(map, base);
    Promise.resolve(map.terrapaz.ready).then(() => {
      const state = map.terrapaz;
      for (const { id, layer } of state.municipalities) layer.on("click", () => choose(state, id));
      new ResizeObserver(() => resize(state)).observe(map.getContainer());
      // a scene that was sent while scripts were loading is lost: ask for it again
      tell({ mounted: Date.now() });
    });
  };

  Terrapaz.show = function (map, scene) {
    const state = map.terrapaz;
    state.wanted = scene;
    Promise.all([state.ready, laidOut(map.getContainer())]).then(() => {
      if (state.wanted !== scene) return; // a newer one came while this one waited
      show(map, scene);
      if (state.key !== scene.view.key) state.still = view(map);
      state.key = scene.view.key;
      focus(state, scene.view.focus);
      search(state, scene.words);
      if (scene.beside) follow(state);
      outline(state, scene.area);
      if (scene.words.draw) pencil(state, scene.words);
      // two frames on, what was drawn is on the screen: tests and benchmarks read when
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const { dataset } = map.getContainer();
        dataset.shown = Number(dataset.shown || 0) + 1;
        dataset.shownAt = performance.timeOrigin + performance.now();
      }));
    });
  };

  function choose(state, code) {
    state.chosenHere = code;
    tell({ municipality: code, at: Date.now() });
  }

  /* Until its style sheets are there and the page around it is laid out, a map has no size to fit a place into. */
  function laidOut(box) {
    const sheets = document.querySelectorAll("link[rel=stylesheet]");
    const done = () => box.clientWidth > 60 && box.clientHeight > 60 && Array.from(sheets).every((link) => link.sheet);
    return new Promise((resolve) => {
      const look = () => (done() ? resolve() : requestAnimationFrame(look));
      look();
    });
  }

  /* A map that nobody has moved keeps its place in view when its frame changes size. */
  function resize(state) {
    const { map } = state, untouched = state.still === view(map);
    map.invalidateSize({ pan: false });
    if (!untouched || !state.scene || map.getSize().x < 60) return;
    state.actions.home();
    state.still = view(map);
  }

  /* The selected municipality is gone to, unless it was chosen on the map itself. */
  function focus(state, code) {
    const spot = state.municipalities[state.byCode.get(code)];
    if (spot && state.focused !== code && state.chosenHere !== code) go(state, spot);
    state.focused = code;
    state.chosenHere = null;
  }

  function go(state, spot) {
    const { map } = state;
    if (spot.layer.getBounds) map.fitBounds(spot.layer.getBounds(), { maxZoom: 9.5, padding: [60, 60], animate: false });
    else map.setView(spot.latlng, 9, { animate: false });
  }

  /* Maps beside each other show the same place: whichever moves, the others follow. */
  function follow(state) {
    const { map } = state, page = window.parent;
    page.terrapazMaps = page.terrapazMaps || new Set();
    if (page.terrapazMaps.has(map)) return;
    page.terrapazMaps.add(map);
    window.addEventListener("pagehide", () => page.terrapazMaps.delete(map));
    map.on("move", () => {
      if (state.led) return;
      for (const other of page.terrapazMaps) {
        if (other === map) continue;
        other.terrapaz.led = true;
        other.setView(map.getCenter(), map.getZoom(), { animate: false });
        other.terrapaz.led = false;
      }
    });
  }

  /* ---------- an area of the reader's own ---------- */

  const AREA = { color: "#8a3324", weight: 2.5, fillColor: "#8a3324", fillOpacity: 0.16, interactive: false };

  function outline(state, area) {
    const { map } = state, known = JSON.stringify(area || null);
    if (state.areaKnown === known) return;
    state.areaKnown = known;
    if (state.area) map.removeLayer(state.area);
    state.area = area ? L.geoJSON(area, { ...AREA, renderer: state.renderer }).addTo(map) : null;
    if (state.area) map.fitBounds(state.area.getBounds(), { padding: [40, 40], animate: false });
  }

  /* A button that starts a drawing: a click sets a corner, the first corner or Enter closes, Escape gives up. */
  function pencil(state, words) {
    if (state.pencil) return;
    const { map } = state, box = map.getContainer();
    const bar = node("div", { class: "tp-tools tp-pencil" });
    const start = node("button", { type: "button", class: "tp-draw", "aria-pressed": "false" }, bar);
    start.textContent = words.draw;
    let sheet = null, corners = [], line = null;

    function sketch(moving) {
      const points = moving ? [...corners, moving] : corners;
      if (line) map.removeLayer(line);
      line = L.polygon(points, { ...AREA, dashArray: "4 4" }).addTo(map);
    }
    function end() {
      if (sheet) sheet.remove();
      if (line) map.removeLayer(line);
      document.removeEventListener("keydown", key);
      sheet = line = null;
      corners = [];
      start.setAttribute("aria-pressed", "false");
      start.textContent = words.draw;
    }
    function close() {
      const ring = corners.map(({ lat, lng }) => [Math.round(lng * 1e4) / 1e4, Math.round(lat * 1e4) / 1e4]);
      end();
      if (ring.length > 2) tell({ area: ring, at: Date.now() });
    }
    function key(event) {
      if (event.key === "Enter") close();
      else if (event.key === "Escape") end();
    }
    function corner(event) {
      const at = map.mouseEventToLatLng(event), first = corners[0];
      const near = first && map.latLngToContainerPoint(first).distanceTo(map.mouseEventToContainerPoint(event)) < 12;
      if (near && corners.length > 2) return close();
      if (corners.length < 60) corners.push(at);
      sketch();
    }
    function begin() {
      if (sheet) return end();
      sheet = node("div", { class: "tp-sheet" }, box);
      sheet.addEventListener("click", corner);
      sheet.addEventListener("mousemove", (event) => corners.length && sketch(map.mouseEventToLatLng(event)));
      document.addEventListener("keydown", key);
      start.setAttribute("aria-pressed", "true");
      start.textContent = words.drawing;
    }
    start.addEventListener("click", begin);
    const Control = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    map.addControl((state.pencil = new Control()));
  }

  /* ---------- finding a municipality by name, with or without accents ---------- */

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

  function search(state, words) {
    if (!state.finder) state.finder = finder(state);
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
    const self = { input, list, unknown: "" };
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
      if (state.scene.view.focus !== spot.id) choose(state, spot.id);
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
})();
