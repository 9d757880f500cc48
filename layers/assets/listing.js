/* Search in the list of sources: hides what does not match, in the list and in the strips of years, and says how many are left. */
(function () {
  "use strict";

  if (window.terrapazListing) return; // the app may insert this script again
  window.terrapazListing = true;

  const { index, matching } = globalThis.TerrapazWords;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function filter(input) {
    const status = input.closest(".tp-search").querySelector("[role=status]");
    const totals = document.querySelector(".tp-reported"), ownWords = { reported_figures: totals ? totals.textContent : "" };
    const cards = all(".tp-sources details").map((card) => {
      const shown = all("summary b, dd", card).map((part) => part.textContent).join(" ");
      return { card, text: index(`${card.dataset.words} ${shown} ${ownWords[card.id] || ""}`) };
    });
    const found = new Set(matching(cards, input.value).map(({ card }) => card.id));
    for (const { card } of cards) card.hidden = !found.has(card.id);
    for (const section of all(".tp-sources section")) section.hidden = !section.querySelector("details:not([hidden])");
    const rows = all(".tp-calendar tbody tr").reverse();
    let hasRows = false; // below the heading of a group
    for (const row of rows) {
      const link = row.querySelector("a");
      row.hidden = link ? !found.has(link.hash.slice(1)) : !hasRows;
      hasRows = link ? hasRows || !row.hidden : false;
    }
    const isBare = !rows.some((row) => !row.hidden); // a heading says nothing without what it is over
    for (const part of all("#years-covered, .tp-calendar")) part.hidden = isBare;
    for (const part of all("#reported-totals, .tp-wide:has(.tp-reported)")) part.hidden = !found.has("reported_figures");
    const { some, none } = status.dataset;
    status.textContent = found.size ? some.replace("{n}", found.size).replace("{total}", cards.length) : none;
  }

  document.addEventListener("input", ({ target }) => { if (target.matches(".tp-search input")) filter(target); });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest && target.closest(".tp-calendar a[href^='#']"), card = link && document.getElementById(link.hash.slice(1));
    if (card) card.open = true;
  });
})();
