/* The map in the app: notifies Streamlit when it is mounted and which municipality was chosen, searches, syncs two maps. */
(function () {
  "use strict";

  const { mount, show } = Terrapaz, { go, node, search } = TerrapazFinder;
  const notify = (value) => window.Streamlit && window.Streamlit.setComponentValue(value);
  const view = (map) => [map.getCenter().toString(), map.getZoom()].join(" ");

  Terrapaz.mount = function (map, base) {
    mount(map, base);
    Promise.resolve(map.terrapaz.ready).then(() => {
      const state = map.terrapaz, { toggle } = state.actions;
      state.actions.toggle = (id, on) => {
        toggle(id, on);
        // the page is headed by the hexagons that cover its map: without them it is another page
        const hexagons = state.overlays.some(({ part }) => part.id === id && part.kind === "hexagons");
        if (hexagons && !on) notify({ hidden: id, at: Date.now() });
      };
      for (const { id, layer } of state.municipalities) layer.on("click", () => choose(state, id));
      new ResizeObserver(() => resize(state)).observe(map.getContainer());
      // a scene sent while scripts were loading is lost: request it again
      notify({ mounted: Date.now() });
    });
  };

  Terrapaz.show = function (map, scene) {
    const state = map.terrapaz;
    state.latest = scene;
    Promise.all([state.ready, whenLaidOut(map.getContainer())]).then(() => {
      if (state.latest !== scene) return; // a newer scene arrived in the meantime
      map.getContainer().classList.toggle("tp-dark", Boolean(scene.dark));
      // the page has the classes of maps side by side above them
      map.getContainer().classList.toggle("tp-keyed", Boolean(scene.synced));
      if (window.frameElement) window.frameElement.title = scene.title; // Streamlit names it after a module
      for (const id of [...state.hidden]) if (!scene.overlays.some((part) => part.id === id)) state.hidden.delete(id);
      show(map, scene);
      if (state.key !== scene.view.key) state.homeView = view(map);
      state.key = scene.view.key;
      focus(state, scene.view.focus);
      search(state, scene.words, (municipality) => scene.view.focus !== municipality.id && choose(state, municipality.id));
      if (scene.synced) sync(state);
      showArea(state, scene.area);
      if (scene.words.draw) addDrawingTool(state, scene.words);
      // after two frames the drawing is on the screen: tests and benchmarks read the time
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const { dataset } = map.getContainer();
        dataset.shown = Number(dataset.shown || 0) + 1;
        dataset.shownAt = performance.timeOrigin + performance.now();
      }));
    });
  };

  function choose(state, code) {
    state.chosenHere = code;
    notify({ municipality: code, at: Date.now() });
  }

  /* Before style sheets are loaded and the page is laid out, a map has no size to fit bounds into. */
  function whenLaidOut(box) {
    const sheets = document.querySelectorAll("link[rel=stylesheet]");
    const done = () => box.clientWidth > 60 && box.clientHeight > 60 && Array.from(sheets).every((link) => link.sheet);
    return new Promise((resolve) => {
      const check = () => (done() ? resolve() : requestAnimationFrame(check));
      check();
    });
  }

  /* When its frame changes size, a map that the reader has not moved keeps showing its place and the selected municipality. */
  function resize(state) {
    const { map } = state, atHome = state.homeView === view(map), atFocus = state.focusView === view(map);
    map.invalidateSize({ pan: false });
    if (!state.scene || map.getSize().x < 60) return;
    if (atHome) {
      state.actions.home();
      state.homeView = view(map);
    }
    if (atHome || atFocus) reveal(state);
  }

  /* Zoom to the selected municipality, or only make it visible if it was chosen on the map itself. */
  function focus(state, code) {
    const municipality = state.municipalities[state.byCode.get(code)], changed = state.focused !== code;
    if (municipality && changed && state.chosenHere !== code) go(state, municipality);
    state.focused = code;
    state.chosenHere = null;
    if (municipality && changed) reveal(state);
  }

  /* Move the selected municipality clear of the legend and the edges, without zooming in. */
  function reveal(state) {
    const { map, box } = state, municipality = state.municipalities[state.byCode.get(state.focused)];
    if (!municipality) return;
    const { x, y } = map.getSize(), legendWidth = x > 640 ? box.offsetWidth + 24 : 12, place = L.latLngBounds(municipality.latlng, municipality.latlng);
    if (municipality.layer.getBounds) place.extend(municipality.layer.getBounds());
    const corners = [place.getSouthWest(), place.getNorthEast()].map((corner) => map.latLngToContainerPoint(corner));
    if (!L.bounds([12, 12], [x - legendWidth, y - 40]).contains(L.bounds(corners))) {
      const padding = { paddingTopLeft: [52, 24], paddingBottomRight: [legendWidth, 44] };
      map.fitBounds(place, { ...padding, maxZoom: map.getZoom(), animate: false });
    }
    state.focusView = view(map);
  }

  /* Maps side by side show the same extent: when one moves, the others follow. */
  function sync(state) {
    const { map } = state, page = window.parent;
    page.terrapazMaps = page.terrapazMaps || new Set();
    if (page.terrapazMaps.has(map)) return;
    page.terrapazMaps.add(map);
    window.addEventListener("pagehide", () => page.terrapazMaps.delete(map));
    map.on("move", () => {
      if (state.isFollowing) return;
      for (const other of page.terrapazMaps) {
        if (other === map) continue;
        other.terrapaz.isFollowing = true;
        other.setView(map.getCenter(), map.getZoom(), { animate: false });
        other.terrapaz.isFollowing = false;
      }
    });
  }

  /* ---------- the reader's area ---------- */

  const AREA = { color: "#8a3324", weight: 2.5, fillColor: "#8a3324", fillOpacity: 0.12, interactive: false };

  /* A line visible on any colour: on a pale line of twice its width, above everything else. */
  function casedLine(map, shape, more) {
    if (!map.getPane("area")) map.createPane("area").classList.add("tp-area");
    return L.featureGroup([
      shape({ ...AREA, color: "#fbfaf7", weight: 6, opacity: 0.9, pane: "area", fill: false }),
      shape({ ...AREA, pane: "area", ...more }),
    ]);
  }

  function showArea(state, area) {
    const { map } = state, text = JSON.stringify(area || null);
    if (state.areaText === text) return;
    state.areaText = text;
    if (state.area) map.removeLayer(state.area);
    state.area = area ? casedLine(map, (style) => L.geoJSON(area, style)).addTo(map) : null;
    const legendWidth = map.getSize().x > 640 ? state.box.offsetWidth + 24 : 24;
    const padding = { paddingTopLeft: [60, 30], paddingBottomRight: [legendWidth, 44] };
    if (state.area) map.fitBounds(state.area.getBounds(), { ...padding, animate: false });
  }

  /* A button to draw an area: a click adds a vertex, the first vertex or Enter closes it, Escape cancels. */
  function addDrawingTool(state, words) {
    if (state.drawingTool) return;
    const { map } = state, box = map.getContainer();
    const bar = node("div", { class: "tp-tools tp-pencil" });
    const start = node("button", { type: "button", class: "tp-draw", "aria-pressed": "false" }, bar);
    start.textContent = words.draw;
    let sheet = null, vertices = [], line = null;

    function redraw(pointer) {
      const points = pointer ? [...vertices, pointer] : vertices;
      if (line) map.removeLayer(line);
      line = casedLine(map, (style) => L.polygon(points, style), { dashArray: "4 4" }).addTo(map);
    }
    function cancel() {
      if (sheet) sheet.remove();
      if (line) map.removeLayer(line);
      document.removeEventListener("keydown", key);
      sheet = line = null;
      vertices = [];
      start.setAttribute("aria-pressed", "false");
      start.textContent = words.draw;
    }
    function close() {
      const ring = vertices.map(({ lat, lng }) => [Math.round(lng * 1e4) / 1e4, Math.round(lat * 1e4) / 1e4]);
      cancel();
      if (ring.length > 2) notify({ area: ring, at: Date.now() });
    }
    function key(event) {
      if (event.key === "Enter") close();
      else if (event.key === "Escape") cancel();
    }
    function addVertex(event) {
      const latlng = map.mouseEventToLatLng(event), first = vertices[0];
      const near = first && map.latLngToContainerPoint(first).distanceTo(map.mouseEventToContainerPoint(event)) < 12;
      if (near && vertices.length > 2) return close();
      if (vertices.length < 60) vertices.push(latlng);
      redraw();
    }
    function begin() {
      if (sheet) return cancel();
      sheet = node("div", { class: "tp-sheet" }, box);
      sheet.addEventListener("click", addVertex);
      sheet.addEventListener("mousemove", (event) => vertices.length && redraw(map.mouseEventToLatLng(event)));
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
    map.addControl((state.drawingTool = new Control()));
  }
})();
