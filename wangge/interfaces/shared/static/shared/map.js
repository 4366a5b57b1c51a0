/**
 * Maps: `<div class="wg-map" data-module="map" data-map …>`. The base map is one file of our own areas; no tile server is asked.
 *
 *   data-lon, data-lat    a point that is shown (and where picking begins)
 *   data-pick             a click, a drag or the button chooses a position: it fills [data-lon] and [data-lat] (or the inputs named lon
 *                         and lat) of the form and sends "wangge:place" with {lon, lat}
 *   data-points="url"     GeoJSON points, clustered; properties: title, href, clock (ok, soon, late, joint, done), note
 *   data-clocks           its points are matters, and the legend tells the colours of their clocks
 *   data-area="id"        the outline of an area, and the map fits it
 *   data-area-link="…0…"  a click on an area follows this address with its id instead of 0; data-area-level limits to a level
 *   data-shapes="…"       GeoJSON polygons, from an address or from a <script type="application/json"> named #id; properties: title, note,
 *                         href, tone (ok, late, soon, accent, muted; former: a dashed line), weight (how dense its colour is, 0 to 1); a click tells the title
 *   data-label="…"        what the map shows, for those who cannot see it
 *
 * The event "wangge:reload" on the element fetches the points again. Without WebGL a sentence stands in its place.
 */
import * as ground from "wangge/ground";
import { LEVELS, coloursOf, styleOf } from "wangge/paint";

const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? {
      map: "Map",
      none: "This device cannot draw the map. Please describe the place in words.",
      centre: "Use the middle of the map",
      picked: "Position chosen",
      legend: "Legend",
      open: "Open",
      more: "and more",
      clocks: { ok: "In time", soon: "Due soon", late: "Late", joint: "Joint", done: "Closed" },
      cluster: "Several together",
      edges: { district: "District", street: "Street", community: "Community", grid: "Grid" },
      controls: {
        "NavigationControl.ZoomIn": "Zoom in",
        "NavigationControl.ZoomOut": "Zoom out",
        "FullscreenControl.Enter": "Full screen",
        "FullscreenControl.Exit": "Leave full screen",
      },
    }
  : {
      map: "地图",
      none: "这台设备画不出地图，请用文字写清地点。",
      centre: "选地图中心",
      picked: "已选位置",
      legend: "图例",
      open: "查看",
      more: "还有更多",
      clocks: { ok: "按时", soon: "将到期", late: "超时", joint: "联合处置", done: "已结" },
      cluster: "多件聚在一起",
      edges: { district: "区县界", street: "街道界", community: "社区界", grid: "网格界" },
      controls: {
        "NavigationControl.ZoomIn": "放大",
        "NavigationControl.ZoomOut": "缩小",
        "FullscreenControl.Enter": "全屏",
        "FullscreenControl.Exit": "退出全屏",
      },
    };

const NOTHING = { type: "FeatureCollection", features: [] };
const CHINA = [73, 18, 135, 54];
const dark = matchMedia("(prefers-color-scheme: dark)");
let settingsOnce;

export default async function map(element) {
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", element.dataset.label || WORDS.map);
  try {
    const [settings, library, tiles] = await Promise.all([settingsOf(), import("maplibre-gl"), import("pmtiles")]);
    return await draw(element, { settings, library, tiles });
  } catch (error) {
    console.warn("map:", error);
    const sentence = Object.assign(document.createElement("p"), { className: "wg-map-none", textContent: WORDS.none });
    element.replaceChildren(sentence);
    return null;
  }
}

function settingsOf() {
  settingsOnce ??= fetch("/map/settings.json").then((answer) => answer.json());
  return settingsOnce;
}

async function draw(element, { settings, library, tiles }) {
  await Promise.all([styleSheet(settings.stylesheet), registerTiles(library, tiles)]);
  const state = { element, settings, library, points: NOTHING, shapes: await shapesOf(element), outline: NOTHING, ground: ground.chosen(settings.tianditu) };
  if (element.dataset.area) state.outline = await outlineOf(element.dataset.area, settings);
  const canvas = Object.assign(document.createElement("div"), { className: "wg-map-canvas" });
  element.prepend(canvas);
  state.map = new library.Map({
    container: canvas,
    style: styleOf(state),
    bounds: boundsOf(state),
    fitBoundsOptions: { padding: 24, maxZoom: 16.5 },
    minZoom: 3,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    localIdeographFontFamily: getComputedStyle(element).fontFamily,
    canvasContextAttributes: { preserveDrawingBuffer: true },
    locale: WORDS.controls,
  });
  state.map.touchZoomRotate.disableRotation();
  addControls(state);
  dark.addEventListener("change", () => repaint(state));
  if (element.dataset.points) await addPoints(state);
  if (element.dataset.areaLink) addAreaLinks(state);
  if (element.dataset.shapes) addShapes(state);
  addPlace(state);
  addLegend(state);
  state.map.once("idle", () => (element.dataset.drawn = "yes"));
  return state;
}

function styleSheet(address) {
  if (document.querySelector("link[data-map-style]")) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  link.dataset.mapStyle = "";
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.prepend(link);
  });
}

let isRegistered = false;
function registerTiles(library, tiles) {
  if (isRegistered) return;
  isRegistered = true;
  library.addProtocol("pmtiles", new tiles.Protocol().tile);
}

async function outlineOf(id, settings) {
  const answer = await fetch(settings.outline.replace("/0.", `/${id}.`)).catch(() => null);
  return answer?.ok ? answer.json() : NOTHING;
}

async function shapesOf({ dataset: { shapes } }) {
  if (!shapes) return NOTHING;
  if (shapes.startsWith("#")) return JSON.parse(document.querySelector(shapes).textContent);
  const answer = await fetch(shapes).catch(() => null);
  return answer?.ok ? answer.json() : NOTHING;
}

/** What a shape is; a button with data-show="west,south,east,north" anywhere brings a place into sight. */
function addShapes(state) {
  const { map, element } = state;
  if ("module" in element.dataset) {
    map.on("click", "shape-fill", (event) => {
      const told = event.features.filter(({ properties }) => properties.note);
      if (told.length) popup(state, event.lngLat, told);
    });
  }
  document.addEventListener("click", (event) => {
    const bounds = event.target.closest("[data-show]")?.dataset.show;
    if (!bounds) return;
    map.fitBounds(bounds.split(",").map(Number), { padding: 60, maxZoom: 17, animate: false });
    element.scrollIntoView({ block: "nearest" });
  });
}

/* --- where it is shown ------------------------------------------------------------------------------------------------ */

function repaint(state) {
  state.map.setStyle(styleOf(state), { diff: false });
}

function boundsOf(state) {
  const { lon, lat } = state.element.dataset;
  if (state.outline.bbox) return state.outline.bbox;
  if (lon && lat) return [Number(lon) - 0.004, Number(lat) - 0.004, Number(lon) + 0.004, Number(lat) + 0.004];
  return extentOf(state.shapes) ?? state.settings.bounds ?? CHINA;
}

function extentOf({ features }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const widen = (coordinates) => {
    if (typeof coordinates[0] !== "number") return coordinates.forEach(widen);
    const [lon, lat] = coordinates;
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  features.forEach(({ geometry }) => geometry && widen(geometry.coordinates));
  return Number.isFinite(box[0]) ? box : null;
}

/* --- points of cases -------------------------------------------------------------------------------------------------- */

async function addPoints(state) {
  const { map, element } = state;
  await reload(state);
  if (!element.dataset.area && !element.dataset.lon) fit(state, extentOf(state.points));
  element.addEventListener("wangge:reload", () => reload(state));
  map.on("click", "cluster", (event) => openCluster(state, event.features[0]));
  map.on("click", "point", (event) => popup(state, event.features[0].geometry.coordinates, event.features));
  for (const layer of ["cluster", "point"]) pointer(map, layer);
}

async function reload(state) {
  const answer = await fetch(state.element.dataset.points, { headers: { "X-Wangge-Poll": "1" } }).catch(() => null);
  if (!answer?.ok || answer.status === 204) return;
  state.points = await answer.json();
  if (state.map.isStyleLoaded()) state.map.getSource("points").setData(state.points);
  else state.map.once("load", () => state.map.getSource("points").setData(state.points));
  state.element.dispatchEvent(new CustomEvent("wangge:points", { bubbles: true, detail: { count: state.points.features.length } }));
}

function fit(state, extent) {
  if (extent) state.map.fitBounds(extent, { padding: 40, maxZoom: 15.5, animate: false });
}

/** Zooms in until the cluster falls apart; where all stand on one spot, lists them. */
async function openCluster({ map, ...state }, cluster) {
  const source = map.getSource("points");
  const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id);
  if (zoom <= 18 && zoom > map.getZoom()) return map.easeTo({ center: cluster.geometry.coordinates, zoom });
  const leaves = await source.getClusterLeaves(cluster.properties.cluster_id, 20, 0);
  return popup({ map, ...state }, cluster.geometry.coordinates, leaves, cluster.properties.point_count > leaves.length);
}

function popup({ map, library }, at, features, hasMore = false) {
  const list = Object.assign(document.createElement("ul"), { className: "wg-map-list" });
  list.append(...features.map(({ properties }) => line(properties)));
  if (hasMore) list.append(Object.assign(document.createElement("li"), { textContent: WORDS.more }));
  new library.Popup({ maxWidth: "280px", focusAfterOpen: true }).setLngLat(at).setDOMContent(list).addTo(map);
}

function line({ title, href, note, clock }) {
  const item = document.createElement("li");
  const name = document.createElement(href ? "a" : "span");
  if (href) name.href = href;
  name.textContent = title || WORDS.open;
  const words = [WORDS.clocks[clock], note].filter(Boolean).join(" · ");
  item.append(name, Object.assign(document.createElement("small"), { textContent: words, className: clock ? `is-${clock}` : "" }));
  return item;
}

function pointer(map, layer) {
  map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
}

/* --- areas, places ---------------------------------------------------------------------------------------------------- */

/** A click follows to the smallest area whose edges are drawn at this zoom. */
function addAreaLinks(state) {
  const { map, element } = state;
  const { areaLink, areaLevel } = element.dataset;
  map.on("click", (event) => {
    if (map.queryRenderedFeatures(event.point, { layers: ["cluster", "point"] }).length) return;
    const shown = Object.keys(LEVELS).filter((level) => (areaLevel ? level === areaLevel : map.getZoom() >= LEVELS[level].from));
    const layers = shown.map((level) => `touch-${level}`).filter((id) => map.getLayer(id));
    const found = layers.flatMap((layer) => map.queryRenderedFeatures(event.point, { layers: [layer] }))[0];
    if (!found) return;
    const detail = found.properties;
    if (element.dispatchEvent(new CustomEvent("wangge:area", { bubbles: true, cancelable: true, detail }))) {
      location.href = areaLink.replace(/\b0\b/, found.properties.id);
    }
  });
}

function addPlace(state) {
  const { map, element, library } = state;
  const picks = "pick" in element.dataset;
  const [lon, lat] = inputsOf(element);
  const given = [element.dataset.lon || (picks && lon?.value), element.dataset.lat || (picks && lat?.value)];
  if (!picks && !(given[0] && given[1])) return;
  const marker = new library.Marker({ color: coloursOf(element).accent, draggable: picks });
  const put = ({ lng, lat: north }) => marker.setLngLat([lng, north]).addTo(map);
  if (given[0] && given[1]) {
    put({ lng: Number(given[0]), lat: Number(given[1]) });
    if (!element.dataset.area) map.jumpTo({ center: given.map(Number), zoom: Math.max(map.getZoom(), 15.5) });
  }
  if (!picks) return;
  const choose = (place) => {
    put(place);
    chosen(element, place);
  };
  marker.on("dragend", () => chosen(element, marker.getLngLat()));
  map.on("click", (event) => choose(event.lngLat));
  map.addControl(centreButton(() => choose(map.getCenter())), "bottom-right");
  element.addEventListener("wangge:goto", ({ detail }) => {
    put({ lng: detail.lon, lat: detail.lat });
    map.easeTo({ center: [detail.lon, detail.lat], zoom: Math.max(map.getZoom(), 16) });
  });
}

function chosen(element, { lng, lat }) {
  const place = { lon: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6)) };
  const [east, north] = inputsOf(element);
  if (east && north) {
    east.value = place.lon;
    north.value = place.lat;
    east.dispatchEvent(new Event("change", { bubbles: true }));
  }
  element.dispatchEvent(new CustomEvent("wangge:place", { bubbles: true, detail: place }));
}

function inputsOf(element) {
  const around = element.closest("[data-place]") ?? element.closest("form");
  const find = (name) => around?.querySelector(`input[data-${name}], input[name="${name}"]`);
  return [find("lon"), find("lat")];
}

/* --- controls --------------------------------------------------------------------------------------------------------- */

function addControls(state) {
  const { map, library } = state;
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.FullscreenControl({ container: state.element }), "top-right");
  map.addControl(new library.ScaleControl({ maxWidth: 110, unit: "metric" }), "bottom-left");
  if (!state.settings.tianditu) return;
  map.addControl(control(ground.buttons(state, () => repaint(state)), ground.LABEL), "top-right");
  map.addControl(new library.AttributionControl({ compact: false }), "bottom-right");
}

function control(children, label) {
  const box = Object.assign(document.createElement("div"), { className: "maplibregl-ctrl maplibregl-ctrl-group wg-map-control" });
  box.append(...children);
  if (label) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", label);
  }
  return { onAdd: () => box, onRemove: () => box.remove() };
}

function centreButton(press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: WORDS.centre });
  button.addEventListener("click", press);
  return control([button]);
}

/** Lists only what this map may show. */
function addLegend(state) {
  const legend = Object.assign(document.createElement("details"), { className: "wg-map-legend" });
  legend.append(Object.assign(document.createElement("summary"), { textContent: WORDS.legend }));
  const list = document.createElement("ul");
  const entry = (className, words) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("i"), { className }), words);
    list.append(item);
  };
  const { points, clocks } = state.element.dataset;
  if (clocks !== undefined) for (const [clock, words] of Object.entries(WORDS.clocks)) entry(`is-point is-${clock}`, words);
  if (points) entry("is-cluster", WORDS.cluster);
  if (state.settings.basemap) for (const [level, words] of Object.entries(WORDS.edges)) entry(`is-edge is-${level}`, words);
  legend.append(list);
  legend.open = Boolean(points) && state.element.clientWidth > 700;
  state.element.append(legend);
}
