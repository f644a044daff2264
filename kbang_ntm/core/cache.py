"""A shared cache that may be absent: when the broker is down, people go on working."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import OutOfMemoryError, ReadOnlyError
from redis.exceptions import TimeoutError as BrokerSilent

log = structlog.get_logger(__name__)
ABSENT = (BrokerGone, BrokerSilent, OutOfMemoryError, ReadOnlyError)


class CalmRedisCache(RedisCache):
    """Answers "not there" instead of failing a page when the broker cannot be reached.

    What must hold without a broker (sessions, lock-out, idempotency) stands in the database;
    here are only limits of attempts and used one-time codes of the second factor.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except ABSENT:
            log.warning("cache.absent", act="get")
            return default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except ABSENT:
            log.warning("cache.absent", act="set")

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        try:
            return super().add(key, value, timeout, version)
        except ABSENT:
            log.warning("cache.absent", act="add")
            return True

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """One step up; a count that has just run out, or that nobody keeps, begins again."""
        try:
            return int(super().incr(key, delta, version))
        except ValueError:  # it ran out between the question and the step
            return delta
        except ABSENT:
            log.warning("cache.absent", act="incr")
            return delta

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except ABSENT:
            log.warning("cache.absent", act="delete")
            return False
