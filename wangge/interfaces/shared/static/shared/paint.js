/** How a map is painted: its sources and layers, in the colours of the page. */
import * as ground from "wangge/ground";

const TONES = { ok: "--wg-ok", soon: "--wg-soon", late: "--wg-late", joint: "--wg-joint", done: "--wg-muted", muted: "--wg-muted", accent: "--wg-accent" };
/* level → line width, from which zoom its edges and from which to which its names are drawn */
export const LEVELS = {
  grid: { width: 0.8, from: 13, names: [14.5, 24], size: 12 },
  community: { width: 1.4, from: 11, names: [12.6, 16], size: 13 },
  street: { width: 2.2, from: 8, names: [9.5, 13.4], size: 14 },
  district: { width: 3, from: 0, names: [0, 9.5], size: 16 },
};

/** The style of a map with its outline, shapes and points; `state` is what wangge/map keeps of it. */
export function styleOf(state) {
  const colours = coloursOf(state.element);
  const isPlain = state.ground === "plain";
  return {
    version: 8,
    sources: {
      ...(state.settings.basemap && { areas: { type: "vector", url: `pmtiles://${location.origin}${state.settings.basemap}` } }),
      ...ground.sources(state.settings.tianditu),
      outline: { type: "geojson", data: state.outline },
      shapes: { type: "geojson", data: state.shapes },
      points: { type: "geojson", data: state.points, cluster: true, clusterRadius: 44, clusterMaxZoom: 17, clusterProperties: { late: ["+", ["case", ["==", ["get", "clock"], "late"], 1, 0]] } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      ...ground.layers(state.settings.tianditu, state.ground),
      ...(state.settings.basemap ? baseLayers(colours, isPlain) : []),
      ...shapeLayers(colours),
      ...pointLayers(colours),
    ],
  };
}

/** The tokens of the page around an element, as colours. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(name).trim() || "#888";
  return {
    ground: token("--wg-sunken"),
    surface: token("--wg-surface"),
    line: token("--wg-line-strong"),
    text: token("--wg-text"),
    accent: token("--wg-accent"),
    tones: Object.fromEntries(Object.entries(TONES).map(([tone, name]) => [tone, token(name)])),
  };
}

function baseLayers(colours, isPlain) {
  const of = (level, geometry) => ["all", ["==", ["get", "level"], level], ["in", geometry, ["geometry-type"]]];
  const levels = Object.entries(LEVELS);
  const surface = { id: "surface", type: "fill", source: "areas", "source-layer": "areas", filter: of("district", "Polygon"), paint: { "fill-color": colours.surface, "fill-opacity": isPlain ? 1 : 0 } };
  const touch = levels.map(([level]) => ({ id: `touch-${level}`, type: "fill", source: "areas", "source-layer": "areas", filter: of(level, "Polygon"), paint: { "fill-color": colours.surface, "fill-opacity": 0 } }));
  const edges = levels.map(([level, { width, from }]) => ({
    id: `edge-${level}`,
    type: "line",
    source: "areas",
    "source-layer": "areas",
    minzoom: from,
    filter: of(level, "Polygon"),
    layout: { "line-join": "round" },
    paint: { "line-color": colours.line, "line-width": width, "line-opacity": level === "grid" ? 0.55 : 0.8, ...(level === "community" && { "line-dasharray": [3, 2] }) },
  }));
  const names = levels.map(([level, { names: [minzoom, maxzoom], size }]) => ({
    id: `name-${level}`,
    type: "symbol",
    source: "areas",
    "source-layer": "areas",
    minzoom,
    maxzoom,
    filter: of(level, "Point"),
    layout: { "text-field": ["get", "name"], "text-size": size, "text-max-width": 8, "text-padding": 4 },
    paint: { "text-color": colours.text, "text-halo-color": colours.surface, "text-halo-width": 1.6, "text-opacity": level === "grid" ? 0.85 : 1 },
  }));
  return [surface, ...touch, ...edges, ...names];
}

function shapeLayers(colours) {
  const isFormer = ["==", ["get", "tone"], "former"];
  const tone = ["match", ["coalesce", ["get", "tone"], "accent"], ...Object.entries(colours.tones).flat(), colours.accent];
  return [
    { id: "shape-fill", type: "fill", source: "shapes", filter: ["!", isFormer], paint: { "fill-color": tone, "fill-opacity": ["coalesce", ["get", "weight"], 0.16] } },
    { id: "shape-line", type: "line", source: "shapes", filter: ["!", isFormer], paint: { "line-color": tone, "line-width": 1.6 } },
    { id: "shape-former", type: "line", source: "shapes", filter: isFormer, paint: { "line-color": colours.line, "line-width": 2, "line-dasharray": [3, 2] } },
    { id: "outline-fill", type: "fill", source: "outline", paint: { "fill-color": colours.accent, "fill-opacity": 0.1 } },
    { id: "outline-line", type: "line", source: "outline", layout: { "line-join": "round" }, paint: { "line-color": colours.accent, "line-width": 3 } },
  ];
}

function pointLayers(colours) {
  const clock = ["match", ["coalesce", ["get", "clock"], "accent"], ...Object.entries(colours.tones).flat(), colours.accent];
  const ring = { "circle-stroke-color": colours.surface, "circle-stroke-width": 2 };
  const size = ["step", ["get", "point_count"], 15, 10, 19, 50, 24, 200, 30];
  return [
    { id: "cluster", type: "circle", source: "points", filter: ["has", "point_count"], paint: { "circle-color": ["case", [">", ["get", "late"], 0], colours.tones.late, colours.accent], "circle-radius": size, "circle-opacity": 0.9, ...ring } },
    { id: "cluster-count", type: "symbol", source: "points", filter: ["has", "point_count"], layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": colours.surface } },
    { id: "point", type: "circle", source: "points", filter: ["!", ["has", "point_count"]], paint: { "circle-color": clock, "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 5, 16, 9], ...ring } },
  ];
}
