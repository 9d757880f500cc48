/* The page around a published map: heading, notices, the map as a table, sources, citation. */
window.TerrapazPage = (function () {
  "use strict";

  const { el, button, disclosure, linkify, joined, limits, onPage } = TerrapazFurniture;

  function page(state) {
    const { scene, map } = state, { words } = scene;
    if (!onPage(scene)) return;
    const part = coloured(state), head = el("header", "head"), foot = el("footer", "foot");
    const bar = el("p", "brand", "Terrapaz", head);
    if (state.actions.switchLanguage) languageButton(state, bar);
    el("h1", "", part ? part.heading : scene.title, head);
    const years = part && part.years !== scene.period ? part.years : ""; // the years of the choropleth, if they differ from the period
    el("p", "sub", joined(scene.period, part && [part.unit, years].filter(Boolean).join(", "), part && part.bare && part.over), head);
    if (limits(state).length) {
      const list = el("ul", "", null, disclosure("limits", words.limits, foot, true));
      for (const notice of limits(state)) el("li", "", notice, list);
    }
    foot.appendChild(table(state));
    if (scene.chart) foot.appendChild(chart(scene.chart));
    const sources = disclosure("sources", words.sources, foot);
    for (const each of scene.credits) {
      const line = el("p", "", null, sources);
      el("strong", "", each.title, line);
      linkify(" " + joined(each.period, each.attribution, each.licence, each.retrieved, each.url), line);
    }
    if (scene.citation) cite(state, foot);
    el("p", "colophon", joined(...scene.colophon), foot);
    if (state.page) {
      const open = (name) => Boolean(state.page.foot.querySelector("." + name + "[open]"));
      for (const node of foot.querySelectorAll(".tp-sources, .tp-cite, .tp-chart")) node.open = open(node.className);
      const hadFocus = state.page.head.contains(document.activeElement);
      state.page.head.replaceWith(head);
      state.page.foot.replaceWith(foot);
      if (hadFocus) head.querySelector("button").focus();
    } else {
      map.getContainer().before(head);
      map.getContainer().after(foot);
    }
    state.page = { head, foot };
    document.body.style.setProperty("--head", head.offsetHeight + "px"); // the map fills the rest of the window
  }

  /* What colours the map: hexagons, else the choropleth. */
  function coloured(state) {
    const [top] = TerrapazHexagons.shown(state);
    return top ? top.grid : state.chosen();
  }

  /* A button for the page in the other language. */
  function languageButton(state, parent) {
    const { words, lang } = state.scene, node = button("language", words.language, words.language, parent, () => state.actions.switchLanguage());
    node.lang = lang === "es" ? "en" : "es";
  }

  /* The citation, with the title of the choropleth and the sources of the layers shown. */
  function cite(state, parent) {
    const { scene } = state, { words } = scene, part = coloured(state);
    const drawn = [...(part ? [part] : []), ...state.overlays.map((mark) => mark.part)].flatMap(({ sources }) => sources || []);
    const names = scene.credits.filter(({ id }) => drawn.includes(id)).map(({ attribution }) => attribution.replace(/\.$/, ""));
    const sources = names.length ? words.sourced.replace("{sources}", [...new Set(names)].sort().join("; ")) : "";
    const text = scene.citation.replace("{title}", part ? part.heading : scene.title);
    el("p", "", [text, sources].filter(Boolean).join(" "), disclosure("cite", words.cite, parent));
  }

  /* The map as a table with the same values, for screen readers and print. */
  function table(state) {
    const { page: old } = state, details = disclosure("table", state.scene.words.table);
    details.addEventListener("toggle", () => details.children.length > 1 || fillTable(state, details));
    details.open = Boolean(old && old.foot.querySelector(".tp-table").open);
    return details;
  }

  function fillTable(state, details) {
    const { scene, municipalities } = state, { words, choropleths } = scene;
    const table = el("table", "", null, el("div", "scroll", null, details));
    el("caption", "", scene.summary, table);
    const head = el("tr", "", null, el("thead", "", null, table));
    const titles = choropleths.map((part) => [part.title, part.unit, part.years].filter(Boolean).join(", "));
    for (const title of [words.municipality, words.department, words.code, ...titles]) el("th", "", title, head).scope = "col";
    const body = el("tbody", "", null, table);
    municipalities.forEach((municipality, index) => {
      if (!municipality.inside) return;
      const line = el("tr", "", null, body), first = el("th", "", null, line);
      first.scope = "row";
      button("name", municipality.name, municipality.name, first, () => state.actions.visit(index));
      el("td", "", municipality.department, line);
      el("td", "", municipality.id, line);
      for (const part of choropleths) el("td", "figure", part.values[index] || "–", line);
    });
    for (const part of TerrapazHexagons.shown(state)) TerrapazHexagons.table(state, part, details);
  }

  /* The chart of the place over time with its files and its numbers; it is unpacked when it is opened. */
  function chart(part) {
    const details = disclosure("chart", part.title);
    details.addEventListener("toggle", () => details.children.length > 1 || fillChart(part, details));
    return details;
  }

  async function fillChart({ alt, name, packed, files }, details) {
    const picture = el("img", "", null, details), links = el("p", "files", null, details);
    picture.alt = alt;
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const { svg, csv, head, rows } = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
    picture.src = "data:image/svg+xml," + encodeURIComponent(svg);
    await picture.decode();
    const addresses = { png: TerrapazPixels(picture), svg: picture.src, csv: "data:text/csv," + encodeURIComponent(csv) };
    for (const [ending, address] of Object.entries(addresses)) {
      Object.assign(el("a", "link", files[ending], links), { href: address, download: name + "." + ending });
    }
    const box = el("div", "scroll", null, details), numbers = el("table", "", null, box);
    Object.assign(box, { tabIndex: 0, role: "region", ariaLabel: alt });
    const titles = el("tr", "", null, el("thead", "", null, numbers)), body = el("tbody", "", null, numbers);
    for (const title of head) el("th", "", title, titles).scope = "col";
    for (const [when, ...cells] of rows) {
      const line = el("tr", "", null, body);
      el("th", "", when, line).scope = "row";
      for (const cell of cells) el("td", "figure", cell, line);
    }
  }

  return { page };
})();
