/* The overlays of a Terrapaz map: shapes, outlines, events clustered into circles and squares.
 *
 * TerrapazMarks.overlay(state)  creates the layers of a scene
 * TerrapazMarks.arrange(state)  lays out the marks that depend on the zoom level
 * TerrapazMarks.same(one, other)  whether two lists have the same elements; what depends only on them need not be drawn again */
window.TerrapazMarks = (function () {
  "use strict";

  const PAPER = "#fbfaf7";
  const ORDER = { hexagons: -1, shapes: 0, outlines: 1, points: 2, incidents: 3, places: 4 }; // from bottom to top

  function overlay(state) {
    const existing = new Map(state.overlays.map((mark) => [mark.text, mark]));
    state.overlays = state.scene.overlays
      .map((part) => {
        const text = JSON.stringify(part) + TerrapazHexagons.manner(state, part), unchanged = existing.get(text);
        existing.delete(text);
        return unchanged || { part, text, layer: L.featureGroup(), marks: [], fresh: true };
      })
      .sort((a, b) => ORDER[a.part.kind] - ORDER[b.part.kind]);
    for (const mark of existing.values()) state.map.removeLayer(mark.layer);
    for (const mark of state.overlays.filter((each) => each.fresh)) {
      (DRAW[mark.part.kind] || locate)(state, mark);
      mark.fresh = false;
    }
  }

  /* Hatching with nothing between its strokes: a tint would turn the classes beneath into colours of no legend. */
  const STROKES = { falling: ["M-2 -2L10 10", "M-2 6L2 10", "M6 -2L10 2"], rows: ["M0 4H8"], columns: ["M4 0V8"], dots: ["M3 4a1 1 0 0 0 2 0a1 1 0 0 0 -2 0"] };

  function hatching(pattern, color) {
    const tile = document.createElement("canvas"), ink = tile.getContext("2d");
    tile.width = tile.height = 8;
    ink.strokeStyle = color;
    ink.lineWidth = pattern === "dots" ? 1.4 : 1;
    for (const path of STROKES[pattern]) ink.stroke(new Path2D(path));
    return ink.createPattern(tile, "repeat");
  }

  const DRAW = {
    places() {}, // drawn with the other labels

    hexagons: (state, mark) => TerrapazHexagons.draw(state, mark),

    shapes(state, { part, layer }) {
      const style = { renderer: state.renderer, interactive: false, color: part.color, weight: part.pattern ? 1.3 : 0.8, fillOpacity: 0.75 };
      part.shapes.forEach((polygons, row) => {
        const rings = polygons.map((polygon) => polygon.map(unpack));
        const [[first]] = rings;
        const shape = first.length === 1 // a point
          ? L.circleMarker(first[0], { ...style, radius: 4, fillColor: part.color, fillOpacity: 0.6 })
          : part.pattern
          ? L.polygon(rings, { ...style, fillColor: hatching(part.pattern, part.color), smoothFactor: 0.5 })
          : L.polyline(rings.flat(), { ...style, smoothFactor: 0.5 });
        shape.addTo(layer).row = row;
      });
    },

    outlines(state, { part, layer }) {
      const { topology } = state.base;
      for (const region of topology ? Object.keys(state.scene.regions) : []) {
        const isInside = (a) => a.properties.region === region;
        const edge = (a, b) => (a === b ? isInside(a) : isInside(a) !== isInside(b));
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

  /* Position of each row of a layer of events. */
  function locate(state, mark) {
    const { part } = mark;
    mark.positions = part.at
      ? part.at.map((index) => state.municipalities[index].latlng)
      : Array.from({ length: part.count }, (_, row) => L.latLng(part.xy[2 * row + 1] / 1e4, part.xy[2 * row] / 1e4));
  }

  /* Cluster rows within `distance` pixels of each other, as [{p, rows}]; the first row of a cluster is its centre. */
  function cluster(state, positions, distance) {
    const zoom = state.map.getZoom(), cells = new Map(), groups = [];
    positions.forEach((latlng, row) => {
      const p = state.map.project(latlng, zoom), cx = Math.floor(p.x / distance), cy = Math.floor(p.y / distance);
      let best = null, least = distance;
      for (let i = cx - 1; i <= cx + 1; i++) {
        for (let j = cy - 1; j <= cy + 1; j++) {
          for (const group of cells.get(i + ":" + j) || []) {
            const separation = group.p.distanceTo(p);
            if (separation < least) [best, least] = [group, separation];
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

  /* The area is proportional to the number of events; all marks shrink at small scales. */
  function radius(n, zoom) {
    const scale = Math.min(Math.max((zoom - 3) / 4.5, 0.4), 1);
    return Math.max((n === 1 ? 4.5 : 3.4 + 2.6 * Math.sqrt(n)) * scale, 1.8);
  }

  /* Cluster events for the zoom level. Squares of one municipality are placed side by side, incidents above them. */
  function arrange(state) {
    const { map, renderer } = state, zoom = map.getZoom(), rows = new Map();
    const key = (p) => Math.round(p.x) + ":" + Math.round(p.y);
    const visible = state.overlays.filter((mark) => mark.positions && map.hasLayer(mark.layer));
    if (same(state.arranged, [zoom, ...visible])) return;
    state.arranged = [zoom, ...visible];
    for (const mark of visible) {
      const { kind, gather: unit } = mark.part, numbered = kind === "incidents";
      mark.groups = cluster(state, mark.positions, numbered ? 20 : unit === "place" ? 14 + 4 * Math.min(zoom - 3, 4) : 0.5);
      for (const group of mark.groups) {
        group.text = numbered ? numbers(group.rows) : group.rows.length;
        group.r = numbered ? [11, 14, 15][Math.min(group.rows.length, 3) - 1] : radius(group.rows.length, zoom);
        group.shift = [0, 0];
        if (unit === "municipality") rows.set(key(group.p), [...(rows.get(key(group.p)) || []), group]);
      }
    }
    for (const row of rows.values()) {
      let x = -row.reduce((sum, group) => sum + group.r + 1, 0);
      for (const group of row) {
        group.shift = [x + group.r + 1, 0];
        x += 2 * group.r + 2;
      }
    }
    for (const mark of visible) {
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
        }).on("click", () => state.actions.openRows(latlng, part, group.rows)).addTo(layer);
        return { latlng, r: group.r, numbered, text: numbered || group.r >= 8 ? group.text : "" };
      });
    }
  }

  const same = (one, other) => Boolean(one) && one.length === other.length && one.every((each, i) => each === other[i]);

  function numbers(rows) {
    const all = rows.map((row) => row + 1).sort((a, b) => a - b);
    const text = all.join(" ");
    return text.length > 5 ? all[0] + "…" + all[all.length - 1] : text; // not a dash: others may lie between
  }

  return { overlay, arrange, same };
})();
