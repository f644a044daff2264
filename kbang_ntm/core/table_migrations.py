"""Migrations that make many tables, in a time that grows with their number and not its square."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

# None of a run of these asks the state for what another one of the run has made.
JOINED: dict[type[Operation], str] = {
    migrations.CreateModel: "tables",
    migrations.AddField: "columns",
    migrations.AddConstraint: "rules",
    AddTrigger: "rules",
}


class _Run(Operation):
    """Several tables, columns or rules, all known to the state before the first is made."""

    def __init__(self, parts: list[Operation]) -> None:
        self.parts = parts

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Were the models computed already, each table would have all that hang together with it
        # computed anew: of 250 models nearly all. They are computed once, when the first is asked.
        vars(state).pop("apps", None)
        for part in self.parts:
            part.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for part in self.parts:
            part.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(part.describe() for part in self.parts)


class TablesMigration(migrations.Migration):
    """Makes what its operations say in their order; what others read of them stays as written."""

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        joined = migrations.Migration(self.name, self.app_label)
        vars(joined).update(operations=_joined(self.operations), atomic=self.atomic)
        return migrations.Migration.apply(joined, project_state, schema_editor, collect_sql)


def _joined(operations: Any) -> list[Operation]:
    """The operations, each run of a kind that may be joined as one."""
    found: list[Operation] = []
    for kind, run in groupby(operations, lambda one: JOINED.get(type(one))):
        parts = list(run)
        found += [_Run(parts)] if kind else parts
    return found
