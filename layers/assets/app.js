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
      new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
      // a scene that was sent while scripts were loading is lost: ask for it again
      tell({ mounted: Date.now() });
    });
  };

  Terrapaz.show = function (map, scene) {
    show(map, scene);
    Promise.resolve(map.terrapaz.ready).then(() => {
      focus(map.terrapaz, scene.view.focus);
      // two frames on, what was drawn is on the screen: tests and benchmarks read when
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const { dataset } = map.getContainer();
        dataset.shown = Number(dataset.shown || 0) + 1;
        dataset.shownAt = performance.timeOrigin + performance.now();
      }));
    });
  };

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
