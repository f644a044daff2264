"""A second, empty portal beside the one under test, with a file store of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests import databases


@contextmanager
def second_portal(settings: Any, files: Path) -> Iterator[Callable[[], None]]:
    """`move()` leaves the database under test for a new, migrated one."""
    name, before = f"{databases.run_name()}_{databases.worker_name()}_moved", ""

    def move() -> None:
        nonlocal before
        before = connection.settings_dict["NAME"]
        databases.drop(name)
        databases.copy(databases.ensure_template("empty"), name)
        databases.switch(name)
        default = settings.STORAGES["default"]
        options = {**default["OPTIONS"], "location": str(files)}
        settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}

    yield move
    if before:
        databases.switch(before)
        databases.drop(name)
