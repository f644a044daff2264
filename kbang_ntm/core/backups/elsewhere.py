"""Another database under this thread's feet, for as long as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from kbang_ntm.core import clock
from kbang_ntm.core.backups.servers import Database


@contextmanager
def standing_in(database: Database) -> Iterator[None]:
    """Within, everything this thread asks Django's default connection goes to `database`.

    Other threads (the signs of life of a job) keep their own connections.
    """
    before = connections[DEFAULT_DB_ALIAS]
    given: dict[str, Any] = {
        **before.settings_dict,
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port,
        "USER": database.user,
        "PASSWORD": database.password,
    }
    connections[DEFAULT_DB_ALIAS] = type(before)(given, DEFAULT_DB_ALIAS)
    clock.forget()  # that database may stand on another day
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = before
        clock.forget()
