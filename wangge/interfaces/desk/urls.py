"""Addresses of the desk: each screen is a folder with its own `urls.py`; the names live in the namespace `desk`.

A folder that has no screens yet is left out.
"""

from importlib.util import find_spec

from django.urls import include, path

app_name = "desk"

SCREENS: tuple[tuple[str, str], ...] = (
    ("", "queue"),
    ("overview/", "overview"),
    ("cases/", "cases"),
    ("dispatch/", "dispatch"),
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

urlpatterns = [
    path(prefix, include(f"wangge.interfaces.desk.{folder}.urls"))
    for prefix, folder in SCREENS
    if find_spec(f"wangge.interfaces.desk.{folder}") and find_spec(f"wangge.interfaces.desk.{folder}.urls")
]
