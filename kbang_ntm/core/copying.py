"""Many rows at once through COPY: twenty times faster than INSERT, the same constraints.

Triggers and checks of the table hold as for any insert; defaults of the model do not, so every
column is named.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg2 import sql

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """That many primary keys of a table, not used by anybody else. One query."""
    if not count:
        return []
    meta = model._meta
    assert meta.pk is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def new_uids(count: int) -> list[str]:
    """That many random UUIDs of version 4 as hexadecimal texts, a fifth of the cost of `uuid4`."""
    pool = os.urandom(16 * count).hex()
    found = (pool[at : at + 32] for at in range(0, 32 * count, 32))
    return [f"{one[:12]}4{one[13:16]}{_VARIANT[one[16]]}{one[17:]}" for one in found]


_VARIANT = {f"{digit:x}": "89ab"[digit % 4] for digit in range(16)}


def copied(value: Any) -> str:
    """One value as COPY reads it: None, bool, numbers, text, times, lists of numbers, dicts."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_ESCAPES) if value else ""
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal | UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(str, value)) + "}"
    raise TypeError(f"COPY of {type(value).__name__} is not known")


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """Insert rows given as lines of `copied` values joined by tabs, in the order of `columns`
    (attribute names: `report_id`). Runs in the caller's transaction."""
    body = io.StringIO("\n".join(lines))
    if body.getvalue():
        _copy(model, columns, body)


def copy_stream(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """As `copy_lines`, each line made when the one before has gone: the database works meanwhile,
    and memory stays small. `lines` may not ask the database anything."""
    _copy(model, columns, _Stream(lines))


class _Stream:
    """Lines as the file that COPY reads."""

    AT_ONCE = 400  # lines

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)

    def read(self, size: int) -> str:
        some = list(islice(self._lines, self.AT_ONCE))
        return "\n".join([*some, ""]) if some else ""


def _copy(model: type[models.Model], columns: Sequence[str], body: io.StringIO | _Stream) -> None:
    known = {field.attname: field.column for field in model._meta.concrete_fields}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(known[name]) for name in columns),
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(statement.as_string(cursor.cursor), body)
