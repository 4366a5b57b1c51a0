"""All addresses."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config import health


def _where_made(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("language", set_language, name="set_language"),
    *_where_made("", "wangge.interfaces.shared.urls"),
    *_where_made("desk/", "wangge.interfaces.desk.urls"),
    *_where_made("field/", "wangge.interfaces.field.urls"),
    *_where_made("api/v1/", "wangge.interfaces.api.urls"),
    *_where_made("", "wangge.interfaces.portal.urls"),
]
