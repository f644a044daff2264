"""A merger in mid-case: the work passes to the named successor, the case keeps its own name."""

from __future__ import annotations

import pytest

from communes.enums import Role
from communes.holdings import held_by
from communes.models import AdministrativeUnit, RecognitionCase
from communes.queries.case_bodies import body_of
from communes.recognition_enums import CaseAct, CaseLevel, CaseState
from communes.services.mergers import apply_change, plan_change
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from tests.factories.cases import CaseWorld, make_case_world
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    NEW,
    OTHER,
    asked,
    contents,
    definition,
    end,
    merge,
    split,
)
from tests.factories.communes import make_post, make_user, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def apply(cw: CaseWorld, *steps: dict[str, object], **answers: str) -> None:
    admin = make_user("quantri", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, cw.province)
    stand_on(DAY)
    given = {"draft": "close: thử", "report": "close: thử", **answers}
    apply_change(definition=definition(*steps), answers=given, actor=admin)


def test_open_cases_are_held_and_closed_ones_are_not(cw: CaseWorld) -> None:
    case = cw.open()
    village = cw.open_village()
    held = [row for row in held_by(cw.world.commune, LAST_DAY) if row.kind == "case"]
    assert {row.uid for row in held} == {str(case.uid), str(village.uid)}
    assert {row.part for row in held} == {"", "lang-lot"}
    kinds = [row.kind for row in held_by(cw.world.district, LAST_DAY)]
    assert kinds.count("case_verification") == 2
    assert not [row for row in held_by(cw.world.neighbour, LAST_DAY) if row.kind == "case"]


def test_the_successor_goes_on_and_the_name_stays(cw: CaseWorld) -> None:
    case = cw.sent()
    apply(cw, merge("son-lang", "krong"))
    case = cw.fresh(case)
    new = AdministrativeUnit.objects.get(key="xa-moi")
    assert (case.responsible, case.unit, case.unit_name) == (new, cw.world.commune, "Xã Sơn Lang")
    assert case.state == CaseState.SENT
    fact = case.facts.get(act=CaseAct.SUCCEED)
    assert (fact.body, fact.day) == ("Xã Sơn Mới", DAY)
    assert case.facts.filter(act=CaseAct.SEND).get().body == "Xã Sơn Lang"
    boss = make_user("moi", "Người Mới")
    make_post(boss, Role.COMMUNE_LEADER, new)
    assert RecognitionCase.objects.visible_to(boss).get() == case


def test_the_end_of_the_district_leaves_the_verification_open(cw: CaseWorld) -> None:
    case = cw.sent()
    offices = end("vpdp", "ldtbxh", "nnptnt", "congan", about="agency")
    apply(cw, merge("son-lang", "krong"), offices, end("huyen-kbang"))
    case = cw.fresh(case)
    assert case.verifier == cw.world.district
    body = body_of(case, CaseLevel.DISTRICT, clock.today())
    assert not body.exists
    assert body.successor_words == "chưa xác định"


def test_a_divided_commune_asks_and_villages_take_their_own_along(cw: CaseWorld) -> None:
    own, village = cw.open(), cw.open_village()
    report = cw.village_report()
    step = split("son-lang", NEW, OTHER)
    given = {"post": "xa-moi", "draft:son-lang/2025-Q2": "close: thử"}
    plan = plan_change(definition(step), given)
    assert asked(plan) == {"village:lang-lot", f"case:son-lang/{own.standard}"}
    admin = make_user("quantri", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, cw.province)
    before = contents()
    with pytest.raises(Refused) as refused:
        apply_change(definition=definition(step), answers=given, actor=admin)
    assert refused.value.code == "questions"
    assert contents() == before
    stand_on(DAY)
    given |= {"village:lang-lot": "xa-khac", "case:son-lang/ntm": "xa-moi"}
    apply_change(definition=definition(step), answers=given, actor=admin)
    assert cw.fresh(own).responsible.key == "xa-moi"
    assert cw.fresh(village).responsible.key == "xa-khac"
    report.refresh_from_db()
    assert (report.unit, report.responsible_unit.key) == (cw.village, "xa-khac")
