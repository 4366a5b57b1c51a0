"""Answers where no view could give one: a calm page for people, a problem for machines, nothing of the insides."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

from wangge.interfaces.api import problems

DefaultPage = Callable[[HttpRequest, Exception], HttpResponse]


def fault(request: HttpRequest) -> HttpResponse:
    """500 for a fault of ours, 503 while the database is away; in whatever layer it was met."""
    told = problems.of_fault(sys.exception())
    if _is_machine(request):
        return told
    page = loader.get_template(f"{told.status_code}.html").render({})
    answer = HttpResponse(page, status=told.status_code)
    for header in problems.ABOUT_TIME & told.headers.keys():
        answer.headers[header] = told.headers[header]
    return answer


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _told(request, exception, HTTPStatus.BAD_REQUEST, "unreadable", defaults.bad_request)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _told(request, exception, HTTPStatus.FORBIDDEN, "not-allowed", defaults.permission_denied)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _told(request, exception, HTTPStatus.NOT_FOUND, "not-found", defaults.page_not_found)


def _told(request: HttpRequest, error: Exception, status: HTTPStatus, code: str, page: DefaultPage) -> HttpResponse:
    return problems.problem(status, code) if _is_machine(request) else page(request, error)


def _is_machine(request: HttpRequest) -> bool:
    return request.path == "/api" or request.path.startswith("/api/")
