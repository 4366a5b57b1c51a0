/**
 * What lies under the areas of a map: our own plain ground, or the streets or the photos of 天地图 where the district has a key.
 * The choice is kept in this browser.
 */
const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? { group: "Ground of the map", plain: "Areas", streets: "Tianditu", photos: "Imagery", source: "Tianditu" }
  : { group: "地图底图", plain: "网格图", streets: "天地图", photos: "影像", source: "天地图" };
/* ground → the layers of 天地图 that make it */
const LAYERS = { streets: ["vec", "cva"], photos: ["img", "cia"] };
const KEPT = "wangge:ground";

/** The ground that this person chose last; the plain one without a key. */
export function chosen(tianditu) {
  const kept = tianditu && localStorage.getItem(KEPT);
  return kept in LAYERS ? kept : "plain";
}

export function sources(tianditu) {
  if (!tianditu) return {};
  return Object.fromEntries(Object.values(LAYERS).flat().map((layer) => [`tianditu-${layer}`, source(layer, tianditu)]));
}

function source(layer, { key, tiles }) {
  const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`;
  return { type: "raster", tileSize: 256, maxzoom: 18, tiles: [`${tiles}/${layer}_w/wmts?${query}&tk=${key}`], attribution: WORDS.source };
}

export function layers(tianditu, ground) {
  if (!tianditu || !(ground in LAYERS)) return [];
  return LAYERS[ground].map((layer) => ({ id: `tianditu-${layer}`, type: "raster", source: `tianditu-${layer}` }));
}

export const LABEL = WORDS.group;

/** One button for each ground; the pressed one is shown. */
export function buttons(state, repaint) {
  const all = ["plain", ...Object.keys(LAYERS)].map((ground) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: WORDS[ground] });
    button.dataset.ground = ground;
    button.addEventListener("click", () => {
      state.ground = ground;
      localStorage.setItem(KEPT, ground);
      mark(all, ground);
      repaint();
    });
    return button;
  });
  mark(all, state.ground);
  return all;
}

function mark(all, ground) {
  for (const button of all) button.setAttribute("aria-pressed", String(button.dataset.ground === ground));
}
