"""Statements that took long, in the log with the request they belong to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from prometheus_client import Counter

SHOWN = 2000  # letters of a statement
KEPT = 20  # statements, for the administrator's page
REMEMBERED = "core.slow_queries"
DAY = 24 * 3600
SLOW = Counter("portal_slow_queries", "Statements that took PORTAL_SLOW_QUERY_MS or longer")
log = structlog.get_logger(__name__)


def tell_slow(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run the statement; tell of it when it took `SLOW_QUERY_MS` or longer.

    Its words only, with placeholders: values may be of persons.
    """
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - begun) * 1000
        if took >= settings.SLOW_QUERY_MS:
            log.warning("slow_query", ms=round(took), sql=str(sql)[:SHOWN], many=many)
            SLOW.inc()
            _remember(round(took), str(sql))


def _remember(ms: int, sql: str) -> None:
    """Put it in front of the shared list. Two at once may lose one, and a broker that is away all:
    the log has them."""
    row = {"at": datetime.now(UTC).isoformat(), "ms": ms, "sql": sql[:300]}
    cache.set(REMEMBERED, [row, *remembered()][:KEPT], DAY)


def remembered() -> list[dict[str, Any]]:
    """The newest slow statements: {"at": ISO time, "ms": int, "sql": words with placeholders}."""
    return list(cache.get(REMEMBERED) or [])


def watch_connection(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`, which comes anew after each loss of the connection.

    First, not last: a wrapper for a while (that of histories is one) is taken off the end of the
    list, and a connection is often opened while there is one.
    """
    if settings.SLOW_QUERY_MS and tell_slow not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, tell_slow)
