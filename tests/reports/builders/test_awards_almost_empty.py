"""With the fewest rows the tables allow (no law, no council, no lines) every paper of awards prints
a page that keeps the form, or says in a sentence what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from psycopg2.extras import DateRange

from awards.models import (
    AgendaItem,
    AppraisalSheet,
    AwardRound,
    Consultation,
    Council,
    CouncilSeat,
    Decision,
    Nomination,
    Nominee,
    Session,
)
from awards.services.minutes import hash_of, minutes_of
from communes.enums import UnitKind
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.documents import registry
from reports.documents.papers import all_papers
from reports.documents.tree import Document
from tests.factories.communes import ALWAYS, make_unit, make_user, stand_on
from tests.reports.builders.movement.reading import rows_of, tables_of, text_of
from tests.reports.checking.form import assert_keeps_the_form

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 20)
NO_SHEET = "Đề nghị này chưa có phiếu thẩm định. Lập phiếu rồi in."
NO_VOTE = "Chưa có nội dung nào đóng biểu quyết."
NO_LINES = "Quyết định chưa có ai được khen thưởng. Thêm đề nghị vào quyết định rồi in."
NOT_SIGNED = "Biên bản chưa ký nên chưa có thông báo kết luận."


def district() -> AdministrativeUnit:
    stand_on(DAY)
    return make_unit("huyen", "Huyện Trống", kind=UnitKind.DISTRICT)


def nameless() -> AdministrativeUnit:
    """A commune that has no name on any day."""
    stand_on(DAY)
    unit = make_unit("xa-trong")
    unit.versions.all().delete()
    return unit


def somebody() -> User:
    return User.objects.first() or make_user("nguoi", "Nguyễn Văn Một")


def bare_round(unit: AdministrativeUnit | None = None) -> AwardRound:
    return AwardRound.objects.create(
        unit=unit or district(), name="Đợt trống", kind="yearly", merit_kind="movement",
        achievement=DateRange(date(2024, 1, 1), DAY), opens_on=DAY, due_on=DAY, closes_on=DAY,
        made_by=somebody(),
    )  # fmt: skip


def bare_nomination() -> Nomination:
    round_ = bare_round()
    nominee = Nominee.objects.create(
        kind="individual", name="Đinh Văn Hai", unit=round_.unit, made_by=somebody()
    )
    return Nomination.objects.create(
        round=round_, unit=round_.unit, nominee=nominee, nominee_name=nominee.name,
        type_code="GIAY_KHEN_HUYEN", merit_kind="movement", achievement=round_.achievement,
        made_by=somebody(),
    )  # fmt: skip


def appraised() -> Nomination:
    """Found not eligible, without a check and without an opinion asked for."""
    row = bare_nomination()
    AppraisalSheet.objects.create(
        nomination=row, dossier_complete=False, conditions_met=False, opinion="",
        conclusion="ineligible", by=somebody(),
    )  # fmt: skip
    return row


def bare_session(round_: AwardRound | None = None) -> Session:
    round_ = round_ or bare_round()
    council = Council.objects.create(
        unit=round_.unit, name="Hội đồng", valid=ALWAYS, made_by=somebody()
    )
    return Session.objects.create(
        council=council, round=round_, title="Phiên họp", place="Phòng họp",
        held_at=clock.start_of_day(DAY), made_by=somebody(),
    )  # fmt: skip


def session_with_item(**fields: Any) -> Session:
    row = bare_nomination()
    session = bare_session(row.round)
    AgendaItem.objects.create(
        session=session, nomination=row, order=1, mode="secret", percent=70, **fields
    )
    return session


def held() -> Session:
    """Held by one person, who did not vote on the one item; signed without a word."""
    none = dict.fromkeys(("yes", "no", "invalid", "recused", "absent"), 0)
    session = session_with_item(
        state="closed", needed=1, not_cast=1, total=1, reached=False, **none
    )
    seat = CouncilSeat.objects.create(
        council=session.council, name="Đinh Văn Ba", position="Ủy viên", role="chair", valid=ALWAYS
    )
    session.chair = session.secretary = seat
    session.members_total = session.quorum_needed = 1
    session.opened_at = session.held_at
    session.minutes_frozen = minutes_of(session)
    session.minutes_sha256 = hash_of(session.minutes_frozen)
    for state in ("invited", "open", "closed", "signed"):
        session.state = state
        session.save()
    return session


def bare_decision(**fields: Any) -> Decision:
    unit = fields.pop("unit", None) or district()
    return Decision.objects.create(unit=unit, title="Khen thưởng", made_by=somebody(), **fields)


def decided() -> Decision:
    return bare_decision(
        state="decided", decided_on=DAY, signer="Nguyễn Văn Một", decided_by=somebody()
    )


def correction() -> Decision:
    """A correction of no line of an empty draft."""
    about = bare_decision()
    return bare_decision(unit=about.unit, kind="correction", about=about, reason="Ghi nhầm")


def consultation() -> Consultation:
    return Consultation.objects.create(
        nomination=bare_nomination(), body="tax", body_name="Chi cục Thuế", about="Nghĩa vụ thuế",
        due_on=DAY, by=somebody(),
    )  # fmt: skip


# kind: (how the row is made, what its paper says) or (how, the refusal, True).
Row = tuple[Callable[[], Any], str] | tuple[Callable[[], Any], str, bool]
ROWS: dict[str, list[Row]] = {
    "award-nominees": [
        (bare_round, "chưa có đề nghị khen thưởng nào"),
        (lambda: bare_round(nameless()), "chưa có đề nghị khen thưởng nào"),
        (lambda: bare_nomination().round, "chưa có đề nghị khen thưởng nào"),
    ],
    "province-memo": [(bare_round, "Đợt này chưa có đề nghị nào trình cấp trên.", True)],
    "appraisal-sheet": [(bare_nomination, NO_SHEET, True), (appraised, "Chưa ghi ý kiến.")],
    "session-invitation": [(bare_session, "Chưa có nội dung nào"), (held, "Đinh Văn Ba")],
    "session-agenda": [
        (bare_session, "Phiên họp chưa có nội dung nào. Thêm nội dung rồi in.", True),
        (session_with_item, "Bỏ phiếu kín"),
    ],
    "ballot-paper": [
        (bare_session, "Phiên này không có nội dung bỏ phiếu giấy.", True),
        (session_with_item, "Đinh Văn Hai"),
    ],
    "tally-sheet": [
        (bare_session, NO_VOTE, True),
        (session_with_item, NO_VOTE, True),
        (held, "Đinh Văn Hai"),
    ],
    "session-minutes": [
        (bare_session, "Phiên họp chưa khai mạc nên chưa điểm danh."),
        (session_with_item, "Không có nội dung nào biểu quyết"),
        (held, "Chưa ghi kết luận"),
    ],
    "council-notice": [(bare_session, NOT_SIGNED, True), (held, "không đề nghị")],
    "home-affairs-memo": [
        (bare_decision, NO_LINES, True),
        (lambda: bare_decision(unit=nameless()), NO_LINES, True),
        (lambda: correction().about, NO_LINES, True),
    ],
    "award-decision": [
        (bare_decision, NO_LINES, True),
        (decided, NO_LINES, True),
        (correction, "Chưa chọn dòng nào"),
    ],
    "payment-list": [
        (bare_decision, "Quyết định chưa ký nên chưa có tiền thưởng để chi.", True),
        (decided, "Lương cơ sở: chưa ghi."),
    ],
    "opinion-letter": [(consultation, "Chi cục Thuế")],
}  # fmt: skip
CASES = [
    pytest.param(code, row, id=f"{code}-{number}")
    for code, rows in ROWS.items()
    for number, row in enumerate(rows)
]


def words_of(document: Document) -> str:
    """Text and tables."""
    cells = [
        cell for table in tables_of(document) for row in rows_of(document, table) for cell in row
    ]
    empty = [table.empty_text for table in tables_of(document) if not table.rows]
    return " ".join((text_of(document), *cells, *empty))


@pytest.mark.parametrize(("code", "row"), CASES)
def test_it_prints_a_tidy_page_or_says_what_is_missing(code: str, row: Row) -> None:
    make, words, *refused = row
    paper = next(one for one in all_papers() if one.kind.code == code)
    about = {paper.about: make()}
    if refused:
        with pytest.raises(Refused) as refusal:
            paper.kind.build(**about)
        assert refusal.value.message == words
        return
    document = paper.kind.build(**about)
    text = words_of(document)
    assert words in text and "None" not in text
    assert_keeps_the_form(document, registry.get(code))


def test_every_paper_of_awards_is_tried() -> None:
    models = {AwardRound, Nomination, Session, Decision, Consultation}
    assert set(ROWS) == {one.kind.code for one in all_papers() if one.model in models}
