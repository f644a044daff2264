"""Yearly registration: by the commune, sent by its leader with a paper, amended with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import InternalError, transaction
from psycopg2.extras import DateRange

from communes.models import RegisterRule, Registration, RegistrationVersion
from communes.queries.registers import registration
from communes.services import registrations as service
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.communes import stand_on
from tests.factories.registers import Registers, make_registers, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


def test_others_may_not(book: Registers) -> None:
    world = book.world
    for person in (world.neighbour_officer, world.coordinator, world.reader, book.front):
        with pytest.raises(NotAllowed):
            book.draft(actor=person)
    version = book.draft()
    for person in (world.neighbour_leader, world.coordinator):
        with pytest.raises(NotAllowed):
            service.save_draft(version=version, text=book.text(), reason="", actor=person)
        with pytest.raises(NotAllowed):
            service.attach_registration_paper(
                version=version, scan=Scan("a.pdf", scan()), actor=person
            )
    assert RegistrationVersion.objects.count() == 1


def test_the_officer_cannot_send(book: Registers) -> None:
    version = book.with_paper(book.draft())
    for person in (book.world.officer, book.world.neighbour_leader):
        with pytest.raises(NotAllowed):
            service.send_registration(version=version, actor=person)
    version.refresh_from_db()
    assert version.state == "draft"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"criteria": ["99"]}, "no_criterion"),
        ({"criteria": [], "villages": []}, "empty"),
        ({"paper_date": date(2025, 6, 21)}, "future"),
        ({"other_villages": [str(n) for n in range(61)]}, "too_many"),
    ],
)
def test_what_cannot_be_registered(book: Registers, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        book.draft(**fields)
    assert refused.value.code == code
    assert Registration.objects.count() == 0


def test_a_village_of_the_neighbour_is_refused(book: Registers) -> None:
    with pytest.raises(Refused, match="không thuộc xã"):
        book.draft(villages=[book.other_village.pk])


def test_a_set_of_another_standard_is_refused(book: Registers) -> None:
    with pytest.raises(Refused) as refused:
        service.begin_registration(
            unit_id=book.unit_id,
            standard="advanced",
            year=2025,
            text=book.text(),
            actor=book.world.officer,
        )
    assert refused.value.code == "other_set"


@pytest.mark.parametrize(
    ("fields", "code"), [({"paper_number": ""}, "no_number"), ({"paper_date": None}, "no_date")]
)
def test_nothing_is_sent_without_its_paper(
    book: Registers, fields: dict[str, Any], code: str
) -> None:
    version = book.with_paper(book.draft(**fields))
    with pytest.raises(Refused) as refused:
        service.send_registration(version=version, actor=book.world.leader)
    assert refused.value.code == code


def test_nothing_is_sent_without_its_scan(book: Registers) -> None:
    with pytest.raises(Refused) as refused:
        service.send_registration(version=book.draft(), actor=book.world.leader)
    assert refused.value.code == "no_file"


def test_sent_by_the_leader(book: Registers) -> None:
    version = book.sent()
    assert (version.state, version.sent_by, version.number) == ("sent", book.world.leader, 1)
    found = registration(book.unit_id, standard="ntm", year=2025)
    assert found is not None
    assert found.criteria == ("10", "11")
    assert [row.name for row in found.villages] == ["Làng Hà Nừng"]
    assert not found.amended
    assert AuditEvent.objects.filter(action="registration.send").count() == 1
    assert Notification.objects.filter(kind="registration.sent").count() == 1


def test_a_draft_is_nothing_yet(book: Registers) -> None:
    book.draft()
    assert registration(book.unit_id, standard="ntm", year=2025) is None


def test_a_sent_version_never_changes(book: Registers) -> None:
    version = book.sent()
    with pytest.raises(Refused) as refused:
        service.save_draft(
            version=version, text=book.text(), reason="nhầm", actor=book.world.officer
        )
    assert refused.value.code == "sent"
    with pytest.raises(InternalError), transaction.atomic():
        RegistrationVersion.objects.filter(pk=version.pk).update(note="khác")
    with pytest.raises(InternalError), transaction.atomic():
        version.delete()


def test_an_amendment_says_why_and_keeps_the_old_text(book: Registers) -> None:
    first = book.sent()
    text = book.text(criteria=["11"])
    with pytest.raises(Refused) as refused:
        service.amend(
            registration=first.registration, text=text, reason=" ", actor=book.world.officer
        )
    assert refused.value.code == "no_reason"
    second = service.amend(
        registration=first.registration,
        text=text,
        reason="Tiêu chí 10 chuyển sang năm sau",
        actor=book.world.officer,
    )
    before = registration(book.unit_id, standard="ntm", year=2025)
    assert before is not None
    assert before.version == first  # until the new one is sent
    service.send_registration(version=book.with_paper(second), actor=book.world.leader)
    found = registration(book.unit_id, standard="ntm", year=2025)
    assert found is not None
    assert (found.criteria, found.amended, found.late) == (("11",), True, False)
    first.refresh_from_db()
    assert first.criteria == ["10", "11"]


def test_one_draft_at_a_time(book: Registers) -> None:
    version = book.draft()
    with pytest.raises(Refused) as refused:
        service.amend(
            registration=version.registration, text=book.text(), reason="a", actor=book.world.leader
        )
    assert refused.value.code == "draft_open"
    with pytest.raises(Refused) as refused:
        book.draft()
    assert refused.value.code == "exists"


@pytest.mark.parametrize(
    ("rule", "day", "late"),
    [
        ("31/03", date(2025, 3, 31), False),
        ("31/03", date(2025, 4, 1), True),
        (None, date(2025, 4, 1), False),
    ],
)
def test_late_by_the_rule_in_force(
    book: Registers, rule: str | None, day: date, late: bool
) -> None:
    if rule:
        RegisterRule.objects.create(
            code="registration-due", title="Hạn", valid=DateRange(date(2021, 1, 1), None), text=rule
        )
    stand_on(day)
    version = book.sent()
    assert version.late is late
    assert version.due_on == (date(2025, 3, 31) if rule else None)


def test_a_village_is_found_in_its_communes_registration(book: Registers) -> None:
    book.sent()
    found = registration(book.villages[0].pk, standard="village", year=2025)
    assert found is not None
    assert found.names_village(book.villages[0].pk)
    assert registration(book.villages[1].pk, standard="village", year=2025) is None
    assert registration(book.villages[0].pk, standard="village", year=2024) is None


def test_who_sees_what(book: Registers) -> None:
    world = book.world
    version = book.with_paper(book.draft())
    rows = Registration.objects
    assert rows.visible_to(world.officer).count() == 1
    assert rows.visible_to(world.reader).count() == 0
    assert rows.visible_to(world.coordinator).count() == 0
    service.send_registration(version=version, actor=world.leader)
    assert rows.visible_to(world.reader).count() == 1
    assert rows.visible_to(world.neighbour_officer).count() == 0
