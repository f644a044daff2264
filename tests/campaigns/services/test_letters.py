"""Registers of letters, guidance and proposals, meetings and boards: refused first, then right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from campaigns.models import (
    Board,
    BoardMember,
    GuidanceDocument,
    IncomingLetter,
    MeetingNotice,
    PolicyProposal,
    Task,
)
from campaigns.services import boards, guidance, letters, meetings
from campaigns.services.late_letters import LateKind, LateRow, late_letter, register
from campaigns.services.meetings import Line, NoticeText
from communes.enums import UnitKind
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.campaigns_tasks import TODAY, Movement, make_movement, scan
from tests.factories.communes import make_unit, since, stand_on

pytestmark = pytest.mark.django_db
BROKEN = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def test_only_keepers_register_letters(movement: Movement) -> None:
    world = movement.world
    for who in (movement.lead, world.reviewer, world.reader, world.officer):
        with pytest.raises(NotAllowed):
            movement.letter(actor=who)
    with pytest.raises(NotAllowed):
        movement.letter(unit_id=world.commune.pk, actor=world.neighbour_officer)
    assert not IncomingLetter.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"sender": " "}, "sender"),
        ({"abstract": ""}, "abstract"),
        ({"arrived_on": date(2025, 6, 21)}, "future"),
        ({"letter_date": date(2025, 6, 11)}, "date"),
        ({"answer_due": date(2025, 6, 9)}, "due"),
        ({"handler_agency_id": 10**6}, "agency"),
    ],
)
def test_what_cannot_be_a_letter(movement: Movement, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        movement.letter(**fields)
    assert refused.value.code == code
    assert not IncomingLetter.objects.exists()
    assert movement.letter().arrival_no == 1  # a refused letter takes no number


def test_numbers_follow_each_other_by_unit_and_year(movement: Movement) -> None:
    world = movement.world
    first, second = movement.letter(), movement.letter(abstract="Việc khác")
    old = movement.letter(arrived_on=date(2024, 12, 30))
    own = movement.letter(unit_id=world.commune.pk, actor=world.officer)
    assert [row.arrival_no for row in (first, second, old, own)] == [1, 2, 1, 1]
    letters.withdraw_letter(letter=second, reason="Vào nhầm", actor=movement.clerk)
    assert movement.letter(abstract="Việc thứ ba").arrival_no == 3


def test_the_same_paper_once(movement: Movement) -> None:
    paper = {"number": "402/SNV", "letter_date": date(2025, 6, 9)}
    movement.letter(**paper)
    with pytest.raises(Refused) as refused:
        movement.letter(**paper)
    assert refused.value.code == "same"


def test_an_answer_is_given_once_by_who_has_to(movement: Movement) -> None:
    world = movement.world
    row = movement.letter(answer_due=date(2025, 6, 18), handler_agency_id=world.agency.pk)
    for who in (world.other_reviewer, world.officer, movement.lead):
        with pytest.raises(NotAllowed):
            letters.answer_letter(letter=row, number="1", on=TODAY, scan=None, actor=who)
    for number, on, code in (
        ("", TODAY, "number"),
        ("12/X", date(2025, 6, 9), "before"),
        ("12/X", date(2025, 6, 21), "future"),
    ):
        with pytest.raises(Refused) as refused:
            letters.answer_letter(letter=row, number=number, on=on, scan=None, actor=world.reviewer)
        assert refused.value.code == code
    done = letters.answer_letter(
        letter=row, number="12/X", on=TODAY, scan=scan(), actor=world.reviewer
    )
    assert (done.answer_number, done.answer_date) == ("12/X", TODAY)
    with pytest.raises(Refused):
        letters.answer_letter(letter=row, number="13/X", on=TODAY, scan=None, actor=movement.clerk)
    for change in ({"arrival_no": 9}, {"sender": "Khác"}, {"answer_date": None}):
        with pytest.raises(BROKEN), transaction.atomic():
            IncomingLetter.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(BROKEN), transaction.atomic():
        IncomingLetter.objects.filter(pk=row.pk).delete()


def test_a_letter_goes_to_who_answers_it(movement: Movement) -> None:
    world = movement.world
    row = movement.letter()
    handler = letters.Handler(world.agency.pk, "Trần Quốc Việt", date(2025, 6, 30))
    for who in (world.reviewer, movement.lead, world.officer):
        with pytest.raises(NotAllowed):
            letters.assign_letter(letter=row, handler=handler, actor=who)
    for wrong, code in (
        (letters.Handler(answer_due=date(2025, 6, 1)), "due"),
        (letters.Handler(10**6), "agency"),
    ):
        with pytest.raises(Refused) as refused:
            letters.assign_letter(letter=row, handler=wrong, actor=movement.clerk)
        assert refused.value.code == code
    given = letters.assign_letter(letter=row, handler=handler, actor=movement.clerk)
    assert (given.handler_agency, given.answer_due) == (world.agency, date(2025, 6, 30))
    told = Notification.objects.filter(kind="letter.assigned").values_list("recipient", flat=True)
    assert list(told) == [world.reviewer.pk]
    letters.answer_letter(letter=row, number="1/X", on=TODAY, scan=None, actor=world.reviewer)
    with pytest.raises(Refused):
        letters.assign_letter(letter=row, handler=handler, actor=movement.clerk)


def guide(movement: Movement, **fields: Any) -> GuidanceDocument:
    values: dict[str, Any] = {
        "number": "21/HD",
        "issued_on": date(2025, 6, 10),
        "title": "Hướng dẫn thu nhập",
    }
    actor = fields.pop("actor", movement.world.reviewer)
    return guidance.record_guidance(
        campaign=movement.campaign,
        agency=movement.world.agency,
        text=guidance.GuidanceText(**{**values, **fields}),
        scan=None,
        actor=actor,
    )


def test_guidance_is_on_time_or_late_by_its_task(movement: Movement) -> None:
    world = movement.world
    with pytest.raises(NotAllowed):
        guide(movement, actor=world.other_reviewer)
    for fields, code in (
        ({"number": " "}, "number"),
        ({"title": ""}, "title"),
        ({"issued_on": date(2025, 6, 21)}, "future"),
    ):
        with pytest.raises(Refused) as refused:
            guide(movement, **fields)
        assert refused.value.code == code
    task = movement.task(movement.agency, section="guidance", due=date(2025, 6, 5))
    late = guide(movement, task=task)
    assert (late.due, late.late) == (date(2025, 6, 5), True)
    assert guide(movement, number="22/HD").late is None
    assert guide(movement, number="23/HD", due=date(2025, 6, 10)).late is False
    with pytest.raises(Refused) as refused:
        guide(movement)
    assert refused.value.code == "same"
    with pytest.raises(NotAllowed):
        guidance.withdraw_guidance(row=late, reason="x", actor=world.officer)
    guidance.withdraw_guidance(row=late, reason="Vào nhầm", actor=world.reviewer)
    assert guide(movement).number == "21/HD"
    with pytest.raises(BROKEN), transaction.atomic():
        GuidanceDocument.objects.all().delete()


def test_a_proposal_is_answered_by_a_paper(movement: Movement) -> None:
    world = movement.world
    with pytest.raises(NotAllowed):
        movement.proposal(actor=world.other_reviewer)
    with pytest.raises(Refused):
        movement.proposal(text=" ")
    row = movement.proposal()
    yes = guidance.Answer(True, "312/UBND", TODAY)
    for who in (world.reviewer, world.reader, world.officer):
        with pytest.raises(NotAllowed):
            guidance.answer_proposal(row=row, answer=yes, scan=None, actor=who)
    for answer, code in (
        (guidance.Answer(True, " ", TODAY), "number"),
        (guidance.Answer(True, "1", date(2025, 5, 1)), "before"),
    ):
        with pytest.raises(Refused) as refused:
            guidance.answer_proposal(row=row, answer=answer, scan=None, actor=movement.lead)
        assert refused.value.code == code
    done = guidance.answer_proposal(row=row, answer=yes, scan=None, actor=movement.lead)
    assert (done.state, done.answer_number) == ("accepted", "312/UBND")
    with pytest.raises(Refused):
        guidance.withdraw_proposal(row=row, reason="Thôi", actor=world.reviewer)
    for change in ({"state": "raised"}, {"text": "Khác"}, {"answer_number": ""}):
        with pytest.raises(BROKEN), transaction.atomic():
            PolicyProposal.objects.filter(pk=row.pk).update(**change)
    other = movement.proposal(title="Việc khác")
    with pytest.raises(NotAllowed):
        guidance.withdraw_proposal(row=other, reason="Thôi", actor=movement.lead)
    gone = guidance.withdraw_proposal(row=other, reason="Thôi", actor=world.reviewer)
    assert gone.state == "withdrawn"


def meet(movement: Movement, *lines: Line, **fields: Any) -> MeetingNotice:
    values: dict[str, Any] = {
        "title": "Giao ban tháng 6",
        "held_on": date(2025, 6, 16),
        "chair": "Chủ tịch",
    }
    actor = fields.pop("actor", movement.lead)
    return meetings.record_meeting(
        campaign=movement.campaign,
        text=NoticeText(**{**values, **fields}),
        lines=lines,
        scan=None,
        actor=actor,
    )


def test_conclusions_become_tasks_that_cite_them(movement: Movement) -> None:
    lines = (
        Line("Rà soát", movement.agency, date(2025, 6, 30)),
        Line("Báo cáo", None, date(2025, 7, 5)),
    )
    with pytest.raises(NotAllowed):
        meet(movement, *lines, actor=movement.world.reviewer)
    for fields, code in (
        ({"title": ""}, "title"),
        ({"chair": " "}, "chair"),
        ({"held_on": date(2025, 6, 21)}, "future"),
        ({"number": "58/TB"}, "number"),
        ({"number": "58/TB", "signed_on": date(2025, 6, 15)}, "number"),
    ):
        with pytest.raises(Refused) as refused:
            meet(movement, *lines, **fields)
        assert refused.value.code == code
    early = Line("Việc sớm", movement.agency, date(2025, 6, 1))
    for wrong in ((), (lines[0], early)):
        with pytest.raises(Refused):
            meet(movement, *wrong)
    assert not Task.objects.exists()  # a wrong line leaves nothing of the right ones
    notice = meet(movement, *lines)
    assert notice.tasks.count() == 3  # one of the agency, one of each commune
    assert "chưa có số" in notice.cited
    numbered = meetings.number_notice(
        notice=notice, number="58/TB-UBND", signed_on=TODAY, scan=scan(), actor=movement.lead
    )
    assert "58/TB-UBND" in numbered.cited
    with pytest.raises(Refused) as refused:
        meetings.number_notice(
            notice=notice, number="59", signed_on=TODAY, scan=None, actor=movement.lead
        )
    assert refused.value.code == "numbered"


def test_boards_and_their_members(movement: Movement) -> None:
    world = movement.world
    village = make_unit("lang", "Làng Một", kind=UnitKind.VILLAGE, parent=world.commune)
    text = boards.BoardText("Ban Quản lý xã", date(2022, 9, 5))

    def add(name: str, role: str = "member", **fields: Any) -> BoardMember:
        member = boards.Member(name, role, fields.pop("since", date(2022, 9, 5)))
        return boards.add_member(board=row, member=member, actor=world.leader)

    for unit, who in (
        (world.commune, world.neighbour_leader),
        (world.commune, movement.lead),
        (village, world.neighbour_officer),
        (world.district, world.officer),
    ):
        with pytest.raises(NotAllowed):
            boards.set_up_board(unit_id=unit.pk, text=text, scan=None, actor=who)
    row = boards.set_up_board(unit_id=world.commune.pk, text=text, scan=None, actor=world.officer)
    own = boards.set_up_board(unit_id=village.pk, text=text, scan=None, actor=world.officer)
    assert (row.kind, own.kind) == ("bql", "bpt")
    with pytest.raises(Refused) as refused:
        boards.set_up_board(unit_id=world.commune.pk, text=text, scan=None, actor=world.officer)
    assert refused.value.code == "same"
    head = add("Đinh Thị Hồng", "head")
    for name, role, code in (("Đinh Thị Hồng", "member", "same"), ("Khác", "head", "head")):
        with pytest.raises(Refused) as refused:
            add(name, role)
        assert refused.value.code == code
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardMember.objects.create(
            board=row, name="Khác", role="head", valid=since(TODAY), by=world.leader
        )
    boards.end_member(member=head, last_day=date(2025, 5, 31), actor=world.leader)
    new = add("Trần Văn Mới", "head", since=date(2025, 6, 1))
    boards.end_board(board=row, last_day=TODAY, reason="Kiện toàn", actor=world.leader)
    new.refresh_from_db()
    assert new.valid.upper == date(2025, 6, 21)
    with pytest.raises(Refused):
        add("Người muộn")
    stand_on(date(2025, 6, 21))
    again = boards.BoardText("Ban Quản lý xã mới", date(2025, 6, 21))
    boards.set_up_board(unit_id=world.commune.pk, text=again, scan=None, actor=world.officer)
    with pytest.raises(BROKEN), transaction.atomic():
        Board.objects.all().delete()


def test_a_letter_that_urges_names_everybody_once(movement: Movement) -> None:
    kind = LateKind(
        "thu-nghiem", "Thử", "V/v thử", "Đề nghị làm.", lambda *_: (), "campaigns:tasks"
    )
    register(kind)
    rows = [
        LateRow("UBND xã Sơn Lang", "Kế hoạch", date(2025, 6, 1)),
        LateRow("UBND xã Krong", "Kế hoạch", date(2025, 6, 10)),
        LateRow("UBND xã Sơn Lang", "Báo cáo", None),
    ]
    draft = late_letter("thu-nghiem", rows)
    assert draft.addressees == ["UBND xã Sơn Lang", "UBND xã Krong"]
    assert [line.days for line in draft.lines] == [19, 10, 0]
    assert "3 việc của 2 cơ quan" in draft.opening
    with pytest.raises(KeyError):
        late_letter("khong-co", rows)
