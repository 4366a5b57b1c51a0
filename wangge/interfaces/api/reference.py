"""The OpenAPI 3.1 document, and the page on which people read it: our own, without a script from elsewhere."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from wangge.interfaces.api.callers import Bearer
from wangge.interfaces.api.problems import CONTENT_TYPE, problem

PREFIX = "/api/v1/"
Json = dict[str, Any]
READ_PROBLEMS = {"400": "Unreadable", "401": "No valid token", "404": "Not there, or not yours", "409": "Not now",
                 "422": "A field is wrong", "429": "Too often", "500": "Our fault", "503": "Away"}  # fmt: skip
WRITE_PROBLEMS = {**READ_PROBLEMS, "403": "The token may not do this", "413": "Too large", "415": "Not JSON"}
PROBLEM: Json = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `detail` is a sentence for a person, `field` what it is about, `mend` what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "mend": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
BYTES: Json = {
    "description": "The bytes",
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("image/jpeg", "image/png", "image/webp", "application/pdf")
    },
}


@cache
def written(api: NinjaAPI) -> Json:
    """The document: what ninja knows, and the problems that every operation may answer with."""
    made: Json = deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    made["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, WRITE_PROBLEMS if method == "post" else READ_PROBLEMS)
    return made


def document(api: NinjaAPI) -> Callable[..., HttpResponse]:
    """The document as JSON."""

    @require_safe
    def show(_request: HttpRequest) -> HttpResponse:
        return JsonResponse(written(api), json_dumps_params={"ensure_ascii": False})

    return show


def reference(api: NinjaAPI) -> Callable[..., HttpResponse]:
    """The document for people."""

    @require_safe
    def show(request: HttpRequest) -> HttpResponse:
        from wangge.interfaces.api.pages import groups_of

        made = written(api)
        return TemplateResponse(request, "api/reference.html", {"info": made["info"], "groups": groups_of(made)})

    return show


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that does not exist; a stranger is asked for a token first."""
    return problem(404, "not-found") if Bearer()(request) else problem(401, "no-token")


def _complete(operation: Json, path: str, problems: dict[str, str]) -> None:
    responses = {str(status): said for status, said in operation["responses"].items()}
    if "/attachments/" in path:
        responses["200"] = BYTES
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses |= {status: {"description": said, "content": content} for status, said in problems.items()}
    operation["responses"] = dict(sorted(responses.items()))
