/* Focus after the profile of a municipality is closed. Its button is gone with it, and the keyboard would begin at the top of the
 * page: it goes on at the field of the municipality, or at the title where the sidebar is closed. */
(function () {
  "use strict";

  if (window.terrapazClosing) return; // the app may insert this script again
  window.terrapazClosing = true;

  function proceed() {
    if (document.activeElement !== document.body) return; // the reader was faster
    const field = document.getElementById("tp-picker-municipality"), title = document.querySelector(".tp-head h1");
    const next = field && field.getBoundingClientRect().right > 0 && field.checkVisibility() ? field : title;
    if (next === title) title.tabIndex = -1;
    next.focus();
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest || !target.closest(".st-key-profile [data-testid='stButton'] button")) return;
    const watch = new MutationObserver(() => {
      if (document.querySelector(".st-key-profile button")) return;
      watch.disconnect();
      requestAnimationFrame(proceed);
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
})();
