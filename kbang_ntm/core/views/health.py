"""What the container engine and the supervisor ask: is the portal able to work."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_seen_there = False


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503. A missing broker is no reason to stop: people
    can work without it, and what they asked for waits as rows."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 while this process answers at all; asks nobody else."""
    return JsonResponse({"alive": True})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when people can be sent here: the database answers and has every table of this release.
    The broker is told of, no more: without it work goes on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        tables = _tables_are_there()
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    answer = {"database": True, "tables": tables, "broker": _broker_answers()}
    return JsonResponse(answer, status=200 if tables else 503)


def _tables_are_there() -> bool:
    """A release's tables do not go away under it: asked until they were there once."""
    global _seen_there
    if not _seen_there:
        executor = MigrationExecutor(connection)
        _seen_there = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _seen_there


def _broker_answers() -> bool:
    cache.set("core.ready", 1, 10)  # CalmRedisCache answers None while the broker is away
    return bool(cache.get("core.ready") == 1)
