/* How a search compares texts: by their words, without regard to accents and capitals. */
globalThis.TerrapazWords ??= (() => {
  /* Short forms in names of municipalities, which are read as such where another word follows. */
  const FULL = { sta: "santa", sto: "santo", pto: "puerto" };
  const short = new RegExp(`(^|[^\\p{L}\\p{N}])(${Object.keys(FULL).join("|")})(?:\\.\\s*|\\s+)(?=[\\p{L}\\p{N}])`, "gu");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(short, (_, before, word) => `${before}${FULL[word]} `);
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
