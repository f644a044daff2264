"""Changes of units for tests: a small district whose communes merge, are divided, or end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from communes.changes import Definition, read_definition
from communes.changes.plan import Plan
from communes.enums import Role, UnitKind
from communes.models import AdministrativeUnit
from communes.services.mergers import apply_change, plan_change
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_post, make_unit, make_user, make_world, stand_on

DAY = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
NEW: dict[str, Any] = {
    "key": "xa-moi",
    "name": "Xã Sơn Mới",
    "code": "23999",
    "kind": "commune",
    "parent": "gia-lai",
    "region_column": "tay_nguyen",
}
OTHER: dict[str, Any] = {**NEW, "key": "xa-khac", "name": "Xã Sơn Khác", "code": "23998"}


def definition(*steps: dict[str, Any], **fields: Any) -> Definition:
    """A change of 01/7/2025 with these steps."""
    body = {
        "title": "Sắp xếp thử",
        "date": "2025-07-01",
        "legal_basis": "NQ thử nghiệm",
        "steps": list(steps),
        **fields,
    }
    return read_definition(body)


def merge(*before: str, after: dict[str, Any] | str = NEW, **fields: Any) -> dict[str, Any]:
    return {"kind": "merge", "predecessors": list(before), "successors": [after], **fields}


def split(before: str, *after: dict[str, Any] | str, **fields: Any) -> dict[str, Any]:
    return {"kind": "split", "predecessors": [before], "successors": list(after), **fields}


def end(*before: str, about: str = "unit") -> dict[str, Any]:
    return {"about": about, "kind": "end", "predecessors": list(before)}


def rename(key: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "rename", "predecessors": [key], "successors": [{"key": key, **fields}]}


@dataclass
class Stage:
    """The small district with a province, a village and somebody who may apply changes."""

    world: World
    province: AdministrativeUnit
    village: AdministrativeUnit
    admin: User

    def plan(self, one: Definition, **answers: str) -> Plan:
        return plan_change(one, answers)

    def apply(self, one: Definition, **answers: str) -> Any:
        return apply_change(definition=one, answers=answers, actor=self.admin)


def make_stage() -> Stage:
    world = make_world()
    province = make_unit("gia-lai", "Tỉnh Gia Lai", kind=UnitKind.PROVINCE)
    village = make_unit("lang-mot", "Làng Một", kind=UnitKind.VILLAGE, parent=world.commune)
    admin = make_user("quantri", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, province)
    return Stage(world, province, village, admin)


def asked(plan: Plan) -> set[str]:
    """Names of the questions nobody has answered."""
    return {question.name for question in plan.unanswered}


def on_the_day() -> None:
    """The first day of the change."""
    stand_on(DAY)


def contents() -> dict[str, tuple[int, str]]:
    """{table: (rows, hash of all of them)} of the whole database."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' "
                f"ORDER BY md5(t::text))), '') FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()
    return found
