"""Rights of the application's database role: it owns nothing and cannot rewrite history.

Append-only tables declare themselves by an unconditional pgtrigger.Protect on their model, so
that the trigger and the missing right say the same.
"""

from __future__ import annotations

import pghistory.models
import pgtrigger
from django.apps import apps
from django.db import connection, models
from psycopg2 import sql

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
READ_ONLY: dict[str, tuple[str, ...]] = {"django_migrations": ("SELECT",)}


def refused(model: type[models.Model]) -> set[str]:
    """UPDATE and/or DELETE, where a trigger of the model refuses them whatever the row."""
    if issubclass(model, pghistory.models.Event):
        return {"UPDATE", "DELETE"}
    protects = [
        trigger
        for trigger in getattr(model._meta, "triggers", [])
        if isinstance(trigger, pgtrigger.Protect) and trigger.condition is None
    ]
    written = {str(trigger.operation).upper() for trigger in protects}
    return {act for act in ("UPDATE", "DELETE") if any(act in text for text in written)}


def rights() -> dict[str, tuple[str, ...]]:
    """Table name -> privileges of the application's role."""
    result = dict(READ_ONLY)
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and not meta.swapped:
            no = refused(model)
            result[meta.db_table] = tuple(act for act in ALL if act not in no)
    return result


def grant(role: str) -> int:
    """Give `role` exactly the rights above; returns the number of tables. Run by the owner."""
    tables = rights()
    name = sql.Identifier(role)
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(name))
        for table in sorted(existing & set(tables)):
            acts = sql.SQL(", ").join(map(sql.SQL, tables[table]))
            cursor.execute(
                sql.SQL("GRANT {} ON {} TO {}").format(acts, sql.Identifier(table), name)
            )
    return len(existing & set(tables))
