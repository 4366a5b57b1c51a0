"""Every static file that is named exists, and what is collected names its neighbours by their digests."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from pytest_django.fixtures import Settings

from config.front_end import IMPORTS, VENDOR

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


def _named() -> Iterator[tuple[str, str]]:
    for template in sorted((ROOT / "wangge").rglob("*.html")):
        for name in NAMED.findall(template.read_text()):
            yield str(template.relative_to(ROOT)), name


def test_every_static_file_that_a_template_names_exists() -> None:
    missing = [f"{template}: {name}" for template, name in _named() if not find(name)]
    assert not missing


@pytest.mark.parametrize("name", [*(f"vendor/{address}" for address in VENDOR), *IMPORTS.values()])
def test_every_listed_file_of_a_package_exists(name: str) -> None:
    assert find(name)


@pytest.mark.slow
def test_collected_files_have_digests_and_modules_name_them(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert re.search(r"\.[0-9a-f]{12}\.css$", manifest["shared/wangge.css"])
    assert manifest["vendor/maplibre/maplibre-gl-worker.mjs"] == "vendor/maplibre/maplibre-gl-worker.mjs"
    for name, hashed in manifest.items():
        if name.startswith("shared/") and name.endswith(".js"):
            for neighbour in re.findall(r"""from "\./([^"]+)\"""", (tmp_path / hashed).read_text()):
                assert (tmp_path / hashed).parent.joinpath(neighbour).exists(), (name, neighbour)
                assert re.search(r"\.[0-9a-f]{12}\.js$", neighbour), (name, neighbour)
