"""Support of communes and villages by agencies: assignments, their end, and visits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from psycopg2.extras import DateRange

from campaigns.models import SupportAssignment, SupportVisit
from campaigns.models.support import OVERLAPS
from campaigns.rules import acting, leads_any
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import in_sentence
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

VISIT_KIND = "support_visit"
ASSIGNERS = "Chỉ Văn phòng Điều phối và Phòng Nội vụ phân công cơ quan giúp xã, làng."
HELPED = (UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.VILLAGE)


@dataclass(frozen=True)
class Terms:
    """From when, until which last day (None: until further notice), and on which paper."""

    first: date
    last: date | None = None
    paper_number: str = ""
    paper_date: date | None = None
    note: str = ""


@transaction.atomic
def assign(*, agency: Agency, unit_id: int, terms: Terms, actor: User) -> SupportAssignment:
    """Let an agency help a unit. Raises NotAllowed, Refused (`dates`, `agency`, `unit`,
    `overlap`, `future`)."""
    return assign_many(pairs=[(agency, unit_id)], terms=terms, actor=actor)[0]


@transaction.atomic
def assign_many(
    *, pairs: Collection[tuple[Agency, int]], terms: Terms, actor: User
) -> list[SupportAssignment]:
    """Several assignments on one paper: all of them or none. Raises as `assign`, and Refused
    (`nothing`) for no pair."""
    _check_assigner(actor)
    if not pairs:
        raise Refused("nothing", "Chưa chọn thêm phân công nào. Đánh dấu các ô cần phân công.")
    valid = _range(terms)
    units = {unit_id for _agency, unit_id in pairs}
    agencies = list(
        Agency.objects.select_for_update(of=("self",))  # one at a time
        .filter(pk__in=[agency.pk for agency, _unit in pairs])
        .order_by("pk")
    )
    for agency in agencies:
        if not _lives(agency.valid, terms.first):
            raise Refused("agency", f"{agency.name} không hoạt động ngày {terms.first:%d/%m/%Y}.")
    versions = {
        row.unit_id: row
        for row in UnitVersion.objects.filter(
            unit_id__in=units, valid__contains=terms.first, kind__in=HELPED
        )
    }
    if units - versions.keys():
        raise Refused(
            "unit", "Chọn xã, thị trấn hoặc thôn, làng đang có vào ngày bắt đầu phân công."
        )
    held = SupportAssignment.objects.living().filter(
        agency__in=agencies, unit_id__in=units, valid__overlap=valid
    )
    taken = set(held.values_list("agency_id", "unit_id"))
    for agency, unit_id in pairs:
        if (agency.pk, unit_id) in taken:
            name = in_sentence(versions[unit_id].name)
            raise Refused("overlap", f"{agency.short_name}, {name}: {OVERLAPS}")
    return [_assign(agency, versions[unit_id], valid, terms, actor) for agency, unit_id in pairs]


def _assign(
    agency: Agency, version: UnitVersion, valid: DateRange, terms: Terms, actor: User
) -> SupportAssignment:
    row = SupportAssignment.objects.create(
        agency=agency,
        unit_id=version.unit_id,
        within_id=version.parent_id if version.kind == UnitKind.VILLAGE else None,
        valid=valid,
        paper_number=clean_text(terms.paper_number, 60),
        paper_date=terms.paper_date,
        note=clean_text(terms.note, 500),
        entered_by=actor,
    )
    _tell(actor, row, "assign", f"{agency.short_name} giúp {in_sentence(version.name)}")
    return row


@transaction.atomic
def end_assignment(
    *, assignment: SupportAssignment, last: date, reason: str, actor: User
) -> SupportAssignment:
    """Set the last day. Raises NotAllowed, Refused (`withdrawn`, `dates`, `no_reason`)."""
    _check_assigner(actor)
    row = _living(assignment)
    first = row.valid.lower
    if first is not None and last < first:
        raise Refused("dates", f"Ngày cuối không thể trước ngày bắt đầu {first:%d/%m/%Y}.")
    upper = last + timedelta(days=1)
    if row.valid.upper is not None and upper > row.valid.upper:
        raise Refused(
            "dates",
            f"Phân công này đã hết ngày {row.valid.upper - timedelta(days=1):%d/%m/%Y}. "
            "Muốn kéo dài thì phân công mới.",
        )
    row.valid = DateRange(first, upper)
    row.ended_reason = _reason(reason, "Ghi lý do kết thúc phân công.")
    row.save(update_fields=["valid", "ended_reason"])
    _tell(actor, row, "end", f"Kết thúc phân công hết ngày {last:%d/%m/%Y}: {row.ended_reason}")
    return row


@transaction.atomic
def withdraw_assignment(
    *, assignment: SupportAssignment, reason: str, actor: User
) -> SupportAssignment:
    """Take back an assignment entered by mistake; it stays readable. Raises as `end_assignment`."""
    _check_assigner(actor)
    row = _living(assignment)
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor
    row.withdrawn_reason = _reason(reason, "Ghi lý do rút phân công.")
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _tell(actor, row, "withdraw", f"Rút phân công: {row.withdrawn_reason}")
    return row


@dataclass(frozen=True)
class Visit:
    """What a visit was: who went, what was seen and heard, what was agreed."""

    on: date
    people: str
    seen: str
    agreed: str = ""


@transaction.atomic
def record_visit(
    *, agency_id: int, unit_id: int, visit: Visit, scan: Scan | None = None, actor: User
) -> SupportVisit:
    """Keep a visit by the person's own agency to a unit it was to help on that day.

    Raises NotAllowed, Refused (`future`, `not_assigned`, `no_words`, and what is wrong with the
    file).
    """
    if agency_id not in acting(actor).agencies:
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan ghi chuyến làm việc của cơ quan.")
    check_past(visit.on, "Ngày đi")
    held = (
        SupportAssignment.objects.living()
        .filter(agency_id=agency_id, unit_id=unit_id, valid__contains=visit.on)
        .first()
    )
    if held is None:
        raise Refused(
            "not_assigned",
            f"Ngày {visit.on:%d/%m/%Y} cơ quan không được phân công giúp đơn vị này. "
            "Xem lại ngày hoặc đơn vị.",
        )
    people, seen = clean_text(visit.people, 240), clean_text(visit.seen, 4000)
    if not people or not seen:
        raise Refused("no_words", "Ghi ai đi và đã xem, đã nghe gì.")
    row = SupportVisit(
        agency_id=agency_id,
        unit_id=unit_id,
        within_id=held.within_id,
        on=visit.on,
        people=people,
        seen=seen,
        agreed=clean_text(visit.agreed, 4000),
        entered_by=actor,
    )
    if scan is not None:
        row.file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=VISIT_KIND,
            owner_uid=row.uid,
            actor=actor,
        )
    row.save(force_insert=True)
    _tell(actor, row, "visit", f"Chuyến làm việc ngày {visit.on:%d/%m/%Y}")
    return row


@transaction.atomic
def withdraw_visit(*, visit: SupportVisit, reason: str, actor: User) -> SupportVisit:
    """Take back a visit entered by mistake; it stays readable. Raises NotAllowed, Refused
    (`withdrawn`, `no_reason`)."""
    row = SupportVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if row.agency_id not in acting(actor).agencies:
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan rút chuyến làm việc đã ghi.")
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "Chuyến làm việc này đã rút.")
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor
    row.withdrawn_reason = _reason(reason, "Ghi lý do rút.")
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _tell(actor, row, "visit_withdraw", f"Rút chuyến làm việc: {row.withdrawn_reason}")
    return row


def _check_assigner(actor: User) -> None:
    if not leads_any(actor):
        raise NotAllowed("not_allowed", ASSIGNERS)


def _range(terms: Terms) -> DateRange:
    if terms.last is not None and terms.last < terms.first:
        raise Refused("dates", "Ngày cuối không thể trước ngày bắt đầu. Xem lại hai ngày.")
    if terms.paper_date is not None:
        check_past(terms.paper_date, "Ngày văn bản")
    return DateRange(terms.first, terms.last + timedelta(days=1) if terms.last else None)


def _lives(valid: DateRange, day: date) -> bool:
    return bool(
        (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)
    )


def _living(assignment: SupportAssignment) -> SupportAssignment:
    rows = SupportAssignment.objects.select_for_update(of=("self",))
    row: SupportAssignment = rows.get(pk=assignment.pk)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "Phân công này đã rút nên không sửa được.")
    return row


def _reason(text: str, empty: str) -> str:
    reason = clean_text(text, 300)
    if not reason:
        raise Refused("no_reason", empty)
    return reason


def _tell(actor: User, row: SupportAssignment | SupportVisit, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"support.{act}", subject=row, summary=summary[:500])
