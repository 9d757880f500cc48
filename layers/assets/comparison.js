/* Two maps of an exported comparison move together (layers/outputs/comparison.py). */
window.TerrapazTogether = function (first, second) {
  "use strict";

  let leading = null;
  for (const [map, other] of [[first, second], [second, first]]) {
    map.on("move zoom", () => {
      if (leading && leading !== map) return; // the other map moved this one
      leading = map;
      other.setView(map.getCenter(), map.getZoom(), { animate: false });
      leading = null;
    });
  }
};
