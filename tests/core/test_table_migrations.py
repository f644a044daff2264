"""Tables made many at once come out as tables made one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from kbang_ntm.core.table_migrations import TablesMigration


def operations() -> list[Any]:
    number = models.BigAutoField(primary_key=True)
    first = models.ForeignKey("core.First", models.PROTECT)
    return [
        migrations.CreateModel("First", [("id", number), ("name", models.CharField(max_length=5))]),
        migrations.CreateModel("Second", [("id", number), ("first", first)]),
        migrations.RunSQL("SELECT 1"),
        migrations.AddField("First", "second", models.ForeignKey("core.Second", models.CASCADE)),
        migrations.AddField("First", "day", models.DateField(null=True)),
        migrations.AddConstraint(
            "First", models.CheckConstraint(condition=models.Q(day__gt="2000-01-01"), name="late")
        ),
        migrations.AddConstraint(
            "Second", models.UniqueConstraint(fields=["first"], name="one_second")
        ),
        migrations.RemoveField("Second", "first"),
    ]


def made_by(kind: type[migrations.Migration]) -> tuple[list[str], ProjectState, list[Any]]:
    """The statements of a migration of that kind, the state after it, its operations after it."""
    migration = kind("0001", "core")
    migration.operations = operations()
    state = ProjectState()
    assert state.apps  # computed before, as in a run of many migrations
    with connection.schema_editor(collect_sql=True) as editor:
        after = migration.apply(state, editor, collect_sql=True)
    lines = [line for line in editor.collected_sql if not line.startswith("--")]
    return lines, after, migration.operations


@pytest.mark.django_db
def test_the_same_statements_in_the_same_order() -> None:
    lines, after, kept = made_by(TablesMigration)
    one_by_one, expected, _ = made_by(migrations.Migration)
    assert lines == one_by_one
    assert sum(line.startswith("CREATE TABLE") for line in lines) == 2
    assert after == expected
    assert [type(one) for one in kept] == [type(one) for one in operations()]
    names = {field.name for field in after.apps.get_model("core", "First")._meta.get_fields()}
    assert names == {"id", "name", "second", "day"}
