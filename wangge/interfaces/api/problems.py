"""Every error is a problem (RFC 9457): its kind, a sentence for a person, and the field. Nothing else."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wangge.kernel.files import TooLarge
from wangge.kernel.refused import NotYours, Refused

CONTENT_TYPE = "application/problem+json"
TYPE = "/api/v1/docs#problem-{code}"
FIRST_ERROR = 400
RETRY_AFTER_SECONDS = {429: "60", 503: "10"}
ABOUT_TIME = {"Cache-Control", "Retry-After"}
DATABASE_AWAY = (OperationalError, InterfaceError)
log = logging.getLogger("wangge.api")


class Conflict(Refused):
    """The key was used for something else."""


class MayNotWrite(Refused):
    """The token only reads, or its role has no such work."""


class NotJson(Refused):
    """The body is of a kind that nobody reads here."""


class TooMany(Refused):
    """The token has asked too often in this minute."""


CODES: dict[type[Exception], tuple[int, str]] = {
    Conflict: (409, "key-reused"),
    MayNotWrite: (403, "not-allowed"),
    TooMany: (429, "too-many"),
    NotYours: (404, "not-found"),
    TooLarge: (413, "too-large"),
    NotJson: (415, "not-json"),
}
SENTENCES: dict[int, Callable[[], str]] = {
    400: lambda: _("请求读不懂，请检查格式。"),
    401: lambda: _("请在 Authorization 里带上有效的令牌。"),
    403: lambda: _("这个令牌不能这样做。"),
    404: lambda: _("没有这一项，或您无权查看。"),
    405: lambda: _("这个地址不支持这种方法。"),
    413: lambda: _("请求太大。"),
    500: lambda: _("服务器出错，请稍后重试；同一个 Idempotency-Key 不会重复办理。"),
    503: lambda: _("系统暂时不可用，请稍后重试；同一个 Idempotency-Key 不会重复办理。"),
}


def problem(status: int, code: str, detail: str = "", **more: Any) -> JsonResponse:
    """One problem as an answer."""
    said = {
        "type": TYPE.format(code=code),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or SENTENCES.get(status, SENTENCES[400])(),
        **{name: value for name, value in more.items() if value},
    }
    answer = JsonResponse(said, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="wangge"'
    if status in RETRY_AFTER_SECONDS:
        answer.headers["Retry-After"] = RETRY_AFTER_SECONDS[status]
    return answer


def of_refusal(refused: Refused) -> JsonResponse:
    """A refusal: 422 where a field can mend it, 409 where the case stands otherwise."""
    usual = (422, "refused") if refused.field else (409, "refused")
    status, code = next((known for kind, known in CODES.items() if isinstance(refused, kind)), usual)
    return problem(status, code, str(refused), field=refused.field, mend=str(refused.mend))


def of_fault(error: BaseException | None) -> JsonResponse:
    """What nobody has foreseen: 503 where the database is away, and all else is our fault."""
    return problem(503, "away") if isinstance(error, DATABASE_AWAY) else problem(500, "fault")


def teach(api: NinjaAPI) -> None:
    """Tell ninja how each exception is answered."""
    handlers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        Refused: of_refusal,
        AuthenticationError: lambda error: problem(401, "no-token"),
        ValidationError: _of_validation,
        HttpError: _of_reading,
        Http404: lambda error: problem(404, "not-found"),
        ObjectDoesNotExist: lambda error: problem(404, "not-found"),
        RequestDataTooBig: lambda error: problem(413, "too-large"),
        SuspiciousOperation: lambda error: problem(400, "unreadable"),
        DataError: lambda error: problem(422, "refused", _("有一个值超出了允许的范围。")),
        Exception: _of_fault,
    }
    for kind, answer in handlers.items():
        api.add_exception_handler(kind, _undone(answer))


def as_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view of ninja: what it refuses by itself (405) is a problem too, and nobody keeps an answer."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            told = problem(405, "no-such-method")
            told.headers["Allow"] = response.headers.get("Allow", "")
            return told
        return response

    return wrapped


def _undone(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(_request: HttpRequest, error: Any) -> HttpResponse:
        response = answer(error)
        if transaction.get_connection().in_atomic_block and response.status_code >= FIRST_ERROR:
            transaction.set_rollback(True)
        return response

    return handle


def _of_reading(error: HttpError) -> HttpResponse:
    """Ninja wraps whatever the reading of a body has raised."""
    return (
        of_refusal(error.__cause__)
        if isinstance(error.__cause__, Refused)
        else problem(error.status_code, "unreadable")
    )


def _of_validation(error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    errors = [{"field": _field(each), "detail": str(each.get("msg", ""))} for each in error.errors]
    detail = _("“%(field)s”不符合要求：%(why)s") % {"field": _field(first), "why": first.get("msg", "")}
    return problem(422, "invalid", detail, field=_field(first), errors=errors)


def _field(error: dict[str, Any]) -> str:
    path = [str(part) for part in error.get("loc", ())]
    inner = path[2:] if path[:1] and path[0] in ("body",) and len(path) > 2 else path[1:]
    return ".".join(inner) or ".".join(path)


def _of_fault(error: Exception) -> HttpResponse:
    log.error("An answer of the api failed.", exc_info=error)
    return of_fault(error)
