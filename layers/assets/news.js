/* What is new since the reader's last visit: the edition seen last is kept in this browser, and nowhere else. */
(function () {
  "use strict";

  const KEY = "terrapaz-news";

  function stored(storage, value) {
    try { // a browser may forbid storage
      if (value !== undefined) storage.setItem(KEY, value);
      return storage.getItem(KEY);
    } catch { return null; }
  }

  function mark() {
    const editions = [...document.querySelectorAll(".tp-edition")];
    if (!editions.length) return;
    // what was new when this visit began stays marked until it ends
    if (stored(sessionStorage) === null) stored(sessionStorage, stored(localStorage) || "");
    const seen = stored(sessionStorage);
    for (const edition of editions) edition.querySelector(".tp-dot").hidden = !seen || edition.dataset.reportedOn <= seen;
    const newest = editions.map(({ dataset }) => dataset.reportedOn).sort().pop();
    if (newest > (stored(localStorage) || "")) stored(localStorage, newest);
  }

  mark();
  if (window.terrapazNews) return; // the app may insert this script again
  window.terrapazNews = true;
  new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
})();
