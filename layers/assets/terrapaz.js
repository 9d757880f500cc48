/* Terrapaz's runtime: draws a scene (layers/compose.py) on a base map (layers/basemap.py) with Leaflet.
 *
 * Terrapaz.mount(map, base)  once: the geometry, or the address it is served at
 * Terrapaz.show(map, scene)  at each change: classes, texts, marks; place, zoom and open popup stay */
window.Terrapaz = (function () {
  "use strict";

  const { el, markCard, placeCard, pager, furnish, panel, page } = TerrapazFurniture;
  const INK = "#22211f", PAPER = "#fbfaf7", LAND = "#f1ede3", BORDER = "#8d8474", QUIET = "#857d6f";
  const LINE = "#b9b1a1", FAINT = "#d9d2c3", WATER = "#a9c3cf";
  const FONT = '"Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const ORDER = { shapes: 0, outlines: 1, points: 2, incidents: 3 }; // from below

  /* ---------- the base map ---------- */

  function mount(map, base) {
    const state = { map, scene: null, overlays: [], hidden: new Set(), choice: null };
    map.terrapaz = state;
    state.chosen = () => state.scene.choropleths.find((part) => part.id === state.choice) || null;
    state.actions = {
      home: () => home(state),
      choose: (id) => { state.choice = id; colour(state); furniture(state); },
      toggle: (id, on) => { state.hidden[on ? "delete" : "add"](id); stack(state); },
      visit: (index) => visit(state, index),
    };
    if (typeof base === "string") state.ready = fetch(base).then((answer) => answer.json()).then((data) => lay(state, data));
    else lay(state, base);
  }

  function lay(state, base) {
    const { map } = state, { topology } = base;
    state.base = base;
    state.renderer = L.canvas({ padding: 0.4, tolerance: 4 });
    map.getContainer().classList.add("tp-map");
    const still = (data, style) =>
      L.geoJSON(data, { renderer: state.renderer, interactive: false, fill: false, ...style }).addTo(map);
    const object = (name) => topology && topology.objects[name];
    const feature = (name) => topojson.feature(topology, object(name));
    const mesh = (name, test) => topojson.mesh(topology, object(name), test);
    for (const name of ["neighbours", "departments"].filter(object)) {
      still(feature(name), { stroke: false, fill: true, fillColor: LAND, fillOpacity: 1 });
      still(mesh(name, (a, b) => a !== b), { color: FAINT, weight: name === "neighbours" ? 1.2 : 0.7 });
      still(mesh(name, (a, b) => a === b), { color: LINE, weight: 0.5 });
    }
    const features = topology ? feature("municipalities").features : base.seats.map((seat) => ({ properties: seat }));
    state.municipalities = features.map((each, index) => settle(state, each, index));
    state.byCode = new Map(state.municipalities.map((spot, index) => [spot.id, index]));
    if (object("rivers")) still(feature("rivers"), { color: WATER, weight: 1 });
    if (topology) {
      const own = (a) => a.properties.id.slice(0, 2);
      still(mesh("municipalities", (a, b) => a === b || own(a) !== own(b)), { color: BORDER, weight: 0.8 });
    }
    neatline(state);
    printable(state);
    state.labels = new Labels(state);
    map.addLayer(state.labels);
    furnish(state);
  }

  /* One Leaflet layer a municipality, in the order of the scene's values; its seat where there is no outline. */
  function settle(state, feature, index) {
    const { renderer } = state, { at } = feature.properties, latlng = L.latLng(at[1], at[0]);
    const layer = feature.geometry
      ? L.geoJSON(feature, { renderer }).getLayers()[0]
      : L.circleMarker(latlng, { renderer, radius: 9 });
    layer.on({
      mouseover: () => hover(state, index),
      mouseout: () => leave(state, index),
      click: (event) => open(state, event.latlng, municipality(state, index, event.layerPoint)),
    });
    return { layer: layer.addTo(state.map), latlng, ...feature.properties };
  }

  /* The sheet ends where the context was cut: a frame, and paper beyond. */
  function neatline(state) {
    const [minx, miny, maxx, maxy] = state.base.frame;
    const sheet = [[miny, minx], [maxy, minx], [maxy, maxx], [miny, maxx]];
    const beyond = [[-85, -180], [85, -180], [85, 180], [-85, 180]];
    L.polygon([beyond, sheet], {
      renderer: state.renderer, interactive: false, color: LINE, weight: 1, fillColor: PAPER, fillOpacity: 1,
    }).addTo(state.map);
  }

  /* Paper is narrower than most screens: the map is printed as it stands, only smaller. */
  function printable({ map }) {
    const { style } = map.getContainer();
    const set = (width, height, zoom) => {
      style.setProperty("width", width, "important");
      style.setProperty("height", height, "important");
      style.setProperty("zoom", zoom);
    };
    window.addEventListener("beforeprint", () => {
      const { x, y } = map.getSize();
      set(x + "px", y + "px", Math.min(1, 1000 / x, 580 / y));
    });
    window.addEventListener("afterprint", () => set("", "", ""));
  }

  /* ---------- a scene ---------- */

  function show(map, scene) {
    const state = map.terrapaz, container = map.getContainer();
    if (!state.base) {
      state.ready.then(() => show(map, scene));
      return;
    }
    const moved = !state.scene || state.scene.view.key !== scene.view.key;
    state.scene = scene;
    state.choice = scene.choropleth;
    container.lang = scene.lang;
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", scene.summary);
    if (state.tiles) map.removeLayer(state.tiles);
    state.tiles = scene.tiles && L.tileLayer(scene.tiles.url, { maxZoom: 19 }).addTo(map);
    colour(state);
    overlay(state);
    focus(state);
    furniture(state);
    if (moved) home(state);
    stack(state);
  }

  function furniture(state) {
    panel(state);
    page(state);
  }

  function home(state) {
    const { map, scene, box } = state;
    map.invalidateSize({ animate: false });
    const beside = map.getSize().x > 640 ? box.offsetWidth + 24 : 12;
    map.fitBounds(scene.view.bounds, { animate: false, paddingTopLeft: [12, 12], paddingBottomRight: [beside, 24] });
  }

  function visit(state, index) {
    const { map, municipalities } = state, spot = municipalities[index];
    map.setView(spot.latlng, Math.max(map.getZoom(), 9), { animate: false });
    map.getContainer().scrollIntoView({ block: "nearest" });
    open(state, spot.latlng, municipality(state, index));
  }

  /* ---------- colours ---------- */

  /* Diagonal hatching says "no data" also to those who do not tell greys apart. */
  function hatching() {
    const tile = el("canvas"), ink = tile.getContext("2d");
    tile.width = tile.height = 6;
    ink.fillStyle = "#efece5";
    ink.fillRect(0, 0, 6, 6);
    ink.strokeStyle = "#bdb6a8";
    ink.beginPath();
    for (const shift of [-6, 0, 6]) {
      ink.moveTo(shift, 6);
      ink.lineTo(shift + 6, 0);
    }
    ink.stroke();
    return ink.createPattern(tile, "repeat");
  }

  function colour(state) {
    const part = state.chosen(), { scene } = state, colors = {};
    state.hatch = state.hatch || hatching();
    for (const row of part ? part.classes : []) colors[row.class] = row.color;
    state.municipalities.forEach((spot, index) => {
      const kind = part ? part.of[index] : "", fill = kind === "-" ? state.hatch : colors[kind];
      spot.inside = scene.inside[index] === "1";
      spot.style = {
        stroke: true, color: spot.inside ? BORDER : FAINT, weight: 0.6,
        fill: true, fillColor: fill || (spot.inside ? PAPER : LAND),
        fillOpacity: scene.tiles ? (fill ? 0.65 : 0) : 1,
      };
      spot.layer.setStyle(spot.style);
    });
  }

  /* The municipality in question, ringed among its neighbours. */
  function focus(state) {
    const { map, renderer, scene, municipalities } = state;
    if (state.ring) map.removeLayer(state.ring);
    state.ring = null;
    const spot = municipalities[state.byCode.get(scene.view.focus)];
    if (!spot) return;
    const style = { renderer, interactive: false, fill: false, color: INK, weight: 2.6 };
    state.ring = spot.layer.feature ? L.geoJSON(spot.layer.feature, style) : L.circleMarker(spot.latlng, { ...style, radius: 11 });
    state.ring.addTo(map);
  }

  function hover(state, index) {
    const spot = state.municipalities[index], part = state.chosen(), node = el("div");
    spot.layer.setStyle({ color: INK, weight: 2 }).bringToFront();
    raise(state);
    el("strong", "", spot.name, node);
    if (part && part.of[index] !== ".") {
      el("div", "", part.values[index] ? part.values[index] + " " + part.unit : part.nodata.label, node);
    }
    spot.layer.unbindTooltip().bindTooltip(node, { className: "tp-tip", sticky: true, direction: "top" }).openTooltip();
  }

  function leave(state, index) {
    const spot = state.municipalities[index];
    spot.layer.setStyle(spot.style).unbindTooltip();
  }

  /* ---------- marks on top ---------- */

  function overlay(state) {
    for (const mark of state.overlays) state.map.removeLayer(mark.layer);
    state.overlays = state.scene.overlays
      .map((part) => ({ part, layer: L.featureGroup(), marks: [] }))
      .sort((a, b) => ORDER[a.part.kind] - ORDER[b.part.kind]);
    for (const mark of state.overlays) (DRAW[mark.part.kind] || locate)(state, mark);
  }

  /* Put what is switched on onto the map, from below, and lay out what depends on the zoom. */
  function stack(state) {
    for (const mark of state.overlays) {
      if (state.hidden.has(mark.part.id)) state.map.removeLayer(mark.layer);
      else mark.layer.addTo(state.map);
    }
    arrange(state);
    raise(state);
    state.labels.draw();
  }

  function raise(state) {
    for (const mark of state.overlays) if (state.map.hasLayer(mark.layer)) mark.layer.bringToFront();
    if (state.ring) state.ring.bringToFront();
  }

  const DRAW = {
    shapes(state, { part, layer }) {
      const style = { renderer: state.renderer, interactive: false, color: part.color, weight: part.fill ? 1.1 : 0.8, fillOpacity: 0.18 };
      part.shapes.forEach((polygons, row) => {
        const rings = polygons.map((polygon) => polygon.map(unpack));
        const [[first]] = rings;
        const shape = first.length === 1 // a point
          ? L.circleMarker(first[0], { ...style, radius: 4, fillColor: part.color, fillOpacity: 0.6 })
          : part.fill
          ? L.polygon(rings, { ...style, fillColor: part.fill, smoothFactor: 0.5 })
          : L.polyline(rings.flat(), { ...style, smoothFactor: 0.5 });
        shape.addTo(layer).row = row;
      });
    },

    outlines(state, { part, layer }) {
      const { topology } = state.base;
      for (const region of topology ? Object.keys(state.scene.regions) : []) {
        const is = (a) => a.properties.region === region;
        const edge = (a, b) => (a === b ? is(a) : is(a) !== is(b));
        const line = topojson.mesh(topology, topology.objects.municipalities, edge);
        const style = { renderer: state.renderer, interactive: false, fill: false };
        L.geoJSON(line, { ...style, color: "#fff", weight: 4.5, opacity: 0.85 }).addTo(layer);
        L.geoJSON(line, { ...style, color: part.color, weight: 1.9 }).addTo(layer);
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

  /* Where each row of a layer of events lies. */
  function locate(state, mark) {
    const { part } = mark;
    mark.spots = part.at
      ? part.at.map((index) => state.municipalities[index].latlng)
      : Array.from({ length: part.count }, (_, row) => L.latLng(part.xy[2 * row + 1] / 1e4, part.xy[2 * row] / 1e4));
  }

  /* Rows that lie within `distance` pixels of each other, as [{p, rows}]; who comes first stays the centre. */
  function gather(state, spots, distance) {
    const zoom = state.map.getZoom(), cells = new Map(), groups = [];
    spots.forEach((latlng, row) => {
      const p = state.map.project(latlng, zoom), cx = Math.floor(p.x / distance), cy = Math.floor(p.y / distance);
      let best = null, least = distance;
      for (let i = cx - 1; i <= cx + 1; i++) {
        for (let j = cy - 1; j <= cy + 1; j++) {
          for (const group of cells.get(i + ":" + j) || []) {
            const far = group.p.distanceTo(p);
            if (far < least) [best, least] = [group, far];
          }
        }
      }
      if (best) {
        best.rows.push(row);
        return;
      }
      const group = { p, rows: [row] }, key = cx + ":" + cy;
      groups.push(group);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(group);
    });
    return groups.sort((a, b) => b.rows.length - a.rows.length);
  }

  const Square = L.CircleMarker.extend({
    _updatePath() {
      const { _renderer: renderer, _point: p } = this, half = this._radius * 0.886; // same area as the circle
      if (!renderer._drawing || this._empty()) return;
      renderer._ctx.beginPath();
      renderer._ctx.rect(p.x - half, p.y - half, 2 * half, 2 * half);
      renderer._fillStroke(renderer._ctx, this);
    },
  });

  /* Area grows with the number of events; all marks shrink together on small scales. */
  function radius(n, zoom) {
    const scale = Math.min(Math.max((zoom - 3) / 4.5, 0.4), 1);
    return Math.max((n === 1 ? 4.5 : 3.4 + 2.6 * Math.sqrt(n)) * scale, 1.8);
  }

  /* Gather events for the zoom at hand. Squares of one municipality stand side by side, incidents above them. */
  function arrange(state) {
    const { map, renderer } = state, zoom = map.getZoom(), rows = new Map();
    const key = (p) => Math.round(p.x) + ":" + Math.round(p.y);
    const seen = state.overlays.filter((mark) => mark.spots && map.hasLayer(mark.layer));
    for (const mark of seen) {
      const { kind, gather: by } = mark.part, numbered = kind === "incidents";
      mark.groups = gather(state, mark.spots, numbered ? 20 : by === "place" ? 14 + 4 * Math.min(zoom - 3, 4) : 0.5);
      for (const group of mark.groups) {
        group.r = numbered ? (group.rows.length > 1 ? 14 : 11) : radius(group.rows.length, zoom);
        group.shift = [0, 0];
        if (by === "municipality") rows.set(key(group.p), [...(rows.get(key(group.p)) || []), group]);
      }
    }
    for (const row of rows.values()) {
      let x = -row.reduce((sum, group) => sum + group.r + 1, 0);
      for (const group of row) {
        group.shift = [x + group.r + 1, 0];
        x += 2 * group.r + 2;
      }
    }
    for (const mark of seen) {
      const { part, layer } = mark, numbered = part.kind === "incidents";
      const Shape = part.gather === "municipality" ? Square : L.CircleMarker;
      layer.clearLayers();
      mark.marks = mark.groups.map((group) => {
        const row = numbered && rows.get(key(group.p));
        if (row) group.shift = [0, -Math.max(...row.map((other) => other.r)) - group.r - 2];
        const latlng = map.unproject(group.p.add(group.shift), zoom);
        new Shape(latlng, {
          renderer, radius: group.r, color: numbered ? "#fff" : PAPER, weight: numbered ? 2 : Math.min(1.2, group.r / 4),
          fillColor: part.color, fillOpacity: numbered ? 1 : 0.85, bubblingMouseEvents: false,
        }).on("click", () => openRows(state, latlng, part, group.rows)).addTo(layer);
        return { latlng, r: group.r, numbered, text: numbered ? numbers(group.rows) : group.r >= 8 ? group.rows.length : "" };
      });
    }
  }

  function numbers(rows) {
    const all = rows.map((row) => row + 1).sort((a, b) => a - b);
    return all.length > 3 ? all[0] + "–" + all[all.length - 1] : all.join(" ");
  }

  /* ---------- popups ---------- */

  function open(state, latlng, node) {
    state.popup = L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 320, className: "tp-popup" })
      .setLatLng(latlng).setContent(node).openOn(state.map);
    node.addEventListener("toggle", () => state.popup.update(), true); // what unfolds must fit the map too
    const close = state.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", state.scene.words.close);
  }

  function openRows(state, latlng, part, rows) {
    const cards = part.counted
      ? [() => markCard(part, rows[0], part.counted.replace("{n}", rows.length))]
      : [...rows].sort((a, b) => a - b).map((row) => () => markCard(part, row));
    open(state, latlng, pager(state.scene.words, cards, (node) => {
      if (state.popup && state.popup.getContent() === node && state.popup.isOpen()) state.popup.update();
    }));
  }

  /* A municipality's card, and the shapes under the pointer. */
  function municipality(state, index, point) {
    const node = placeCard(state, state.municipalities[index], index);
    for (const { part, layer } of point ? state.overlays : []) {
      if (part.kind !== "shapes" || state.hidden.has(part.id)) continue;
      layer.eachLayer((shape) => {
        if (shape.options.fill && shape._containsPoint(point)) node.appendChild(markCard(part, shape.row));
      });
    }
    return node;
  }

  /* ---------- names on the map ---------- */

  const Labels = L.Layer.extend({
    initialize(state) { this.state = state; },

    onAdd(map) {
      const pane = map.createPane("tp-labels");
      Object.assign(pane.style, { zIndex: 450, pointerEvents: "none" });
      this.canvas = el("canvas", "labels", null, pane);
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("zoomstart", () => { this.canvas.style.opacity = 0; });
      map.on("zoomend", () => this.state.scene && arrange(this.state));
      map.on("moveend resize", this.draw, this);
    },

    draw() {
      const { state, canvas } = this, { map } = state, ratio = window.devicePixelRatio || 1;
      if (!state.scene) return;
      const size = map.getSize().multiplyBy(1.4).round();
      const corner = map.containerPointToLayerPoint(size.multiplyBy(-0.2 / 1.4)).round();
      const spot = (latlng) => map.latLngToLayerPoint(latlng).subtract(corner);
      Object.assign(canvas, { width: size.x * ratio, height: size.y * ratio });
      Object.assign(canvas.style, { width: size.x + "px", height: size.y + "px", opacity: 1 });
      L.DomUtil.setPosition(canvas, corner);
      const ctx = canvas.getContext("2d"), taken = [];
      ctx.scale(ratio, ratio);
      Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
      this.numbers(ctx, spot, taken);
      for (const label of this.wanted()) this.write(ctx, label, spot(label.latlng), taken);
    },

    /* Numbers in marks, unless another mark lies over them. */
    numbers(ctx, spot, taken) {
      const { map, overlays } = this.state;
      const marks = overlays.filter((mark) => map.hasLayer(mark.layer)).flatMap((mark) => mark.marks);
      const placed = marks.map((mark) => ({ ...mark, p: spot(mark.latlng) }));
      placed.forEach(({ p, r, text, numbered }, i) => {
        if (r >= 4) taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
        if (!text || placed.some((other, j) => j > i && other.p.distanceTo(p) < other.r + 4)) return;
        ctx.font = (numbered ? "bold 11px " : "bold 10px ") + FONT;
        ctx.fillStyle = "#fff";
        ctx.fillText(text, p.x, p.y + 0.5);
      });
    },

    /* Labels in order of importance: the first to claim a place has it. */
    wanted() {
      const { map, scene, base, municipalities } = this.state, zoom = map.getZoom(), found = [];
      const degree = (256 * 2 ** zoom) / 360, name = (word) => scene.names[word] || word;
      const add = (lon, lat, text, wide, font, color, more) =>
        found.push({ latlng: L.latLng(lat, lon), text, wide, font, color, ...more });
      const regions = new Set();
      if (zoom < 7.5 && !scene.view.part && scene.overlays.some((part) => part.kind === "outlines")) {
        for (const [id, title] of Object.entries(scene.regions)) {
          const own = municipalities.filter((spot) => spot.region === id).map((spot) => spot.latlng);
          if (!own.length) continue;
          const { lng, lat } = L.latLngBounds(own).getCenter();
          add(lng, lat, title, 999, "bold 13px ", INK, { always: true });
          regions.add(title);
        }
      }
      for (const { inside, at, name: text } of [...municipalities].sort((a, b) => b.inside - a.inside || b.at[2] - a.at[2])) {
        const main = inside && (scene.view.part || zoom >= 8), [lon, lat, room] = at;
        if (zoom < (main ? 6.5 : 8)) continue;
        const wide = Math.max(room * degree * 2.5, main && zoom > 8.5 ? 84 : 0);
        add(lon, lat, text, wide, main ? "600 11.5px " : "10.5px ", main ? INK : QUIET);
      }
      for (const [code, text, lon, lat, room] of zoom < 8.5 ? base.labels || [] : []) {
        const told = scene.view.part ? municipalities.some((spot) => spot.inside && spot.id.startsWith(code)) : regions.has(text);
        if (told) continue;
        add(lon, lat, text, room * degree * 2.6, "italic 11px ", QUIET);
      }
      const countries = base.topology && base.topology.objects.neighbours;
      for (const { properties } of countries ? countries.geometries : []) {
        if (!properties.at) continue;
        const [lon, lat] = properties.at;
        add(lon, lat, name(properties.name).toUpperCase(), 999, "11px ", "#9a917f", { spaced: true });
      }
      for (const [text, lon, lat] of base.seas) add(lon, lat, name(text), 999, "italic 12px ", "#7f9aa6");
      return found;
    },

    write(ctx, label, p, taken) {
      ctx.font = label.font + FONT;
      ctx.letterSpacing = label.spaced ? "2px" : "0px";
      const measure = (line) => ctx.measureText(line).width;
      const lines = measure(label.text) > label.wide ? halves(label.text) : [label.text];
      const half = Math.max(...lines.map(measure)) / 2 + 3, high = 6.5 * lines.length;
      if (2 * half - 6 > label.wide) return;
      for (const shift of [0, 18, -18, 30, -30]) { // in its middle, or else below or above the marks there
        const y = p.y + shift, box = [p.x - half, y - high, p.x + half, y + high];
        const clash = (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
        if (taken.some(clash) && !label.always) continue;
        taken.push(box);
        ctx.lineWidth = 3;
        ctx.strokeStyle = "rgba(251, 250, 247, .88)";
        ctx.fillStyle = label.color;
        lines.forEach((line, i) => {
          const at = y + (i - (lines.length - 1) / 2) * 13;
          ctx.strokeText(line, p.x, at);
          ctx.fillText(line, p.x, at);
        });
        return;
      }
    },
  });

  /* A name in two lines, as even as its words allow. */
  function halves(text) {
    const words = text.split(" "), longest = (lines) => Math.max(...lines.map((line) => line.length));
    const splits = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
    return splits.reduce((best, pair) => (longest(pair) < longest(best) ? pair : best), [text]);
  }

  return { mount, show };
})();
