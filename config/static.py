"""Static files: ours, and those of the front-end packages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.front_end import NODE_MODULES, VENDOR, vendor_file

PREFIX = "vendor/"
UNHASHED = "vendor/maplibre/"
OURS = ("shared", "desk", "field", "portal")

# What is rewritten to the name with the digest: addresses in style sheets, neighbours that our modules import.
IN_STYLES = (
    r"""(?P<matched>url\(['"]?(?P<url>[\w./-]+)['"]?\))""",
    (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", """@import url("%(url)s")"""),
)
IN_MODULES = (
    (r"""(?P<matched>from\s*["'](?P<url>\./.*?)["'])""", """from "%(url)s\""""),
    (r"""(?P<matched>import\s*["'](?P<url>\./.*?)["'])""", """import "%(url)s\""""),
    (r"""(?P<matched>import\(\s*["'](?P<url>\./.*?)["']\s*\))""", """import("%(url)s")"""),
)


class VendorFinder(BaseFinder):
    """Finds the listed files of npm packages under vendor/."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind a static address, or all of them (at most one)."""
        file = vendor_file(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
        found = [str(file)] if file and file.exists() else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Every (address, storage) to be collected."""
        storage = _Vendor(location=NODE_MODULES)
        return ((PREFIX + address, storage) for address in VENDOR)


class _Vendor(FileSystemStorage):
    """Opens a file of node_modules by its static address."""

    def path(self, name: str) -> str:
        return str(vendor_file(name.removeprefix(PREFIX)) or NODE_MODULES / name)


class Storage(CompressedManifestStaticFilesStorage):
    """Names with a digest of the content, so that browsers may keep them for ever.

    Files of packages are served as they are: they name files that are not served.
    """

    manifest_strict = False
    patterns = (
        *((f"{folder}/*.css", IN_STYLES) for folder in OURS),
        *((f"{folder}/*.js", IN_MODULES) for folder in OURS),
    )

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """MapLibre finds its worker beside itself, by its plain name."""
        if name.startswith(UNHASHED) and name.endswith(".mjs"):
            return name
        return str(super().hashed_name(name, content, filename))
