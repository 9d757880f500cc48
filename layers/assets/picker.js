/* A field to choose one of many options in: a combobox after the ARIA pattern, which searches in the browser.
 * Streamlit loads this as a module for each list of options. Fields come as elements of their own, in any order. */
const shared = (window.terrapazPickers ??= { waiting: [] });
shared.lists ??= new Map();
shared.fields ??= new Map();

const { split, index, matching } = globalThis.TerrapazWords;
const PAGE = 10, GAP = 4, EDGE = 8, WIDEST = 400, HIGHEST = 440;

function node(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/* An option, with the index of what finds it and that of its title alone. */
const indexed = ([id, title, group, words]) => ({ id, title, group, text: index([title, group, words, id].join(" ")), name: index(title) });

/* Options that match a query, by group: those with data come first; of these, titles that begin with it, then titles
 * that have its words. */
function search(options, query, quiet) {
  const words = split(query);
  if (!words.length) return options;
  const fit = ({ name }) => (name.startsWith(` ${words.join(" ")}`) ? 0 : words.every((word) => name.includes(` ${word}`)) ? 1 : 2);
  const rank = (option) => fit(option) + (quiet.includes(option.id) ? 3 : 0);
  const ranked = matching(options, query).map((option, at) => [rank(option), at, option]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const groups = [...new Set(ranked.map(([, , { group }]) => group))];
  return groups.flatMap((group) => ranked.filter(([, , option]) => option.group === group).map(([, , option]) => option));
}

class Field {
  constructor(parent, name) {
    const id = `tp-picker-${name}`;
    Object.assign(this, { name, shown: [], items: [], active: -1, typed: false });
    this.label = node("label", { for: id, id: `${id}-label` });
    this.input = node("input", {
      id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-expanded": "false",
      "aria-controls": `${id}-list`, "aria-autocomplete": "list", "aria-describedby": `${id}-note`,
    });
    this.note = node("p", { id: `${id}-note`, class: "tp-picker-note" });
    this.list = node("div", { id: `${id}-list`, class: "tp-picker-list", role: "listbox", popover: "manual", "aria-labelledby": `${id}-label` });
    this.status = node("span", { class: "tp-sr", role: "status" });
    this.box = node("div", { class: "tp-picker-box" }, this.input);
    parent.replaceChildren(node("div", { class: "tp-picker" }, this.label, this.box, this.note, this.list, this.status));
    this.input.addEventListener("input", () => { this.typed = true; this.open(); });
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("mousedown", (event) => {
      if (event.target !== this.input) { event.preventDefault(); this.input.focus(); }
      if (this.isOpen) { if (!this.typed) this.close(); } else this.open();
    });
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => this.choose(this.items.indexOf(target.closest("[role=option]"))));
  }

  get isOpen() { return this.input.getAttribute("aria-expanded") === "true"; }

  update(data, send) {
    const isNew = this.data?.turn !== data.turn || this.data?.value !== data.value;
    Object.assign(this, { data, send });
    this.label.textContent = data.label;
    if (isNew) this.value = data.value;
    if (!this.isOpen) this.rest();
  }

  get options() { return shared.lists.get(this.data.list) || []; }

  /* Show the chosen option, and what is wrong with it here. */
  rest() {
    const chosen = this.options.find(({ id }) => id === this.value);
    this.input.value = chosen ? chosen.title : "";
    this.input.title = this.input.value;
    const isQuiet = chosen && this.data.quiet.includes(chosen.id);
    this.note.textContent = isQuiet ? this.data.notes[chosen.id] : "";
    this.note.hidden = !isQuiet;
    this.typed = false;
  }

  open() {
    this.shown = search(this.options, this.typed ? this.input.value : "", this.data.quiet);
    this.items = this.shown.map((option, at) => this.item(option, at));
    this.list.replaceChildren(...this.groups());
    if (!this.items.length) this.list.append(node("p", {}, this.data.words.none));
    this.status.textContent = this.typed ? this.counted(this.items.length) : "";
    this.input.setAttribute("aria-expanded", "true");
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.place();
    const chosen = this.shown.findIndex(({ id }) => id === this.value);
    this.activate(this.typed ? 0 : Math.max(chosen, 0), "center");
    if (!this.follow) {
      this.follow = (event) => this.list.contains(event.target) || this.place();
      for (const kind of ["scroll", "resize"]) window.addEventListener(kind, this.follow, true);
    }
  }

  item({ id, title }, at) {
    const item = node("div", { id: `${this.list.id}-${at}`, role: "option", "aria-selected": String(id === this.value) }, title);
    const note = this.data.notes[id];
    if (note) item.append(" ", node("small", {}, note));
    if (this.data.quiet.includes(id)) item.classList.add("tp-quiet-option");
    return item;
  }

  groups() {
    const parts = [];
    this.shown.forEach(({ group }, at) => {
      if (!group) return parts.push(this.items[at]);
      if (at === 0 || group !== this.shown[at - 1].group) {
        const heading = node("div", { id: `${this.list.id}-group-${at}`, role: "presentation", class: "tp-picker-group" }, group);
        parts.push(node("div", { role: "group", "aria-labelledby": heading.id }, heading));
      }
      parts.at(-1).append(this.items[at]);
    });
    return parts;
  }

  counted(n) {
    const { none, one, many } = this.data.words;
    return n === 0 ? none : n === 1 ? one : many.replace("{n}", n);
  }

  close() {
    if (this.follow) for (const kind of ["scroll", "resize"]) window.removeEventListener(kind, this.follow, true);
    this.follow = null;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
    this.status.textContent = "";
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.list.replaceChildren();
    this.items = [];
    this.rest();
  }

  /* In the top layer, which nothing cuts off: below the field, or above it where there is more room. */
  place() {
    const field = this.box.getBoundingClientRect(), seen = window.visualViewport || { height: innerHeight, width: innerWidth };
    const width = Math.max(field.width, Math.min(WIDEST, seen.width - 2 * EDGE));
    const below = seen.height - field.bottom - GAP - EDGE, above = field.top - GAP - EDGE;
    const isBelow = below >= Math.min(220, this.list.scrollHeight) || below >= above;
    Object.assign(this.list.style, {
      width: `${width}px`,
      left: `${Math.max(EDGE, Math.min(field.left, seen.width - width - EDGE))}px`,
      maxHeight: `${Math.min(HIGHEST, isBelow ? below : above)}px`,
      top: isBelow ? `${field.bottom + GAP}px` : "auto",
      bottom: isBelow ? "auto" : `${innerHeight - field.top + GAP}px`,
    });
  }

  activate(at, block = "nearest") {
    this.items[this.active]?.classList.remove("tp-active");
    this.active = at < this.items.length ? at : -1;
    const item = this.items[this.active];
    if (!item) return this.input.removeAttribute("aria-activedescendant");
    item.classList.add("tp-active");
    item.scrollIntoView({ block });
    if (this.active === 0) this.list.scrollTop = 0; // with the heading above it
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  choose(at) {
    const option = this.shown[at];
    if (!option) return;
    const isNew = option.id !== this.value;
    this.value = option.id;
    this.close();
    if (isNew) this.send("chosen", option.id);
  }

  press(event) {
    const last = this.items.length - 1, { key } = event;
    const moves = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, Home: 0, End: last, PageDown: this.active + PAGE, PageUp: this.active - PAGE };
    if (!this.isOpen) {
      if (key !== "ArrowDown" && key !== "ArrowUp" && key !== "Enter") return;
      this.open();
    } else if (key === "ArrowUp" && event.altKey) this.close();
    else if (key in moves) this.activate(Math.min(Math.max(moves[key], 0), last));
    else if (key === "Enter") this.choose(this.active);
    else if (key === "Escape") { this.close(); this.input.select(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

shared.show = ({ parentElement, data, setTriggerValue }) => {
  const field = (parentElement.terrapazPicker ??= new Field(parentElement, data.name));
  shared.fields.set(data.name, field);
  field.update(data, setTriggerValue);
};

export default ({ data: { list, options } }) => {
  shared.lists.set(list, options.map(indexed));
  shared.waiting.splice(0).forEach(shared.show);
  for (const field of shared.fields.values()) if (field.data.list === list && !field.isOpen) field.rest();
};
