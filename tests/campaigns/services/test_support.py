"""Support: who assigns, what overlaps, whose visits, what is withdrawn and what stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from psycopg2.extras import DateRange

from campaigns.models import SupportAssignment, SupportVisit
from campaigns.services import support as service
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_support import BEGUN, TODAY, Helping, make_helping
from tests.factories.communes import since
from tests.factories.registers import scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def help_() -> Helping:
    return make_helping()


def test_others_may_not_assign(help_: Helping) -> None:
    row, world = help_.assign(), help_.world
    for person in (world.officer, world.leader, world.reviewer, world.reader):
        for act in (
            lambda who: help_.assign(world.neighbour, actor=who),
            lambda who: service.end_assignment(assignment=row, last=TODAY, reason="x", actor=who),
            lambda who: service.withdraw_assignment(assignment=row, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    row.refresh_from_db()
    assert (SupportAssignment.objects.count(), row.valid.upper, row.withdrawn_at) == (1, None, None)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"first": date(2025, 3, 1)}, "overlap"),
        ({"first": date(2024, 1, 1)}, "overlap"),
        ({"first": date(2024, 1, 1), "last": date(2023, 1, 1)}, "dates"),
        ({"first": date(2024, 1, 1), "paper_date": date(2025, 6, 21)}, "future"),
    ],
)
def test_what_cannot_be_an_assignment(help_: Helping, terms: dict[str, Any], code: str) -> None:
    help_.assign()
    with pytest.raises(Refused) as refused:
        help_.assign(**terms)
    assert refused.value.code == code
    assert SupportAssignment.objects.count() == 1


def test_an_overlap_says_what_to_do(help_: Helping) -> None:
    help_.assign()
    with pytest.raises(Refused) as refused:
        help_.assign()
    assert "Kết thúc phân công cũ trước" in refused.value.message
    assert "xã Sơn Lang" in refused.value.message


def test_the_database_refuses_overlaps_of_the_same_pair_only(help_: Helping) -> None:
    row, world = help_.assign(), help_.world
    values = {"entered_by": world.coordinator, "valid": since(date(2025, 5, 1))}
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportAssignment.objects.create(agency=row.agency, unit=row.unit, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportAssignment.objects.create(
            agency=row.agency,
            unit=world.neighbour,
            entered_by=world.coordinator,
            valid=DateRange(None, date(2025, 1, 1)),
        )
    SupportAssignment.objects.create(agency=world.other_agency, unit=row.unit, **values)
    SupportAssignment.objects.create(agency=row.agency, unit=world.neighbour, **values)


def test_whose_it_is_stays_and_nothing_is_deleted(help_: Helping) -> None:
    row, visit = help_.assign(), None
    visit = help_.visit()
    for change in (
        lambda: SupportAssignment.objects.update(unit=help_.world.neighbour),
        lambda: SupportVisit.objects.update(seen="khác"),
        lambda: row.delete(),
        lambda: visit.delete(),
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_a_village_brings_its_commune(help_: Helping) -> None:
    row = help_.assign(help_.village)
    assert row.within == help_.world.commune
    assert help_.assign().within is None


@pytest.mark.parametrize("kind", ["district", "ended"])
def test_only_units_that_live_are_helped(help_: Helping, kind: str) -> None:
    unit = help_.world.district
    if kind == "ended":
        unit = help_.world.neighbour
        unit.versions.update(valid=since(date(2000, 1, 1), date(2024, 1, 1)))
    with pytest.raises(Refused) as refused:
        help_.assign(unit)
    assert refused.value.code == "unit"


def test_an_ended_agency_helps_nobody(help_: Helping) -> None:
    agency = help_.world.agency
    agency.valid = since(date(2000, 1, 1), date(2024, 1, 1))
    agency.save()
    with pytest.raises(Refused) as refused:
        help_.assign()
    assert refused.value.code == "agency"


def test_many_are_assigned_wholly_or_not_at_all(help_: Helping) -> None:
    world = help_.world
    terms = service.Terms(first=BEGUN)
    help_.assign(world.neighbour)
    pairs = [(world.agency, world.commune.pk), (world.agency, world.neighbour.pk)]
    with pytest.raises(Refused):
        service.assign_many(pairs=pairs, terms=terms, actor=world.coordinator)
    assert SupportAssignment.objects.count() == 1
    with pytest.raises(Refused) as refused:
        service.assign_many(pairs=[], terms=terms, actor=world.coordinator)
    assert refused.value.code == "nothing"
    rows = service.assign_many(pairs=pairs[:1], terms=terms, actor=world.coordinator)
    assert [row.unit for row in rows] == [world.commune]


def test_an_end_is_the_last_day_and_says_why(help_: Helping) -> None:
    row, actor = help_.assign(), help_.world.coordinator
    for last, reason, code in (
        (date(2024, 12, 31), "Hết hạn", "dates"),
        (TODAY, " ", "no_reason"),
    ):
        with pytest.raises(Refused) as refused:
            service.end_assignment(assignment=row, last=last, reason=reason, actor=actor)
        assert refused.value.code == code
    ended = service.end_assignment(assignment=row, last=TODAY, reason="Đổi việc", actor=actor)
    assert (ended.valid.upper, ended.ended_reason) == (date(2025, 6, 21), "Đổi việc")
    with pytest.raises(Refused):
        service.end_assignment(
            assignment=row, last=date(2025, 12, 31), reason="Kéo dài", actor=actor
        )
    again = help_.assign(first=date(2025, 6, 21))
    assert again.pk != row.pk
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions.count("support.assign") == 2
    assert actions.count("support.end") == 1


def test_a_withdrawn_assignment_makes_room(help_: Helping) -> None:
    row, actor = help_.assign(), help_.world.coordinator
    with pytest.raises(Refused) as refused:
        service.withdraw_assignment(assignment=row, reason="", actor=actor)
    assert refused.value.code == "no_reason"
    service.withdraw_assignment(assignment=row, reason="Ghi nhầm", actor=actor)
    assert help_.assign().pk != row.pk
    with pytest.raises(Refused) as refused:
        service.end_assignment(assignment=row, last=TODAY, reason="x", actor=actor)
    assert refused.value.code == "withdrawn"


def test_only_the_agency_itself_keeps_its_visits(help_: Helping) -> None:
    help_.assign()
    world = help_.world
    for person in (world.officer, world.other_reviewer, world.coordinator, world.reader):
        with pytest.raises(NotAllowed):
            help_.visit(actor=person)
    assert SupportVisit.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"on": date(2025, 6, 21)}, "future"),
        ({"on": date(2024, 12, 31)}, "not_assigned"),
        ({"people": " "}, "no_words"),
        ({"seen": " "}, "no_words"),
    ],
)
def test_what_cannot_be_a_visit(help_: Helping, fields: dict[str, Any], code: str) -> None:
    help_.assign()
    with pytest.raises(Refused) as refused:
        help_.visit(**fields)
    assert refused.value.code == code
    assert SupportVisit.objects.count() == 0


def test_a_visit_to_a_unit_of_others_is_refused(help_: Helping) -> None:
    help_.assign()
    with pytest.raises(Refused) as refused:
        help_.visit(unit=help_.world.neighbour)
    assert refused.value.code == "not_assigned"


def test_a_visit_with_its_file_is_withdrawn_once(help_: Helping) -> None:
    help_.assign(help_.village)
    visit = help_.visit(unit=help_.village, scan=Scan("bb.pdf", scan()))
    assert visit.within == help_.world.commune
    assert visit.file is not None
    with pytest.raises(NotAllowed):
        service.withdraw_visit(visit=visit, reason="x", actor=help_.world.coordinator)
    service.withdraw_visit(visit=visit, reason="Ghi nhầm ngày", actor=help_.world.reviewer)
    with pytest.raises(Refused) as refused:
        service.withdraw_visit(visit=visit, reason="x", actor=help_.world.reviewer)
    assert refused.value.code == "withdrawn"
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        SupportVisit.objects.update(withdrawn_reason="khác")
