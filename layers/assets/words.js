/* How a search compares texts: by their words, without regard to accents and capitals. */
globalThis.TerrapazWords ??= (() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const split = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const index = (text) => ` ${split(text).join(" ")}`;

  /* The items, each with its index as `text`, in which words begin with every word of the query or, if there are none,
   * in which its words occur anywhere. */
  function matching(items, query) {
    const words = split(query);
    const beginning = items.filter(({ text }) => words.every((word) => text.includes(` ${word}`)));
    return beginning.length ? beginning : items.filter(({ text }) => words.every((word) => text.includes(word)));
  }

  return { plain, split, index, matching };
})();
