/* The map inside the app: tells Streamlit when it stands and which municipality was chosen, finds one, leads maps beside it. */
(function () {
  "use strict";

  const { mount, show } = Terrapaz, { go, node, search } = TerrapazFinder;
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
      search(state, scene.words, (spot) => scene.view.focus !== spot.id && choose(state, spot.id));
      if (scene.synced) follow(state);
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

  /* A map that nobody has moved keeps its place in view when its frame changes size, and so does what is selected. */
  function resize(state) {
    const { map } = state, still = state.still === view(map), near = state.near === view(map);
    map.invalidateSize({ pan: false });
    if (!state.scene || map.getSize().x < 60) return;
    if (still) {
      state.actions.home();
      state.still = view(map);
    }
    if (still || near) reveal(state);
  }

  /* The selected municipality is gone to, or only made visible if it was chosen on the map itself. */
  function focus(state, code) {
    const spot = state.municipalities[state.byCode.get(code)], changed = state.focused !== code;
    if (spot && changed && state.chosenHere !== code) go(state, spot);
    state.focused = code;
    state.chosenHere = null;
    if (spot && changed) reveal(state);
  }

  /* What is selected stands clear of the legend and of the edges; the map comes no closer for it. */
  function reveal(state) {
    const { map, box } = state, spot = state.municipalities[state.byCode.get(state.focused)];
    if (!spot) return;
    const { x, y } = map.getSize(), beside = x > 640 ? box.offsetWidth + 24 : 12, place = L.latLngBounds(spot.latlng, spot.latlng);
    if (spot.layer.getBounds) place.extend(spot.layer.getBounds());
    const corners = [place.getSouthWest(), place.getNorthEast()].map((corner) => map.latLngToContainerPoint(corner));
    if (!L.bounds([12, 12], [x - beside, y - 40]).contains(L.bounds(corners))) {
      const padding = { paddingTopLeft: [52, 24], paddingBottomRight: [beside, 44] };
      map.fitBounds(place, { ...padding, maxZoom: map.getZoom(), animate: false });
    }
    state.near = view(map);
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

  const AREA = { color: "#8a3324", weight: 2.5, fillColor: "#8a3324", fillOpacity: 0.12, interactive: false };

  /* A line that is seen on any colour: on a pale one of twice its width, above everything else. */
  function drawn(map, shape, more) {
    if (!map.getPane("area")) map.createPane("area").classList.add("tp-area");
    return L.featureGroup([
      shape({ ...AREA, color: "#fbfaf7", weight: 6, opacity: 0.9, pane: "area", fill: false }),
      shape({ ...AREA, pane: "area", ...more }),
    ]);
  }

  function outline(state, area) {
    const { map } = state, known = JSON.stringify(area || null);
    if (state.areaKnown === known) return;
    state.areaKnown = known;
    if (state.area) map.removeLayer(state.area);
    state.area = area ? drawn(map, (style) => L.geoJSON(area, style)).addTo(map) : null;
    const beside = map.getSize().x > 640 ? state.box.offsetWidth + 24 : 24;
    const padding = { paddingTopLeft: [60, 30], paddingBottomRight: [beside, 44] };
    if (state.area) map.fitBounds(state.area.getBounds(), { ...padding, animate: false });
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
      line = drawn(map, (style) => L.polygon(points, style), { dashArray: "4 4" }).addTo(map);
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
})();
