/* Tables that the reader sorts: a button in each head; numbers as numbers, names as the language of the page sorts them.
 * What has no data is last in either direction. The order of a table with a parameter is in the address: the app sorts it. */
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

  /* Streamlit runs the page again when the reader goes back or forth in the history. */
  function visit(param, order) {
    const address = new URL(window.location.href);
    address.searchParams.set(param, order);
    window.history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }

  document.addEventListener("click", ({ target }) => {
    const head = target.closest && target.closest(".tp-sortable thead tr:last-child th");
    if (!head) return;
    const table = head.closest("table"), body = table.tBodies[0], isNumber = head.classList.contains("tp-figure");
    const sorted = head.getAttribute("aria-sort");
    const isDown = sorted ? sorted === "ascending" : isNumber; // of numbers the highest first
    if (table.dataset.param) return visit(table.dataset.param, (isDown ? "-" : "") + head.dataset.id);
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    body.append(...[...body.rows].sort(comparing(head.cellIndex, isNumber, isDown, head.closest("[lang]").lang)));
  });
})();
