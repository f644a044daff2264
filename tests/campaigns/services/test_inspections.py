"""Plans, visits, checklists, photos and findings: who may, in which order, and what the database
refuses besides."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from psycopg2.extras import DateRange

from campaigns.inspection_enums import FindingState, InspectionState
from campaigns.models import (
    ChecklistItem,
    Finding,
    FindingNote,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    InspectionPlan,
    ServedProgramme,
)
from campaigns.queries.inspections import (
    AskedVisits,
    finding_lines,
    visible_findings,
    visible_inspections,
    visible_plans,
)
from campaigns.services import checklists, findings, inspection_plans, inspections
from campaigns.services.inspection_papers import may_read_paper, may_read_photo, may_read_proof
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditDetail
from tests.factories.campaigns_inspections import Visits, make_visits, photo
from tests.factories.communes import stand_on
from tests.factories.registers import TODAY, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits() -> Visits:
    return make_visits()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as found:
        act()
    assert found.value.code == code


def test_supervision_is_the_fronts_alone(visits: Visits) -> None:
    world = visits.world
    for person in (world.reviewer, world.coordinator, visits.ledger.home_affairs):
        with pytest.raises(NotAllowed):
            visits.visit(actor=person, kind="supervision")
    with pytest.raises(NotAllowed):
        visits.visit(actor=visits.front, agency_id=visits.front_agency_id)
    row = visits.supervision()
    for person in (world.reviewer, world.coordinator):
        with pytest.raises(NotAllowed):
            visits.running(row, actor=person)
    assert visits.running(row, actor=visits.front).state == InspectionState.RUNNING


def test_who_may_not_plan(visits: Visits) -> None:
    world = visits.world
    for person in (world.officer, world.neighbour_leader, world.reader, world.other_reviewer,
                   visits.ledger.admin):  # fmt: skip
        with pytest.raises(NotAllowed):
            visits.visit(actor=person)
        with pytest.raises(NotAllowed):
            visits.plan(actor=person)
    assert (Inspection.objects.count(), InspectionPlan.objects.count()) == (0, 0)


def test_a_commune_inspects_its_own_villages(visits: Visits) -> None:
    world, book = visits.world, visits.ledger.book
    own: dict[str, Any] = {"agency_id": None, "body_unit_id": world.commune.pk, "criteria": []}
    for unit in (world.neighbour, book.other_village):
        with pytest.raises(NotAllowed):
            visits.visit(actor=world.officer, unit_id=unit.pk, **own)
    row = visits.visit(actor=world.officer, unit_id=book.villages[0].pk, **own)
    assert [item.question for item in row.items.all()] == ["Sổ sách tài chính"]
    assert not visible_inspections(world.neighbour_officer).exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "vui"}, "kind"),
        ({"title": " "}, "no_title"),
        ({"last": date(2025, 6, 19)}, "days"),
        ({"last": date(2025, 12, 1)}, "days"),
        ({"unit_id": 0}, "unit"),
        ({"agency_id": None}, "body"),
        ({"extra": ["x"] * 151}, "too_many"),
    ],
)
def test_what_cannot_be_a_visit(visits: Visits, fields: dict[str, Any], code: str) -> None:
    refused(code, lambda: visits.visit(**fields))
    assert Inspection.objects.count() == 0


def test_a_plan_of_another_body_is_refused(visits: Visits) -> None:
    plan = visits.plan(actor=visits.world.other_reviewer, agency_id=visits.world.other_agency.pk)
    refused("plan", lambda: visits.visit(plan=plan))


def test_one_visit_serves_several_programmes(visits: Visits) -> None:
    row = visits.visit(plan=visits.plan())
    assert [one.name for one in row.programmes.all()] == ["Phong trào thi đua", "Chương trình NTM"]
    items = list(row.items.all())
    assert [item.indicator.code if item.indicator else None for item in items] == ["11", None]


def test_plans_are_issued_by_their_paper(visits: Visits) -> None:
    plan = visits.plan(issued=False)
    actor = visits.world.reviewer
    with pytest.raises(NotAllowed):
        inspection_plans.issue_plan(
            plan=plan, number="1", day=TODAY, actor=visits.world.other_reviewer
        )
    refused("no_number", lambda: inspection_plans.issue_plan(
        plan=plan, number=" ", day=TODAY, actor=actor))  # fmt: skip
    refused("same", lambda: visits.plan(issued=False))
    for person in (visits.world.officer, visits.world.reader, visits.front):
        assert not visible_plans(person).exists()
    row = visits.visit(plan=plan)
    assert not visible_inspections(visits.world.officer).exists(), "a draft plan's visit"
    done = inspection_plans.issue_plan(
        plan=plan, number="12/KH", day=TODAY, scan=Scan("kh.pdf", scan()), actor=actor
    )
    assert visible_plans(visits.world.officer).exists()
    assert visible_inspections(visits.world.officer).get() == row
    assert done.paper_file is not None
    assert may_read_paper(visits.world.officer, done.paper_file)
    refused("wrong_state", lambda: inspection_plans.issue_plan(
        plan=done, number="13", day=TODAY, actor=actor))  # fmt: skip


def test_neighbours_do_not_see(visits: Visits) -> None:
    finding = visits.finding()
    for person in (visits.world.neighbour_officer, visits.world.neighbour_leader):
        assert not visible_inspections(person).exists()
        assert not visible_findings(person).exists()
    for person in (visits.world.officer, visits.world.reader, visits.ledger.admin, visits.front):
        assert visible_findings(person).get() == finding


def test_a_visit_begins_with_a_lead_and_ends_with_answers(visits: Visits) -> None:
    row, actor = visits.visit(), visits.world.reviewer
    refused("no_lead", lambda: inspections.start(inspection=row, actor=actor))
    row = visits.running(row)
    refused("unanswered", lambda: inspections.finish(inspection=row, actor=actor))
    visits.answer(row)
    row = inspections.finish(inspection=row, actor=actor)
    refused("no_reason", lambda: inspections.reopen(inspection=row, reason=" ", actor=actor))
    row = inspections.reopen(inspection=row, reason="Ghi nhầm", actor=actor)
    row = inspections.finish(inspection=row, actor=actor)
    paper = inspections.Conclusion("Tốt", "25/KL", TODAY)
    with pytest.raises(NotAllowed):
        inspections.conclude(inspection=row, conclusion=paper, actor=visits.world.officer)
    refused("no_number", lambda: inspections.conclude(
        inspection=row, conclusion=inspections.Conclusion("", "", TODAY), actor=actor))  # fmt: skip
    refused("too_early", lambda: inspections.conclude(
        inspection=row, conclusion=inspections.Conclusion("", "1", date(2025, 6, 1)),
        actor=actor))  # fmt: skip
    row = inspections.conclude(
        inspection=row, conclusion=paper, scan=Scan("kl.pdf", scan()), actor=actor
    )
    assert row.state == InspectionState.CONCLUDED
    refused("over", lambda: inspections.add_member(
        inspection=row, person=inspections.Person("A"), actor=actor))  # fmt: skip


def test_the_team(visits: Visits) -> None:
    row, actor = visits.running(), visits.world.reviewer
    refused("two_leads", lambda: inspections.add_member(
        inspection=row, person=inspections.Person("B", lead=True), actor=actor))  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionMember.objects.create(inspection=row, name="B", lead=True)
    inspections.remove_member(member=row.members.get(), actor=actor)
    inspections.add_member(inspection=row, person=inspections.Person("B", lead=True), actor=actor)
    assert row.members.count() == 2


def test_cancelled_and_moved(visits: Visits) -> None:
    row, actor = visits.visit(), visits.world.reviewer
    inspections.move_inspection(
        inspection=row, first=date(2025, 7, 1), last=date(2025, 7, 2), actor=actor
    )
    row = inspections.cancel(inspection=row, reason="Mưa lũ", actor=actor)
    refused("begun", lambda: inspections.move_inspection(
        inspection=row, first=TODAY, last=TODAY, actor=actor))  # fmt: skip
    refused("wrong_state", lambda: inspections.start(inspection=row, actor=actor))


def test_two_phones_one_form(visits: Visits) -> None:
    row, actor = visits.running(), visits.world.reviewer
    first, second = row.items.all()

    def save(**given: checklists.Answer) -> list[ChecklistItem]:
        ids = {"first": first.pk, "second": second.pk}
        return checklists.save_answers(
            inspection=row, answers={ids[k]: v for k, v in given.items()}, actor=actor
        )

    assert len(save(first=checklists.Answer("met", "", 0))) == 1
    # The other phone still shows version 0 of both, and has changed the second only.
    with pytest.raises(Conflict):
        save(first=checklists.Answer("not_met", "", 0), second=checklists.Answer("met", "", 0))
    second.refresh_from_db()
    assert second.answer == "", "nothing is stored beside a conflict"
    assert save(first=checklists.Answer("met", "", 0)) == [], "the same again is no change"
    refused("answer", lambda: save(second=checklists.Answer("tốt", "", 0)))
    refused("item", lambda: checklists.save_answers(
        inspection=row, answers={0: checklists.Answer("met", "", 0)}, actor=actor))  # fmt: skip
    with pytest.raises(NotAllowed):
        checklists.save_answers(inspection=row, answers={}, actor=visits.world.officer)


def shot(**fields: Any) -> checklists.Shot:
    return checklists.Shot("anh.jpg", io.BytesIO(photo()), **fields)


def test_photos_lose_their_place_and_keep_their_hash(visits: Visits) -> None:
    row, actor = visits.running(), visits.world.reviewer
    refused("not_running", lambda: checklists.add_photo(
        inspection=visits.visit(title="khác"), shot=shot(), actor=actor))  # fmt: skip
    made = checklists.add_photo(inspection=row, shot=shot(), actor=actor)
    assert (made.taken_at, made.position_kept) == ("2025-06-20 08:15:00", False)
    assert made.file.sha256 != made.original_sha256
    detail = AuditDetail.objects.get(event__action="inspection.photo")
    assert detail.data["original_sha256"] == made.original_sha256
    assert detail.data["had_position"] is True
    kept = checklists.add_photo(inspection=row, shot=shot(keep_position=True), actor=actor)
    assert kept.position_kept
    world = visits.world
    assert may_read_photo(world.officer, made.file)
    assert not may_read_photo(world.neighbour_officer, made.file)
    checklists.withdraw_photo(photo=made, reason="Nhầm", actor=actor)
    assert not may_read_photo(world.officer, made.file)
    assert may_read_photo(actor, made.file)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        InspectionPhoto.objects.filter(pk=made.pk).delete()


def test_no_photo_no_row(visits: Visits) -> None:
    row = visits.running()
    pdf_ = checklists.Shot("anh.pdf", scan())
    refused("not_photo", lambda: checklists.add_photo(
        inspection=row, shot=pdf_, actor=visits.world.reviewer))  # fmt: skip
    assert InspectionPhoto.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"deadline": date(2025, 6, 19)}, "deadline"),
        ({"unit_id": None}, "party"),
        ({"unit_id": 0}, "party"),
        ({"indicator_id": 0}, "indicator"),
    ],
)
def test_what_cannot_be_a_finding(visits: Visits, fields: dict[str, Any], code: str) -> None:
    row = visits.running()
    refused(code, lambda: visits.finding(row, **fields))
    assert Finding.objects.count() == 0


def test_findings_are_stated_during_a_visit(visits: Visits) -> None:
    refused("not_begun", lambda: visits.finding(visits.visit()))
    with pytest.raises(NotAllowed):
        findings.state_finding(
            inspection=visits.running(),
            lack=findings.Lack("x", date(2025, 7, 1), unit_id=visits.world.commune.pk),
            actor=visits.world.officer,
        )
    row = visits.running(visits.visit(title="khác"))
    item = row.items.first()
    assert item is not None
    assert visits.finding(row, item_id=item.pk).indicator_id == item.indicator_id


def test_a_finding_until_it_is_closed(visits: Visits) -> None:
    row, world = visits.finding(), visits.world
    for person in (world.reviewer, world.neighbour_officer, world.coordinator):
        with pytest.raises(NotAllowed):
            visits.act(row, "begin", person)
    refused("wrong_state", lambda: visits.act(row, "report", world.officer))
    visits.act(row, "begin", world.officer, text="")
    refused("no_text", lambda: visits.act(row, "report", world.officer, text=" "))
    note = findings.note_progress(
        finding=row, text="Được một nửa", scan=Scan("a.pdf", scan()), actor=world.officer
    )
    assert note.file is not None and may_read_proof(world.reviewer, note.file)
    assert not may_read_proof(world.neighbour_officer, note.file)
    visits.act(row, "report", world.officer)
    with pytest.raises(NotAllowed):
        visits.act(row, "close", world.officer)
    visits.act(row, "return", world.reviewer, text="Thiếu danh sách")
    refused("wrong_state", lambda: visits.act(row, "close", world.reviewer))
    visits.act(row, "report", world.officer)
    done = visits.act(row, "close", world.reviewer, text="")
    assert (done.state, done.closed_at is not None) == (FindingState.CLOSED, True)
    assert [one.act for one in row.notes.all()] == ["note", "report", "return", "report"]
    refused("not_mending", lambda: findings.note_progress(
        finding=row, text="x", actor=world.officer))  # fmt: skip


def test_more_time_and_the_mark_of_overdue(visits: Visits) -> None:
    row, world = visits.finding(), visits.world
    with pytest.raises(NotAllowed):
        findings.extend(finding=row, deadline=date(2025, 9, 1), reason="x", actor=world.officer)
    refused("deadline", lambda: findings.extend(
        finding=row, deadline=date(2025, 7, 20), reason="x", actor=world.reviewer))  # fmt: skip
    stand_on(date(2025, 7, 21))
    late = AskedVisits(state="qua-han")
    assert [one.overdue for one in finding_lines(world.officer, visits.campaign, late)] == [True]
    findings.extend(
        finding=row, deadline=date(2025, 9, 1), reason="Mưa nhiều", actor=world.reviewer
    )
    assert finding_lines(world.officer, visits.campaign, late) == []
    assert "Mưa nhiều" in row.notes.get().text


def test_withdrawn_by_who_found_it(visits: Visits) -> None:
    row = visits.finding()
    done = visits.act(row, "withdraw", visits.world.reviewer, text="Nêu nhầm")
    assert done.state == FindingState.WITHDRAWN


def test_the_database_refuses_too(visits: Visits) -> None:
    finding, row = visits.finding(), visits.visit(title="khác")
    agency = visits.world.agency
    acts: list[Callable[[], Any]] = [
        lambda: Inspection.objects.filter(pk=row.pk).update(state="concluded"),
        lambda: Inspection.objects.filter(pk=row.pk).update(agency=None),
        lambda: Inspection.objects.filter(pk=row.pk).update(body_unit=visits.world.commune),
        lambda: Inspection.objects.filter(pk=row.pk).update(days=DateRange(TODAY, None)),
        lambda: Inspection.objects.filter(pk=row.pk).update(state="cancelled"),
        lambda: Finding.objects.update(state="closed"),
        lambda: Finding.objects.update(agency=agency),
        lambda: Finding.objects.update(text=""),
        lambda: Finding.objects.filter(pk=finding.pk)._raw_delete("default"),
        lambda: ChecklistItem.objects.all().delete(),
        lambda: ServedProgramme.objects.update(name="khác"),
        lambda: FindingNote.objects.create(
            finding=finding, act="note", text="x", by=visits.world.officer
        ).delete(),
        lambda: InspectionPlan.objects.create(
            campaign=visits.campaign, year=2025, kind="yearly", title="x", agency=agency,
            state="issued", made_by=visits.world.reviewer,
        ),
    ]  # fmt: skip
    for act in acts:
        with (
            pytest.raises((IntegrityError, InternalError, ProgrammingError)),
            transaction.atomic(),
        ):
            act()


def test_the_application_role_can_do_all_of_it(visits: Visits, app_role: Any) -> None:
    with app_role():
        finding = visits.reported(visits.finding(visits.finished()))
        visits.act(finding, "close", visits.world.reviewer)
