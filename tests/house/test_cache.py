"""A broker that is gone costs pages half a second, never an error."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from kbang_ntm.core.cache import CalmRedisCache

NOBODY_THERE = "redis://127.0.0.1:1/0"


def test_cache_keeps_and_forgets() -> None:
    cache.set("tên", "Kông Bơ La", 60)
    assert cache.get("tên") == "Kông Bơ La"
    assert cache.add("tên", "khác", 60) is False
    assert cache.delete("tên") is True
    assert cache.get("tên", "không có") == "không có"


def test_cache_counts() -> None:
    cache.set("lần", 1, 60)
    assert [cache.incr("lần"), cache.incr("lần", 2)] == [2, 4]
    cache.delete("lần")
    assert cache.incr("lần") == 1


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (lambda absent: absent.get("a", "mặc định"), "mặc định"),
        (lambda absent: absent.set("a", 1), None),
        (lambda absent: absent.add("a", 1), True),
        (lambda absent: absent.incr("a"), 1),
        (lambda absent: absent.delete("a"), False),
    ],
    ids=["get", "set", "add", "incr", "delete"],
)
def test_absent_broker_is_answered_for(act: Callable[[Any], Any], answer: Any) -> None:
    options = settings.CACHES["default"]["OPTIONS"]
    absent = CalmRedisCache(NOBODY_THERE, {"OPTIONS": options})
    begun = time.monotonic()
    assert act(absent) == answer
    assert time.monotonic() - begun < 2
