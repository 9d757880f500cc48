/* The elements on a Terrapaz map: legend, layers, tools, and cards in popups.
 *
 * Every text is set through textContent, so that data is never interpreted as HTML. All texts come with the scene.
 * `state` is that of terrapaz.js, which provides its `actions`. */
window.TerrapazFurniture = (function () {
  "use strict";

  function el(tag, name, text, parent) {
    const node = document.createElement(tag);
    if (name) node.className = name.split(" ").map((part) => "tp-" + part).join(" ");
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function button(name, text, label, parent, act) {
    const node = el("button", name, text, parent);
    node.type = "button";
    node.setAttribute("aria-label", label);
    node.addEventListener("click", act);
    return node;
  }

  function disclosure(name, title, parent, open) {
    const node = el("details", name, null, parent);
    node.open = Boolean(open);
    el("summary", "", title, node);
    return node;
  }

  /* Append a text and turn web addresses in it into links. */
  function linkify(text, parent) {
    for (const part of String(text).split(/(https?:\/\/[^\s|]+)/)) {
      if (!/^https?:\/\//.test(part)) {
        parent.appendChild(document.createTextNode(part));
        continue;
      }
      const link = el("a", "link", part.replace(/^https?:\/\/(www\.)?/, "").replace(/[/?].*$/, ""), parent);
      Object.assign(link, { href: part, rel: "noopener noreferrer", target: "_blank" });
    }
  }

  /* Notices of the current choropleth and of the map. */
  const limits = (state) => [...(state.chosen() ? state.chosen().notices : []), ...state.scene.notices];
  const onPage = (scene) => document.body.classList.contains("tp-page") && !scene.embed;
  const joined = (...parts) => parts.filter(Boolean).join(" · ");

  /* Format a rounded number like layers/text/i18n.py. */
  function formatted(value, { group, decimal }) {
    const [whole, part] = (Math.abs(value) < 1e-6 && value ? value.toFixed(12).replace(/0+$/, "") : String(value)).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, group) + (part ? decimal + part : "");
  }

  /* ---------- cards ---------- */

  /* One row of an overlay's columns as [label, text]; missing values are left out. */
  function row(fields, index) {
    return fields.flatMap((field) => {
      const word = field.rows[index];
      return word < 0 ? [] : [[field.label, field.words[word]]];
    });
  }

  function markCard(part, index, heading) {
    const node = el("div", "card"), list = el("dl");
    el("p", "kicker", part.title, node);
    if (heading) el("h3", "", heading, node);
    for (const [label, text] of row(part.fields, index)) {
      if (!label) {
        el("h3", "", text, node);
        continue;
      }
      el("dt", "", label, list);
      linkify(text, el("dd", "", null, list));
    }
    node.appendChild(list);
    return node;
  }

  function placeCard(state, municipality, index) {
    const { scene } = state, node = el("div", "card"), list = el("dl", "facts");
    el("p", "kicker", joined(municipality.department, municipality.id), node);
    el("h3", "", municipality.name, node);
    const fact = (part, parent) => {
      const value = part.values[index];
      el("dt", "", joined(part.title, part.years), parent);
      el("dd", value ? "" : "none", value ? value + " " + part.unit : part.nodata.label, parent);
      if (value && part.amount) el("dd", "amount", joined(part.amounts[index] + " " + (part.amounts[index] === "1" ? part.amount.one : part.amount.unit), part.amount.by), parent);
    };
    if (!municipality.inside) el("p", "quiet", scene.words.outside, node);
    const first = state.chosen(), others = scene.choropleths.filter((part) => part !== first && part.values[index]);
    if (municipality.inside && first) {
      fact(first, node.appendChild(list));
      const origin = first.origin.length ? disclosure("more", scene.words.origin, node) : null;
      for (const line of first.origin) el("p", "note", line, origin);
    }
    if (!others.length) return node;
    const more = el("dl", "facts", null, disclosure("more", scene.words.more, node));
    for (const part of others) fact(part, more);
    return node;
  }

  /* Several events at one place, one card at a time. `onChange` is called when another card is shown. */
  function pager(words, cards, onChange) {
    const node = el("div"), bar = cards.length > 1 ? el("div", "pager", null, node) : null, body = el("div", "", null, node);
    let index = 0, count = null;
    const turn = (step) => {
      index = (index + step + cards.length) % cards.length;
      body.replaceChildren(cards[index]());
      if (count) count.textContent = words.of.replace("{i}", index + 1).replace("{n}", cards.length);
      onChange(node);
    };
    if (bar) {
      button("turn", "‹", words.previous, bar, () => turn(-1));
      count = el("span", "", "", bar);
      count.setAttribute("aria-live", "polite");
      button("turn", "›", words.next, bar, () => turn(1));
    }
    turn(0);
    return node;
  }

  /* ---------- on the map ---------- */

  /* A Leaflet control with one element, which is filled at each change. */
  function control(map, position, name) {
    const node = el("div", name), Holder = L.Control.extend({ options: { position }, onAdd: () => node });
    L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);
    map.addControl(new Holder());
    return node;
  }

  function furnish(state) {
    const { map } = state;
    state.box = control(map, "topright", "box");
    state.tools = control(map, "topleft", "tools");
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
    state.credit = control(map, "bottomright", "credit");
  }

  function panel(state) {
    const { scene, box, map, tools } = state, { words } = scene;
    const isClosed = state.panel ? !state.panel.open : map.getSize().x <= 640;
    state.panel = disclosure("panel", words.legend, null, !isClosed);
    gist(state, state.panel.firstChild);
    legend(state, state.panel);
    toggles(state, state.panel);
    if (limits(state).length && !onPage(scene)) {
      const more = disclosure("limits", words.limits, state.panel);
      for (const notice of limits(state)) el("p", "", notice, more);
    }
    box.replaceChildren(state.panel);
    tools.replaceChildren();
    button("tool", "+", words.zoomIn, tools, () => map.zoomIn(1));
    button("tool", "−", words.zoomOut, tools, () => map.zoomOut(1));
    button("tool", "⌂", words.home, tools, () => state.actions.home());
    if (scene.embed && state.actions.switchLanguage) button("tool short", words.language.slice(0, 2), words.language, tools, () => state.actions.switchLanguage());
    credit(state);
  }

  /* Attributions are on the map itself, unless they are on the page below it. */
  function credit(state) {
    const { scene, credit: line } = state;
    const tiles = scene.tiles ? scene.tiles.attribution : "";
    line.replaceChildren(document.createTextNode(joined(tiles, ...scene.colophon)));
    if (onPage(scene)) return;
    const more = disclosure("sources", scene.words.sources, line);
    for (const part of scene.credits) el("p", "", joined(part.title, part.attribution, part.licence), more);
  }

  /* What a closed legend still shows: the classes from low to high, no data, and in a frame without a heading the title. */
  function gist(state, summary) {
    const { scene } = state, [top] = TerrapazHexagons.shown(state), part = top ? top.grid : state.chosen();
    if (!part || !(part.classes.length || part.nodata.n)) return;
    const short = el("span", "gist", null, summary), first = part.classes[0], last = part.classes[part.classes.length - 1];
    if (scene.embed) el("strong", "", joined(part.heading, part.years), short);
    if (first) {
      el("span", "", first.label, short);
      const bar = el("span", "ramp", null, short);
      for (const { color } of part.classes) el("span", "swatch", null, bar).style.background = color;
      if (last !== first) el("span", "", last.label, short);
    }
    if (!part.nodata.n) return;
    const bare = el("span", "bare", null, short);
    el("span", "swatch hatched", null, bare);
    el("span", "", part.nodata.label, bare);
  }

  function legend(state, parent) {
    const { scene } = state, part = state.chosen(), over = TerrapazHexagons.shown(state);
    for (const each of over) TerrapazHexagons.legend(state, each, parent);
    if (scene.choropleths.length > 1) pick(state, part, parent);
    else if (part) el("h2", "", part.title, parent);
    if (!part) return;
    if (over.length) {
      el("p", "note", over[0].grid.words.beneath, parent);
      return;
    }
    el("p", "unit", joined(part.unit, part.years, part.over), parent);
    const list = el("ul", "classes", null, parent);
    const line = (color, label, n) => {
      const item = el("li", "", null, list), swatch = el("span", color ? "swatch" : "swatch hatched", null, item);
      if (color) swatch.style.background = color;
      el("span", "", label, item);
      el("span", "n", n, item);
    };
    for (const each of part.classes) line(each.color, each.label, each.count_text);
    if (part.nodata.n) line(null, part.nodata.label, part.nodata.count_text);
    if (part.note) el("p", "note", part.note, parent);
    if (part.method) el("p", "note", part.method, parent);
  }

  function pick(state, part, parent) {
    const select = el("select", "pick", null, parent);
    select.setAttribute("aria-label", state.scene.words.colour);
    const groups = new Map(), option = (id, title, parent) => { el("option", "", title, parent).value = id; };
    for (const each of state.scene.choropleths) {
      if (!groups.has(each.group)) groups.set(each.group, el("optgroup", "", null, select)).get(each.group).label = each.group;
      option(each.id, each.title, groups.get(each.group));
    }
    option("", state.scene.words.plain, select);
    select.value = part ? part.id : "";
    select.addEventListener("change", () => {
      state.actions.choose(select.value || null);
      state.box.querySelector("select").focus();
    });
  }

  function toggles(state, parent) {
    const { scene } = state;
    if (!state.overlays.length) return;
    const group = el("fieldset", "layers", null, parent);
    el("legend", "", scene.words.layers, group);
    for (const { part } of [...state.overlays].reverse()) {
      const label = el("label", "layer", null, group), tick = el("input", "", null, label);
      tick.type = "checkbox";
      tick.checked = !state.hidden.has(part.id);
      const kind = part.kind === "shapes" ? part.pattern || "outlines" : part.gather || part.kind;
      const symbol = el("span", "sign " + kind, null, label);
      symbol.style.setProperty("--tp-color", part.color);
      if (!part.count) label.classList.add("tp-empty");
      el("span", "", part.title, label);
      if (part.kind !== "outlines") el("span", "n", part.count_text, label);
      if (part.note) label.title = part.note;
      tick.dataset.layer = part.id;
      tick.addEventListener("change", () => {
        state.actions.toggle(part.id, tick.checked);
        state.box.querySelector(`[data-layer="${part.id}"]`).focus(); // the legend may have been built anew
      });
    }
  }

  return { el, button, disclosure, linkify, formatted, joined, limits, onPage, control, markCard, placeCard, pager, furnish, panel };
})();
