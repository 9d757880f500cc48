/* Charts of the app: each comes as text in an attribute, because the app's filter of HTML drops drawings. */
(function () {
  "use strict";

  for (const box of document.querySelectorAll(".tp-chart[data-svg]")) {
    const bytes = Uint8Array.from(atob(box.dataset.svg), (letter) => letter.charCodeAt(0));
    const drawing = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
    box.replaceChildren(document.importNode(drawing.documentElement, true));
    delete box.dataset.svg; // the app may insert this script again
  }
})();
