/* Terrapaz's runtime: draws a scene (layers/compose.py) on a base map (layers/basemap.py) with Leaflet.
 *
 * Terrapaz.mount(map, base)  once: the geometry, or the address it is served at
 * Terrapaz.show(map, scene)  at each change: classes, texts, marks; place, zoom and open popup stay
 *
 * Every text reaches the page through textContent. Nothing here knows a language: words come with the scene. */
window.Terrapaz = (function () {
  "use strict";

  const INK = "#22211f", PAPER = "#fbfaf7", ACCENT = "#8a3324";
  const LAND = "#f1ede3", LINE = "#b9b1a1", FAINT = "#d9d2c3", WATER = "#a9c3cf";
  const FONT = '"Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const STILL = { interactive: false, fill: false };
  const NARROW = 640;

  /* ---------- page elements ---------- */

  function el(tag, name, text, parent) {
    const node = document.createElement(tag);
    if (name) node.className = "tp-" + name;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  }

  /* Text in which web addresses become links; anything else stays what it is. */
  function linked(text, parent) {
    for (const part of String(text).split(/(https?:\/\/[^\s|]+)/)) {
      if (!/^https?:\/\//.test(part)) {
        parent.appendChild(document.createTextNode(part));
        continue;
      }
      const link = el("a", "link", part.replace(/^https?:\/\/(www\.)?/, "").replace(/[/?].*$/, ""), parent);
      link.href = part;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
    }
  }

  function button(name, text, label, parent, act) {
    const node = el("button", name, text, parent);
    node.type = "button";
    node.setAttribute("aria-label", label);
    node.addEventListener("click", act);
    return node;
  }

  /* ---------- mounting ---------- */

  function mount(map, base) {
    const state = { map, scene: null, overlays: [], hidden: new Set(), choice: null, page: {} };
    map.terrapaz = state;
    state.ready = typeof base === "string" ? fetch(base).then((answer) => answer.json()) : null;
    if (state.ready) state.ready = state.ready.then((data) => lay(state, data));
    else lay(state, base);
  }

  function lay(state, base) {
    const { map } = state, topology = base.topology;
    state.base = base;
    state.renderer = L.canvas({ padding: 0.4, tolerance: 4 });
    state.places = [];
    map.getContainer().classList.add("tp-map");
    const still = (data, style) =>
      L.geoJSON(data, Object.assign({ renderer: state.renderer }, STILL, style)).addTo(map);
    const object = (name) => topology.objects[name];
    const mesh = (name, test) => topojson.mesh(topology, object(name), test);
    if (topology) {
      for (const name of ["neighbours", "departments"]) {
        if (!object(name)) continue;
        still(topojson.feature(topology, object(name)), { stroke: false, fill: true, fillColor: LAND, fillOpacity: 1 });
        still(mesh(name, (a, b) => a !== b), { color: FAINT, weight: name === "neighbours" ? 1.2 : 0.7 });
        still(mesh(name, (a, b) => a === b), { color: LINE, weight: 0.5 });
      }
      place(state, topojson.feature(topology, object("municipalities")).features);
      const own = (a) => a.properties.id.slice(0, 2);
      if (object("rivers")) still(topojson.feature(topology, object("rivers")), { color: WATER, weight: 1 });
      still(mesh("municipalities", (a, b) => a !== b && own(a) !== own(b)), { color: "#8d8474", weight: 0.9 });
      still(mesh("municipalities", (a, b) => a === b), { color: "#8d8474", weight: 0.8 });
    } else {
      place(state, base.seats.map((seat) => ({ properties: seat })));
    }
    state.labels = new Labels(state);
    map.addLayer(state.labels);
    furnish(state);
  }

  /* One Leaflet layer a municipality, in the order of the scene's values; its seat where there is no outline. */
  function place(state, features) {
    const { map, renderer } = state;
    state.municipalities = features.map((feature, index) => {
      const spot = feature.properties;
      const at = L.latLng(spot.at[1], spot.at[0]);
      const layer = feature.geometry
        ? L.geoJSON(feature, { renderer }).getLayers()[0]
        : L.circleMarker(at, { renderer, radius: 9 });
      layer.on({
        mouseover: () => hover(state, index, true),
        mouseout: () => hover(state, index, false),
        click: (event) => open(state, event.latlng, municipalityCard(state, index, event.layerPoint), index),
      });
      layer.addTo(map);
      return Object.assign({ layer, latlng: at }, spot);
    });
    state.byCode = new Map(state.municipalities.map((spot, index) => [spot.id, index]));
  }

  /* ---------- showing ---------- */

  function show(map, scene) {
    const state = map.terrapaz;
    if (state.ready && !state.base) {
      state.ready.then(() => show(map, scene));
      return;
    }
    const moved = !state.scene || state.scene.view.key !== scene.view.key;
    state.scene = scene;
    state.choice = scene.choropleths.length ? scene.choropleths[0].id : null;
    if (scene.lang) map.getContainer().lang = scene.lang;
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", scene.summary);
    background(state);
    colour(state);
    overlay(state);
    panel(state);
    page(state);
    if (moved) home(state);
    state.labels.draw();
  }

  function home(state) {
    const { map, scene } = state;
    const wide = map.getSize().x > NARROW && state.box && !scene.embed;
    map.invalidateSize();
    map.fitBounds(scene.view.bounds, {
      animate: false,
      paddingTopLeft: [16, 16],
      paddingBottomRight: [wide ? state.box.offsetWidth + 28 : 16, 28],
    });
  }

  function background(state) {
    const { map, scene } = state;
    if (state.tiles) map.removeLayer(state.tiles);
    state.tiles = scene.tiles && L.tileLayer(scene.tiles.url, { maxZoom: 19 }).addTo(map);
  }

  function chosen(state) {
    return state.scene.choropleths.find((part) => part.id === state.choice) || null;
  }

  /* Diagonal hatching says "no data" also to those who do not tell greys apart. */
  function hatching(state) {
    if (!state.hatch) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 6;
      const ink = tile.getContext("2d");
      ink.fillStyle = "#efece5";
      ink.fillRect(0, 0, 6, 6);
      ink.strokeStyle = "#bdb6a8";
      ink.lineWidth = 1;
      ink.beginPath();
      for (const shift of [-6, 0, 6]) { ink.moveTo(shift, 6); ink.lineTo(shift + 6, 0); }
      ink.stroke();
      state.hatch = ink.createPattern(tile, "repeat");
    }
    return state.hatch;
  }

  function colour(state) {
    const part = chosen(state), { scene } = state;
    const colors = {};
    if (part) for (const row of part.classes) colors[row.class] = row.color;
    state.municipalities.forEach((spot, index) => {
      const kind = part ? part.of[index] : ".";
      const inside = kind !== ".";
      spot.inside = inside || (!part && (!scene.view.part || within(scene, spot)));
      spot.style = {
        stroke: true,
        color: inside ? "#8d8474" : FAINT,
        weight: inside ? 0.6 : 0.5,
        fill: true,
        fillColor: kind === "-" ? hatching(state) : inside ? colors[kind] : part ? LAND : PAPER,
        fillOpacity: scene.tiles ? (inside ? 0.7 : 0) : 1,
      };
      spot.layer.setStyle(spot.style);
    });
  }

  function within(scene, spot) {
    const [part] = scene.view.key.split("/");
    return spot.region === part || spot.id.startsWith(part);
  }

  function hover(state, index, on) {
    const spot = state.municipalities[index];
    spot.layer.setStyle(on ? { color: INK, weight: 2 } : spot.style);
    if (!on) {
      if (state.tip) state.map.closeTooltip(state.tip);
      return;
    }
    spot.layer.bringToFront();
    for (const mark of state.overlays) mark.layer.eachLayer((layer) => layer.bringToFront && layer.bringToFront());
    const part = chosen(state);
    const node = el("div");
    el("strong", "", spot.name, node);
    if (part && part.of[index] !== ".") {
      const value = part.values[index];
      el("div", "", value ? value + " " + part.unit : part.nodata.label, node);
    }
    state.tip = L.tooltip({ direction: "top", className: "tp-tip", sticky: true }).setContent(node);
    spot.layer.unbindTooltip().bindTooltip(state.tip).openTooltip();
  }

  /* ---------- marks on top ---------- */

  function overlay(state) {
    for (const mark of state.overlays) state.map.removeLayer(mark.layer);
    state.overlays = state.scene.overlays.map((part) => ({ part, layer: L.featureGroup(), texts: [] }));
    // outlines and shapes below, points above, incidents on top
    const rank = { shapes: 0, outlines: 1, points: 2, incidents: 3 };
    state.overlays.sort((a, b) => rank[a.part.kind] - rank[b.part.kind]);
    for (const mark of state.overlays) {
      DRAW[mark.part.kind](state, mark);
      if (!state.hidden.has(mark.part.id)) mark.layer.addTo(state.map);
    }
  }

  function card(fields, row) {
    const told = [];
    for (const field of fields) {
      const word = field.rows[row];
      if (word >= 0) told.push([field.label, field.words[word]]);
    }
    return told;
  }

  function degrees(xy, row) {
    return L.latLng(xy[2 * row + 1] / 1e4, xy[2 * row] / 1e4);
  }

  /* Rows that lie together on the screen, as [{latlng, rows}]; the first come stays the centre. */
  function gather(state, spots, distance) {
    const { map } = state, zoom = map.getZoom(), grid = new Map(), groups = [];
    spots.forEach((latlng, row) => {
      const p = map.project(latlng, zoom), cx = Math.floor(p.x / distance), cy = Math.floor(p.y / distance);
      let best = null, near = distance * distance;
      for (let i = cx - 1; i <= cx + 1; i++) {
        for (let j = cy - 1; j <= cy + 1; j++) {
          for (const group of grid.get(i + ":" + j) || []) {
            const d = (group.p.x - p.x) ** 2 + (group.p.y - p.y) ** 2;
            if (d < near || (d === 0 && !best)) { best = group; near = d; }
          }
        }
      }
      if (best) { best.rows.push(row); return; }
      const group = { latlng, p, rows: [row] }, key = cx + ":" + cy;
      groups.push(group);
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(group);
    });
    return groups;
  }

  const Square = L.CircleMarker.extend({
    _updatePath() {
      const ctx = this._renderer._ctx, p = this._point, half = this._radius * 0.886;
      if (!this._renderer._drawing || this._empty()) return;
      ctx.beginPath();
      ctx.rect(p.x - half, p.y - half, 2 * half, 2 * half);
      this._renderer._fillStroke(ctx, this);
    },
  });

  /* Area grows with the number of events. */
  function radius(n) {
    return Math.min(n === 1 ? 4.5 : 3.4 + 2.6 * Math.sqrt(n), 30);
  }

  function groupCards(part, rows) {
    return rows.map((row) => () => cardNode(card(part.fields, row), part));
  }

  const DRAW = {
    points(state, mark) {
      const { part } = mark, byPlace = part.gather === "place";
      mark.spots = byPlace
        ? Array.from({ length: part.count }, (_, row) => degrees(part.xy, row))
        : part.at.map((index) => state.municipalities[index].latlng);
      mark.refresh = () => {
        mark.layer.clearLayers();
        const groups = gather(state, mark.spots, byPlace ? 30 : 0.5).sort((a, b) => b.rows.length - a.rows.length);
        mark.texts = [];
        for (const group of groups) {
          const n = group.rows.length, Shape = byPlace ? L.CircleMarker : Square;
          new Shape(group.latlng, {
            renderer: state.renderer, radius: radius(n), color: PAPER, weight: 1.2,
            fillColor: part.color, fillOpacity: 0.82, bubblingMouseEvents: false,
          })
            .on("click", () => openRows(state, group.latlng, groupCards(part, group.rows)))
            .addTo(mark.layer);
          if (n > 1 && radius(n) >= 8) mark.texts.push({ latlng: group.latlng, text: String(n) });
        }
      };
      mark.refresh();
    },

    incidents(state, mark) {
      const { part } = mark;
      const spots = Array.from({ length: part.count }, (_, row) => degrees(part.xy, row));
      mark.refresh = () => {
        mark.layer.clearLayers();
        mark.texts = [];
        for (const group of gather(state, spots, 24)) {
          const numbers = group.rows.map((row) => row + 1);
          const text = numbers.length > 3 ? numbers[0] + "–" + numbers[numbers.length - 1] : numbers.join(" ");
          L.circleMarker(group.latlng, {
            renderer: state.renderer, radius: numbers.length > 1 ? 14 : 11, color: "#fff", weight: 2,
            fillColor: part.color, fillOpacity: 1, bubblingMouseEvents: false,
          })
            .on("click", () => openRows(state, group.latlng, groupCards(part, group.rows)))
            .addTo(mark.layer);
          mark.texts.push({ latlng: group.latlng, text, bold: true });
        }
      };
      mark.refresh();
    },

    shapes(state, mark) {
      const { part } = mark;
      part.shapes.forEach((polygons, row) => {
        const rings = polygons.map((polygon) => polygon.map(unpack));
        const layer = L.polygon(rings, {
          renderer: state.renderer, interactive: false, color: part.color, weight: 1.1,
          fill: Boolean(part.fill), fillColor: part.fill, fillOpacity: 0.35, smoothFactor: 0.5,
        }).addTo(mark.layer);
        layer.row = row;
      });
    },

    outlines(state, mark) {
      const topology = state.base.topology;
      if (!topology) return;
      for (const region of Object.keys(state.scene.regions)) {
        const is = (a) => a.properties.region === region;
        const line = topojson.mesh(topology, topology.objects.municipalities, (a, b) => (a === b ? is(a) : is(a) !== is(b)));
        const style = { renderer: state.renderer, interactive: false, fill: false };
        L.geoJSON(line, Object.assign({ color: "#fff", weight: 4.5, opacity: 0.75 }, style)).addTo(mark.layer);
        L.geoJSON(line, Object.assign({ color: mark.part.color, weight: 1.9 }, style)).addTo(mark.layer);
      }
    },
  };

  function unpack(steps) {
    const ring = [];
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      ring.push([y / 1e4, x / 1e4]);
    }
    return ring;
  }

  /* ---------- popups ---------- */

  function cardNode(told, part) {
    const node = el("div", "card");
    if (part) el("p", "kicker", part.title, node);
    const list = el("dl", "", null, null);
    told.forEach(([label, value]) => {
      if (!label) {
        el("h3", "", value, node);
        return;
      }
      el("dt", "", label, list);
      linked(value, el("dd", "", null, list));
    });
    node.appendChild(list);
    return node;
  }

  function municipalityCard(state, index, point) {
    const spot = state.municipalities[index], { scene } = state, node = el("div", "card");
    el("p", "kicker", spot.department + " · " + spot.id, node);
    el("h3", "", spot.name, node);
    const list = el("dl", "facts", null, node);
    for (const part of scene.choropleths) {
      if (part.of[index] === ".") continue;
      el("dt", "", part.title + (part.years ? " (" + part.years + ")" : ""), list);
      const value = part.values[index];
      el("dd", value ? "" : "none", value ? value + " " + part.unit : part.nodata.label, list);
    }
    if (!list.childNodes.length) el("p", "quiet", scene.words.outside, node);
    if (point) {
      for (const mark of state.overlays) {
        if (mark.part.kind !== "shapes" || state.hidden.has(mark.part.id)) continue;
        mark.layer.eachLayer((layer) => {
          if (!layer._containsPoint(point)) return;
          el("p", "kicker", scene.words.here + ": " + mark.part.title, node);
          node.appendChild(cardNode(card(mark.part.fields, layer.row)));
        });
      }
    }
    return node;
  }

  function open(state, latlng, node, index) {
    state.popup = L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 320, className: "tp-popup" })
      .setLatLng(latlng).setContent(node).openOn(state.map);
    state.popup.index = index;
  }

  /* Several events at one place: one card at a time. */
  function openRows(state, latlng, cards) {
    const { words } = state.scene, node = el("div");
    let at = 0;
    const body = el("div", "", null, node);
    const bar = cards.length > 1 ? el("div", "pager", null, node) : null;
    const turn = (step) => {
      at = (at + step + cards.length) % cards.length;
      body.replaceChildren(cards[at]());
      if (bar) bar.children[1].textContent = fill(words.of, { i: at + 1, n: cards.length });
      if (state.popup && state.popup.isOpen() && state.popup.getContent() === node) state.popup.update();
    };
    if (bar) {
      button("turn", "‹", words.previous, bar, () => turn(-1));
      el("span", "", "", bar);
      button("turn", "›", words.next, bar, () => turn(1));
    }
    turn(0);
    open(state, latlng, node);
  }

  /* ---------- names on the map ---------- */

  const Labels = L.Layer.extend({
    initialize(state) { this.state = state; },

    onAdd(map) {
      const pane = map.createPane("tp-labels");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.canvas = el("canvas", "labels", null, pane);
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("moveend resize", this.draw, this);
      map.on("zoomstart", () => { this.canvas.style.opacity = 0; });
      map.on("zoomend", () => this.state.overlays.forEach((mark) => mark.refresh && mark.refresh()));
    },

    draw() {
      const { state } = this, { map, scene } = state, size = map.getSize().multiplyBy(1.4).round();
      if (!scene) return;
      const corner = map.containerPointToLayerPoint(size.multiplyBy(-0.2 / 1.4)).round();
      const ratio = window.devicePixelRatio || 1, { canvas } = this;
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      canvas.style.opacity = 1;
      L.DomUtil.setPosition(canvas, corner);
      const ctx = canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      const taken = [];
      const spot = (latlng) => map.latLngToLayerPoint(latlng).subtract(corner);
      for (const mark of state.overlays) {
        if (state.hidden.has(mark.part.id)) continue;
        for (const { latlng, text, bold } of mark.texts) {
          const p = spot(latlng);
          ctx.font = (bold ? "bold 11px " : "bold 10px ") + FONT;
          ctx.fillStyle = "#fff";
          ctx.fillText(text, p.x, p.y + 0.5);
          taken.push([p.x - 12, p.y - 12, p.x + 12, p.y + 12]);
        }
      }
      for (const label of this.wanted()) this.write(ctx, label, spot(label.latlng), taken);
    },

    /* Labels in order of importance; the first to claim a place has it. */
    wanted() {
      const { map, scene, base, municipalities } = this.state, zoom = map.getZoom(), found = [];
      const perDegree = (256 * 2 ** zoom) / 360, name = (word) => scene.names[word] || word;
      if (zoom < 7.5 && scene.overlays.some((part) => part.kind === "outlines")) {
        for (const [id, title] of Object.entries(scene.regions)) {
          const own = municipalities.filter((spot) => spot.region === id);
          if (!own.length) continue;
          const bounds = L.latLngBounds(own.map((spot) => spot.latlng));
          found.push({ latlng: bounds.getCenter(), text: title, font: "bold 13px ", color: INK, wide: 999 });
        }
      }
      const sorted = [...municipalities].sort((a, b) => b.inside - a.inside || b.at[2] - a.at[2]);
      for (const spot of sorted) {
        if (zoom < (spot.inside && scene.view.part ? 6.5 : 8)) continue;
        const shown = spot.inside && (scene.view.part || zoom >= 8);
        const wide = spot.at[2] * perDegree * 2.5;
        found.push({
          latlng: spot.latlng, text: spot.name, wide: shown && zoom > 8.5 ? Math.max(wide, 84) : wide,
          font: shown ? "600 11.5px " : "10.5px ", color: shown ? INK : "#857d6f",
        });
      }
      if (zoom < 8.5) {
        for (const [text, lon, lat, room] of base.labels || []) {
          const wide = room * perDegree * 2.6;
          found.push({ latlng: L.latLng(lat, lon), text, wide, font: "italic 11px ", color: "#857d6f" });
        }
      }
      const countries = base.topology && base.topology.objects.neighbours;
      for (const { properties } of countries ? countries.geometries : []) {
        if (!properties.at) continue;
        found.push({
          latlng: L.latLng(properties.at[1], properties.at[0]), text: name(properties.name).toUpperCase(),
          wide: 999, font: "11px ", color: "#9a917f", spaced: true,
        });
      }
      for (const [text, lon, lat] of base.seas) {
        found.push({ latlng: L.latLng(lat, lon), text: name(text), wide: 999, font: "italic 12px ", color: "#7f9aa6" });
      }
      return found;
    },

    write(ctx, label, p, taken) {
      ctx.font = label.font + FONT;
      ctx.letterSpacing = label.spaced ? "2px" : "0px";
      let lines = [label.text];
      if (ctx.measureText(label.text).width > label.wide) lines = halves(label.text);
      const width = Math.max(...lines.map((line) => ctx.measureText(line).width)), high = 13 * lines.length;
      if (width > label.wide) return;
      const box = [p.x - width / 2 - 3, p.y - high / 2, p.x + width / 2 + 3, p.y + high / 2];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
      taken.push(box);
      lines.forEach((line, i) => {
        const y = p.y + (i - (lines.length - 1) / 2) * 13;
        ctx.lineWidth = 3;
        ctx.strokeStyle = "rgba(251, 250, 247, .88)";
        ctx.strokeText(line, p.x, y);
        ctx.fillStyle = label.color;
        ctx.fillText(line, p.x, y);
      });
    },
  });

  function halves(text) {
    const words = text.split(" ");
    if (words.length < 2) return [text];
    let best = [text];
    for (let i = 1; i < words.length; i++) {
      const pair = [words.slice(0, i).join(" "), words.slice(i).join(" ")];
      if (Math.max(...pair.map((s) => s.length)) < Math.max(...best.map((s) => s.length))) best = pair;
    }
    return best;
  }

  /* ---------- furniture ---------- */

  function furnish(state) {
    const { map } = state;
    const Box = L.Control.extend({
      options: { position: "topright" },
      onAdd() {
        const box = el("div", "box");
        L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
        state.box = box;
        return box;
      },
    });
    map.addControl(new Box());
    const Tools = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        const bar = el("div", "tools");
        L.DomEvent.disableClickPropagation(bar);
        state.tools = bar;
        return bar;
      },
    });
    map.addControl(new Tools());
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
    const Credit = L.Control.extend({
      options: { position: "bottomright" },
      onAdd() { return (state.credit = el("div", "credit")); },
    });
    map.addControl(new Credit());
  }

  function swatch(parent, color, hatched) {
    const node = el("span", hatched ? "swatch tp-hatched" : "swatch", null, parent);
    if (color) node.style.background = color;
  }

  function panel(state) {
    const { scene, box, map } = state, { words } = scene;
    const folded = state.panel ? !state.panel.open : map.getSize().x <= NARROW;
    const details = (state.panel = el("details", "panel"));
    details.open = !folded;
    el("summary", "", words.legend, details);
    legend(state, details);
    toggles(state, details);
    if (scene.notices.length && (scene.embed || !document.body.classList.contains("tp-page"))) {
      const more = el("details", "limits", null, details);
      el("summary", "", words.limits, more);
      for (const notice of scene.notices) el("p", "", notice, more);
    }
    box.replaceChildren(details);
    const { tools } = state;
    tools.replaceChildren();
    button("tool", "+", words.zoomIn, tools, () => map.zoomIn(1));
    button("tool", "−", words.zoomOut, tools, () => map.zoomOut(1));
    button("tool", "⌂", words.home, tools, () => home(state));
    const said = [...scene.colophon, ...scene.credits.map((part) => part.attribution)];
    if (scene.tiles) said.unshift(scene.tiles.attribution);
    state.credit.textContent = [...new Set(said)].join(" · ");
  }

  function legend(state, parent) {
    const { scene } = state, { words } = scene, part = chosen(state);
    if (!part) return;
    if (scene.choropleths.length > 1) {
      const pick = el("select", "pick", null, parent);
      pick.setAttribute("aria-label", words.colour);
      for (const each of scene.choropleths) {
        const option = el("option", "", each.title, pick);
        option.value = each.id;
        option.selected = each.id === state.choice;
      }
      pick.addEventListener("change", () => {
        state.choice = pick.value;
        colour(state);
        panel(state);
        page(state);
        state.labels.draw();
        state.box.querySelector(".tp-pick").focus();
      });
    } else {
      el("h2", "", part.title, parent);
    }
    el("p", "unit", [part.unit, part.years, part.over].filter(Boolean).join(" · "), parent);
    const list = el("ul", "classes", null, parent);
    const row = (color, label, n, hatched) => {
      const item = el("li", "", null, list);
      swatch(item, color, hatched);
      el("span", "", label, item);
      el("span", "n", n, item);
    };
    for (const each of part.classes) row(each.color, each.label, each.n);
    if (part.nodata.n) row(null, part.nodata.label, part.nodata.n, true);
    if (part.note) el("p", "note", part.note, parent);
    if (part.method) el("p", "note", part.method + " · n = " + part.n, parent);
  }

  function toggles(state, parent) {
    const { scene, map } = state;
    if (!scene.overlays.length) return;
    const group = el("fieldset", "layers", null, parent);
    el("legend", "", scene.words.layers, group);
    for (const mark of [...state.overlays].reverse()) {
      const { part } = mark, label = el("label", "layer", null, group);
      const tick = el("input", "", null, label);
      tick.type = "checkbox";
      tick.checked = !state.hidden.has(part.id);
      const sign = el("span", "sign tp-" + part.kind + " tp-" + (part.gather || "plain"), null, label);
      sign.style.setProperty("--tp-color", part.color);
      sign.style.setProperty("--tp-fill", part.fill || part.color);
      el("span", "", part.title, label);
      if (part.kind !== "outlines") el("span", "n", part.count, label);
      if (part.note) label.title = part.note;
      tick.addEventListener("change", () => {
        state.hidden[tick.checked ? "delete" : "add"](part.id);
        if (tick.checked) mark.layer.addTo(map);
        else map.removeLayer(mark.layer);
        for (const other of state.overlays) if (map.hasLayer(other.layer)) other.layer.bringToFront();
        state.labels.draw();
      });
    }
  }

  /* The page around an exported map: heading above, sources, limits and the table twin below. */
  function page(state) {
    const { scene, map } = state, { words } = scene;
    if (!document.body.classList.contains("tp-page") || scene.embed) return;
    const frame = map.getContainer(), part = chosen(state);
    const head = el("header", "head");
    el("p", "brand", "Terrapaz · " + scene.place, head);
    el("h1", "", part ? part.title : scene.title, head);
    el("p", "sub", [scene.period, part && part.unit].filter(Boolean).join(" · "), head);
    const foot = el("footer", "foot");
    if (scene.notices.length) {
      const limits = el("details", "limits", null, foot);
      limits.open = true;
      el("summary", "", words.limits, limits);
      const list = el("ul", "", null, limits);
      for (const notice of scene.notices) el("li", "", notice, list);
    }
    foot.appendChild(twin(state));
    const sources = el("details", "sources", null, foot);
    el("summary", "", words.sources, sources);
    for (const credit of scene.credits) {
      const line = el("p", "", null, sources);
      el("strong", "", credit.title, line);
      linked(" " + [credit.period, credit.attribution, credit.licence, credit.retrieved].filter(Boolean).join(" · ") + " · " + credit.url, line);
    }
    el("p", "colophon", scene.colophon.join(" · "), foot);
    for (const [name, node] of [["head", head], ["foot", foot]]) {
      if (state.page[name]) state.page[name].replaceWith(node);
      else if (name === "head") frame.before(node);
      else frame.after(node);
      state.page[name] = node;
    }
  }

  function twin(state) {
    const { scene, municipalities } = state, { words } = scene, details = el("details", "twin");
    el("summary", "", words.table, details);
    const parts = scene.choropleths, frame = el("div", "scroll", null, details), table = el("table", "", null, frame);
    el("caption", "", scene.summary, table);
    const head = el("tr", "", null, el("thead", "", null, table));
    const titles = [words.municipality, words.department, words.code, ...parts.map((part) => `${part.title}, ${part.unit}, ${part.years}`)];
    for (const title of titles) el("th", "", title, head).scope = "col";
    const body = el("tbody", "", null, table);
    municipalities.forEach((spot, index) => {
      if (!spot.inside) return;
      const row = el("tr", "", null, body), first = el("th", "", null, row);
      first.scope = "row";
      button("name", spot.name, spot.name, first, () => {
        state.map.setView(spot.latlng, Math.max(state.map.getZoom(), 9));
        state.map.getContainer().scrollIntoView({ block: "nearest" });
        open(state, spot.latlng, municipalityCard(state, index), index);
      });
      el("td", "", spot.department, row);
      el("td", "", spot.id, row);
      for (const part of parts) el("td", "figure", part.values[index] || "–", row);
    });
    return details;
  }

  return { mount, show };
})();
