/* Drawings as PNG at twice their size, made by the browser: a page need not hold them twice. */
window.TerrapazPixels = (function () {
  "use strict";

  /* The address of a PNG of a picture that is loaded. */
  function pixels(picture) {
    const sheet = document.createElement("canvas");
    sheet.width = 2 * picture.naturalWidth;
    sheet.height = 2 * picture.naturalHeight;
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    return sheet.toDataURL("image/png");
  }

  /* A hidden link to a drawing becomes a link to its PNG. */
  async function convert(link) {
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    link.href = pixels(picture);
    link.parentElement.hidden = false;
  }

  document.querySelectorAll("[hidden] > a[data-pixels]").forEach(convert);
  return pixels;
})();
