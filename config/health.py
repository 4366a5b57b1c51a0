"""Is the house alive, is it ready, and what does it cost: /healthz, /readyz, /metrics."""

import hmac
import time
from collections.abc import Callable, Iterator
from functools import cache

import prometheus_client
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

ANSWERS = prometheus_client.Histogram(
    "wangge_answer_seconds",
    "How long an answer took.",
    ["method", "view", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while this process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the database answers and has the schema that this code expects."""
    try:
        current = schema_is_current()
    except DatabaseError:
        return HttpResponse("the database cannot be reached\n", content_type="text/plain", status=503)
    if not current:
        return HttpResponse("the schema is old: run `wangge migrate`\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What this process has done and what waits, for Prometheus; with a token where one is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST)


def measured(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: count every answer by method, view and status."""

    def measure(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = answer(request)
        view = request.resolver_match.view_name if request.resolver_match else ""
        ANSWERS.labels(request.method, view, response.status_code).observe(time.perf_counter() - began)
        return response

    return measure


def schema_is_current() -> bool:
    """Whether every migration of this code has been applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _expected() <= set(cursor.fetchall())


@cache
def _expected() -> frozenset[tuple[str, str]]:
    return frozenset((str(app), name) for app, name in MigrationLoader(None).disk_migrations)


class _Jobs(Collector):
    """How many jobs wait, run and have failed."""

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("wangge_jobs", "Jobs by status.", labels=["status"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')"
                " GROUP BY status"
            )
            for status, count in cursor.fetchall():
                jobs.add_metric([status], count)
        yield jobs

    def describe(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("wangge_jobs", "Jobs by status.", labels=["status"])


prometheus_client.REGISTRY.register(_Jobs())
