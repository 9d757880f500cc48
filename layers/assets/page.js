/* The page around an exported map: heading, what it does not show, the map as a table, sources, how to cite. */
window.TerrapazPage = (function () {
  "use strict";

  const { el, button, folding, linked, told, limits, onPage } = TerrapazFurniture;

  function page(state) {
    const { scene, map } = state, { words } = scene;
    if (!onPage(scene)) return;
    const part = state.chosen(), head = el("header", "head"), foot = el("footer", "foot");
    const bar = el("p", "brand", "Terrapaz", head);
    if (state.actions.speak) tongue(state, bar);
    el("h1", "", part ? part.heading : scene.title, head);
    const years = part && part.years !== scene.period ? part.years : ""; // the years coloured, where they are not the period
    el("p", "sub", told(scene.period, part && [part.unit, years].filter(Boolean).join(", "), part && part.bare && part.over), head);
    if (limits(state).length) {
      const list = el("ul", "", null, folding("limits", words.limits, foot, true));
      for (const notice of limits(state)) el("li", "", notice, list);
    }
    foot.appendChild(twin(state));
    const sources = folding("sources", words.sources, foot);
    for (const each of scene.credits) {
      const line = el("p", "", null, sources);
      el("strong", "", each.title, line);
      linked(" " + told(each.period, each.attribution, each.licence, each.retrieved, each.url), line);
    }
    if (scene.citation) cite(state, foot);
    el("p", "colophon", told(...scene.colophon), foot);
    if (state.page) {
      const open = (name) => Boolean(state.page.foot.querySelector("." + name + "[open]"));
      for (const node of foot.querySelectorAll(".tp-sources, .tp-cite")) node.open = open(node.className);
      const held = state.page.head.contains(document.activeElement);
      state.page.head.replaceWith(head);
      state.page.foot.replaceWith(foot);
      if (held) head.querySelector("button").focus();
    } else {
      map.getContainer().before(head);
      map.getContainer().after(foot);
    }
    state.page = { head, foot };
    document.body.style.setProperty("--head", head.offsetHeight + "px"); // the map has the rest of the window
  }

  /* The page in its other language. */
  function tongue(state, parent) {
    const { words, lang } = state.scene, node = button("tongue", words.language, words.language, parent, () => state.actions.speak());
    node.lang = lang === "es" ? "en" : "es";
  }

  /* One sentence that names what is coloured and whose data that is. */
  function cite(state, parent) {
    const { scene } = state, { words } = scene, part = state.chosen();
    const drawn = [...(part ? [part] : []), ...state.overlays.map((mark) => mark.part)].flatMap(({ sources }) => sources || []);
    const names = scene.credits.filter(({ id }) => drawn.includes(id)).map(({ attribution }) => attribution.replace(/\.$/, ""));
    const sources = names.length ? words.sourced.replace("{sources}", [...new Set(names)].sort().join("; ")) : "";
    const text = scene.citation.replace("{title}", part ? part.heading : scene.title);
    el("p", "", [text, sources].filter(Boolean).join(" "), folding("cite", words.cite, parent));
  }

  /* The map as a table: the same values, for readers of screens, of print, and of numbers. */
  function twin(state) {
    const { page: old } = state, details = folding("twin", state.scene.words.table);
    details.addEventListener("toggle", () => details.children.length > 1 || fillTwin(state, details));
    details.open = Boolean(old && old.foot.querySelector(".tp-twin").open);
    return details;
  }

  function fillTwin(state, details) {
    const { scene, municipalities } = state, { words, choropleths } = scene;
    const table = el("table", "", null, el("div", "scroll", null, details));
    el("caption", "", scene.summary, table);
    const head = el("tr", "", null, el("thead", "", null, table));
    const titles = choropleths.map((part) => [part.title, part.unit, part.years].filter(Boolean).join(", "));
    for (const title of [words.municipality, words.department, words.code, ...titles]) el("th", "", title, head).scope = "col";
    const body = el("tbody", "", null, table);
    municipalities.forEach((spot, index) => {
      if (!spot.inside) return;
      const line = el("tr", "", null, body), first = el("th", "", null, line);
      first.scope = "row";
      button("name", spot.name, spot.name, first, () => state.actions.visit(index));
      el("td", "", spot.department, line);
      el("td", "", spot.id, line);
      for (const part of choropleths) el("td", "figure", part.values[index] || "–", line);
    });
  }

  return { page };
})();
