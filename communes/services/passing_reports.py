"""How reports, open review work and extensions of an ended place pass on.

A report keeps its subject: the figures of an ended commune stay its own. What passes is who works
on it (`responsible_unit`). Reports carry no dates of their own, so they pass on the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from psycopg2.extras import DateRange

from communes.enums import DutyRole, EntryReview, EvidenceState, ReportState
from communes.holdings import Holding, Place, register
from communes.models import (
    AdministrativeUnit,
    Agency,
    Evidence,
    IndicatorEntry,
    PeriodExtension,
    ProgressReport,
    ReviewDuty,
    UnitChange,
    UnitVersion,
)
from communes.rules import UNDER_REVIEW
from communes.services.change_writing import ONE_DAY
from communes.services.entries import lock_report
from communes.services.passing_posts import give_duties, successor_name
from kbang_ntm.core import audit, clock
from kbang_ntm.core.models import User

DRAFT, SENT, QUEUE, CONFIRM, EXTENSION = "draft", "report", "queue", "confirm", "extension"
UNSENT = (ReportState.DRAFT, ReportState.HANDED)


def _reports(where: Q, on: date) -> list[tuple[ProgressReport, str, tuple[str, ...]]]:
    """(report, its unit's name on that day, names of its files), oldest period first."""
    rows = list(
        ProgressReport.objects.filter(where)
        .select_related("period", "unit", "handed_by", "paper_file")
        .order_by("period__ends", "unit__order", "id")
    )
    files: dict[int, list[str]] = defaultdict(list)
    for report_id, name in (
        Evidence.objects.filter(entry__report__in=rows, state=EvidenceState.STORED)
        .order_by("entry__indicator__order", "id")
        .values_list("entry__report_id", "name")
    ):
        files[report_id].append(name)
    names = _names({row.unit_id for row in rows}, on)
    found = []
    for row in rows:
        paper = [row.paper_file.original_name] if row.paper_file else []
        found.append((row, names.get(row.unit_id, row.unit.key), (*paper, *files[row.pk])))
    return found


def _names(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    return dict(
        UnitVersion.objects.filter(unit_id__in=unit_ids, valid__contains=on).values_list(
            "unit_id", "name"
        )
    )


def _held(kind: str, place: Place, states: Iterable[str], on: date) -> Iterable[Holding]:
    if not isinstance(place, AdministrativeUnit):
        return
    for report, name, files in _reports(Q(responsible_unit=place, state__in=states), on):
        yield Holding(
            kind=kind,
            uid=str(report.uid),
            title=f"Báo cáo {report.period.label}, {name}: {report.get_state_display()}",
            who=report.handed_by.full_name if report.handed_by else "",
            due=report.period.due_at.astimezone(clock.LOCAL).date(),
            files=files,
            part=report.unit.key if report.unit_id != place.pk else "",
            alias=f"{report.unit.key}/{report.period.key}",
        )


def drafts_of(place: Place, on: date) -> Iterable[Holding]:
    """Reports begun and not sent."""
    return _held(DRAFT, place, UNSENT, on)


def sent_of(place: Place, on: date) -> Iterable[Holding]:
    """Reports sent and not confirmed: the unit still answers what is returned."""
    return _held(SENT, place, UNDER_REVIEW, on)


def pass_report(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor works on the report from now on; its subject stays the old unit."""
    assert isinstance(successor, AdministrativeUnit), "reports pass between units"
    found = ProgressReport.objects.select_related("period", "criteria_set", "responsible_unit")
    report = lock_report(found.get(uid=holding.uid))
    before = report.responsible_unit.key
    report.responsible_unit = successor
    report.save(update_fields=["responsible_unit"])
    audit.record(
        actor=actor,
        action="report.pass_on",
        subject=report,
        summary=f"{successor_name(successor, change.date)} tiếp nhận theo {change.title}"[:500],
        data={"from": before, "to": successor.key, "change": str(change.uid)},
    )


def close_report(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The report stays as it is: nobody holds a post at an ended unit, so nobody writes to it."""
    report = ProgressReport.objects.get(uid=holding.uid)
    audit.record(
        actor=actor,
        action="report.left",
        subject=report,
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"state": report.state, "reason": reason, "change": str(change.uid)},
    )


# --- open review work of an agency ----------------------------------------------------------------
def queue_of(place: Place, on: date) -> Iterable[Holding]:
    """Entries that wait for the agency's word, one line a report."""
    if not isinstance(place, Agency):
        return
    waiting: dict[int, int] = defaultdict(int)
    for entry in _waiting(place, on).values_list("report_id", flat=True):
        waiting[entry] += 1
    if not waiting:
        return
    for report, name, files in _reports(Q(pk__in=waiting), on):
        yield Holding(
            kind=QUEUE,
            uid=f"{report.uid}:{place.code}",
            title=f"{waiting[report.pk]} mục chờ rà soát, {report.period.label}, {name}",
            who=place.short_name,
            due=report.period.closes_at.astimezone(clock.LOCAL).date(),
            files=files,
            alias=f"{place.code}/{report.unit.key}/{report.period.key}",
        )


def _waiting(agency: Agency, on: date) -> QuerySet[IndicatorEntry]:
    duties = ReviewDuty.objects.filter(agency=agency, role=DutyRole.LEAD, valid__contains=on)
    return IndicatorEntry.objects.filter(
        indicator__in=duties.values("indicator"),
        review=EntryReview.NONE,
        report__state__in=UNDER_REVIEW,
    )


def pass_queue(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The waiting entries are whose duty they are: where the duty ended with nobody to follow, the
    successor gets it for the indicators that wait."""
    assert isinstance(successor, Agency), "open reviews pass between agencies"
    report = ProgressReport.objects.get(uid=holding.uid.split(":")[0])
    old = Agency.objects.get(code=holding.uid.split(":")[1])
    ids = set(
        _waiting(old, change.date - ONE_DAY)
        .filter(report=report)
        .values_list("indicator_id", flat=True)
    )
    led = ReviewDuty.objects.filter(
        indicator__in=ids, role=DutyRole.LEAD, valid__contains=change.date
    ).values_list("indicator_id", flat=True)
    missing = ids - set(led)
    give_duties(
        successor, DutyRole.LEAD, {pk: DateRange(change.date, None) for pk in missing}, change
    )
    audit.record(
        actor=actor,
        action="queue.pass_on",
        subject=report,
        summary=f"{successor.name} rà soát tiếp: {holding.title}"[:500],
        data={"from": old.code, "to": successor.code, "change": str(change.uid)},
    )


def confirmations_of(place: Place, on: date) -> Iterable[Holding]:
    """Reports that wait for the coordination office to confirm them."""
    if not isinstance(place, Agency) or not place.is_coordination:
        return
    for report, name, files in _reports(Q(state__in=UNDER_REVIEW), on):
        yield Holding(
            kind=CONFIRM,
            uid=str(report.uid),
            title=f"Báo cáo {report.period.label}, {name}: chờ xác nhận",
            who=place.short_name,
            due=report.period.closes_at.astimezone(clock.LOCAL).date(),
            files=files,
            alias=f"{report.unit.key}/{report.period.key}",
        )


def pass_confirmation(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """Confirming goes with the post of the office, which passes on as a post; here it is told."""
    report = ProgressReport.objects.get(uid=holding.uid)
    audit.record(
        actor=actor,
        action="report.confirmation_passed",
        subject=report,
        summary=f"{successor_name(successor, change.date)} xác nhận tiếp theo {change.title}"[:500],
        data={"change": str(change.uid)},
    )


def leave_review(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """What was not reviewed stays so, under the agency's own name."""
    report = ProgressReport.objects.get(uid=holding.uid.split(":")[0])
    audit.record(
        actor=actor,
        action="review.left",
        subject=report,
        summary=f"{holding.title}: khép lại theo {change.title}. {reason}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


# --- extensions -----------------------------------------------------------------------------------
def extensions_of(place: Place, on: date) -> Iterable[Holding]:
    """More time granted beyond the last day."""
    if not isinstance(place, AdministrativeUnit):
        return
    rows = PeriodExtension.objects.filter(unit=place, until__gt=clock.end_of_day(on))
    for row in rows.select_related("period", "granted_by").order_by("until", "id"):
        until = row.until.astimezone(clock.LOCAL)
        yield Holding(
            kind=EXTENSION,
            uid=str(row.uid),
            title=f"Gia hạn {row.period.label} đến {until:%H:%M ngày %d/%m/%Y}",
            who=row.granted_by.full_name,
            due=until.date(),
        )


def pass_extension(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor has the same time for the same period; the old row stays."""
    assert isinstance(successor, AdministrativeUnit), "extensions pass between units"
    old = PeriodExtension.objects.select_related("period").get(uid=holding.uid)
    made = PeriodExtension.objects.create(
        period=old.period,
        unit=successor,
        until=old.until,
        reason=f"Chuyển theo {change.title}: {old.reason}"[:500],
        granted_by=old.granted_by,
    )
    audit.record(
        actor=actor,
        action="report.extend",
        subject=made,
        summary=f"{holding.title}, chuyển sang {successor_name(successor, change.date)}"[:500],
        data={"previous": str(old.uid), "change": str(change.uid)},
    )


def end_extension(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The time was the unit's own and ends with it; the row says what it said."""
    row = PeriodExtension.objects.get(uid=holding.uid)
    audit.record(
        actor=actor,
        action="report.extension_left",
        subject=row,
        summary=f"{holding.title}: không chuyển, theo {change.title}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def register_kinds() -> None:
    """Called once, from AppConfig.ready()."""
    register(
        QUEUE,
        "Mục chờ cơ quan rà soát",
        queue_of,
        pass_queue,
        close=leave_review,
        on_the_day=True,
        order=30,
    )
    register(
        CONFIRM,
        "Báo cáo chờ xác nhận",
        confirmations_of,
        pass_confirmation,
        close=leave_review,
        on_the_day=True,
        order=31,
    )
    register(
        DRAFT,
        "Báo cáo chưa gửi",
        drafts_of,
        pass_report,
        close=close_report,
        close_label="Khép lại, chỉ đọc",
        always_asks=True,
        on_the_day=True,
        order=40,
    )
    register(
        SENT,
        "Báo cáo đang rà soát",
        sent_of,
        pass_report,
        close=close_report,
        on_the_day=True,
        order=41,
    )
    register(
        EXTENSION,
        "Gia hạn",
        extensions_of,
        pass_extension,
        close=end_extension,
        close_label="Không chuyển",
        ends_with_place=True,
        order=45,
    )
