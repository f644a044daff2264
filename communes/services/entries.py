"""The one write path of figures: cell, group, import and offline edits alike.

One transaction, one receipt, one audit event. Valid edits are stored even when others in the
same batch are not: what was typed wrongly comes back with its sentence, nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from communes.enums import EntryReview, ReportState
from communes.models import EntryRevision, IndicatorEntry, MeasuredValue, ProgressReport, Receipt
from communes.queries.people import assigned_to
from communes.queries.specs import IndicatorRow, SetSpec
from communes.queries.values import value_columns
from communes.rules import may_enter
from communes.services.edits import (
    Edit,
    Problem,
    Saved,
    SaveOutcome,
    Unreadable,
    conflict,
    read_edit,
    value_text,
)
from communes.services.office import no_right
from communes.services.standings import (
    Frame,
    apply_verdict,
    frame_for,
    update_standings,
)
from communes.services.windows import check_writable
from kbang_ntm.core import audit
from kbang_ntm.core.admission.arrival import Arrival
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.idempotency import earlier_answer, fingerprint, keep_answer
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc


@transaction.atomic
def save_entries(
    *,
    report: ProgressReport,
    edits: Sequence[Edit],
    key: str,
    received_at: datetime,
    origin: str,
    actor: User,
    spec: SetSpec | None = None,
    arrival: Arrival | None = None,
) -> SaveOutcome:
    """Store a batch of edits for one report.

    `received_at` is the time the rows bear; the window is judged by `arrival`, if given: the person
    may have been kept waiting. `spec` may be given by a caller who has read the set's wording for
    the period's last day.
    `key` makes a repeat harmless: the same key and body get the first answer again, another body
    raises Conflict. Raises NotAllowed when the person does not enter for this commune, Refused
    when state or window do not allow writing. Single bad edits come back as problems.
    """
    locked = lock_report(report)
    if not may_enter(actor, locked):
        raise no_right(actor, "Bạn không nhập số liệu cho xã này.")
    print_ = fingerprint([str(locked.uid), [asdict(edit) for edit in edits]])
    before = earlier_answer(user=actor, key=key, print_=print_)
    if before is not None:
        return SaveOutcome.from_json(before)
    check_writable(locked, at=arrival.at if arrival else received_at)
    ids = [edit.indicator_id for edit in edits]
    batch = _Batch(locked, frame_for(locked, spec=spec, only=ids), actor, origin, received_at)
    batch.waited = arrival.trace() if arrival else {}
    batch.read(ids)
    for edit in edits:
        batch.take(edit)
    outcome = batch.store()
    keep_answer(user=actor, key=key, print_=print_, answer=outcome.as_json())
    return replace(outcome, frame=batch.frame)


def lock_report(report: ProgressReport) -> ProgressReport:
    """The report's row, locked until the transaction ends, with period and set.

    Which unit, set and period a report is about never changes, so what the caller has read of
    them is kept.
    """
    locked = ProgressReport.objects.select_for_update().filter(pk=report.pk).first()
    assert locked is not None, "reports are never deleted"
    locked.period, locked.criteria_set = report.period, report.criteria_set
    return locked


class _Batch:
    """Edits of one save being checked, then written together."""

    def __init__(
        self, report: ProgressReport, frame: Frame, actor: User, origin: str, at: datetime
    ) -> None:
        self.report, self.frame, self.actor, self.origin, self.at = report, frame, actor, origin, at
        self.rows = frame.spec.indicators
        self.entries: dict[int, IndicatorEntry] = {}
        self.assigned = assigned_to(report.responsible_unit_id)
        self.changed: list[tuple[IndicatorEntry, Edit]] = []
        self.problems: list[Problem] = []
        self.same: list[IndicatorEntry] = []
        self.waited: dict[str, Any] = {}  # for the audit event

    def read(self, indicator_ids: Sequence[int]) -> None:
        """The stored entries the edits are about."""
        rows = self.report.entries.filter(indicator_id__in=indicator_ids)
        self.entries = {entry.indicator_id: entry for entry in rows.select_related("changed_by")}

    def take(self, edit: Edit) -> None:
        """Check one edit; keep it for storing or note why not."""
        row = self.rows.get(edit.indicator_id)
        if row is None:
            raise Refused("no_such_indicator", "Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
        entry = self.entries.get(edit.indicator_id) or IndicatorEntry(
            report=self.report, indicator_id=edit.indicator_id
        )
        why = self._closed(entry, row)
        if why is not None:
            self.problems.append(why)
            return
        try:
            value = read_edit(row, edit)
        except Unreadable as wrong:
            self.problems.append(
                Problem(row.id, wrong.code, wrong.message, part=wrong.part, typed=asdict(edit))
            )
            return
        columns = value_columns(value) | {
            "note": nfc(edit.note).strip()[:1000],
            "survey": nfc(edit.survey).strip()[:300],
        }
        new_row = entry._state.adding
        if not new_row and all(getattr(entry, name) == new for name, new in columns.items()):
            self.same.append(entry)
            return
        if new_row and value is None and not columns["note"]:
            return
        if edit.base_version != entry.version and self._untouched(entry, edit, columns):
            self.same.append(entry)
            return
        if edit.base_version != entry.version:
            self.problems.append(conflict(entry, row, edit, value))
            return
        for name, new in columns.items():
            setattr(entry, name, new)
        self.changed.append((entry, edit))

    def _untouched(self, entry: IndicatorEntry, edit: Edit, columns: dict[str, Any]) -> bool:
        """The person sent back what they had been shown: a form without JavaScript sends every
        field of its group, also those that somebody else changed meanwhile."""
        if edit.base_version == 0:
            return not any(columns.values())
        shown = entry.revisions.filter(version=edit.base_version).first()
        return shown is not None and all(getattr(shown, k) == new for k, new in columns.items())

    def _closed(self, entry: IndicatorEntry, row: IndicatorRow) -> Problem | None:
        return closed_to(self.actor, self.report, entry.review, row, self.assigned)

    def store(self) -> SaveOutcome:
        """Write what may be written; one receipt for all of it."""
        if not self.changed:
            return SaveOutcome(
                problems=tuple(self.problems),
                saved=tuple(_saved(entry) for entry in self.same),
                code=self.same[-1].save_code if self.same else "",
                at=self.same[-1].changed_at.isoformat() if self.same else "",
            )
        receipt = self._receipt()
        write_changes(
            report=self.report,
            frame=self.frame,
            changed=[(entry, dict(edit.raw), "") for entry, edit in self.changed],
            receipt=receipt,
            actor=self.actor,
            origin=self.origin,
            at=self.at,
        )
        codes = [self.rows[entry.indicator_id].code for entry, _edit in self.changed]
        audit.record(
            actor=self.actor,
            action="report.save",
            subject=self.report,
            summary=f"Lưu {len(codes)} chỉ tiêu: {', '.join(codes)}"[:500],
            data={"receipt": receipt.code, "indicators": codes, "origin": self.origin}
            | self.waited,
        )
        return SaveOutcome(
            code=receipt.code,
            at=receipt.at.isoformat(),
            saved=tuple(_saved(entry) for entry, _edit in self.changed)
            + tuple(_saved(entry) for entry in self.same),
            problems=tuple(self.problems),
        )

    def _receipt(self) -> Receipt:
        body = [
            [self.rows[e.indicator_id].code, e.version + 1, value_text(e)] for e, _ in self.changed
        ]
        return make_receipt(
            report=self.report, by=self.actor, at=self.at, origin=self.origin, body=body
        )


def closed_to(
    actor: User,
    report: ProgressReport,
    review: str,
    row: IndicatorRow,
    assigned: Mapping[int, Mapping[int, str]],
) -> Problem | None:
    """Why an entry in that state of review is not open to this person now, if so."""
    if report.state == ReportState.RETURNED and review != EntryReview.RETURNED:
        return Problem(
            row.id, "entry_closed", "Mục này không bị trả lại nên đã khóa. Số cũ giữ nguyên."
        )
    others = assigned.get(row.id)
    if others and actor.pk not in others:
        names = ", ".join(sorted(others.values()))
        return Problem(
            row.id, "assigned_to_other", f"Chỉ tiêu này giao cho {names}. Nhờ người đó nhập."
        )
    return None


def make_receipt(
    *, report: ProgressReport, by: User, at: datetime, origin: str, body: list[Any]
) -> Receipt:
    """A receipt for one act of saving; its hash covers report, person, time and values."""
    receipt = blank_receipt(report=report, by=by, at=at, origin=origin, body=body)
    receipt.save()
    return receipt


def blank_receipt(
    *, report: ProgressReport, by: User, at: datetime, origin: str, body: list[Any]
) -> Receipt:
    """As `make_receipt`, not saved: long files write many together."""
    whole = [str(report.uid), str(by.uid), at.isoformat(), body]
    digest = hashlib.sha256(
        json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()
    return Receipt(
        report=report,
        kind=Receipt.Kind.SAVE,
        code=digest[:4].upper(),
        at=at,
        by=by,
        origin=origin,
        sha256=digest,
        entries=len(body),
    )


def write_changes(
    *,
    report: ProgressReport,
    frame: Frame,
    changed: Sequence[tuple[IndicatorEntry, dict[str, Any], str]],
    receipt: Receipt | None,
    actor: User,
    origin: str,
    at: datetime,
) -> None:
    """Write entries (already carrying their new values), their revisions, verdicts, standings.

    `changed` rows are (entry, raw text, reason). The caller holds the report's lock and has
    checked every right.
    """
    revisions = []
    for entry, raw, reason in changed:
        base, entry.version = entry.version, entry.version + 1
        entry.changed_at, entry.changed_by = at, actor
        entry.save_code = receipt.code if receipt else ""
        apply_verdict(frame, entry)
        revisions.append(
            EntryRevision(
                entry=entry,
                version=entry.version,
                base_version=base,
                raw=raw,
                author=actor,
                origin=origin,
                receipt=receipt,
                reason=reason,
                received_at=at,
                **{name: getattr(entry, name) for name in MeasuredValue.VALUE_FIELDS},
            )
        )
    store_entries([entry for entry, _raw, _reason in changed])
    EntryRevision.objects.bulk_create(revisions)
    report.version += 1
    report.changed_at = at
    report.save(update_fields=["version", "changed_at"])
    update_standings(report=report, spec=frame.spec)


_STORED = tuple(
    field.name
    for field in IndicatorEntry._meta.concrete_fields
    if field.name not in ("id", "uid", "report", "indicator")
)


def store_entries(entries: Sequence[IndicatorEntry]) -> None:
    """Write entries of reports whose locks are held: one as it is, several in one statement for
    those that are new and one for the others."""
    if len(entries) == 1:
        entries[0].save()
        return
    IndicatorEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=_STORED,
    )


def _saved(entry: IndicatorEntry) -> Saved:
    return Saved(entry.indicator_id, entry.version, entry.verdict, entry.gap)


__all__ = [
    "Edit",
    "Problem",
    "SaveOutcome",
    "Saved",
    "closed_to",
    "lock_report",
    "make_receipt",
    "read_edit",
    "save_entries",
    "value_text",
    "write_changes",
]
