"""Which files of which npm packages the browser loads: the complete list."""

from pathlib import Path

from config.house import ROOT

NODE_MODULES = ROOT / "node_modules"
ICONS = NODE_MODULES / "@tabler/icons/icons/outline"

# address under /static/vendor/ → file in node_modules
VENDOR = {
    "htmx/htmx.esm.min.js": "htmx.org/dist/htmx.esm.min.js",
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre/maplibre-gl-shared.mjs": "maplibre-gl/dist/maplibre-gl-shared.mjs",
    "maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "pmtiles/pmtiles.js": "pmtiles/dist/esm/index.js",
    "fflate/fflate.js": "fflate/esm/browser.js",
    "echarts/echarts.mjs": "echarts/dist/echarts.esm.min.mjs",
}

# the name in `import … from "name"` → static file
IMPORTS = {
    "htmx": "vendor/htmx/htmx.esm.min.js",
    "maplibre-gl": "vendor/maplibre/maplibre-gl.mjs",
    "pmtiles": "vendor/pmtiles/pmtiles.js",
    "fflate": "vendor/fflate/fflate.js",
    "echarts": "vendor/echarts/echarts.mjs",
}


def vendor_file(address: str) -> Path | None:
    """The file behind an address under /static/vendor/."""
    file = VENDOR.get(address)
    return NODE_MODULES / file if file else None
