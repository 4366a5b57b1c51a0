/**
 * Draws a boundary: `<div data-module="draw" data-form="#id">` around a map with data-shapes (what stands around; tone "former" is the
 * boundary of now) and buttons [data-draw] (part, clear, undo, former). The GeoJSON stands in the form's textarea named geometry, which
 * may be written by hand as well.
 */
import map from "wangge/map";

const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? {
      drawing: "Click corner after corner; a double click, Enter or the first corner closes the shape, Esc gives up.",
      near: "Zoom in to see the corners.",
      size: (m2, parts) => `${m2} m²${parts > 1 ? `, ${parts} parts` : ""}`,
      bad: "The text is no polygon in GeoJSON.",
      empty: "Nothing is drawn yet.",
    }
  : {
      drawing: "逐点单击；双击、回车或点回起点闭合，Esc 放弃。",
      near: "放大后可拖动顶点。",
      size: (m2, parts) => `${m2} 平方米${parts > 1 ? `，共 ${parts} 块` : ""}`,
      bad: "文字不是 GeoJSON 的面。",
      empty: "还没有画。",
    };
const SNAP = 10;
const MOST_CORNERS = 600;
const METRES = 111_320;
const copy = (value) => JSON.parse(JSON.stringify(value));

export default async function draw(element) {
  const drawn = await map(element.querySelector("[data-map]"));
  if (!drawn) return;
  const form = document.querySelector(element.dataset.form);
  const text = form.elements.geometry;
  const around = drawn.shapes.features;
  const state = { element, text, map: drawn.map, polygons: [], past: [], fresh: null, held: null };
  state.former = around.filter(({ properties }) => properties.tone === "former");
  state.snaps = around.filter(({ properties }) => properties.tone !== "former").flatMap(({ geometry }) => polygonsOf(geometry)).flat();
  listen(state);
  state.polygons = read(text.value) ?? [];
  fit(state);
  show(state);
  element.cornerAt = (at) => onScreen(state.map, at);
  element.querySelectorAll("[data-needs-script]").forEach((each) => (each.hidden = false));
  element.dataset.drawing = "ready";
}

/** Where a corner is on the screen, for whoever drives the page from outside. */
function onScreen(map, at) {
  const [box, place] = [map.getCanvas().getBoundingClientRect(), map.project(at)];
  return [box.x + place.x, box.y + place.y];
}

/* --- GeoJSON in and out: rings without their last point, which repeats the first ---------------------------------------- */

function read(words) {
  if (!words.trim()) return [];
  try {
    const found = JSON.parse(words);
    const all = found.features?.map(({ geometry }) => geometry) ?? [found.geometry ?? found];
    return all.flatMap(polygonsOf);
  } catch {
    return null;
  }
}

function polygonsOf({ type, coordinates }) {
  const open = (rings) => rings.map((ring) => ring.slice(0, -1).map(([lon, lat]) => [lon, lat]));
  return type === "MultiPolygon" ? coordinates.map(open) : type === "Polygon" ? [open(coordinates)] : [];
}

function geometryOf(polygons) {
  const closed = polygons.map((rings) => rings.map((ring) => [...ring, ring[0]]));
  return closed.length === 1 ? { type: "Polygon", coordinates: closed[0] } : { type: "MultiPolygon", coordinates: closed };
}

/* --- what is shown ------------------------------------------------------------------------------------------------------ */

const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (geometry, properties = {}) => ({ type: "Feature", geometry, properties });
const point = (coordinates, properties) => feature({ type: "Point", coordinates }, properties);

function show(state) {
  const { map, polygons, fresh } = state;
  if (!map.getSource("points")) return; // "style.load" comes back here
  if (!map.getSource("draw")) addLayers(state);
  const lines = fresh?.length ? [feature({ type: "LineString", coordinates: state.at ? [...fresh, state.at] : fresh })] : [];
  map.getSource("draw").setData(collection(polygons.length ? [feature(geometryOf(polygons)), ...lines] : lines));
  const corners = fresh ? fresh.map((at, i) => point(at, { kind: "fresh", i })) : cornersOf(state);
  map.getSource("draw-points").setData(collection(corners));
  tell(state);
}

/** The corners in sight with the middles between them; none where they would be too many to tell apart. */
function cornersOf({ map, polygons }) {
  const bounds = map.getBounds();
  const found = [];
  polygons.forEach((rings, p) =>
    rings.forEach((ring, r) =>
      ring.forEach((at, i) => {
        const next = ring[(i + 1) % ring.length];
        const middle = [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2];
        if (bounds.contains(at)) found.push(point(at, { kind: "corner", p, r, i }));
        if (bounds.contains(middle)) found.push(point(middle, { kind: "middle", p, r, i }));
      }),
    ),
  );
  return found.length > 2 * MOST_CORNERS ? [] : found;
}

function addLayers(state) {
  const { map, element } = state;
  const accent = getComputedStyle(element).getPropertyValue("--wg-accent").trim();
  const of = (kind) => ["==", ["get", "kind"], kind];
  map.addSource("draw", { type: "geojson", data: collection([]) });
  map.addSource("draw-points", { type: "geojson", data: collection([]) });
  map.addLayer({ id: "draw-fill", type: "fill", source: "draw", filter: ["in", "Polygon", ["geometry-type"]], paint: { "fill-color": accent, "fill-opacity": 0.14 } });
  map.addLayer({ id: "draw-line", type: "line", source: "draw", paint: { "line-color": accent, "line-width": 2.5 } });
  map.addLayer({ id: "draw-middle", type: "circle", source: "draw-points", filter: of("middle"), paint: { "circle-radius": 3.5, "circle-color": "#fff", "circle-stroke-color": accent, "circle-stroke-width": 1, "circle-opacity": 0.85 } });
  map.addLayer({ id: "draw-corner", type: "circle", source: "draw-points", filter: ["!", of("middle")], paint: { "circle-radius": 6, "circle-color": "#fff", "circle-stroke-color": accent, "circle-stroke-width": 2.5 } });
}

function tell(state, words) {
  const { element, polygons, fresh, map, past } = state;
  const isFar = !fresh && polygons.length && !cornersOf(state).length && map.getZoom() < 18;
  const size = polygons.length ? WORDS.size(Math.round(m2Of(polygons)).toLocaleString(), polygons.length) : WORDS.empty;
  element.querySelector("[data-draw-words]").textContent = words ?? (fresh ? WORDS.drawing : `${size} ${isFar ? WORDS.near : ""}`);
  element.querySelector("[data-draw=undo]").disabled = !past.length;
}

function m2Of(polygons) {
  const ringM2 = (ring) => {
    const scale = METRES * METRES * Math.cos((ring[0][1] * Math.PI) / 180);
    const twice = ring.reduce((sum, [lon, lat], i) => {
      const [east, north] = ring[(i + 1) % ring.length];
      return sum + (lon - ring[0][0]) * (north - ring[0][1]) - (east - ring[0][0]) * (lat - ring[0][1]);
    }, 0);
    return Math.abs((twice / 2) * scale);
  };
  return polygons.reduce((sum, [shell, ...holes]) => sum + ringM2(shell) - holes.reduce((lost, hole) => lost + ringM2(hole), 0), 0);
}

function fit({ map, polygons, snaps }) {
  const points = (polygons.length ? polygons.flat() : snaps).flat();
  if (!points.length) return;
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  const least = (all) => all.reduce((one, other) => Math.min(one, other));
  const most = (all) => all.reduce((one, other) => Math.max(one, other));
  map.fitBounds([least(lons), least(lats), most(lons), most(lats)], { padding: 60, animate: false });
}

/* --- what the hand does --------------------------------------------------------------------------------------------------- */

function listen(state) {
  const { map, element, text } = state;
  map.doubleClickZoom.disable();
  map.on("style.load", () => show(state));
  map.on("moveend", () => state.held || show(state));
  for (const layer of ["draw-corner", "draw-middle"]) {
    for (const start of ["mousedown", "touchstart"]) map.on(start, layer, (event) => take(state, event));
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "move"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = state.fresh ? "crosshair" : ""));
  }
  for (const move of ["mousemove", "touchmove"]) map.on(move, (event) => pull(state, event));
  for (const end of ["mouseup", "touchend"]) map.on(end, () => drop(state));
  map.on("dblclick", "draw-corner", (event) => remove(state, event.features[0].properties));
  map.on("click", (event) => addCorner(state, event));
  map.on("dblclick", () => close(state));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && state.fresh && !event.target.closest("button")) close(state);
    if (event.key === "Escape" && state.fresh) giveUp(state);
  });
  element.querySelectorAll("[data-draw]").forEach((button) => button.addEventListener("click", () => ACTS[button.dataset.draw](state)));
  text.addEventListener("input", () => takeText(state));
}

const ACTS = {
  part: (state) => begin(state),
  clear(state) {
    remember(state);
    state.polygons = [];
    write(state);
    begin(state);
  },
  undo(state) {
    state.fresh = null;
    state.polygons = state.past.pop() ?? state.polygons;
    write(state);
  },
  former(state) {
    remember(state);
    state.fresh = null;
    state.polygons = copy(state.former.flatMap(({ geometry }) => polygonsOf(geometry)));
    write(state);
    fit(state);
  },
};

function remember(state) {
  state.past.push(copy(state.polygons));
  if (state.past.length > 100) state.past.shift();
}

function write(state) {
  state.text.value = state.polygons.length ? JSON.stringify(geometryOf(state.polygons)) : "";
  show(state);
}

function takeText(state) {
  const found = read(state.text.value);
  if (!found) return tell(state, WORDS.bad);
  remember(state);
  state.polygons = found;
  show(state);
  fit(state);
}

function take(state, event) {
  if (state.fresh) return;
  event.preventDefault();
  const { kind, p, r, i } = event.features[0].properties;
  remember(state);
  state.held = { p, r, i, moved: false };
  if (kind === "middle") {
    state.polygons[p][r].splice(i + 1, 0, event.features[0].geometry.coordinates);
    state.held.i = i + 1;
    state.held.moved = true;
  }
}

function pull(state, event) {
  const at = state.held || state.fresh ? snapped(state, event) : null;
  if (state.held) {
    event.preventDefault();
    const { p, r, i } = state.held;
    state.held.moved = true;
    state.polygons[p][r][i] = at;
  } else if (state.fresh) state.at = at;
  else return;
  state.frame ??= requestAnimationFrame(() => {
    state.frame = null;
    show(state);
  });
}

function drop(state) {
  if (!state.held) return;
  if (state.held.moved) write(state);
  else state.past.pop();
  state.held = null;
  tell(state);
}

function remove(state, { kind, p, r, i }) {
  if (kind !== "corner" || state.fresh) return;
  remember(state);
  const ring = state.polygons[p][r];
  if (ring.length > 3) ring.splice(i, 1);
  else if (r > 0) state.polygons[p].splice(r, 1);
  else state.polygons.splice(p, 1);
  write(state);
}

function begin(state) {
  state.fresh = [];
  state.at = null;
  state.map.getCanvas().style.cursor = "crosshair";
  state.map.getCanvas().focus();
  show(state);
}

function addCorner(state, event) {
  if (!state.fresh) return;
  const first = state.fresh[0] && state.map.project(state.fresh[0]);
  if (first && state.fresh.length > 2 && first.dist(event.point) < SNAP) return close(state);
  state.fresh.push(snapped(state, event));
  show(state);
}

/** A double click has left its corner twice. */
function close(state) {
  if (!state.fresh) return;
  const ring = state.fresh.filter((at, i, all) => !i || at[0] !== all[i - 1][0] || at[1] !== all[i - 1][1]);
  if (ring.length < 3) return;
  remember(state);
  state.polygons.push([ring]);
  giveUp(state);
}

function giveUp(state) {
  state.fresh = state.at = null;
  state.map.getCanvas().style.cursor = "";
  write(state);
}

/** The corner, else the edge, of a neighbour close to the pointer; else the place itself, to a centimetre. */
function snapped({ map, snaps }, { point: here, lngLat }) {
  let best = { far: SNAP, at: [Number(lngLat.lng.toFixed(7)), Number(lngLat.lat.toFixed(7))] };
  const reach = map.unproject([here.x + SNAP, here.y]).lng - lngLat.lng;
  const isNear = ([lon, lat], [east, north]) => Math.min(lon, east) - reach <= lngLat.lng && lngLat.lng <= Math.max(lon, east) + reach && Math.min(lat, north) - reach <= lngLat.lat && lngLat.lat <= Math.max(lat, north) + reach;
  for (const ring of snaps) {
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length];
      if (!isNear(from, to)) return;
      const found = nearest(map, from, to, here);
      if (found.far < best.far) best = found;
    });
  }
  return best.at;
}

function nearest(map, from, to, here) {
  const [a, b] = [map.project(from), map.project(to)];
  for (const [corner, at] of [[a, from], [b, to]]) {
    const far = corner.dist(here);
    if (far < SNAP) return { far: far / 2, at: [...at] };
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.max(0, Math.min(1, ((here.x - a.x) * dx + (here.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  const far = Math.hypot(a.x + share * dx - here.x, a.y + share * dy - here.y);
  return { far, at: [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] };
}
