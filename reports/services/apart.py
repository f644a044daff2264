"""Running what starts an event loop of its own where the caller may be inside one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(act: Callable[[], T]) -> T:
    """The result of `act`, run in a thread of its own: pyHanko starts an event loop, and a thread
    that already runs one refuses a second. `act` must not touch the database."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(act).result()
