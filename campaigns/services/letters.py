"""The register of incoming letters: numbered in sequence, answered, withdrawn, never deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from campaigns.models import IncomingLetter, LetterCounter
from campaigns.queries.parties import agencies_on
from campaigns.queries.task_people import people_of
from campaigns.rules import acting
from campaigns.services.task_papers import LETTER_KIND, keep
from campaigns.task_rules import keeps_letters
from communes.models import UnitVersion
from communes.queries.register_rules import kept_units
from communes.services.register_papers import Scan, check_past, clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


@dataclass(frozen=True)
class LetterText:
    """What stands on a letter, and who is to answer it until when."""

    arrived_on: date
    sender: str
    abstract: str
    number: str = ""
    letter_date: date | None = None
    answer_due: date | None = None
    handler_agency_id: int | None = None
    handler_name: str = ""


@transaction.atomic
def register_letter(
    *, unit_id: int, text: LetterText, scan: Scan | None, actor: User
) -> IncomingLetter:
    """Enter a letter under the next number of the year it came in.

    Raises NotAllowed, Refused (`sender`, `abstract`, `future`, `date`, `due`, `agency`, `same`,
    `unit`).
    """
    if not keeps_letters(actor, unit_id):
        raise NotAllowed("not_allowed", "Chỉ văn thư, hoặc người của xã, vào sổ văn bản đến.")
    if not UnitVersion.objects.filter(unit_id=unit_id, valid__contains=clock.today()).exists():
        raise Refused("unit", "Đơn vị này đã kết thúc hoạt động. Vào sổ của đơn vị kế tục.")
    sender, abstract = clean_text(text.sender, 200), clean_text(text.abstract, 400)
    number = clean_text(text.number, 60)
    _check(text, sender, abstract)
    if number and _there(unit_id, text, sender, number):
        raise Refused("same", f"Sổ đã có văn bản số {number} của nơi gửi này, cùng ngày.")
    row = IncomingLetter(
        unit_id=unit_id,
        year=text.arrived_on.year,
        arrival_no=_next_number(unit_id, text.arrived_on.year),
        arrived_on=text.arrived_on,
        number=number,
        letter_date=text.letter_date,
        sender=sender,
        abstract=abstract,
        answer_due=text.answer_due,
        handler_agency_id=text.handler_agency_id,
        handler_name=clean_text(text.handler_name, 160),
        by=actor,
    )
    row.file = keep(scan, LETTER_KIND, row.uid, actor)
    row.save()
    _record(actor, row, "letter.register", f"Vào sổ văn bản đến số {row.arrival_no}/{row.year}")
    _tell_handler(row)
    return row


@dataclass(frozen=True)
class Handler:
    """Who answers a letter: an agency, a person, both or nobody yet; and until when."""

    agency_id: int | None = None
    name: str = ""
    answer_due: date | None = None


@transaction.atomic
def assign_letter(*, letter: IncomingLetter, handler: Handler, actor: User) -> IncomingLetter:
    """Give a letter to who answers it, or to another. Raises NotAllowed, Refused (`due`, `agency`,
    `answered`, `withdrawn`)."""
    locked = _lock(letter)
    if locked.unit_id not in kept_units(actor) and not keeps_letters(actor, locked.unit_id):
        raise NotAllowed("not_allowed", "Chỉ người giữ sổ giao xử lý văn bản.")
    _check_living(locked)
    if locked.answer_number:
        raise Refused("answered", "Văn bản này đã ghi trả lời.")
    _check_handler(handler, locked.arrived_on)
    locked.handler_agency_id = handler.agency_id
    locked.handler_name = clean_text(handler.name, 160)
    locked.answer_due = handler.answer_due
    locked.save()
    due = f", hạn {handler.answer_due:%d/%m/%Y}" if handler.answer_due else ""
    agency = locked.handler_agency.short_name if locked.handler_agency else ""
    who = ", ".join(part for part in (agency, locked.handler_name) if part) or "chưa giao ai"
    _record(actor, locked, "letter.assign", f"Giao xử lý: {who}{due}")
    _tell_handler(locked)
    return locked


def _tell_handler(row: IncomingLetter) -> None:
    if not row.handler_agency_id or not row.answer_due:
        return
    holder = (None, row.handler_agency_id)
    notify.tell(
        recipients=people_of([holder]).get(holder, []),
        kind="letter.assigned",
        key=f"letter-{row.uid}-{row.handler_agency_id}-{row.answer_due.isoformat()}",
        text=f"Văn bản cần trả lời trước {row.answer_due:%d/%m/%Y}: {row.abstract}"[:500],
        url=reverse("campaigns:letter", args=[row.uid]),
    )


def _check_handler(handler: Handler, arrived_on: date) -> None:
    if handler.answer_due and handler.answer_due < arrived_on:
        raise Refused("due", "Hạn trả lời không thể trước ngày đến.")
    known = {one.agency_id for one in agencies_on(clock.today())}
    if handler.agency_id and handler.agency_id not in known:
        raise Refused("agency", "Cơ quan xử lý không còn hoạt động. Chọn trong danh sách.")


def _check(text: LetterText, sender: str, abstract: str) -> None:
    if not sender:
        raise Refused("sender", "Ghi nơi gửi như trên văn bản.")
    if not abstract:
        raise Refused("abstract", "Ghi trích yếu như trên văn bản.")
    check_past(text.arrived_on, "Ngày đến")
    if text.letter_date and text.letter_date > text.arrived_on:
        raise Refused("date", "Ngày văn bản không thể sau ngày đến.")
    handler = Handler(text.handler_agency_id, text.handler_name, text.answer_due)
    _check_handler(handler, text.arrived_on)


def _there(unit_id: int, text: LetterText, sender: str, number: str) -> bool:
    return IncomingLetter.objects.filter(
        unit_id=unit_id,
        sender=sender,
        number=number,
        letter_date=text.letter_date,
        withdrawn_at__isnull=True,
    ).exists()


def _next_number(unit_id: int, year: int) -> int:
    """The next number; the counter stays locked until the letter is stored, so none is skipped or
    given twice."""
    LetterCounter.objects.get_or_create(unit_id=unit_id, year=year)
    counter = LetterCounter.objects.select_for_update(of=("self",)).get(unit_id=unit_id, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def answer_letter(
    *,
    letter: IncomingLetter,
    number: str,
    on: date,
    scan: Scan | None,
    actor: User,
    document: uuid.UUID | None = None,
) -> IncomingLetter:
    """Record the answer: number and day of its paper, or the issued document by its uid.

    Raises NotAllowed, Refused (`number`, `future`, `before`, `answered`, `withdrawn`).
    """
    locked = _lock(letter)
    _check_may_answer(actor, locked)
    _check_living(locked)
    number = clean_text(number, 60)
    if not number:
        raise Refused("number", "Ghi số văn bản trả lời.")
    check_past(on, "Ngày trả lời")
    if on < locked.arrived_on:
        raise Refused("before", "Ngày trả lời không thể trước ngày đến.")
    if locked.answer_number:
        raise Refused("answered", "Văn bản này đã ghi trả lời.")
    locked.answer_number, locked.answer_date, locked.answered_by = number, on, actor
    locked.answer_document = str(document) if document else ""
    locked.answer_file = keep(scan, LETTER_KIND, locked.uid, actor)
    locked.save()
    _record(actor, locked, "letter.answer", f"Trả lời bằng văn bản số {number}")
    return locked


@transaction.atomic
def withdraw_letter(*, letter: IncomingLetter, reason: str, actor: User) -> IncomingLetter:
    """Strike a wrong entry; its number is not given again. Raises NotAllowed, Refused
    (`no_reason`, `withdrawn`)."""
    locked = _lock(letter)
    if locked.unit_id not in kept_units(actor) and not keeps_letters(actor, locked.unit_id):
        raise NotAllowed("not_allowed", "Chỉ người giữ sổ rút dòng đã vào sổ.")
    _check_living(locked)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút khỏi sổ.")
    locked.withdrawn_at, locked.withdrawn_by = clock.now(), actor
    locked.withdrawn_reason = reason
    locked.save()
    _record(actor, locked, "letter.withdraw", f"Rút khỏi sổ: {reason}")
    return locked


def may_answer(user: User, letter: IncomingLetter) -> bool:
    """Keeps the register, or works in the agency that is to answer."""
    kept = letter.unit_id in kept_units(user) or keeps_letters(user, letter.unit_id)
    return kept or letter.handler_agency_id in acting(user).agencies


def _check_may_answer(actor: User, letter: IncomingLetter) -> None:
    if not may_answer(actor, letter):
        raise NotAllowed("not_allowed", "Chỉ người giữ sổ và cơ quan xử lý ghi trả lời.")


def _check_living(letter: IncomingLetter) -> None:
    if letter.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút khỏi sổ.")


def _lock(letter: IncomingLetter) -> IncomingLetter:
    return IncomingLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)


def _record(actor: User, row: IncomingLetter, act: str, words: str) -> None:
    audit.record(actor=actor, action=act, subject=row, summary=words[:500])
