"""The import map: what a module asks for by name, and where it is served."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

OWN_MODULES = (
    "app",
    "list",
    "dialog",
    "live",
    "photo",
    "place",
    "times",
    "chart",
    "map",
    "paint",
    "ground",
    "draw",
    "finder",
    "chooser",
    "steps",
    "document",
    "draft",
    "nearest",
    "known",
)


@dataclass(frozen=True)
class ImportMap:
    """The text between <script type="importmap"> and </script>, and its name in the content-security policy."""

    text: SafeString
    source: str


@cache
def import_map() -> ImportMap:
    """Bare names → addresses, as JSON; the same for the life of a process."""
    own = {f"wangge/{name}": f"shared/{name}.js" for name in OWN_MODULES}
    addresses = {name: staticfiles_storage.url(file) for name, file in (settings.IMPORTS | own).items()}
    text = json.dumps({"imports": addresses}, separators=(",", ":")).replace("<", "\\u003c")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return ImportMap(text=mark_safe(text), source=f"'sha256-{digest}'")  # noqa: S308


def context(request: HttpRequest) -> dict[str, SafeString]:
    """For every template: `import_map`, to be written as it is."""
    return {"import_map": import_map().text}
