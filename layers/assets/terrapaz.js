/* The runtime: draws a scene (layers/scene/compose.py) on a base map (layers/scene/basemap.py) with Leaflet.
 *
 * Terrapaz.mount(map, base)  once: the geometry, or its address
 * Terrapaz.show(map, scene)  at each change: classes, texts, marks; extent and open popup are kept */
window.Terrapaz = (function () {
  "use strict";

  const { el, markCard, placeCard, pager, furnish, panel } = TerrapazFurniture;
  const { overlay, arrange } = TerrapazMarks;
  const INK = "#22211f", PAPER = "#fbfaf7", LAND = "#f1ede3", BORDER = "#8d8474";
  const LINE = "#b9b1a1", FAINT = "#d9d2c3", WATER = "#a9c3cf";

  /* ---------- the base map ---------- */

  function mount(map, base) {
    const state = { map, scene: null, overlays: [], hidden: new Set(), choice: null };
    map.terrapaz = state;
    state.covered = () => TerrapazHexagons.shown(state).length > 0;
    state.chosen = () => state.scene.choropleths.find((part) => part.id === state.choice) || null;
    state.actions = {
      home: () => home(state),
      choose: (id) => { state.choice = id; colour(state); furniture(state); refresh(state); },
      toggle: (id, on) => toggle(state, id, on),
      visit: (index) => visit(state, index),
      openRows: (latlng, part, rows) => openRows(state, latlng, part, rows),
    };
    if (typeof base === "string") state.ready = fetch(base).then((response) => response.json()).then((data) => addBaseMap(state, data));
    else addBaseMap(state, base);
  }

  function addBaseMap(state, base) {
    const { map } = state, { topology } = base;
    if (topology) topology.arcs = topology.arcs.map((arc) => pairs(numbers(arc)));
    state.base = base;
    state.hatch = hatching();
    state.renderer = new Renderer({ padding: 0.4, tolerance: 4 });
    map.getContainer().classList.add("tp-map");
    state.waiting = []; // layers are added once the first scene has set the view: each is then projected only once
    const background = (data, style) =>
      state.waiting.push(L.geoJSON(data, { renderer: state.renderer, interactive: false, fill: false, ...style }));
    const object = (name) => topology && topology.objects[name];
    const feature = (name) => topojson.feature(topology, object(name));
    const mesh = (name, test) => topojson.mesh(topology, object(name), test);
    for (const name of ["neighbours", "departments"].filter(object)) {
      background(feature(name), { stroke: false, fill: true, fillColor: LAND, fillOpacity: 1 });
      background(mesh(name, (a, b) => a !== b), { color: FAINT, weight: name === "neighbours" ? 1.2 : 0.7 });
      background(mesh(name, (a, b) => a === b), { color: LINE, weight: 0.5 });
    }
    const features = topology ? feature("municipalities").features : base.seats.map((seat) => ({ properties: seat }));
    state.municipalities = features.map((each, index) => addMunicipality(state, each, index));
    state.byCode = new Map(state.municipalities.map((municipality, index) => [municipality.id, index]));
    if (object("rivers")) background(feature("rivers"), { color: WATER, weight: 1 });
    if (topology) {
      const own = (a) => a.properties.id.slice(0, 2);
      background(mesh("municipalities", (a, b) => a === b || own(a) !== own(b)), { color: BORDER, weight: 0.8 });
    }
    neatline(state);
    printable(state);
    state.labels = new TerrapazNames.Labels(state);
    map.addLayer(state.labels);
    map.on("zoomend", () => state.scene && arrange(state));
    furnish(state);
  }

  /* Outlines change with the view only: their paths are kept, and a new colour fills the same path. */
  const Renderer = L.Canvas.extend({
    _updatePoly(layer, closed) {
      const { _drawing: isDrawing, _ctx: ctx } = this, { _parts: parts } = layer;
      if (!isDrawing || !parts.length) return;
      if (layer.outlined !== parts) {
        layer.outline = new Path2D();
        for (const part of parts) {
          part.forEach(({ x, y }, i) => (i ? layer.outline.lineTo(x, y) : layer.outline.moveTo(x, y)));
          if (closed) layer.outline.closePath();
        }
        layer.outlined = parts;
      }
      const { options, outline } = layer;
      if (options.fill) {
        Object.assign(ctx, { globalAlpha: options.fillOpacity, fillStyle: options.fillColor || options.color });
        ctx.fill(outline, options.fillRule || "evenodd");
      }
      if (!options.stroke || !options.weight) return;
      ctx.setLineDash(options._dashArray || []);
      const { opacity, weight, color, lineCap, lineJoin } = options;
      Object.assign(ctx, { globalAlpha: opacity, lineWidth: weight, strokeStyle: color, lineCap, lineJoin });
      ctx.stroke(outline);
    },

    /* Draw paths above all others, in their order. Those that are in their place already are not drawn again. */
    raise(paths) {
      let above = null;
      for (const path of [...paths].reverse()) {
        const node = path._order;
        if (node !== this._below(above)) {
          if (node.next) node.next.prev = node.prev;
          else this._drawLast = node.prev;
          if (node.prev) node.prev.next = node.next;
          else this._drawFirst = node.next;
          const prev = this._below(above);
          Object.assign(node, { prev, next: above });
          if (prev) prev.next = node;
          else this._drawFirst = node;
          if (above) above.prev = node;
          else this._drawLast = node;
          this._requestRedraw(path);
        }
        above = node;
      }
    },

    _below(node) {
      return node ? node.prev : this._drawLast;
    },
  });

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Array.from({ length: 123 }, (_, code) => DIGITS.indexOf(String.fromCharCode(code)));

  /* Decode integers of layers/scene/encoding.py: five bits per character, lowest bits first, sign in the lowest bit. */
  function numbers(text) {
    const found = [];
    for (let i = 0, number = 0, shift = 1; i < text.length; i++) {
      const bits = VALUE[text.charCodeAt(i)];
      number += (bits & 31) * shift;
      shift *= 32;
      if (bits & 32) continue;
      found.push(number % 2 ? -(number + 1) / 2 : number / 2);
      number = 0;
      shift = 1;
    }
    return found;
  }

  function pairs(flat) {
    const found = [];
    for (let i = 0; i < flat.length; i += 2) found.push([flat[i], flat[i + 1]]);
    return found;
  }

  /* One Leaflet layer per municipality, in the order of the scene's values; its seat if it has no outline. */
  function addMunicipality(state, feature, index) {
    const { renderer } = state, { at } = feature.properties, latlng = L.latLng(at[1], at[0]);
    const layer = feature.geometry
      ? L.geoJSON(feature, { renderer }).getLayers()[0]
      : L.circleMarker(latlng, { renderer, radius: 9 });
    layer.on({
      mouseover: () => hover(state, index),
      mouseout: () => leave(state, index),
      click: (event) => open(state, event.latlng, municipalityCard(state, index, event.layerPoint),
        () => municipalityCard(state, index, state.map.latLngToLayerPoint(event.latlng))),
    });
    state.waiting.push(layer);
    return { layer, latlng, ...feature.properties };
  }

  /* A frame at the bounds to which neighbours are clipped, with plain background outside. */
  function neatline(state) {
    const [minx, miny, maxx, maxy] = state.base.frame;
    const sheet = [[miny, minx], [maxy, minx], [maxy, maxx], [miny, maxx]];
    const world = [[-85, -180], [85, -180], [85, 180], [-85, 180]];
    state.waiting.push(L.polygon([world, sheet], {
      renderer: state.renderer, interactive: false, color: LINE, weight: 1, fillColor: PAPER, fillOpacity: 1,
    }));
  }

  /* Paper is narrower than most screens: the current view is printed at a smaller size. */
  function printable({ map }) {
    const { style } = map.getContainer();
    const set = (width, height, zoom) => {
      style.setProperty("width", width, "important");
      style.setProperty("height", height, "important");
      style.setProperty("zoom", zoom);
    };
    window.addEventListener("beforeprint", () => {
      const { x, y } = map.getSize();
      const high = Number(getComputedStyle(document.documentElement).getPropertyValue("--tp-print-height")) || 580;
      set(x + "px", y + "px", Math.min(1, 1000 / x, high / y));
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
    overlay(state);
    colour(state);
    furniture(state);
    if (moved) home(state);
    for (const layer of state.waiting.splice(0)) layer.addTo(map);
    focus(state);
    stack(state);
    refresh(state);
  }

  /* Update the tooltip and the open card of a municipality with the new values. */
  function refresh(state) {
    const { popup, renderCard, hovered } = state;
    if (Number.isInteger(hovered)) hover(state, hovered);
    if (!popup || !popup.isOpen() || !renderCard) return;
    const wasOpen = Array.from(popup.getContent().querySelectorAll("details"), (part) => part.open), node = renderCard();
    node.querySelectorAll("details").forEach((part, index) => { part.open = Boolean(wasOpen[index]); });
    node.addEventListener("toggle", () => popup.update(), true);
    popup.setContent(node);
  }

  function furniture(state) {
    panel(state);
    if (state.actions.page) state.actions.page(state);
  }

  function home(state) {
    const { map, scene, box, credit } = state;
    map.invalidateSize({ animate: false });
    const { x, y } = map.getSize(), beside = { paddingTopLeft: [12, 12], paddingBottomRight: [box.offsetWidth + 24, 24] };
    // on a phone the place lies between the legend and the credits
    const foot = box.offsetHeight ? box.getBoundingClientRect().bottom - map.getContainer().getBoundingClientRect().top : 40;
    const below = { paddingTopLeft: [12, Math.min(foot + 8, 0.4 * y)], paddingBottomRight: [12, Math.min(credit.offsetHeight + 6, 0.2 * y)] };
    map.fitBounds(scene.view.bounds, { animate: false, ...(x > 640 ? beside : below) });
  }

  function visit(state, index) {
    const { map, municipalities } = state, municipality = municipalities[index];
    map.setView(municipality.latlng, Math.max(map.getZoom(), 9), { animate: false });
    map.getContainer().scrollIntoView({ block: "nearest" });
    open(state, municipality.latlng, municipalityCard(state, index), () => municipalityCard(state, index));
  }

  /* Hexagons cover the colours of municipalities: switched on or off they change legend and heading too. */
  function toggle(state, id, on) {
    state.hidden[on ? "delete" : "add"](id);
    if (state.overlays.some(({ part }) => part.id === id && part.kind === "hexagons")) {
      colour(state);
      furniture(state);
      refresh(state);
    }
    stack(state);
  }

  /* ---------- colours ---------- */

  /* Diagonal hatching for no data, which does not depend on telling greys apart. */
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
    const part = state.covered() ? null : state.chosen(), { scene } = state, colors = {};
    for (const row of part ? part.classes : []) colors[row.class] = row.color;
    state.municipalities.forEach((municipality, index) => {
      const code = part ? part.class_codes[index] : "", fill = code === "-" ? state.hatch : colors[code];
      const key = [code === "-" || fill, scene.inside[index], Boolean(scene.tiles)].join();
      if (municipality.styleKey === key) return; // most do not change from year to year and are not redrawn
      municipality.styleKey = key;
      municipality.inside = scene.inside[index] === "1";
      municipality.style = {
        stroke: true, color: municipality.inside ? BORDER : FAINT, weight: 0.6,
        fill: true, fillColor: fill || (municipality.inside ? PAPER : LAND),
        fillOpacity: scene.tiles ? (fill ? 0.65 : 0) : 1,
      };
      municipality.layer.setStyle(municipality.style);
    });
  }

  /* Outline the selected municipality. */
  function focus(state) {
    const { map, renderer, scene, municipalities } = state, municipality = municipalities[state.byCode.get(scene.view.focus)];
    if (state.ringed === municipality) return;
    state.ringed = municipality;
    if (state.ring) map.removeLayer(state.ring);
    state.ring = null;
    if (!municipality) return;
    const style = { renderer, interactive: false, fill: false, color: INK, weight: 2.6 };
    state.ring = municipality.layer.feature ? L.geoJSON(municipality.layer.feature, style) : L.circleMarker(municipality.latlng, { ...style, radius: 11 });
    state.ring.addTo(map);
  }

  function hover(state, index) {
    const municipality = state.municipalities[index], part = state.chosen(), node = el("div");
    state.hovered = index;
    municipality.layer.setStyle({ color: INK, weight: 2, fill: !state.covered() });
    raise(state);
    el("strong", "", municipality.name, node);
    if (part && part.class_codes[index] !== ".") {
      el("div", "", part.values[index] ? part.values[index] + " " + part.unit : part.nodata.label, node);
    }
    municipality.layer.unbindTooltip().bindTooltip(node, { className: "tp-tip", sticky: true, direction: "top" }).openTooltip();
  }

  function leave(state, index) {
    const municipality = state.municipalities[index];
    state.hovered = null;
    municipality.layer.setStyle(municipality.style).unbindTooltip();
    if (state.covered()) raise(state);
  }

  /* Add the layers that are switched on, from bottom to top, and lay out what depends on the zoom. */
  function stack(state) {
    const cells = TerrapazHexagons.shown(state).map(({ id }) => id);
    for (const { part, layer } of state.overlays) {
      if (part.kind === "hexagons" ? cells.includes(part.id) : !state.hidden.has(part.id)) layer.addTo(state.map);
      else state.map.removeLayer(layer);
    }
    arrange(state);
    raise(state);
    state.labels.draw();
  }

  /* Draw overlays and ring above the municipalities, and the one under the pointer right below them; where hexagons
   * cover it only its outline is drawn, above all. */
  function raise(state) {
    const { map, renderer, overlays, ring, hovered, municipalities } = state;
    const visible = overlays.filter(({ layer }) => map.hasLayer(layer)).map(({ layer }) => layer);
    const paths = (layer) => (layer.getLayers ? layer.getLayers().flatMap(paths) : [layer]);
    const above = [...visible, ...(ring ? [ring] : [])].flatMap(paths);
    if (Number.isInteger(hovered)) above[state.covered() ? "push" : "unshift"](municipalities[hovered].layer);
    renderer.raise(above);
  }

  /* ---------- popups ---------- */

  /* `renderCard` renders the card again when its values have changed; a popup without it is not updated. */
  function open(state, latlng, node, renderCard) {
    state.renderCard = renderCard;
    state.popup = L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 320, className: "tp-popup" })
      .setLatLng(latlng).setContent(node).openOn(state.map);
    node.addEventListener("toggle", () => state.popup.update(), true); // an opened section has to fit the map too
    const close = state.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", state.scene.words.close);
  }

  function openRows(state, latlng, part, rows) {
    const cards = part.count_sentence
      ? [() => markCard(part, rows[0], part.count_sentence.replace("{n}", rows.length))]
      : [...rows].sort((a, b) => a - b).map((row) => () => markCard(part, row));
    open(state, latlng, pager(state.scene.words, cards, (node) => {
      if (state.popup && state.popup.getContent() === node && state.popup.isOpen()) state.popup.update();
    }));
  }

  /* A municipality's card, and the shapes under the pointer. */
  function municipalityCard(state, index, point) {
    const node = placeCard(state, state.municipalities[index], index);
    for (const part of point ? TerrapazHexagons.shown(state).reverse() : []) {
      const cell = TerrapazHexagons.find(part, state.map.layerPointToLatLng(point));
      if (cell >= 0) node.prepend(TerrapazHexagons.card(state, part, cell));
    }
    for (const { part, layer } of point ? state.overlays : []) {
      if (part.kind !== "shapes" || state.hidden.has(part.id)) continue;
      layer.eachLayer((shape) => {
        if (shape.options.fill && shape._containsPoint(point)) node.appendChild(markCard(part, shape.row));
      });
    }
    return node;
  }

  return { mount, show, numbers };
})();
