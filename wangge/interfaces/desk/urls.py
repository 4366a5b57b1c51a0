"""Addresses of the desk: each screen is a folder with its own `urls.py`; the names live in the namespace `desk`.

A folder that has no screens yet is left out.
"""

from collections.abc import Iterator

from django.urls import URLResolver, include, path

app_name = "desk"

SCREENS: tuple[tuple[str, str], ...] = (
    ("", "queue"),
    ("overview/", "overview"),
    ("cases/new/", "new_case"),
    ("cases/", "case"),
    ("cases/", "cases"),
    ("search/", "search"),
    ("dispatch/", "dispatch"),
    ("department/", "department"),
    ("departments/", "departments"),
    ("supervision/", "supervision"),
    ("map/", "map"),
    ("areas/", "areas"),
    ("catalogue/", "catalogue"),
    ("calendar/", "calendar"),
    ("people/", "people"),
    ("notices/", "notices"),
    ("webhooks/", "webhooks"),
    ("audit/", "audit"),
    ("pulse/", "pulse"),
    ("_styleguide/", "styleguide"),
)
"""Prefix and folder."""


def _made() -> Iterator[URLResolver]:
    for prefix, folder in SCREENS:
        module = f"wangge.interfaces.desk.{folder}.urls"
        try:
            yield path(prefix, include(module))
        except ModuleNotFoundError as missing:
            if not module.startswith(missing.name or "?"):
                raise


urlpatterns = list(_made())
