/* What Streamlit itself says of its elements, in English only, in the language of the page: screen readers say it.
 *
 * terrapazLabels(words)  translations by English text; a name that ends in " — start" keeps its first part, and so on */
(function () {
  "use strict";

  if (window.terrapazLabels) return; // the app inserts this script with every page
  const known = new WeakMap(), SKIP = "[data-testid=stSkipToContent]";
  let words = {};

  function translated(text) {
    const [, head, end] = text.match(/^(.*) — (start|end)$/) || [], help = text.match(/^Help for (.*)$/);
    if (end) return `${head}: ${words[end]}`;
    if (help) return words.help.replace("{label}", help[1]);
    return Object.hasOwn(words, text) ? words[text] : text;
  }

  /* React writes an English text again when it changes: what is there is the original unless it was written here. */
  function write(node, read, set) {
    const now = read(node), before = known.get(node), original = before && before.shown === now ? before.original : now;
    const shown = translated(original);
    known.set(node, { original, shown });
    if (shown !== now) set(node, shown);
  }

  const label = (node) => write(node, (each) => each.getAttribute("aria-label"), (each, text) => each.setAttribute("aria-label", text));
  const content = (node) => write(node, (each) => each.textContent, (each, text) => { each.textContent = text; });

  function all(root) {
    for (const node of [root, ...root.querySelectorAll(`[aria-label], ${SKIP}`)]) {
      if (node.matches(SKIP)) content(node);
      if (node.hasAttribute("aria-label")) label(node);
    }
  }

  window.terrapazLabels = (found) => {
    words = found;
    all(document.documentElement);
  };

  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") label(target);
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) all(node);
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
})();
