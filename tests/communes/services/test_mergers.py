"""Planning a change of units: what is refused with nothing written, and what is asked."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg2.extras import DateRange

from communes.enums import Role
from communes.models import (
    AdministrativeUnit,
    ProgressReport,
    Succession,
    UnitVersion,
)
from communes.services import mergers
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from tests.factories.changes import (
    DAY,
    NEW,
    OTHER,
    Stage,
    asked,
    contents,
    definition,
    end,
    make_stage,
    merge,
    split,
)
from tests.factories.communes import make_post, make_unit

pytestmark = pytest.mark.django_db
QUERIES = 14


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def version(key: str, day: date) -> UnitVersion | None:
    return UnitVersion.objects.filter(unit__key=key, valid__contains=day).first()


def past(before: str, after: str) -> None:
    """A succession known from before."""
    units = [AdministrativeUnit.objects.get(key=key) for key in (before, after)]
    Succession.objects.create(
        predecessor=units[0], successor=units[1], kind="merge", date=date(2020, 1, 1),
        legal_basis="NQ cũ",
    )  # fmt: skip


# --- refusals: the database stays as it was ------------------------------------------------------
SHARES = [{"from": "son-lang", "to": "xa-moi", "population": "0,4"}]
REFUSED = {
    "no_such_unit": lambda: definition(merge("khong-co", "krong")),
    "no_successor": lambda: definition(merge("son-lang", after="khong-co")),
    "no_parent": lambda: definition(merge("son-lang", "krong", after={**NEW, "parent": "khong"})),
    "twice": lambda: definition(merge("son-lang", "krong"), merge("son-lang", after=OTHER)),
    "self": lambda: definition(merge("son-lang", "krong", after="krong")),
    "successor_ends": lambda: definition(merge("son-lang", after="krong"), merge("krong")),
    "shares": lambda: definition(split("son-lang", NEW, OTHER, shares=SHARES)),
    "code_taken": lambda: definition(
        merge("son-lang"), merge("krong", after={**OTHER, "code": "23999"})
    ),
    "rename_key": lambda: definition(
        {"kind": "rename", "predecessors": ["son-lang"], "successors": ["krong"]}
    ),
    "no_such_agency": lambda: definition(end("khong-co", about="agency")),
    "agency_rename": lambda: definition(
        {"about": "agency", "kind": "rename", "predecessors": ["nnptnt"], "successors": ["nnptnt"]}
    ),
    "orphan": lambda: definition(end("son-lang")),  # its village would belong to nobody
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_refused_with_a_sentence_and_nothing_written(stage, code):
    one = REFUSED[code]()
    before = contents()
    assert code in [problem.code for problem in stage.plan(one, draft="close").problems]
    with pytest.raises(Refused) as refused:
        stage.apply(one, draft="close")
    assert refused.value.message.endswith((".", "khác."))
    assert contents() == before


def test_a_district_with_communes_left_cannot_end(stage):
    codes = [problem.code for problem in stage.plan(definition(end("huyen-kbang"))).problems]
    assert codes.count("orphan") >= 4  # two communes stay below it, three agencies work on


def test_a_code_of_a_unit_that_stays_is_taken(stage):
    UnitVersion.objects.filter(unit=stage.world.neighbour).update(official_code="23999")
    problems = stage.plan(definition(merge("son-lang"))).problems
    assert [problem.code for problem in problems] == ["code_taken"]
    assert "Xã Krong" in problems[0].text


def test_a_code_of_a_unit_that_ends_is_free(stage):
    UnitVersion.objects.filter(unit=stage.world.commune).update(official_code="23999")
    assert stage.plan(definition(merge("son-lang"))).problems == ()


def test_nobody_becomes_its_own_ancestor(stage):
    past("krong", "son-lang")
    problems = stage.plan(definition(merge("son-lang", after="krong"))).problems
    assert [problem.code for problem in problems] == ["cycle"]


def test_a_day_inside_a_period_being_entered_is_refused(stage):
    inside = definition(merge("son-lang"), date="2025-06-25")
    problems = stage.plan(inside).problems
    assert [problem.code for problem in problems] == ["open_period"]
    assert "Quý II/2025" in problems[0].text


def test_a_row_that_stands_otherwise_is_refused(stage):
    unit = make_unit("xa-moi", "Xã Tên Khác", parent=stage.province)
    UnitVersion.objects.filter(unit=unit).update(valid=DateRange(DAY, None))
    problems = stage.plan(definition(merge("son-lang"))).problems
    assert [problem.code for problem in problems] == ["differs"]


@pytest.mark.parametrize("name", ["coordinator", "leader", "officer", "reviewer", "reader"])
def test_only_quan_tri_applies(stage, name):
    one, before = definition(merge("son-lang")), contents()
    with pytest.raises(NotAllowed):
        mergers.apply_change(definition=one, answers={}, actor=getattr(stage.world, name))
    assert contents() == before


def test_planning_writes_nothing(stage):
    stage.world.report()
    before = contents()
    assert not stage.plan(definition(split("son-lang", NEW, OTHER))).ready
    assert contents() == before


# --- questions: a divided unit is never guessed ---------------------------------------------------
def test_of_a_divided_unit_everything_is_asked(stage):
    stage.world.report()
    plan = stage.plan(definition(split("son-lang", NEW, OTHER)))
    assert asked(plan) == {
        "village:lang-mot",
        "post:hanh/congchuc",
        "post:thuan/congchuc",
        "post:lan/lanhdao_xa",
        "draft:son-lang/2025-Q2",
    }
    before = contents()
    with pytest.raises(Refused) as refused:
        stage.apply(plan.definition)
    assert refused.value.code == "questions"
    assert contents() == before


def test_an_answer_outside_the_successors_is_refused(stage):
    plan = stage.plan(definition(split("son-lang", NEW, OTHER)), **{"village:lang-mot": "krong"})
    assert [problem.code for problem in plan.problems] == ["no_such_answer"]


def test_an_answer_for_many_fits_only_where_it_can(stage):
    """Posts of the district end together; the one that keeps the portal is asked for by itself."""
    make_post(stage.admin, Role.ADMINISTRATOR, stage.world.district)
    plan = stage.plan(definition(end("huyen-kbang")), **{"post@huyen-kbang": "close"})
    assert asked(plan) == {"post:quantri/quantri"}
    assert all(value != "close" for value, _words in plan.unanswered[0].options)


def test_a_village_report_goes_where_the_village_goes(stage):
    world = stage.world
    ProgressReport.objects.create(
        unit=stage.village,
        responsible_unit=world.commune,
        criteria_set=world.criteria_set,
        period=world.period,
    )
    plan = stage.plan(
        definition(split("son-lang", NEW, OTHER)), post="xa-moi", **{"village:lang-mot": "xa-khac"}
    )
    assert plan.ready
    moves = {m.holding.kind: m.to.key for m in plan.moves}
    assert moves == {"post": "xa-moi", "draft": "xa-khac"}


def test_unsent_drafts_are_asked_for_even_with_one_successor(stage):
    stage.world.report()
    plan = stage.plan(definition(merge("son-lang", "krong")))
    assert asked(plan) == {"draft:son-lang/2025-Q2"}
    assert [value for value, _words in plan.unanswered[0].options] == ["xa-moi", "close"]
