"""Addresses of the api, its OpenAPI document and its reference page; everything else under it is a problem, too."""

from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from wangge.interfaces.api import areas, cases, catalogue, feed, steps, uploads
from wangge.interfaces.api.callers import Bearer
from wangge.interfaces.api.problems import as_problem, teach
from wangge.interfaces.api.reading import JsonOnly
from wangge.interfaces.api.reference import document, nowhere, reference

api = NinjaAPI(
    title="Wangge",
    version="1",
    description="Cases, steps, attachments, areas, catalogue and the journal of a district's community grids.",
    urls_namespace="api",
    auth=Bearer(),
    parser=JsonOnly(),
    docs_url=None,
    openapi_url=None,
)
teach(api)
for room in (cases, steps, uploads, areas, catalogue, feed):
    api.add_router("", room.router)


def _told() -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = as_problem(pattern.callback)
            patterns.append(pattern)
    return patterns


app_name = "api"
urlpatterns = [
    path("openapi.json", document(api), name="openapi"),
    path("docs", reference(api), name="docs"),
    *_told(),
    re_path("^(?P<rest>.*)$", nowhere, name="nowhere"),
]
