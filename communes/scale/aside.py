"""Foreign keys and indexes of a table, taken off while millions of rows come in and put back.

Putting them back checks every row: nothing that they forbid can remain. Primary keys, checks,
NOT NULL and triggers stay at work throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models
from psycopg2 import sql

_CONSTRAINTS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC, conname"
)
_INDEXES = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
    "WHERE indrelid = %s::regclass AND NOT EXISTS "
    "(SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))"
)


@contextmanager
def set_aside(*tables: type[models.Model]) -> Iterator[None]:
    """Within, in the caller's transaction, the tables have no foreign keys and no indexes but the
    primary key. Needs their owner. Nobody else can read the tables until the transaction ends; a
    failure takes all back."""
    back: list[sql.Composable] = []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in tables:
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(_CONSTRAINTS, [model._meta.db_table])
            for name, definition in cursor.fetchall():
                part = (table, sql.Identifier(name))
                cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*part))
                add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(*part)
                back.append(add + sql.SQL(definition))
            cursor.execute(_INDEXES, [model._meta.db_table])
            for name, definition in cursor.fetchall():
                cursor.execute(sql.SQL("DROP INDEX ") + sql.SQL(name))
                back.insert(0, sql.SQL(definition))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in back:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def next_ids(model: type[models.Model], count: int) -> range:
    """That many primary keys in a row. Only under `set_aside`: nobody else can insert meanwhile,
    so that the counter may be moved on at once instead of asked for each."""
    assert model._meta.pk is not None
    place = [model._meta.db_table, model._meta.pk.column]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", place)
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*place, first + count])
    return range(first, first + count)
