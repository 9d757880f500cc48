/* Labels on a Terrapaz map, drawn on a canvas above it: numbers in marks, regions, municipalities, neighbours, seas. */
window.TerrapazNames = (function () {
  "use strict";

  const INK = "#22211f", QUIET = "#857d6f";
  const FONT = '"Helvetica Neue", "Liberation Sans", Arial, sans-serif';

  const Labels = L.Layer.extend({
    initialize(state) { this.state = state; },

    onAdd(map) {
      const pane = map.createPane("tp-labels");
      Object.assign(pane.style, { zIndex: 450, pointerEvents: "none" });
      this.canvas = pane.appendChild(document.createElement("canvas"));
      this.canvas.className = "tp-labels";
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("zoomstart", () => { this.canvas.style.opacity = 0; });
      map.on("moveend resize", this.draw, this);
    },

    draw() {
      const { state, canvas } = this, { map } = state, ratio = window.devicePixelRatio || 1;
      if (!state.scene) return;
      canvas.style.opacity = 1;
      const size = map.getSize().multiplyBy(1.4).round();
      const corner = map.containerPointToLayerPoint(size.multiplyBy(-0.2 / 1.4)).round();
      const inputs = this.inputs(ratio, size, corner);
      if (TerrapazMarks.same(this.drawn, inputs)) return; // most changes are of values only
      this.drawn = inputs;
      const toPixel = (latlng) => map.latLngToLayerPoint(latlng).subtract(corner);
      Object.assign(canvas, { width: size.x * ratio, height: size.y * ratio });
      Object.assign(canvas.style, { width: size.x + "px", height: size.y + "px" });
      L.DomUtil.setPosition(canvas, corner);
      const ctx = canvas.getContext("2d"), taken = [];
      ctx.scale(ratio, ratio);
      Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
      this.numbers(ctx, toPixel, taken);
      for (const label of this.candidates()) this.write(ctx, label, toPixel(label.latlng), taken);
    },

    /* All that labels depend on, as a list to compare. The same view may have another origin of its pixels. */
    inputs(ratio, size, corner) {
      const { map, scene, overlays } = this.state, { lang, inside, view } = scene;
      const visible = overlays.filter((mark) => map.hasLayer(mark.layer));
      const outlined = scene.overlays.some((part) => part.kind === "outlines");
      const frame = [ratio, map.getZoom(), ...[map.getPixelOrigin(), size, corner].map(String)];
      return [...frame, lang, inside, view.focus, view.part, outlined, ...visible.flatMap((mark) => [mark, mark.marks])];
    },

    /* Numbers in marks, unless another mark covers them. */
    numbers(ctx, toPixel, taken) {
      const { map, overlays } = this.state;
      const marks = overlays.filter((mark) => map.hasLayer(mark.layer)).flatMap((mark) => mark.marks);
      const placed = marks.map((mark) => ({ ...mark, p: toPixel(mark.latlng) }));
      placed.forEach(({ p, r, text, numbered }, i) => {
        if (r >= 4) taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
        if (!text || placed.some((other, j) => j > i && other.p.distanceTo(p) < other.r + 4)) return;
        ctx.font = (!numbered ? "bold 10px " : text.length > 3 ? "bold 9px " : "bold 11px ") + FONT;
        ctx.fillStyle = "#fff";
        ctx.fillText(text, p.x, p.y + 0.5);
      });
    },

    /* Labels in order of importance: the first of overlapping ones is drawn. */
    candidates() {
      const { map, scene, base, municipalities } = this.state, zoom = map.getZoom(), found = [];
      const degree = (256 * 2 ** zoom) / 360, name = (word) => scene.names[word] || word;
      const add = (lon, lat, text, wide, font, color, more) =>
        found.push({ latlng: L.latLng(lat, lon), text, wide, font, color, ...more });
      const regions = new Set();
      if (zoom < 7.5 && !scene.view.part && scene.overlays.some((part) => part.kind === "outlines")) {
        for (const [id, title] of Object.entries(scene.regions)) {
          const own = municipalities.filter((municipality) => municipality.region === id).map((municipality) => municipality.latlng);
          if (!own.length) continue;
          const { lng, lat } = L.latLngBounds(own).getCenter();
          add(lng, lat, title, 999, "bold 13px ", INK, { always: true });
          regions.add(title);
        }
      }
      const seats = this.places(zoom);
      const near = (one, lon, lat) => Math.abs(one.lon - lon) < 1.5 && Math.abs(one.lat - lat) < 1.5;
      const isSeat = (text, [lon, lat]) => seats.some((seat) => seat.text === text && near(seat, lon, lat)); // its seat has the same name
      const focused = municipalities.find(({ id }) => id === scene.view.focus);
      if (focused && !isSeat(focused.name, focused.at)) add(focused.at[0], focused.at[1], focused.name, 999, "bold 13px ", INK, { always: true });
      for (const { lon, lat, text, rank } of seats) {
        add(lon, lat, text, 999, rank < 2 ? "600 12px " : rank < 3 ? "11.5px " : "10.5px ", INK, { dot: rank < 2 ? 2.6 : 1.9 });
      }
      for (const { id, inside, at, name: text } of [...municipalities].sort((a, b) => b.inside - a.inside || b.at[2] - a.at[2])) {
        const main = inside && (scene.view.part || zoom >= 8), [lon, lat, width] = at;
        if (zoom < (main ? 6.5 : 8)) continue;
        if (id === scene.view.focus || isSeat(text, at)) continue;
        const wide = Math.max(width * degree * 2.5, main && zoom > 8.5 ? 84 : 0);
        add(lon, lat, text, wide, main ? "600 11.5px " : "10.5px ", main ? INK : QUIET);
      }
      for (const [code, text, lon, lat, width] of zoom < 8.5 ? base.labels || [] : []) {
        const isLabelled = scene.view.part ? municipalities.some((municipality) => municipality.inside && municipality.id.startsWith(code)) : regions.has(text);
        if (isLabelled) continue;
        add(lon, lat, text, width * degree * 2.6, "italic 11px ", QUIET);
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

    /* Places labelled at this zoom level: capitals at small scales, towns at large ones. */
    places(zoom) {
      const { map, overlays } = this.state, from = [4, 5.75, 8.25, 9.5];
      return overlays.filter(({ part, layer }) => part.kind === "places" && map.hasLayer(layer)).flatMap(({ part }) =>
        part.names.map((text, i) => ({ text, rank: part.ranks[i], lon: part.xy[2 * i] / 1e4, lat: part.xy[2 * i + 1] / 1e4 })))
        .filter(({ rank }) => zoom >= from[rank]);
    },

    write(ctx, label, p, taken) {
      ctx.font = label.font + FONT;
      ctx.letterSpacing = label.spaced ? "2px" : "0px";
      const measure = (line) => ctx.measureText(line).width;
      const lines = measure(label.text) > label.wide ? halves(label.text) : [label.text];
      const half = Math.max(...lines.map(measure)) / 2 + 3, high = 6.5 * lines.length;
      if (2 * half - 6 > label.wide) return;
      const offset = half + label.dot + 1;
      const shifts = label.dot // beside its dot; or centred, else below or above the marks there
        ? [[offset, 0], [-offset, 0], [0, -11], [0, 11]]
        : [0, 18, -18, 30, -30, ...(label.always ? [44, -44] : [])].map((y) => [0, y]);
      const boxed = ([across, down]) => [p.x + across - half, p.y + down - high, p.x + across + half, p.y + down + high];
      const isFree = (box) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
      const shift = shifts.find((each) => isFree(boxed(each))) || (label.always && shifts[0]);
      if (!shift) return;
      const x = p.x + shift[0], y = p.y + shift[1];
      taken.push(boxed(shift));
      ctx.lineWidth = 3;
      ctx.strokeStyle = "rgba(251, 250, 247, .88)";
      ctx.fillStyle = label.color;
      if (label.dot) {
        taken.push([p.x - label.dot, p.y - label.dot, p.x + label.dot, p.y + label.dot]);
        ctx.beginPath();
        ctx.arc(p.x, p.y, label.dot, 0, 2 * Math.PI);
        ctx.stroke();
        ctx.fill();
      }
      lines.forEach((line, i) => {
        const at = y + (i - (lines.length - 1) / 2) * 13;
        ctx.strokeText(line, x, at);
        ctx.fillText(line, x, at);
      });
    },
  });

  /* Break a name into two lines of similar length. */
  function halves(text) {
    const words = text.split(" "), longest = (lines) => Math.max(...lines.map((line) => line.length));
    const splits = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
    return splits.reduce((best, pair) => (longest(pair) < longest(best) ? pair : best), [text]);
  }

  return { Labels };
})();
