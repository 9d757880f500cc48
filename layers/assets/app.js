/* The map inside the app: tells Streamlit when it stands and which municipality was clicked, outlines the focus. */
(function () {
  "use strict";

  const { mount, show } = Terrapaz;
  const tell = (what) => window.Streamlit && window.Streamlit.setComponentValue(what);

  Terrapaz.mount = function (map, base) {
    mount(map, base);
    Promise.resolve(map.terrapaz.ready).then(() => {
      const state = map.terrapaz;
      for (const { id, layer } of state.municipalities) {
        layer.on("click", () => tell({ municipality: id, at: Date.now() }));
      }
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
      // two frames on, what was drawn is on the screen: tests and benchmarks read when
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const { dataset } = map.getContainer();
        dataset.shown = Number(dataset.shown || 0) + 1;
        dataset.shownAt = performance.timeOrigin + performance.now();
      }));
    });
  };

  /* Until its style sheets are there and the page around it is laid out, a map has no size to fit a place into. */
  function laidOut(box) {
    const sheets = document.querySelectorAll("link[rel=stylesheet]");
    const done = () => box.clientWidth > 60 && box.clientHeight > 60 && Array.from(sheets).every((link) => link.sheet);
    return new Promise((resolve) => {
      const look = () => (done() ? resolve() : requestAnimationFrame(look));
      look();
    });
  }

  const view = (map) => [map.getCenter().toString(), map.getZoom()].join(" ");

  /* A map that nobody has moved keeps its place in view when its frame changes size. */
  function resize(state) {
    const { map } = state, untouched = state.still === view(map);
    map.invalidateSize({ pan: false });
    if (!untouched || !state.scene || map.getSize().x < 60) return;
    state.actions.home();
    state.still = view(map);
  }

  function focus(state, code) {
    if (state.ring) state.map.removeLayer(state.ring);
    state.ring = null;
    const spot = state.municipalities[state.byCode.get(code)];
    if (!spot) return;
    const style = { renderer: state.renderer, interactive: false, fill: false, color: "#22211f", weight: 2.6 };
    state.ring = spot.layer.feature
      ? L.geoJSON(spot.layer.feature, style)
      : L.circleMarker(spot.latlng, Object.assign({ radius: 11 }, style));
    state.ring.addTo(state.map);
  }
})();
