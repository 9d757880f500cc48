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
    show(map, scene);
    Promise.resolve(map.terrapaz.ready).then(() => {
      const state = map.terrapaz;
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

  const view = (map) => [map.getCenter().toString(), map.getZoom()].join(" ");

  /* A map that nobody has moved keeps its place in view when its frame changes size. */
  function resize(state) {
    const { map } = state, untouched = state.still === view(map);
    map.invalidateSize({ pan: false });
    if (!untouched || !state.scene) return;
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
