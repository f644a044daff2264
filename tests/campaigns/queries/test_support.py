"""What the pages of support read: standing, gaps, visits, what stands out, in constant queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from campaigns.queries.shortfalls import stands_of
from campaigns.queries.support import (
    NOBODY,
    OPEN,
    QUIET,
    SupportAsked,
    last_visits,
    months_before,
    support_lines,
    visit_lines,
)
from campaigns.services import support as service
from communes.models import Succession
from kbang_ntm.core.models import User
from tests.factories.campaigns_support import TODAY, Helping, make_helping
from tests.factories.communes import make_unit, since

pytestmark = pytest.mark.django_db


@pytest.fixture
def help_() -> Helping:
    return make_helping()


def line(help_: Helping, user: User | None = None) -> Any:
    rows = support_lines(user or help_.world.coordinator)
    return next(row for row in rows if row.unit_id == help_.world.commune.pk)


@given(st.dates(date(2000, 1, 31), date(2100, 1, 1)), st.integers(0, 60))
def test_months_before_keeps_the_day_or_the_last_one(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or found.day >= 28


def test_what_a_commune_lacks_is_said_in_words(help_: Helping) -> None:
    help_.gap()
    stand = stands_of([help_.world.commune.pk])[help_.world.commune.pk]
    assert not stand.confirmed
    assert "chưa xác nhận" in stand.source
    lacks = {one.no: one for one in stand.lacks}
    assert lacks["10"].verdict == "not_met"
    assert "8,5" in lacks["10"].words[0]
    assert lacks["17"].verdict == "unknown"
    assert stand.met == stand.total - len(lacks)
    assert stands_of([help_.world.commune.pk], year=2024) == {}


def test_a_draft_is_nobodys_standing(help_: Helping) -> None:
    help_.world.fill(help_.world.report())
    assert stands_of([help_.world.commune.pk]) == {}


@pytest.mark.parametrize(
    ("assigned", "visited", "months", "quiet"),
    [
        (date(2025, 1, 2), None, 2, date(2025, 1, 2)),
        (date(2025, 1, 2), date(2025, 3, 1), 2, date(2025, 3, 1)),
        (date(2025, 1, 2), date(2025, 4, 20), 2, None),  # two months ago to the day
        (date(2025, 1, 2), date(2025, 4, 19), 2, date(2025, 4, 19)),
        (date(2025, 5, 1), None, 2, None),  # just assigned
        (date(2025, 1, 2), None, None, None),  # no rule, no reminder
    ],
)
def test_a_gap_without_a_visit_stands_out(
    help_: Helping, assigned: date, visited: date | None, months: int | None, quiet: date | None
) -> None:
    help_.gap()
    if months:
        help_.rule(months)
    help_.assign(first=assigned)
    if visited:
        help_.visit(visited)
    assert line(help_).quiet_since == quiet


def test_no_gap_or_no_helper_is_no_silence(help_: Helping) -> None:
    help_.rule()
    help_.assign()
    assert line(help_).quiet_since is None  # nobody knows of a gap
    help_.gap()
    service.end_assignment(
        assignment=line(help_).helpers[0].assignment,
        last=date(2025, 6, 1),
        reason="Đổi",
        actor=help_.world.coordinator,
    )
    found = line(help_)
    assert (found.helpers, found.quiet_since) == ((), None)


def test_a_withdrawn_visit_does_not_count(help_: Helping) -> None:
    help_.assign()
    visit = help_.visit()
    assert last_visits([help_.world.commune.pk], TODAY) == {help_.world.commune.pk: visit.on}
    service.withdraw_visit(visit=visit, reason="Nhầm", actor=help_.world.reviewer)
    assert last_visits([help_.world.commune.pk], TODAY) == {}
    assert visit_lines(help_.world.coordinator) == []


def test_visits_to_what_became_part_of_a_unit_count(help_: Helping) -> None:
    help_.assign()
    help_.visit()
    new = make_unit("xa-moi", "Xã Mới", parent=help_.world.district)
    help_.world.commune.versions.update(valid=since(date(2000, 1, 1), date(2025, 6, 1)))
    Succession.objects.create(
        kind="merge",
        predecessor=help_.world.commune,
        successor=new,
        date=date(2025, 6, 1),
        legal_basis="NQ thử",
    )
    assert last_visits([new.pk], TODAY) == {new.pk: date(2025, 3, 1)}


def test_a_commune_sees_its_own_and_its_villages_only(help_: Helping) -> None:
    help_.assign()
    help_.assign(help_.village)
    help_.assign(help_.world.neighbour)
    names = [row.name for row in support_lines(help_.world.officer)]
    assert names == ["Xã Sơn Lang", "Làng Hà Nừng"]
    assert [row.name for row in support_lines(help_.world.neighbour_officer)] == ["Xã Krong"]
    assert len(support_lines(help_.world.reader)) == 3


def test_filters(help_: Helping) -> None:
    help_.gap()
    help_.rule()
    help_.assign()
    coordinator = help_.world.coordinator

    def names(**asked: Any) -> list[str]:
        return [row.name for row in support_lines(coordinator, SupportAsked(**asked))]

    assert names(look=NOBODY) == ["Xã Krong"]
    assert names(look=OPEN) == names(look=QUIET) == ["Xã Sơn Lang"]
    assert names(words="son LANG") == ["Xã Sơn Lang"]
    assert names(words="ldtb") == ["Xã Sơn Lang"]
    assert names(agency_id=help_.world.other_agency.pk) == []


def counted(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_constant_queries(help_: Helping) -> None:
    help_.rule()
    help_.gap()
    help_.assign()
    help_.visit()
    coordinator = help_.world.coordinator
    support_lines(coordinator)  # reads the person's reach once
    one = counted(lambda: support_lines(coordinator)), counted(lambda: visit_lines(coordinator))
    help_.assign(help_.world.neighbour)
    help_.assign(help_.village)
    help_.visit(unit=help_.village)
    help_.visit(unit=help_.world.neighbour)
    three = counted(lambda: support_lines(coordinator)), counted(lambda: visit_lines(coordinator))
    assert one == (8, 2)
    assert three == one
