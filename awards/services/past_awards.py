"""The register of past awards: written by the desk, recorded on issue, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from psycopg2.extras import DateRange

from awards.enums import AwardLevel, MeritKind
from awards.models import Award, Nominee, PastAward
from awards.nominee_rules import may_keep_book
from awards.services.nominees import withdraw
from communes.queries.register_rules import names_on
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import format_date

FILE_KIND = "past_award"
NOT_KEEPER = "Chỉ bộ phận thường trực xét khen thưởng của cấp đó ghi sổ khen thưởng."
ON_PORTAL = "Quyết định trên cổng"


@dataclass(frozen=True)
class PastAwardText:
    """What is written of an earlier award. `first` and `last` are the days of merit."""

    type_name: str
    level: str
    merit_kind: str
    decider: str
    source: str
    type_code: str = ""
    first: date | None = None
    last: date | None = None
    merit: str = ""
    movement: str = ""
    number: str = ""
    date: date | None = None
    book_number: str = ""
    verified: bool = False
    illustrative: bool = False


@transaction.atomic
def add_past_award(
    *,
    nominee: Nominee,
    unit_id: int,
    text: PastAwardText,
    scan: Scan | None = None,
    actor: User,
) -> PastAward:
    """Write an earlier award into the register of a level.

    Raises NotAllowed, Refused (`type_name`, `level`, `merit_kind`, `decider`, `source`, `period`,
    `future`, `unproved`, `twice`, and what is wrong with the file).
    """
    if not may_keep_book(actor, unit_id):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    values = columns_of(text)
    if text.verified and not (values["decision_number"] and values["decision_date"]):
        raise Refused("unproved", "Đã đối chiếu quyết định thì ghi số và ngày quyết định.")
    row = PastAward(nominee=nominee, unit_id=unit_id, by=actor, **values)
    if already(row):
        raise Refused("twice", "Khen thưởng này đã có trong sổ.")
    if scan is not None:
        row.file = _keep(scan, row, actor)
    row.save(force_insert=True)
    _tell(row, "add", "Ghi vào sổ khen thưởng", actor)
    return row


@transaction.atomic
def verify_past_award(*, row: PastAward, scan: Scan | None, note: str, actor: User) -> PastAward:
    """Say that the decision itself was seen. Raises NotAllowed, Refused (`withdrawn`, `verified`,
    `unproved`, and what is wrong with the file)."""
    locked = _locked(row, actor)
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút nên không đối chiếu được. Ghi dòng mới.")
    if locked.verified:
        raise Refused("verified", "Dòng này đã được đối chiếu.")
    if not locked.decision_number or locked.decision_date is None:
        raise Refused("unproved", "Dòng chưa có số, ngày quyết định. Rút dòng này, ghi dòng đủ.")
    locked.verified = True
    if scan is not None:
        locked.file = _keep(scan, locked, actor)
    locked.save(update_fields=["verified", "file"])
    _tell(locked, "verify", f"Đã đối chiếu quyết định. {clean_text(note, 200)}".strip(), actor)
    return locked


@transaction.atomic
def withdraw_past_award(*, row: PastAward, reason: str, actor: User) -> PastAward:
    """Take a wrong row out of the register; it stays readable. Raises NotAllowed, Refused
    (`withdrawn`, `no_reason`)."""
    locked = _locked(row, actor)
    withdraw(locked, reason, actor)
    _tell(locked, "withdraw", f"Rút khỏi sổ khen thưởng: {locked.withdrawn_reason}", actor)
    return locked


@transaction.atomic
def record_from_award(award: Award, actor: User) -> PastAward:
    """The register's row of an award of an issued decision; the same row when it is there. The
    caller has settled the rights. Raises Refused (`no_type`)."""
    decision = award.decision
    row_type = award.award_type
    if row_type is None:
        raise Refused("no_type", "Khen thưởng chưa gắn danh hiệu, hình thức theo quy định.")
    there = PastAward.objects.filter(
        nominee=award.nominee,
        type_name=award.type_name,
        decision_number=decision.number,
        decision_date=decision.number_date,
        withdrawn_at__isnull=True,
    ).first()
    if there is not None:
        return there
    on = decision.number_date or decision.decided_on
    place = names_on([decision.unit_id], on).get(decision.unit_id, "") if on else ""
    made = decision.round
    row = PastAward.objects.create(
        nominee=award.nominee,
        unit=decision.unit,
        type_code=row_type.code,
        type_name=award.type_name,
        level=row_type.level,
        merit_kind=award.merit_kind,
        achievement=made.achievement if made else None,
        achievement_text=award.citation[:300],
        movement=made.campaign.title[:200] if made and made.campaign else "",
        decision_number=decision.number,
        decision_date=decision.number_date,
        decider=f"Chủ tịch UBND {place[:1].lower()}{place[1:]}".strip()[:200],
        book_number=award.book_number,
        verified=not decision.taken_in,
        source=ON_PORTAL,
        file=decision.file,
        illustrative=decision.illustrative,
        by=actor,
    )
    _tell(row, "record", "Ghi vào sổ khen thưởng theo quyết định", actor)
    return row


@transaction.atomic
def withdraw_for_award(award: Award, reason: str, actor: User) -> int:
    """Take the rows of a revoked award out of the register; the caller has settled the rights.
    Returns how many. Raises Refused (`no_reason`)."""
    rows = PastAward.objects.select_for_update(of=("self",)).filter(
        nominee=award.nominee,
        type_name=award.type_name,
        decision_number=award.decision.number,
        decision_date=award.decision.number_date,
        withdrawn_at__isnull=True,
    )
    found = list(rows)
    for row in found:
        withdraw(row, reason, actor)
        _tell(row, "withdraw", f"Rút khỏi sổ khen thưởng: {row.withdrawn_reason}", actor)
    return len(found)


def columns_of(text: PastAwardText) -> dict[str, Any]:
    """The columns of a row, checked. Raises Refused."""
    name, decider = clean_text(text.type_name, 200), clean_text(text.decider, 200)
    source = clean_text(text.source, 200)
    if not name:
        raise Refused("type_name", "Ghi danh hiệu, hình thức khen thưởng.")
    if text.level not in AwardLevel.values:
        raise Refused("level", "Chọn cấp khen thưởng.")
    if text.merit_kind not in MeritKind.values:
        raise Refused("merit_kind", "Chọn loại hình khen thưởng.")
    if not decider:
        raise Refused("decider", "Ghi người quyết định.")
    if not source:
        raise Refused("source", "Ghi nguồn: quyết định, sổ vàng, danh sách nào.")
    if text.date is not None:
        check_past(text.date, "Ngày quyết định")
    return {
        "type_code": text.type_code[:24],
        "type_name": name,
        "level": text.level,
        "merit_kind": text.merit_kind,
        "achievement": _period(text),
        "achievement_text": clean_text(text.merit, 300),
        "movement": clean_text(text.movement, 200),
        "decision_number": clean_text(text.number, 60),
        "decision_date": text.date,
        "decider": decider,
        "book_number": clean_text(text.book_number, 30),
        "verified": text.verified,
        "source": source,
        "illustrative": text.illustrative,
    }


def already(row: PastAward) -> bool:
    """Whether the register holds that award of that nominee. One query."""
    rows = PastAward.objects.filter(nominee=row.nominee, withdrawn_at__isnull=True)
    return _key(row) in {_key(one) for one in rows}


def _key(row: PastAward) -> tuple[object, ...]:
    """Number and day tell decisions apart; where a list gives no number, the days of merit do."""
    first = row.achievement.lower if row.achievement and not row.decision_number else None
    return row.type_name.lower(), row.decision_number, row.decision_date, first


def known_keys(nominee_ids: Collection[int]) -> set[tuple[object, ...]]:
    """Keys of all rows of some nominees, each with its nominee. One query."""
    rows = PastAward.objects.filter(nominee__in=nominee_ids, withdrawn_at__isnull=True)
    return {(row.nominee_id, *_key(row)) for row in rows}


def key_of(row: PastAward) -> tuple[object, ...]:
    """What makes two rows of the register the same award of the same nominee."""
    return (row.nominee_id, *_key(row))


def _period(text: PastAwardText) -> DateRange | None:
    if text.first is None and text.last is None:
        return None
    if text.first is None or text.last is None or text.first > text.last:
        raise Refused("period", "Ghi cả ngày đầu, ngày cuối của thời gian đạt thành tích.")
    return DateRange(text.first, text.last + timedelta(days=1))


def _locked(row: PastAward, actor: User) -> PastAward:
    locked = PastAward.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_keep_book(actor, locked.unit_id):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    return locked


def _keep(scan: Scan, row: PastAward, actor: User) -> StoredFile:
    return keep_paper(
        name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
    )


def _tell(row: PastAward, act: str, words: str, actor: User) -> None:
    number = f" số {row.decision_number}" if row.decision_number else ""
    on = f" ngày {format_date(row.decision_date)}" if row.decision_date else ""
    audit.record(
        actor=actor,
        action=f"past_award.{act}",
        subject=row,
        summary=f"{words}: {row.type_name}{number}{on}"[:500],
        data={"nominee": str(row.nominee.uid), "type": row.type_code},
    )
