"""Is the house alive, is it ready, and what does it cost: /healthz, /readyz, /metrics."""

from functools import cache

import prometheus_client
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


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
    """What this process has done, for Prometheus."""
    return HttpResponse(prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST)


def schema_is_current() -> bool:
    """Whether every migration of this code has been applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _expected() <= set(cursor.fetchall())


@cache
def _expected() -> frozenset[tuple[str, str]]:
    executor = MigrationExecutor(connection)
    return frozenset((str(app), name) for app, name in executor.loader.graph.nodes)
