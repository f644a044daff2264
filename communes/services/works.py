"""The register of works: what was given, accepted and paid, and what the commune states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.db import transaction

from communes.enums import CapitalSource, Programme, Role, WorkLineKind
from communes.models import DebtStatement, Work, WorkLine
from communes.queries.register_rules import kept_units, money_words, villages_of
from communes.rules import reach
from communes.services.register_papers import (
    STATEMENT_KIND,
    check_past,
    clean_text,
    keep_paper,
)
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

MOST = Decimal(10) ** 15
"""đồng; a work of a commune is far below, a slip of the keyboard is not."""


@dataclass(frozen=True)
class WorkText:
    """What is written of a work; money in đồng, `total_investment` None where not known."""

    name: str
    programme: str
    programme_name: str = ""
    village_id: int | None = None
    decision_number: str = ""
    decision_date: date | None = None
    total_investment: Decimal | None = None
    note: str = ""


@transaction.atomic
def add_work(*, unit_id: int, text: WorkText, actor: User) -> Work:
    """Enter a work. Raises NotAllowed, Refused (see `_columns`)."""
    _check_keeper(actor, unit_id)
    values = _columns(unit_id, text)
    if Work.objects.filter(
        unit_id=unit_id, name=values["name"], withdrawn_at__isnull=True
    ).exists():
        raise Refused("same_name", f"Sổ đã có công trình «{values['name']}». Ghi tên khác.")
    work = Work.objects.create(unit_id=unit_id, created_by=actor, **values)
    _tell(actor, work, "add", f"Thêm công trình {work.name}")
    return work


@transaction.atomic
def change_work(*, work: Work, text: WorkText, actor: User) -> Work:
    """Mend what is written of a work; older words stay in its history. Raises as `add_work`."""
    locked = _lock(work)
    _check_keeper(actor, locked.unit_id)
    _check_living(locked)
    values = _columns(locked.unit_id, text)
    same = Work.objects.filter(
        unit_id=locked.unit_id, name=values["name"], withdrawn_at__isnull=True
    ).exclude(pk=locked.pk)
    if same.exists():
        raise Refused("same_name", f"Sổ đã có công trình «{values['name']}». Ghi tên khác.")
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save()
    _tell(actor, locked, "change", f"Sửa thông tin công trình {locked.name}")
    return locked


@transaction.atomic
def withdraw_work(*, work: Work, reason: str, actor: User) -> Work:
    """Take a work entered by mistake out of the register; it stays readable with its ledger.

    Raises NotAllowed, Refused (`no_reason`, `withdrawn`).
    """
    locked = _lock(work)
    _check_keeper(actor, locked.unit_id, leader=True)
    _check_living(locked)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút công trình khỏi sổ.")
    locked.withdrawn_at, locked.withdrawn_by = clock.now(), actor
    locked.withdrawn_reason = reason
    locked.save()
    _tell(actor, locked, "withdraw", f"Rút công trình {locked.name}: {reason}")
    return locked


@dataclass(frozen=True)
class Line:
    """A row to write: `amount` in đồng, 0 for "none so far"; `year` of the capital, if given."""

    kind: str
    amount: Decimal
    on: date
    source: str = ""
    year: int | None = None
    paper: str = ""


@transaction.atomic
def add_line(*, work: Work, line: Line, actor: User) -> WorkLine:
    """Write a row into a work's ledger.

    Raises NotAllowed, Refused (`amount`, `future`, `no_source`, `kind`, `withdrawn`, `year`).
    """
    locked = _lock(work)
    _check_keeper(actor, locked.unit_id)
    _check_living(locked)
    if line.kind not in WorkLineKind.values:
        raise Refused("kind", "Chọn loại dòng: vốn đã giao, nghiệm thu hoặc thanh toán.")
    _check_money(line.amount, "Số tiền")
    check_past(line.on, "Ngày")
    if line.source and line.source not in CapitalSource.values:
        raise Refused("no_source", "Chọn nguồn vốn trong danh sách.")
    if line.kind == WorkLineKind.GIVEN and not line.source:
        raise Refused("no_source", "Chọn nguồn của vốn đã giao.")
    if line.year is not None and not 2000 <= line.year <= clock.today().year + 1:
        raise Refused("year", f"Năm vốn {line.year} không hợp lý. Xem lại năm.")
    row = WorkLine.objects.create(
        work=locked,
        kind=line.kind,
        amount=line.amount,
        on=line.on,
        source=line.source,
        year=line.year,
        paper=clean_text(line.paper, 160),
        by=actor,
    )
    label = WorkLineKind(line.kind).label
    _tell(actor, locked, "line", f"{locked.name}: {label} {money_words(line.amount)}")
    return row


@transaction.atomic
def take_back_line(*, line: WorkLine, reason: str, actor: User) -> WorkLine:
    """Take a wrong row back by a counter-entry; the row stays readable. Returns the counter-entry.

    Raises NotAllowed, Refused (`no_reason`, `already`, `counter`).
    """
    work = _lock(line.work)
    _check_keeper(actor, work.unit_id)
    if line.corrects_id is not None:
        raise Refused("counter", "Dòng này là bút toán đảo nên không đảo lại. Ghi dòng mới.")
    if WorkLine.objects.filter(corrects=line).exists():
        raise Refused("already", "Dòng này đã được đảo.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do đảo dòng này.")
    counter = WorkLine.objects.create(
        work=work,
        kind=line.kind,
        source=line.source,
        year=line.year,
        amount=-line.amount,
        on=line.on,
        paper=line.paper,
        corrects=line,
        reason=reason,
        by=actor,
    )
    label = WorkLineKind(line.kind).label
    _tell(actor, work, "take_back", f"{work.name}: đảo {label} {money_words(line.amount)}")
    return counter


@transaction.atomic
def state_debt(
    *,
    unit_id: int,
    as_of: date,
    owed: Decimal,
    paper_number: str,
    paper_date: date,
    name: str,
    stream: BinaryIO,
    actor: User,
) -> DebtStatement:
    """Keep the commune's signed statement on debt; `owed` as the paper says, 0 for none.

    By the leader. The sum the register computes is neither used nor changed. Raises NotAllowed,
    Refused (`no_number`, `future`, `amount`, and what is wrong with the file).
    """
    if unit_id not in reach(actor).units(Role.COMMUNE_LEADER):
        raise NotAllowed("not_allowed", "Chỉ lãnh đạo UBND xã xác nhận nợ của xã.")
    number = clean_text(paper_number, 60)
    if not number:
        raise Refused("no_number", "Ghi số văn bản như trên giấy, ví dụ 45/BC-UBND.")
    check_past(paper_date, "Ngày văn bản")
    if as_of > paper_date:
        raise Refused("as_of", "Ngày tính số nợ không thể sau ngày văn bản. Xem lại hai ngày.")
    _check_money(owed, "Số nợ")
    row = DebtStatement(
        unit_id=unit_id,
        as_of=as_of,
        owed=owed,
        paper_number=number,
        paper_date=paper_date,
        by=actor,
    )
    row.paper_file = keep_paper(
        name=name, stream=stream, owner_kind=STATEMENT_KIND, owner_uid=row.uid, actor=actor
    )
    row.save(force_insert=True)
    words = f"còn nợ {money_words(owed)}" if owed else "không nợ đọng"
    audit.record(
        actor=actor,
        action="debt.state",
        subject=row,
        summary=f"Văn bản số {number}: {words}, tính đến {as_of:%d/%m/%Y}",
        data={"owed": str(owed), "sha256": row.paper_file.sha256},
    )
    return row


def _lock(work: Work) -> Work:
    return Work.objects.select_for_update(of=("self",)).get(pk=work.pk)


def _check_keeper(actor: User, unit_id: int, *, leader: bool = False) -> None:
    mine = reach(actor)
    if unit_id not in kept_units(actor):
        raise NotAllowed("not_allowed", "Chỉ người của xã ghi sổ công trình của xã.")
    if leader and not mine.units(Role.COMMUNE_LEADER):
        raise NotAllowed("not_allowed", "Chỉ lãnh đạo UBND xã rút công trình khỏi sổ.")


def _check_living(work: Work) -> None:
    if work.withdrawn_at is not None:
        raise Refused("withdrawn", "Công trình này đã rút khỏi sổ nên không sửa được.")


def _check_money(amount: Decimal, what: str) -> None:
    if amount < 0:
        raise Refused("amount", f"{what} nhỏ hơn 0. Nhập số từ 0 trở lên; ghi sai thì đảo dòng.")
    if amount != amount.to_integral_value():
        raise Refused("amount", f"{what} tính bằng đồng, không có phần lẻ.")
    if amount >= MOST:
        raise Refused("amount", f"{what} lớn quá. Nhập số tính bằng đồng rồi xem lại.")


def _columns(unit_id: int, text: WorkText) -> dict[str, object]:
    name = clean_text(text.name, 240)
    if not name:
        raise Refused("no_name", "Ghi tên công trình.")
    if text.programme not in Programme.values:
        raise Refused("programme", "Chọn chương trình của công trình.")
    other = clean_text(text.programme_name, 160)
    if text.programme == Programme.NTM and other:
        raise Refused("programme", "Công trình thuộc Chương trình NTM thì để trống tên nguồn khác.")
    if text.programme == Programme.OTHER and not other:
        raise Refused("programme", "Ghi tên nguồn khác của công trình.")
    if text.total_investment is not None:
        _check_money(text.total_investment, "Tổng mức đầu tư")
    if text.decision_date is not None:
        check_past(text.decision_date, "Ngày quyết định")
    if text.village_id is not None:
        known = {one.unit_id for one in villages_of(unit_id, clock.today())}
        if text.village_id not in known:
            raise Refused("not_own_village", "Thôn, làng không thuộc xã. Chọn lại.")
    return {
        "name": name,
        "programme": text.programme,
        "programme_name": other,
        "village_id": text.village_id,
        "decision_number": clean_text(text.decision_number, 60),
        "decision_date": text.decision_date,
        "total_investment": text.total_investment,
        "note": clean_text(text.note, 500),
    }


def _tell(actor: User, work: Work, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"work.{act}", subject=work, summary=summary[:500])
