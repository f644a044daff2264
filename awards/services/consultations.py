"""Asking other bodies about a nominee: letter, day by which to answer, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.urls import reverse

from awards import law_codes
from awards.appraisal_rules import consultations_seen_by, may_answer, may_ask
from awards.enums import ConsultationAnswer, ConsultedBody, NominationState
from awards.models import Consultation, Nomination
from awards.nomination_rules import may_appraise
from awards.services.nominations import lock
from awards.services.receiving import working_day_after
from awards.services.telling import desk_people, proposer_people
from communes.models import Agency
from communes.services.register_papers import check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule
from kbang_ntm.core.vietnamese import format_date, nfc

FILE_KIND = "consultation_answer"
ASKED, ANSWERED = "consultation.asked", "consultation.answered"
KINDS = {
    ASKED: "Được xin ý kiến về đề nghị khen thưởng",
    ANSWERED: "Có trả lời xin ý kiến về đề nghị khen thưởng",
}
MOST_TEXT = 4_000
ASKABLE = (NominationState.APPRAISING, NominationState.SUPPLEMENT, NominationState.ELIGIBLE)


@dataclass(frozen=True)
class Body:
    """Who is asked: a kind with its name, an agency where it has an account on the portal."""

    kind: str
    name: str = ""
    agency_id: int | None = None


@dataclass(frozen=True)
class Letter:
    """What is asked, with number and day as on the letter; `due` empty: as the rule counts."""

    about: str
    number: str = ""
    day: date | None = None
    due: date | None = None


@transaction.atomic
def ask(*, nomination: Nomination, body: Body, letter: Letter, actor: User) -> Consultation:
    """Ask a body about a nominee. The answer is due so many working days after the letter's day,
    or after today while it has none.

    Raises NotAllowed, Refused (`wrong_state`, `body`, `agency`, `no_name`, `no_text`, `future`,
    `no_due`, `due_past`, `twice`).
    """
    row = lock(nomination)
    if not may_appraise(actor, row):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định xin ý kiến về đề nghị này.")
    if row.state not in ASKABLE:
        raise Refused(
            "wrong_state",
            f"Đề nghị đang ở trạng thái «{row.get_state_display()}» nên không xin ý kiến.",
        )
    if body.kind not in ConsultedBody.values:
        raise Refused("body", "Chọn nơi được xin ý kiến trong danh sách.")
    name = _name(body)
    about = clean_text(letter.about, 300)
    if not about:
        raise Refused("no_text", "Ghi nội dung cần xin ý kiến.")
    day = letter.day
    if day is not None:
        check_past(day, "Ngày văn bản")
    if Consultation.objects.filter(
        nomination=row, body_name=name, withdrawn_at__isnull=True
    ).exists():
        raise Refused("twice", "Đã xin ý kiến nơi này về đề nghị đó.")
    one = Consultation.objects.create(
        nomination=row,
        body=body.kind,
        body_name=name,
        agency_id=body.agency_id,
        about=about,
        letter_number=clean_text(letter.number, 60),
        letter_date=day,
        due_on=_due(letter),
        by=actor,
        at=clock.now(),
    )
    _record(actor, one, "ask", f"Xin ý kiến {name} về {row.nominee_name}")
    if one.agency_id is not None:
        until = format_date(one.due_on)
        text = f"Xin ý kiến về đề nghị khen thưởng {row.nominee_name}, trả lời đến ngày {until}."
        _tell(one, ASKED, proposer_people(None, one.agency_id), text)
    return one


@transaction.atomic
def write_letter(
    *, consultation: Consultation, number: str, day: date, actor: User
) -> Consultation:
    """Type number and day of the letter once it has them; the day the answer is due is counted
    again from that day. Raises NotAllowed, Refused (`no_number`, `future`, `answered`)."""
    one = _kept(consultation, actor)
    number = clean_text(number, 60)
    if not number:
        raise Refused("no_number", "Ghi số văn bản như trên giấy.")
    check_past(day, "Ngày văn bản")
    if one.answer:
        raise Refused("answered", "Nơi được xin ý kiến đã trả lời nên không sửa văn bản.")
    one.letter_number, one.letter_date = number, day
    one.due_on = _due(Letter(one.about, number, day))
    one.save(update_fields=["letter_number", "letter_date", "due_on"])
    _record(actor, one, "letter", f"Văn bản xin ý kiến số {number} ngày {format_date(day)}")
    return one


@dataclass(frozen=True)
class Answer:
    """What the body said; `paper`: number and day of its letter, needed when typed by the desk."""

    answer: str
    text: str = ""
    paper: str = ""
    on: date | None = None


@transaction.atomic
def answer(
    *,
    consultation: Consultation,
    said: Answer,
    actor: User,
    file: tuple[str, BinaryIO] | None = None,
) -> Consultation:
    """The agency answers on the portal, or the desk types the answer from paper. Once only.

    Raises NotAllowed, Refused (`withdrawn`, `answered`, `answer`, `no_text`, `no_paper`, `long`,
    `future`, what is wrong with the file).
    """
    one = _locked(consultation)
    own = may_answer(actor, one)
    if not own and not may_ask(actor, one):
        raise NotAllowed("not_allowed", "Chỉ cơ quan được xin ý kiến, nơi thẩm định ghi trả lời.")
    if one.withdrawn_at is not None:
        raise Refused("withdrawn", "Việc xin ý kiến này đã rút.")
    if one.answer:
        raise Refused("answered", "Đã có trả lời, không sửa. Rút rồi xin ý kiến lại nếu cần.")
    values = _answer_columns(said, own)
    if file is not None:
        values["answer_file"] = keep_paper(
            name=file[0], stream=file[1], owner_kind=FILE_KIND, owner_uid=one.uid, actor=actor
        )
    values["answered_by"] = actor
    for name, value in values.items():
        setattr(one, name, value)
    one.save(update_fields=list(values))
    words = f"{one.body_name} trả lời: {one.get_answer_display()}"
    _record(actor, one, "answer", words)
    if own:
        row = one.nomination
        text = f"{words} (đề nghị khen thưởng {row.nominee_name})."
        _tell(one, ANSWERED, desk_people(row.round.unit_id), text)
    return one


@transaction.atomic
def withdraw(*, consultation: Consultation, reason: str, actor: User) -> Consultation:
    """Take a question back, with a reason. Raises NotAllowed, Refused (`no_reason`)."""
    one = _kept(consultation, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút việc xin ý kiến.")
    one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason = clock.now(), actor, reason
    one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _record(actor, one, "withdraw", f"Rút xin ý kiến {one.body_name}: {reason}"[:500])
    return one


def may_read_answer(user: User, file: StoredFile) -> bool:
    """Whoever sees the consultation."""
    rows = Consultation.objects.filter(uid=file.owner_uid)
    return rows.filter(consultations_seen_by(user)).exists()


FILE_RULES: dict[str, FileRule] = {FILE_KIND: may_read_answer}


def _name(body: Body) -> str:
    if body.agency_id is None:
        name = clean_text(body.name, 200)
        if not name:
            raise Refused("no_name", "Ghi tên cơ quan được xin ý kiến.")
        return name
    today = clock.today()
    agency = Agency.objects.filter(pk=body.agency_id, valid__contains=today).first()
    if agency is None:
        raise Refused("agency", "Cơ quan này không còn hoạt động. Chọn cơ quan kế tục.")
    return agency.name


def _due(letter: Letter) -> date:
    today = clock.today()
    due = letter.due or working_day_after(law_codes.CONSULTATION_DAYS, letter.day or today)
    if due is None:
        raise Refused("no_due", "Chưa có quy định về hạn trả lời. Ghi ngày hạn.")
    if letter.due is not None and due < today:
        raise Refused("due_past", "Hạn trả lời không thể trước hôm nay. Xem lại ngày.")
    return due


def _answer_columns(said: Answer, own: bool) -> dict[str, Any]:
    if said.answer not in ConsultationAnswer.values:
        raise Refused("answer", "Chọn đồng ý, không đồng ý hoặc không có ý kiến.")
    text, paper = nfc(said.text).strip(), clean_text(said.paper, 160)
    if said.answer == ConsultationAnswer.OBJECTS and not text:
        raise Refused("no_text", "Ghi lý do không đồng ý.")
    if len(text) > MOST_TEXT:
        raise Refused("long", "Trả lời dài hơn 4.000 ký tự. Phần chi tiết kèm trong tệp.")
    if not own and not paper:
        raise Refused("no_paper", "Ghi số, ngày văn bản trả lời như trên giấy.")
    day = said.on or clock.today()
    check_past(day, "Ngày trả lời")
    return {
        "answer": said.answer,
        "answer_text": text,
        "answer_paper": paper,
        "answered_on": day,
    }


def _locked(consultation: Consultation) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",))
    return rows.select_related("nomination__round").get(pk=consultation.pk)


def _kept(consultation: Consultation, actor: User) -> Consultation:
    one = _locked(consultation)
    if not may_ask(actor, one):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định sửa việc xin ý kiến.")
    if one.withdrawn_at is not None:
        raise Refused("withdrawn", "Việc xin ý kiến này đã rút.")
    return one


def _record(actor: User, one: Consultation, act: str, summary: str) -> None:
    audit.record(
        actor=actor,
        action=f"consultation.{act}",
        subject=one,
        summary=summary[:500],
        data={"nomination": str(one.nomination.uid)},
    )


def _tell(one: Consultation, kind: str, people: list[User], text: str) -> None:
    notify.tell(
        recipients=people,
        kind=kind,
        key=f"{one.uid}",
        text=text,
        url=reverse("awards:consultation", args=[one.uid]),
    )
