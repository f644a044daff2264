"""Fixtures of the whole export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.core.exchange.moving import second_portal


@pytest.fixture
def empty_portal(
    transactional_db: None, settings: Any, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """`empty_portal()` leaves the portal under test for a new one."""
    with second_portal(settings, tmp_path / "new-files") as move:
        yield move
