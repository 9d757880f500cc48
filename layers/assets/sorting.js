/* Tables that the reader sorts: a button in each head; numbers as numbers, names as the language of the page sorts them.
 * What has no data is last in either direction. The order of a table with a parameter is in the address; if the table
 * has only the first rows, the app chooses them anew. */
(function () {
  "use strict";

  if (window.terrapazSorting) return; // the app may insert this script again
  window.terrapazSorting = true;

  const key = (row, column) => row.cells[column].dataset.key;

  function comparing(column, isNumber, isDown, lang) {
    const sign = isDown ? -1 : 1, { compare } = new Intl.Collator(lang, { numeric: true });
    return (one, other) => {
      const a = key(one, column), b = key(other, column);
      if (!a || !b) return Number(!a) - Number(!b);
      return sign * (isNumber ? a - b : compare(a, b));
    };
  }

  function remember({ param, again }, name, isDown) {
    const address = new URL(window.location.href);
    address.searchParams.set(param, (isDown ? "-" : "") + name);
    window.history.replaceState(window.history.state, "", address);
    const button = again && document.querySelector(`.st-key-${again} button`);
    if (button) button.click();
    return Boolean(button);
  }

  document.addEventListener("click", ({ target }) => {
    const head = target.closest && target.closest(".tp-sortable thead tr:last-child th");
    if (!head) return;
    const table = head.closest("table"), body = table.tBodies[0], isNumber = head.classList.contains("tp-figure");
    const sorted = head.getAttribute("aria-sort");
    const isDown = sorted ? sorted === "ascending" : isNumber; // of numbers the highest first
    if (table.dataset.param && remember(table.dataset, head.dataset.id, isDown)) return;
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    body.append(...[...body.rows].sort(comparing(head.cellIndex, isNumber, isDown, head.closest("[lang]").lang)));
  });
})();
