/* A published map with both languages and every year (layers/outputs/edition.py): shows one scene at a time.
 *
 * Terrapaz.publish(map, edition)  once, after mount */
(function () {
  "use strict";

  const { el, button, formatted, joined } = TerrapazFurniture, { numbers } = Terrapaz;

  Terrapaz.publish = function (map, edition) {
    const state = map.terrapaz, reader = { edition, lang: edition.lang, year: null, scenes: [] };
    const update = () => {
      const scene = ofYear(localized(reader), reader.year);
      document.documentElement.lang = scene.lang;
      document.title = joined(scene.title + ", " + scene.period, "Terrapaz");
      Terrapaz.show(map, scene);
      if (!scene.embed) TerrapazFinder.search(state, scene.words, (municipality) => state.actions.visit(state.byCode.get(municipality.id)));
    };
    state.actions.page = () => {
      TerrapazPage.page(state);
      if (edition.years.length) showSlider(state, reader);
    };
    state.actions.switchLanguage = () => {
      reader.lang = (reader.lang + 1) % edition.langs.length;
      update();
    };
    state.actions.go = (year) => {
      reader.year = year;
      update();
    };
    update();
  };

  /* ---------- one language ---------- */

  function localized({ edition, lang, scenes }) {
    if (!scenes[lang]) {
      const scene = inLanguage(edition.scene, lang);
      scenes[lang] = { ...scene, years: edition.years, overlays: scene.overlays.map(unpacked) };
    }
    return scenes[lang];
  }

  function inLanguage(tree, lang) {
    if (Array.isArray(tree)) return tree.map((item) => inLanguage(item, lang));
    if (!tree || typeof tree !== "object") return tree;
    if (Object.hasOwn(tree, "~")) return tree["~"][lang];
    return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, inLanguage(value, lang)]));
  }

  function cumulated(text) {
    let sum = 0;
    return numbers(text).map((step) => (sum += step));
  }

  function unpacked(mark) {
    const result = { ...mark };
    for (const name of ["at", "since", "until"]) if (name in mark) result[name] = cumulated(mark[name]);
    for (const name of ["km2", "amounts", "near"]) if (name in mark) result[name] = numbers(mark[name]);
    if (mark.cells) {
      const [q, r] = mark.cells.map(cumulated);
      result.cells = q.flatMap((each, row) => [each, r[row]]);
    }
    if (mark.xy) {
      const [x, y] = mark.xy.map(cumulated);
      result.xy = x.flatMap((each, row) => [each, y[row]]);
    }
    if (mark.shapes) result.shapes = mark.shapes.map((shape) => shape.map((part) => part.map(numbers)));
    if (mark.until === "") result.until = result.since;
    const first = Array(mark.count).fill(0);
    if (mark.fields) result.fields = mark.fields.map((field) => ({ ...field, rows: field.rows ? cumulated(field.rows) : first }));
    return result;
  }

  /* ---------- one year, or all of them ---------- */

  function ofYear(scene, year) {
    const choropleths = scene.choropleths.map((part) => shade(part, scene, year));
    const overlays = scene.overlays.map((mark) => filterByYear(mark, scene, year));
    const result = { ...scene, choropleths, overlays };
    if (year === null) return result;
    const period = String(year), { words } = scene;
    const first = choropleths.find((part) => part.id === scene.choropleth);
    const summary = [fill(words.map, { place: scene.place, period })];
    if (first && first.n) summary.push(fill(words.range, { ...first, low: first.range[0], high: first.range[1] }));
    return { ...result, period, summary: summary.join(" "), notices: [...scene.constant_notices, ...unplaced(overlays, scene)] };
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* Decode estimates of layers/scene/encoding.py: best, or best, low and high; null for no data. */
  function estimates(text) {
    return text.split(" ").flatMap((run) => {
      const [word, n] = run.split("*");
      return Array(Number(n || 1)).fill(word === "-" ? null : word.split("/").map(Number));
    });
  }

  function shade(part, scene, year) {
    const { words, inside } = scene, yearly = year !== null && !part.standing;
    const index = yearly ? part.covered_years.indexOf(year) : -1, bare = yearly && index < 0;
    const legend = yearly ? part.yearly_legend : part, found = bare ? [] : estimates(yearly ? part.yearly_values[index] : part.period_values);
    const made = bare || !part.amount ? [] : estimates(yearly ? part.yearly_amounts[index] : part.period_amounts);
    const count = new Map(), values = [], amounts = [], known = [];
    const written = (estimate) => {
      const [best, low, high] = estimate ? estimate.map((value) => formatted(value, words)) : [""];
      return low ? fill(words.band, { best, low, high }) : best;
    };
    let class_codes = "", next = 0, above = 0;
    for (const flag of inside) {
      const estimate = flag === "1" ? found[next++] || null : null;
      const code = flag !== "1" ? "." : estimate ? legend.classes.find(({ upto }) => estimate[0] <= upto).class : "-";
      class_codes += code;
      count.set(code, (count.get(code) || 0) + 1);
      values.push(written(estimate));
      amounts.push(estimate && estimate.some(Boolean) ? written(made[above++]) : values.at(-1)); // of a zero: zero
      if (estimate) known.push(estimate[0]);
    }
    const n = (code) => formatted(count.get(code) || 0, words);
    const classes = bare ? [] : legend.classes.map((row) => ({ ...row, count_text: n(row.class) }));
    const nodata = { ...part.nodata, n: count.get("-") || 0, count_text: n("-") };
    const range = known.length ? [Math.min(...known), Math.max(...known)].map((value) => formatted(value, words)) : [];
    const amount = part.amount && yearly && !bare ? { ...part.amount, by: part.yearly_by[index] } : part.amount;
    const result = { ...part, class_codes, values, amount, amounts, classes, nodata, range, n: known.length, bare };
    if (!yearly) return result;
    const years = String(year), gap = bare ? [fill(words.gap, { title: part.title, years })] : [];
    const method = bare || !legend.method ? "" : legend.method + ". " + words.same + ".";
    const missing = { ...nodata, label: bare ? words.bare : nodata.label };
    return { ...result, years, over: bare ? words.uncovered : "", method, nodata: missing, notices: [...gap, ...part.constant_notices] };
  }

  function filterByYear(mark, scene, year) {
    if (year === null || !mark.since) return mark;
    if (mark.kind === "hexagons") return { ...TerrapazHexagons.ofYear(mark, year, scene), total: mark.totals ? mark.totals[scene.years.indexOf(year)] : 0 };
    const { since, until, covers } = mark;
    const rows = since.flatMap((first, row) => (first <= year && year <= (until ? until[row] : year) ? [row] : []));
    const kept = (list) => list && rows.map((row) => list[row]);
    const within = ([first, last]) => first <= year && (!until || year <= last); // features without a last year stay visible
    const outside = covers && !covers.some(within);
    return {
      ...mark,
      count: rows.length,
      total: mark.totals ? mark.totals[scene.years.indexOf(year)] : rows.length,
      count_text: outside && !rows.length ? scene.words.uncovered : mark.count ? formatted(rows.length, scene.words) : mark.count_text,
      at: kept(mark.at),
      xy: mark.xy && rows.flatMap((row) => mark.xy.slice(2 * row, 2 * row + 2)),
      shapes: kept(mark.shapes),
      fields: mark.fields.map((field) => ({ ...field, rows: kept(field.rows) })),
    };
  }

  function unplaced(overlays, { words }) {
    const notice = ({ title, total, count }) =>
      fill(words.unplaced, { title, hidden: formatted(total - count, words), total: formatted(total, words) });
    return overlays.filter(({ total, count }) => total > count).map(notice);
  }

  /* ---------- the slider of years ---------- */

  /* Above the map: all years first, then single years. Ticks of years without data of the choropleth are hollow. */
  function showSlider(state, reader) {
    const { words } = state.scene, { years } = reader.edition;
    if (!state.slider) state.slider = createSlider(state, reader);
    const { node, range, ticks, label, previous, next } = state.slider, part = state.chosen(), [over] = TerrapazHexagons.shown(state);
    const place = reader.year === null ? 0 : years.indexOf(reader.year) + 1;
    const name = (at) => (at ? String(years[at - 1]) : words.all);
    const lacks = (year) => Boolean(over.covers && !over.covers.some(([first, last]) => first <= year && year <= last));
    const bare = (at) => over ? at > 0 && lacks(years[at - 1]) : Boolean(at && part && part.covered_years && !part.standing && !part.covered_years.includes(years[at - 1]));
    node.setAttribute("aria-label", words.years);
    range.setAttribute("aria-label", words.years);
    range.setAttribute("aria-valuetext", joined(name(place), bare(place) ? words.uncovered : ""));
    range.value = place;
    previous.setAttribute("aria-label", words.before);
    next.setAttribute("aria-label", words.after);
    previous.disabled = place === 0;
    next.disabled = place === years.length;
    label.textContent = name(place);
    label.classList.toggle("tp-bare", bare(place));
    const tickWidth = ticks.clientWidth / years.length, every = Math.ceil(44 / tickWidth);
    const labelled = (at) => at === 0 || ((at - 1) % every === 0 && at * tickWidth >= 44);
    ticks.replaceChildren();
    for (let at = 0; at <= years.length; at++) {
      const tick = el("span", bare(at) ? "tick bare" : "tick", null, ticks);
      tick.style.setProperty("--tp-at", at / years.length);
      if (labelled(at)) el("span", "", at ? name(at) : words.every, tick);
    }
  }

  function createSlider(state, reader) {
    const { map } = state, { years } = reader.edition, node = el("div", "time");
    const go = (place) => state.actions.go(place ? years[place - 1] : null);
    const step = (by) => go(Number(range.value) + by);
    node.setAttribute("role", "group");
    const label = el("output", "year", "", node), previous = button("turn", "‹", "", node, () => step(-1));
    const track = el("div", "track", null, node), range = el("input", "range", null, track);
    Object.assign(range, { type: "range", min: 0, max: years.length, step: 1 });
    range.addEventListener("input", () => go(Number(range.value)));
    const ticks = el("div", "ticks", null, track), next = button("turn", "›", "", node, () => step(1));
    ticks.setAttribute("aria-hidden", "true");
    map.getContainer().before(node);
    map.invalidateSize({ animate: false });
    return { node, range, ticks, label, previous, next };
  }
})();
