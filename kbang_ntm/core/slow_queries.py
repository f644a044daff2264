"""Statements that took long, in the log with the request they belong to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

SHOWN = 2000  # letters of a statement
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


def watch_connection(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`, which comes anew after each loss of the connection.

    First, not last: a wrapper for a while (that of histories is one) is taken off the end of the
    list, and a connection is often opened while there is one.
    """
    if settings.SLOW_QUERY_MS and tell_slow not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, tell_slow)
