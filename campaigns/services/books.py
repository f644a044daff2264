"""Rows of the registers: entered, mended, withdrawn; an initiative is used once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.books import Book
from campaigns.models import BookRow, Initiative
from campaigns.queries.parties import parties_on
from campaigns.story_rules import keeps_for, may_keep_row
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc

Values = Mapping[str, Any]
NOT_KEEPER = "Bạn chỉ ghi sổ của xã, cơ quan mình."
PAST = ("decision_date", "on", "founded", "since")
"""Columns that tell what has been: no day to come."""


@transaction.atomic
def add_row(
    *, book: Book, unit_id: int | None, agency_id: int | None, values: Values, actor: User
) -> BookRow:
    """Enter a row of one's own unit or agency.

    Raises NotAllowed, Refused (`party`, `future`, `not_whole` with what a column needs).
    """
    if not keeps_for(actor, unit_id, agency_id):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    if (unit_id, agency_id) not in {(p.unit_id, p.agency_id) for p in parties_on(clock.today())}:
        raise Refused("party", "Chọn xã hoặc cơ quan đang hoạt động.")
    row = book.model(unit_id=unit_id, agency_id=agency_id, by=actor, at=clock.now())
    _fill(book, row, values)
    row.save()
    _tell(actor, row, "add", f"Thêm vào sổ: {row.name}")
    return row


@transaction.atomic
def change_row(*, book: Book, row: BookRow, values: Values, actor: User) -> BookRow:
    """Mend a row; its older words stay in its history. Raises as `add_row`, and `withdrawn`."""
    locked = _lock(row, actor)
    _fill(book, locked, values)
    locked.save()
    _tell(actor, locked, "change", f"Sửa: {locked.name}")
    return locked


@transaction.atomic
def withdraw_row(*, row: BookRow, reason: str, actor: User) -> BookRow:
    """Take a row entered by mistake out of the register; it stays readable.

    Raises NotAllowed, Refused (`no_reason`, `withdrawn`, `used`).
    """
    locked = _lock(row, actor)
    if isinstance(locked, Initiative) and locked.used_for:
        raise Refused("used", "Sáng kiến đã dùng để đề nghị khen thưởng nên không rút được.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút dòng này khỏi sổ.")
    locked.withdrawn_at, locked.withdrawn_by = clock.now(), actor
    locked.withdrawn_reason = reason
    locked.save()
    _tell(actor, locked, "withdraw", f"Rút khỏi sổ: {reason}")
    return locked


@transaction.atomic
def use_initiative(*, initiative: Initiative, used_for: str, on: date, actor: User) -> Initiative:
    """Write down the one use of an initiative, such as the nomination that rests on it.

    Raises NotAllowed, Refused (`used` when it has had its use, `no_use`, `future`, `early`).
    """
    locked = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if not may_keep_row(actor, locked):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút khỏi sổ.")
    if locked.used_for:
        raise Refused(
            "used", f"Sáng kiến đã dùng cho «{locked.used_for}», không dùng lần thứ hai được."
        )
    words = clean_text(used_for, 240)
    if not words:
        raise Refused("no_use", "Ghi sáng kiến dùng cho đề nghị khen thưởng nào.")
    check_past(on, "Ngày dùng")
    if on < locked.decision_date:
        raise Refused("early", "Ngày dùng trước ngày công nhận sáng kiến. Xem lại ngày.")
    locked.used_for, locked.used_on, locked.used_by = words, on, actor
    locked.save()
    _tell(actor, locked, "use", f"Dùng cho: {words}")
    return locked


def _lock(row: BookRow, actor: User) -> BookRow:
    locked: BookRow = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_keep_row(actor, locked):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút khỏi sổ.")
    return locked


def _fill(book: Book, row: BookRow, values: Values) -> None:
    for name in ("name", *book.fields, "note"):
        value = values.get(name)
        if name in PAST and value is not None:
            check_past(value, book.label(name))
        if isinstance(value, str):
            value = nfc(value).strip()
        if value is not None or name in values:
            setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("not_whole", " ".join(error.messages)) from error


def _tell(actor: User, row: BookRow, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"book.{act}", subject=row, summary=summary)
