/* Hexagons of equal area (geo/statistics/hexagons.py): their outlines, cards, legend and table.
 *
 * A scene has the positions of its cells only; their corners follow from the grid, by the inverse of the Lambert
 * azimuthal equal-area projection on the ellipsoid (Snyder 1987, eq. 24-16 to 24-20 and 3-18). */
window.TerrapazHexagons = (function () {
  "use strict";

  const { el, formatted, joined } = TerrapazFurniture;
  const RADIUS = 6378137, E2 = 0.0066943799901413165, E = Math.sqrt(E2);
  const NODATA = "-", PARTIAL = "+", EMPTY = "#fffefb", EDGE = "#a59c8b", BORDER = "#6f675a";
  const SCALES = [1, 0.6, 0.36]; // of several layers each is drawn inside the one before

  /* Hexagons that are switched on, from the outermost; those without data anywhere would hide the others. */
  function shown(state) {
    const parts = all(state).filter(({ id }) => !state.hidden.has(id)), known = parts.filter(hasData);
    return known.length ? known : parts.slice(0, 1);
  }

  const all = (state) => state.scene.overlays.filter(({ kind }) => kind === "hexagons");
  const hasData = ({ class_codes }) => /[^-]/.test(class_codes);

  function scale(state, part) {
    const depth = all(state).filter(hasData).indexOf(part); // -1 without data: never drawn over others
    return SCALES[Math.max(0, Math.min(depth, SCALES.length - 1))];
  }

  /* How hexagons are drawn, which depends on what else is on the map; empty for other overlays. */
  const manner = (state, part) => (part.kind === "hexagons" ? [scale(state, part), Boolean(state.scene.tiles)].join() : "");

  /* ---------- the grid ---------- */

  function authalic(sine) {
    return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
  }

  /* Metres of the projection to [lat, lon]. */
  function inverse([lon0, lat0]) {
    const rad = Math.PI / 180, sine = Math.sin(lat0 * rad), pole = authalic(1);
    const middle = Math.asin(authalic(sine) / pole), sphere = RADIUS * Math.sqrt(pole / 2);
    const stretch = (RADIUS * Math.cos(lat0 * rad)) / Math.sqrt(1 - E2 * sine * sine) / (sphere * Math.cos(middle));
    return (x, y) => {
      const rho = Math.hypot(x / stretch, y * stretch);
      if (!rho) return [lat0, lon0];
      const angle = 2 * Math.asin(rho / 2 / sphere), sin = Math.sin(angle), cos = Math.cos(angle);
      const beta = Math.asin(cos * Math.sin(middle) + (stretch * y * sin * Math.cos(middle)) / rho);
      const lambda = Math.atan2(x * sin, stretch * rho * Math.cos(middle) * cos - stretch * stretch * y * Math.sin(middle) * sin);
      const series = [E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040, (23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780, (761 * E2 ** 3) / 45360];
      const phi = series.reduce((sum, factor, i) => sum + factor * Math.sin(2 * (i + 1) * beta), beta);
      return [phi / rad, lon0 + lambda / rad];
    };
  }

  /* Corners of every cell as [lat, lon], and its centre; `size` shrinks a cell about its centre. */
  function outlines(part, size = 1) {
    const { grid: { side, origin }, cells } = part, place = inverse(origin), rings = [];
    for (let i = 0; i < cells.length; i += 2) {
      const x = Math.sqrt(3) * side * (cells[i] + cells[i + 1] / 2), y = 1.5 * side * cells[i + 1];
      const ring = [1, 3, 5, 7, 9, 11].map((n) => place(x + size * side * Math.cos((n * Math.PI) / 6), y + size * side * Math.sin((n * Math.PI) / 6)));
      rings.push({ ring, middle: place(x, y) });
    }
    return rings;
  }

  /* One layer per class, and the borders of municipalities over them, which opaque cells would hide. */
  function draw(state, { part, layer }) {
    const rings = outlines(part, scale(state, part)), groups = new Map();
    rings.forEach(({ ring }, cell) => {
      const code = part.class_codes[cell];
      groups.set(code, [...(groups.get(code) || []), [ring]]);
    });
    const colors = Object.fromEntries(part.grid.classes.map((row) => [row.class, row.color]));
    const style = { renderer: state.renderer, interactive: false, smoothFactor: 0, fillOpacity: state.scene.tiles ? 0.7 : 1 };
    for (const code of [...groups.keys()].sort()) {
      const own = code === PARTIAL ? { color: part.color, weight: 1.6, fillColor: EMPTY } : { color: EDGE, weight: 0.4, fillColor: code === NODATA ? state.hatch : colors[code] };
      L.polygon(groups.get(code), { ...style, ...own }).addTo(layer);
    }
    const { topology } = state.base;
    if (!topology) return;
    const own = ({ properties: { id } }) => (part.grid.size > 100 ? id.slice(0, 2) : id); // of a country, departments
    const inside = ({ properties: { id } }) => state.scene.inside[state.byCode.get(id)] === "1";
    const line = (test, weight) => L.geoJSON(topojson.mesh(topology, topology.objects.municipalities, test), {
      renderer: state.renderer, interactive: false, fill: false, color: BORDER, weight, opacity: 0.75,
    }).addTo(layer);
    line((a, b) => own(a) !== own(b) && inside(a) && inside(b), 0.6);
    line((a, b) => (a === b ? inside(a) : inside(a) !== inside(b)), 1.2); // where what is counted ends
  }

  /* Index of the cell that has a position, -1 if none has. */
  function find(part, { lat, lng }) {
    return outlines(part).findIndex(({ ring }) => {
      let inside = false;
      for (let i = 0, j = 5; i < 6; j = i++) {
        const [y, x] = ring[i], [v, u] = ring[j];
        if (y > lat !== v > lat && lng < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
      }
      return inside;
    });
  }

  /* ---------- numbers ---------- */

  const significant = (value) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

  /* Amount of each cell, and how many of them are placed only nearly. */
  function sums({ at, amounts, near, km2, grid }) {
    const found = km2.map(() => [0, 0]);
    at.forEach((cell, row) => {
      found[cell][0] += amounts[row] * grid.step;
      found[cell][1] += near[row];
    });
    return found;
  }

  /* Per 100 km² (and year), null where too little of a cell is inside; `tenths` of a km². */
  const rate = (amount, tenths, { size, over }) => (tenths >= 2.5 * size ? significant((amount / over / tenths) * 1000) : null);

  /* ---------- texts ---------- */

  function facts(state, part, cell) {
    const { grid, class_codes, km2 } = part, { words } = grid, number = (value) => formatted(significant(value), state.scene.words);
    const [amount, near] = sums(part)[cell], area = formatted(km2[cell] / 10, state.scene.words) + " km²", found = rate(amount, km2[cell], grid);
    const lines = class_codes[cell] === NODATA ? [["", words.nodata]] : [
      [words.amount, number(amount) + words.unit],
      ...(near ? [[words.near, number(near)]] : []),
      [words.area, km2[cell] === 10 * grid.size ? joined(area, words.whole) : area],
      [words.rate, amount && found === null ? words.partial : number(found || 0) + " " + (found === 1 ? grid.one : grid.unit)],
    ];
    return [...lines, ...(grid.years ? [[words.period, grid.years]] : []), [words.source, words.by]];
  }

  const id = (part, cell) => [part.grid.size, ...part.cells.slice(2 * cell, 2 * cell + 2)].join("/");

  function card(state, part, cell) {
    const node = el("div", "card"), list = el("dl");
    el("p", "kicker", part.title, node);
    el("h3", "", part.grid.words.cell.replace("{id}", id(part, cell)), node);
    for (const [label, text] of facts(state, part, cell)) {
      if (label) el("dt", "", label, list);
      el("dd", "", text, list);
    }
    node.appendChild(list);
    return node;
  }

  function legend(state, part, parent) {
    const { grid } = part;
    el("h2", "", part.title, parent);
    el("p", "unit", joined(grid.unit, grid.years, grid.cells), parent);
    if (scale(state, part) < 1) el("p", "note", grid.words.inner, parent);
    const list = el("ul", "classes", null, parent);
    const line = ({ label, count_text }, name, color) => {
      const item = el("li", "", null, list), swatch = el("span", name, null, item);
      if (color) swatch.style.setProperty(name === "swatch" ? "background" : "--tp-color", color);
      el("span", "", label, item);
      el("span", "n", count_text, item);
    };
    for (const row of grid.classes) line(row, "swatch", row.color);
    if (grid.partial.n) line(grid.partial, "swatch partial", part.color);
    if (grid.nodata.n) line(grid.nodata, "swatch hatched");
    el("p", "note", joined(grid.n && "n = " + grid.n, grid.words.cells), parent);
    if (part.note) el("p", "note", part.note, parent);
    if (grid.method) el("p", "note", grid.method, parent);
  }

  /* Cells with an amount, the highest rate first, for screen readers and print. */
  function table(state, part, parent) {
    const table = el("table", "", null, el("div", "scroll", null, parent)), { grid } = part, { words } = grid, found = sums(part);
    el("caption", "", joined(grid.heading, grid.years, grid.cells, ...[...grid.classes.slice(0, 1), grid.partial, grid.nodata].map((row) => row.label + ": " + row.count_text)), table);
    const head = el("tr", "", null, el("thead", "", null, table)), body = el("tbody", "", null, table), middles = outlines(part).map(({ middle }) => middle);
    for (const title of [words.cell.replace("{id}", ""), words.middle, words.amount, words.near, words.area + ", km²", grid.unit]) el("th", "", title.trim(), head).scope = "col";
    const cells = found.flatMap(([amount], cell) => (amount ? [cell] : [])), density = (cell) => rate(found[cell][0], part.km2[cell], grid);
    for (const cell of cells.sort((a, b) => density(b) - density(a))) {
      const line = el("tr", "", null, body), number = (value) => formatted(significant(value), state.scene.words), per = density(cell);
      el("th", "", id(part, cell), line).scope = "row";
      el("td", "figure", middles[cell].map((degrees) => formatted(Number(degrees.toFixed(2)), state.scene.words)).join("; "), line);
      for (const text of [number(found[cell][0]) + words.unit, number(found[cell][1]), formatted(part.km2[cell] / 10, state.scene.words), per === null ? words.partial : number(per)]) el("td", "figure", text, line);
    }
  }

  /* ---------- one year ---------- */

  function ofYear(mark, year, { words }) {
    const { since, covers, km2 } = mark, grid = { ...mark.grid, over: 1 }, rows = since.flatMap((first, row) => (first === year ? [row] : []));
    const kept = (list) => rows.map((row) => list[row]), isCovered = !covers || covers.some(([first, last]) => first <= year && year <= last);
    const part = { ...mark, at: kept(mark.at), amounts: kept(mark.amounts), near: kept(mark.near) }, found = sums(part);
    const code = ([amount], cell) => {
      const per = rate(amount, km2[cell], grid);
      if (!isCovered || (!amount && mark.class_codes[cell] === NODATA)) return NODATA;
      return !amount ? "0" : per === null ? PARTIAL : String(grid.yearly_classes.find(({ upto }) => per <= upto).class);
    };
    const codes = found.map(code), total = significant(found.reduce((sum, [amount]) => sum + amount, 0));
    const counted = (row, key) => { const n = codes.filter((each) => each === key).length; return { ...row, n, count_text: formatted(n, words) }; };
    const n = isCovered ? formatted(total, words) + grid.words.unit : words.uncovered;
    return {
      ...part, class_codes: codes.join(""), count: total, count_text: n,
      grid: {
        ...grid, n, years: String(year), method: isCovered ? grid.yearly_method + ". " + words.same + "." : "",
        classes: isCovered ? grid.yearly_classes.map((row) => counted(row, String(row.class))) : [],
        nodata: counted(grid.nodata, NODATA), partial: counted(grid.partial, PARTIAL),
      },
    };
  }

  return { shown, manner, draw, outlines, find, card, legend, table, ofYear };
})();
