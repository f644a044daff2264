""" "Giữ nguyên kỳ trước": figures surveyed once a year, taken over with the survey cited."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from communes.enums import Origin, ReportState
from communes.models import IndicatorEntry, MeasuredValue, ProgressReport
from communes.queries.gaps import previous_report
from communes.queries.people import assigned_to
from communes.queries.specs import IndicatorRow
from communes.queries.values import entry_value
from communes.rules import may_enter
from communes.services.edits import value_text
from communes.services.entries import lock_report, make_receipt, write_changes
from communes.services.office import no_right
from communes.services.standings import frame_for
from communes.services.windows import check_writable
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc


@transaction.atomic
def carry_over(
    *, report: ProgressReport, indicator_ids: Iterable[int], survey: str, actor: User
) -> int:
    """Take yearly surveyed figures of the named indicators from the period before.

    Only entries that are still empty are filled: what somebody typed this period stays. Returns
    how many were carried. Raises NotAllowed, or Refused (`no_survey`, `nothing`, and what
    `check_writable` says).
    """
    survey = nfc(survey).strip()[:300]
    if not survey:
        raise Refused("no_survey", "Ghi cuộc điều tra mà số liệu dựa vào, ví dụ: rà soát 12/2024.")
    locked = lock_report(report)
    if not may_enter(actor, locked):
        raise no_right(actor, "Bạn không nhập số liệu cho xã này.")
    now = clock.now()
    check_writable(locked, at=now)
    if locked.state == ReportState.RETURNED:
        raise Refused("returned", "Báo cáo bị trả lại: nhập số mới cho mục bị trả lại.")
    before = previous_report(locked)
    frame = frame_for(locked)
    changed = [
        (entry, {"carried_from": before.period.key if before else ""}, "")
        for entry in _filled_from(locked, before, frame.spec.indicators, set(indicator_ids), actor)
    ]
    if not changed:
        raise Refused(
            "nothing",
            "Không còn chỉ tiêu trống nào mà kỳ trước có số. Nhập số của kỳ này.",
        )
    for entry, _raw, _reason in changed:
        entry.survey, entry.note = survey, ""
    receipt = make_receipt(
        report=locked,
        by=actor,
        at=now,
        origin=Origin.CARRIED,
        body=[value_text(entry) for entry, _raw, _reason in changed],
    )
    write_changes(
        report=locked,
        frame=frame,
        changed=changed,
        receipt=receipt,
        actor=actor,
        origin=Origin.CARRIED,
        at=now,
    )
    audit.record(
        actor=actor,
        action="report.carry_over",
        subject=locked,
        summary=f"Giữ nguyên kỳ trước {len(changed)} chỉ tiêu ({survey})"[:500],
        data={"survey": survey, "receipt": receipt.code},
    )
    return len(changed)


def _filled_from(
    report: ProgressReport,
    before: ProgressReport | None,
    rows: dict[int, IndicatorRow],
    wanted: set[int],
    actor: User,
) -> list[IndicatorEntry]:
    """This period's empty entries of wanted yearly indicators, given last period's values."""
    if before is None:
        return []
    sources = {entry.indicator_id: entry for entry in before.entries.all()}
    present = {entry.indicator_id: entry for entry in report.entries.all()}
    others = assigned_to(report.responsible_unit_id)
    found = []
    for pk, row in rows.items():
        source, entry = sources.get(pk), present.get(pk)
        if pk not in wanted or not row.yearly or source is None:
            continue
        if pk in others and actor.pk not in others[pk]:
            continue
        if entry_value(source, row.spec) is None:
            continue
        if entry is not None and entry_value(entry, row.spec) is not None:
            continue
        entry = entry or IndicatorEntry(report=report, indicator_id=pk)
        for name in MeasuredValue.VALUE_FIELDS:
            setattr(entry, name, getattr(source, name))
        found.append(entry)
    return found
