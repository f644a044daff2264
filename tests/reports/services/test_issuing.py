"""A document from draft to archive: who does what, what is refused, what stays."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2.extras import DateRange

from communes.models import UnitVersion
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from kbang_ntm.core.storage import read_stored
from reports.documents.registry import Format
from reports.models import DocumentSnapshot, IssuedPaper, SectionRemark, SignedCopy
from reports.queries.issuing import may_read_snapshot, waiting_for
from reports.services import issuing
from reports.services.documents import Order
from reports.services.snapshots import document_of, render_snapshot
from tests.factories.communes import make_world, pdf
from tests.factories.issuing import SIGNER, Round, make_pkcs12, make_round, signed

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 20)


@pytest.fixture
def round_() -> Round:
    return make_round(make_world())


def register(row: IssuedPaper, by: Round, number: str = "5", dated: date = DAY) -> IssuedPaper:
    return issuing.register(paper=row, number=number, dated=dated, signer=SIGNER, actor=by.clerk)


def test_the_whole_way(round_: Round) -> None:
    row = round_.draft()
    assert (row.state, row.sign, row.number) == ("draft", "BC-UBND", "")
    way = (
        ("send", round_.maker, "head"),
        ("pass_head", round_.maker, "office"),
        ("pass_office", round_.office, "leader"),
        ("approve", round_.chairman, "approved"),
    )
    for act, actor, state in way:
        row = issuing.move(paper=row, act=act, words=f"ý kiến {act}", actor=actor)
        assert row.state == state
    row = register(row, round_)
    final = document_of(row.snapshot)
    assert final.head is not None
    assert (final.head.number, final.head.dated) == ("5", DAY)
    assert final.signers[-1].name == SIGNER
    assert not final.banners.draft
    assert row.snapshot.to_sign
    copy = issuing.take_signed(paper=row, scan=scan(pdf("Đã ký")), actor=round_.clerk)
    row.refresh_from_db()
    assert (row.state, copy.version, copy.signatures) == ("signed", 1, [])
    remarks = [step.remark for step in row.steps.all() if step.remark]
    assert remarks == [f"ý kiến {act}" for act, _actor, _state in way]
    acts = AuditEvent.objects.filter(subject_uid=row.uid).values_list("action", flat=True)
    assert {"paper.draft", "paper.approve", "paper.register", "paper.signed_copy"} <= set(acts)


def scan(content: bytes) -> Scan:
    return Scan("van-ban.pdf", io.BytesIO(content))


def test_the_figures_that_were_approved_are_registered(round_: Round) -> None:
    row = round_.approved()
    before = document_of(row.snapshot)
    round_.world.sent_report()
    row = register(row, round_)
    after = document_of(row.snapshot)
    assert (after.figures, after.blocks, after.annexes) == (
        before.figures, before.blocks, before.annexes,
    )  # fmt: skip


def test_a_remark_stays_for_the_next_draft(round_: Round) -> None:
    row = round_.draft()
    heads = [b.text for b in document_of(row.snapshot).blocks if hasattr(b, "level")]
    section = heads[0]
    issuing.remark(paper=row, section=section, text="Dòng một.\nDòng hai.", actor=round_.maker)
    row.refresh_from_db()
    words = [run.text for block in document_of(row.snapshot).blocks
             for run in getattr(block, "runs", ())]  # fmt: skip
    assert [word for word in words if word.startswith("Dòng")] == ["Dòng một.", "Dòng hai."]
    issuing.move(paper=row, act="drop", words="Soạn lại", actor=round_.maker)
    again = round_.draft()
    assert "Dòng một." in again.snapshot.body
    issuing.remark(paper=again, section=section, text="", actor=round_.maker)
    again.refresh_from_db()
    assert "Dòng một." not in again.snapshot.body
    assert SectionRemark.objects.count() == 2


def test_a_remark_on_a_section_that_is_not_there(round_: Round) -> None:
    row = round_.draft()
    with pytest.raises(Refused, match="không có mục đó"):
        issuing.remark(paper=row, section="IX. Không có", text="a", actor=round_.maker)
    assert not SectionRemark.objects.exists()


def test_returning_needs_a_reason_and_tells_the_maker(round_: Round) -> None:
    row = round_.moved("send", "pass_head")
    with pytest.raises(Refused, match="Ghi rõ lý do"):
        issuing.move(paper=row, act="return", words=" ", actor=round_.office)
    row = issuing.move(paper=row, act="return", words="Thiếu căn cứ", actor=round_.office)
    assert row.state == "draft"
    notice = Notification.objects.get(recipient=round_.maker, kind="paper.moved")
    assert "Thiếu căn cứ" in notice.text


@pytest.mark.parametrize(
    ("acts", "act", "who"),
    [
        ((), "send", "office"),
        (("send",), "pass_head", "chairman"),
        (("send", "pass_head"), "pass_office", "maker"),
        (("send", "pass_head"), "return", "chairman"),
        (("send", "pass_head", "pass_office"), "approve", "clerk"),
        (("send", "pass_head", "pass_office"), "approve", "office"),
    ],
)
def test_others_do_not_pass_it_on(round_: Round, acts: tuple[str, ...], act: str, who: str) -> None:
    row = round_.moved(*acts)
    with pytest.raises(NotAllowed):
        issuing.move(paper=row, act=act, words="x", actor=getattr(round_, who))
    assert IssuedPaper.objects.get().state == row.state


def test_only_the_clerk_registers_and_only_what_is_approved(round_: Round) -> None:
    row = round_.moved("send", "pass_head", "pass_office")
    with pytest.raises(Refused, match="chờ lãnh đạo UBND"):
        register(row, round_)
    row = issuing.move(paper=row, act="approve", words="", actor=round_.chairman)
    with pytest.raises(NotAllowed):
        issuing.register(paper=row, number="5", dated=DAY, signer=SIGNER, actor=round_.chairman)
    assert not DocumentSnapshot.objects.filter(to_sign=True).exists()


@pytest.mark.parametrize(
    ("number", "signer", "day", "words"),
    [
        ("", SIGNER, DAY, "Ghi số như trong sổ"),
        ("5", " ", DAY, "họ tên người ký"),
        ("5", SIGNER, date(2030, 1, 1), "không thể sau hôm nay"),
    ],
)
def test_what_the_register_refuses(
    round_: Round, number: str, signer: str, day: date, words: str
) -> None:
    row = round_.approved()
    with pytest.raises(Refused, match=words):
        issuing.register(paper=row, number=number, dated=day, signer=signer, actor=round_.clerk)
    row.refresh_from_db()
    assert (row.state, row.number) == ("approved", "")


@pytest.mark.parametrize("act", ["register", "take_signed", "replace"])
def test_what_needs_more_than_a_remark_is_not_done_with_one(round_: Round, act: str) -> None:
    row = round_.approved()
    with pytest.raises(ValueError, match="a service of its own"):
        issuing.move(paper=row, act=act, words="x", actor=round_.clerk)
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_number_is_used_once_a_year(round_: Round) -> None:
    row = register(round_.approved(), round_)
    issuing.move(paper=row, act="revoke", words="Sai số liệu", actor=round_.clerk)
    other = round_.approved()
    with pytest.raises(Refused, match="Số 5/BC-UBND của năm 2025 đã dùng"):
        register(other, round_)
    assert register(other, round_, number="6").number == "6"


def test_a_second_draft_of_the_same_thing_is_refused(round_: Round) -> None:
    round_.draft()
    with pytest.raises(Refused, match="Đã có «"):
        round_.draft()
    assert IssuedPaper.objects.count() == 1


def test_replaced_by_another(round_: Round) -> None:
    old = register(round_.approved(), round_)
    issuing.move(paper=old, act="revoke", words="x", actor=round_.clerk)
    new = register(round_.approved(), round_, number="9")
    with pytest.raises(Refused, match="phải là văn bản khác"):
        issuing.replace_by(paper=new, other=new, words="x", actor=round_.clerk)
    with pytest.raises(Refused, match="còn hiệu lực"):
        issuing.replace_by(paper=new, other=old, words="x", actor=round_.clerk)
    order = Order(kind="progress-report", period="2025-Q2", format="pdf")
    row = issuing.draft_of_period(order=order, actor=round_.maker)
    for act, actor in (("send", round_.maker), ("pass_head", round_.maker),
                       ("pass_office", round_.office), ("approve", round_.chairman)):  # fmt: skip
        row = issuing.move(paper=row, act=act, words="", actor=actor)
    row = register(row, round_, number="10")
    done = issuing.replace_by(paper=new, other=row, words="Bổ sung", actor=round_.clerk)
    assert (done.state, done.replaced_by, done.reason) == ("replaced", row, "Bổ sung")


def test_a_body_that_has_ended_issues_nothing(round_: Round) -> None:
    row = round_.approved()
    UnitVersion.objects.filter(unit=round_.world.district).update(
        valid=DateRange(date(2020, 1, 1), date(2025, 6, 1))
    )
    with pytest.raises((Refused, NotAllowed)):
        register(row, round_)
    row.refresh_from_db()
    assert row.state == "approved"


def test_what_is_registered_never_changes(round_: Round) -> None:
    row = register(round_.approved(), round_)
    for column, value in (("number", "'77'"), ("title", "'khác'"), ("signer", "'khác'")):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            IssuedPaper.objects.filter(pk=row.pk).update(**{column: value})
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        _delete(row)
    with pytest.raises(Refused, match="không sửa được"):
        issuing.refresh(paper=row, actor=round_.maker)


def _delete(row: IssuedPaper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_issuedpaper WHERE id = %s", [row.pk])


def test_signed_files_are_versions_with_what_they_say(round_: Round) -> None:
    row = register(round_.approved(), round_)
    unsigned = render_snapshot(row.snapshot, Format.PDF).content
    key = make_pkcs12("Chủ tịch UBND huyện")
    content = signed(unsigned, key)
    first = issuing.take_signed(paper=row, scan=scan(content), actor=round_.clerk)
    again = issuing.take_signed(paper=row, scan=scan(pdf("quét")), actor=round_.clerk)
    assert (first.version, again.version) == (1, 2)
    assert read_stored(first.file) == content
    (said,) = first.signatures
    (shown,) = first.said
    assert isinstance(shown["at"], datetime)
    assert (said["signer"], said["intact"], said["whole"]) == ("Chủ tịch UBND huyện", True, True)
    with pytest.raises(NotAllowed):
        issuing.take_signed(paper=row, scan=scan(pdf("x")), actor=round_.maker)
    assert SignedCopy.objects.count() == 2


def test_a_report_of_a_period_goes_the_same_way(round_: Round) -> None:
    round_.world.sent_report()
    order = Order(kind="progress-report", period="2025-Q2", format="pdf")
    row = issuing.draft_of_period(order=order, actor=round_.maker)
    assert (row.about, row.agency_id) == (None, round_.world.coordination.pk)
    with pytest.raises(NotAllowed):
        issuing.draft_of_period(order=order, actor=round_.world.officer)
    other = Order(kind="progress-report", period="2025-Q1", format="pdf")
    assert issuing.draft_of_period(order=other, actor=round_.maker).pk != row.pk


def test_a_commune_sends_to_its_leader_and_registers_itself(round_: Round) -> None:
    world = round_.world
    row = issuing.draft_about(kind="review-report", uid=round_.event.uid, actor=world.officer)
    assert (row.unit_id, row.agency_id) == (world.commune.pk, None)
    with pytest.raises(NotAllowed):
        issuing.move(paper=row, act="send", words="", actor=world.officer)
    row = issuing.move(paper=row, act="send_up", words="", actor=world.officer)
    row = issuing.move(paper=row, act="approve", words="", actor=world.leader)
    row = issuing.register(
        paper=row, number="1", dated=DAY, signer="Trần Thị Lan", actor=world.officer
    )
    assert row.state == "registered"
    for stranger in (world.neighbour_officer, world.reader, round_.chairman):
        assert not IssuedPaper.objects.visible_to(stranger).filter(pk=row.pk).exists()
        assert not may_read_snapshot(stranger, row.snapshot)


def test_drafts_are_seen_by_their_agency_only(round_: Round) -> None:
    row = round_.draft()
    seen = IssuedPaper.objects.visible_to
    assert seen(round_.maker).get() == row
    assert not seen(round_.office).exists()
    assert not seen(round_.world.reviewer).exists()
    row = issuing.move(paper=row, act="send", words="", actor=round_.maker)
    row = issuing.move(paper=row, act="pass_head", words="", actor=round_.maker)
    assert seen(round_.office).get() == row
    waits = IssuedPaper.objects.filter(waiting_for(round_.office))
    assert waits.get() == row
    assert not IssuedPaper.objects.filter(waiting_for(round_.maker)).exists()
