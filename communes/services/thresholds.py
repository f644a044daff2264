"""Levels to reach: added and withdrawn, never changed; open reports are judged anew by a job."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.db import transaction

from communes.enums import Provenance, ReportState
from communes.measures import NO, YES, Measure
from communes.models import IndicatorPart, ProgressReport, Threshold
from communes.rules import may_manage_reference
from communes.services.entries import lock_report
from communes.services.standings import evaluate_report
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, User

JOB_KIND = "communes.judge_open_reports"


@dataclass(frozen=True)
class Level:
    """A level as entered: a number or a choice, for years and one region column."""

    year_from: int
    year_to: int
    region_column: str
    amount: Decimal | None = None
    choice: str = ""
    legal_basis: str = ""
    source: str = ""
    certain: bool = False
    province_id: int | None = None


def level_of(row: Threshold) -> Level:
    """The level a row (not saved yet) would state."""
    return Level(
        year_from=row.year_from,
        year_to=row.year_to,
        region_column=row.region_column,
        amount=row.amount,
        choice=row.choice or "",
        legal_basis=row.legal_basis or "",
        source=row.source or "",
        certain=row.certain,
        province_id=row.province_id,
    )


@transaction.atomic
def add_threshold(*, part: IndicatorPart, level: Level, actor: User) -> Threshold:
    """Add a level found in a paper; the newest fitting one counts from now on.

    Raises NotAllowed, or Refused (`no_level`, `not_a_choice`, `years`, `no_basis`).
    """
    _check_right(actor)
    check_level(part, level)
    threshold = Threshold.objects.create(
        part=part,
        year_from=level.year_from,
        year_to=level.year_to,
        region_column=level.region_column,
        amount=level.amount,
        choice=level.choice,
        legal_basis=level.legal_basis,
        source=level.source,
        certain=level.certain,
        province_id=level.province_id,
        provenance=Provenance.ENTERED,
        entered_by=actor,
    )
    _tell(threshold, actor, "threshold.add", "Thêm mức đạt chuẩn")
    return threshold


@transaction.atomic
def withdraw_threshold(*, threshold: Threshold, reason: str, actor: User) -> Threshold:
    """Take a wrong level out of use; the row and the verdicts that rest on it stay known.

    Raises NotAllowed, or Refused (`no_reason`, `withdrawn`).
    """
    _check_right(actor)
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do rút mức đạt này.")
    locked = Threshold.objects.select_for_update(of=("self",)).get(pk=threshold.pk)
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Mức này đã được rút.")
    locked.withdrawn_at, locked.withdrawn_reason = clock.now(), reason.strip()[:300]
    locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _tell(locked, actor, "threshold.withdraw", f"Rút mức đạt chuẩn: {locked.withdrawn_reason}")
    return locked


def _check_right(actor: User) -> None:
    if not may_manage_reference(actor):
        raise NotAllowed(
            "not_allowed", "Chỉ quản trị và Văn phòng Điều phối thêm, rút mức đạt chuẩn."
        )


def check_level(part: IndicatorPart, level: Level) -> None:
    """Raise Refused when the level cannot be one of this part."""
    if not level.legal_basis.strip():
        raise Refused("no_basis", "Ghi căn cứ: số, ngày và cơ quan ban hành văn bản.")
    if level.year_from > level.year_to:
        raise Refused("years", "Năm bắt đầu sau năm kết thúc. Sửa lại một trong hai năm.")
    if part.measure in (Measure.BOOLEAN, Measure.ORDINAL):
        allowed = (YES, NO) if part.measure == Measure.BOOLEAN else tuple(part.scale)
        if level.choice not in allowed or level.amount is not None:
            raise Refused("not_a_choice", f"Chỉ tiêu này chọn một trong: {', '.join(allowed)}.")
    elif level.amount is None or level.choice:
        raise Refused("no_level", "Chỉ tiêu này cần mức bằng số.")


def _tell(threshold: Threshold, actor: User, action: str, summary: str) -> Job:
    indicator = threshold.part.indicator
    audit.record(
        actor=actor,
        action=action,
        subject=threshold,
        summary=f"{summary}, chỉ tiêu {indicator.code}"[:500],
        data={
            "set": indicator.criteria_set.code,
            "indicator": indicator.code,
            "part": threshold.part.key,
            "level": str(threshold.amount if threshold.amount is not None else threshold.choice),
            "years": [threshold.year_from, threshold.year_to],
            "region_column": threshold.region_column,
        },
    )
    return enqueue(
        kind=JOB_KIND,
        key=f"{JOB_KIND} {action} {threshold.uid}",
        title=f"Tính lại kết quả theo mức mới của chỉ tiêu {indicator.code}",
        parameters={
            "criteria_set": indicator.criteria_set_id,
            "years": [threshold.year_from, threshold.year_to],
        },
        requested_by=actor,
    )


def judge_open_reports(context: JobContext) -> None:
    """Judge all reports not confirmed yet anew; a confirmed one changes by a recorded act only."""
    first, last = context.parameters["years"]
    reports = ProgressReport.objects.filter(
        criteria_set_id=context.parameters["criteria_set"],
        period__year__range=(first, last),
    ).exclude(state=ReportState.CONFIRMED)
    rows = list(reports.order_by("id"))
    for number, report in enumerate(rows, 1):
        context.step("Tính lại kết quả", done=number - 1, total=len(rows))
        context.once(str(report.uid), partial(_judge, report))
    context.finish({"reports": len(rows)})


def _judge(report: ProgressReport) -> Chunk:
    locked = lock_report(report)
    if locked.state == ReportState.CONFIRMED:  # confirmed while the job was waiting
        return Chunk({"changed": 0})
    return Chunk({"changed": evaluate_report(report=locked)})
