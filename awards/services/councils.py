"""Councils and their seats: written by decision, ended with a day, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from psycopg2.extras import DateRange

from awards.council_rules import may_keep_council, prepares_units
from awards.enums import SeatRole
from awards.models import Council, CouncilSeat
from communes.models import AdministrativeUnit
from communes.services.register_papers import Scan, clean_text, keep_paper
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

PAPER_KIND = "council_decision"
NOT_DESK = "Chỉ Phòng Nội vụ (ở xã: công chức, lãnh đạo UBND xã) ghi thành phần Hội đồng."
ONE_ONLY = (SeatRole.CHAIR, SeatRole.SECRETARY)


@dataclass(frozen=True)
class CouncilText:
    """A council by its decision; `last` None while it goes on."""

    name: str
    first: date
    last: date | None = None
    decision_number: str = ""
    decision_date: date | None = None
    illustrative: bool = False


@dataclass(frozen=True)
class SeatText:
    """Somebody's seat from `first` on. `unit_id` or `agency_id`: where the person works."""

    name: str
    position: str
    role: str
    first: date
    user: User | None = None
    unit_id: int | None = None
    agency_id: int | None = None
    order: int = 0


@transaction.atomic
def make_council(
    *, unit: AdministrativeUnit, text: CouncilText, actor: User, scan: Scan | None = None
) -> Council:
    """Write a council by its decision.

    Raises NotAllowed, Refused (`no_name`, `days`, `overlap`, what is wrong with the file).
    """
    if unit.pk not in prepares_units(actor):
        raise NotAllowed("not_allowed", NOT_DESK)
    name = clean_text(text.name, 200)
    if not name:
        raise Refused("no_name", "Ghi tên Hội đồng.")
    days = _range(text.first, text.last)
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    other = Council.objects.filter(unit=unit, valid__overlap=days).first()
    if other is not None:
        raise Refused(
            "overlap",
            f"{other.name} (từ {format_date(other.valid.lower)}) còn hiệu lực trong thời gian đó. "
            "Ghi ngày cuối cho Hội đồng cũ trước.",
        )
    row = Council(
        unit=unit,
        name=name,
        decision_number=clean_text(text.decision_number, 60),
        decision_date=text.decision_date,
        valid=days,
        illustrative=text.illustrative,
        made_by=actor,
    )
    if scan is not None:
        row.decision_file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=PAPER_KIND,
            owner_uid=row.uid,
            actor=actor,
        )
    row.save()
    _tell(actor, row, "make", f"Ghi {name}", number=row.decision_number)
    return row


@transaction.atomic
def end_council(*, council: Council, last: date, reason: str, actor: User) -> Council:
    """The council's last day, and that of its seats. Raises NotAllowed, Refused (`no_reason`,
    `days`)."""
    row = _lock(council, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do: số, ngày quyết định kiện toàn hoặc giải thể.")
    row.valid = _range(row.valid.lower, last)
    row.save(update_fields=["valid"])
    for seat in row.seats.all():
        if seat.valid.upper is None or seat.valid.upper > row.valid.upper:
            if seat.valid.lower > last:
                raise Refused(
                    "days", f"{seat.name} vào Hội đồng sau ngày đó. Xem lại ngày cuối của Hội đồng."
                )
            seat.valid = DateRange(seat.valid.lower, row.valid.upper)
            seat.save(update_fields=["valid"])
    _tell(actor, row, "end", f"Hội đồng hết hiệu lực sau ngày {format_date(last)}: {reason}")
    return row


@transaction.atomic
def add_seat(*, council: Council, text: SeatText, actor: User) -> CouncilSeat:
    """Give somebody a seat until the council ends or the seat is ended.

    Raises NotAllowed, Refused (`no_name`, `role`, `days`, `overlap`, `taken`, `place`).
    """
    row = _lock(council, actor)
    name = clean_text(text.name or (text.user.full_name if text.user else ""), 160)
    position = clean_text(text.position or (text.user.position if text.user else ""), 200)
    if not name or not position:
        raise Refused("no_name", "Ghi họ tên và chức vụ của thành viên.")
    if text.role not in SeatRole.values:
        raise Refused("role", "Chọn vai trò trong Hội đồng.")
    if text.unit_id is not None and text.agency_id is not None:
        raise Refused("place", "Chọn một nơi công tác: đơn vị hoặc cơ quan.")
    upper = row.valid.upper
    if text.first < row.valid.lower or (upper is not None and text.first >= upper):
        raise Refused("days", "Ngày vào Hội đồng phải trong thời gian hiệu lực của Hội đồng.")
    days = DateRange(text.first, upper)
    _check_free(row, text, days)
    seat = CouncilSeat.objects.create(
        council=row,
        user=text.user,
        name=name,
        position=position,
        role=text.role,
        order=text.order or row.seats.count() + 1,
        unit_id=text.unit_id,
        agency_id=text.agency_id,
        valid=days,
    )
    summary = f"{name} vào Hội đồng, {seat.get_role_display()}, từ {format_date(text.first)}"
    _tell(actor, row, "seat", summary, seat=str(seat.uid))
    return seat


@transaction.atomic
def end_seat(*, seat: CouncilSeat, last: date, reason: str, actor: User) -> CouncilSeat:
    """A seat's last day; who follows gets a seat of its own. Raises NotAllowed, Refused
    (`no_reason`, `days`)."""
    council = _lock(seat.council, actor)
    row = CouncilSeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do: số, ngày quyết định thay đổi thành phần.")
    if row.valid.upper is not None and last >= row.valid.upper:
        raise Refused("days", "Ngày cuối đang ghi sớm hơn. Xem lại ngày.")
    row.valid = _range(row.valid.lower, last)
    row.save(update_fields=["valid"])
    summary = f"{row.name} thôi thành viên Hội đồng sau ngày {format_date(last)}: {reason}"
    _tell(actor, council, "seat_end", summary, seat=str(row.uid))
    return row


def _check_free(council: Council, text: SeatText, days: DateRange) -> None:
    there = council.seats.filter(valid__overlap=days)
    if text.user is not None and there.filter(user=text.user).exists():
        raise Refused(
            "overlap",
            "Người này đã có trong Hội đồng trong thời gian đó. Ghi ngày thôi cho chỗ cũ trước.",
        )
    if text.role in ONE_ONLY:
        taken = there.filter(role=text.role).first()
        if taken is not None:
            raise Refused(
                "taken",
                f"{taken.name} đang là {taken.get_role_display()}. "
                "Ghi ngày thôi cho người đó trước.",
            )


def _range(first: date, last: date | None) -> DateRange:
    if last is not None and last < first:
        raise Refused("days", "Ngày cuối trước ngày đầu. Xem lại hai ngày.")
    return DateRange(first, None if last is None else last + timedelta(days=1))


def _lock(council: Council, actor: User) -> Council:
    row = Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    if not may_keep_council(actor, row):
        raise NotAllowed("not_allowed", NOT_DESK)
    return row


def _tell(actor: User, row: Council, act: str, summary: str, **data: str) -> None:
    audit.record(
        actor=actor, action=f"council.{act}", subject=row, summary=summary[:500], data=data
    )
