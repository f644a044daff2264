"""Writing the checked lines of several reports together: COPY and a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max
from psycopg2.extras import execute_values

from communes.enums import Basis, Origin
from communes.models import (
    CriteriaSet,
    EntryRevision,
    IndicatorEntry,
    MeasuredValue,
    PeriodExtension,
    ProgressReport,
    Receipt,
)
from communes.queries.people import divisions_of
from communes.rules import units_entered
from communes.services.bulk_lines import Group, Trouble
from communes.services.bulk_places import Places
from communes.services.bulk_values import KEPT_COLUMNS, Change, Checked, Judge, Kept
from communes.services.entries import blank_receipt
from communes.services.standings import counted, store_standings
from communes.services.windows import check_writable
from kbang_ntm.core import audit, clock
from kbang_ntm.core.copying import copy_lines, new_uids, reserve_ids
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

_VALUES = MeasuredValue.VALUE_FIELDS
_ENTRY_COLUMNS = (
    "id", "uid", "report_id", "indicator_id", "version", "changed_at", "changed_by_id",
    "save_code", "review", "returns", "verdict", "verdict_unverified", "verdict_illustrative",
    "gap", "threshold_ids", "rule_version", *_VALUES,
)  # fmt: skip
_REVISION_COLUMNS = (
    "entry_id", "version", "base_version", "raw", "author_id", "origin", "receipt_id", "reason",
    "received_at", *_VALUES,
)  # fmt: skip
_CASTS = {"numerator": "numeric", "denominator": "numeric", "number": "numeric"}


@dataclass
class Outcome:
    """What a chunk did: reports written, values stored and unchanged, troubles."""

    reports: int = 0
    stored: int = 0
    same: int = 0
    refused: int = 0
    troubles: list[Trouble] = field(default_factory=list)


@transaction.atomic
def store_groups(
    *, groups: Sequence[Group], places: Places, received_at: datetime, actor: User, source: str
) -> Outcome:
    """Check and write the reports of some groups, each wholly or not at all, in one transaction.

    `received_at` is when the file arrived: windows are judged by it, and what was saved later is
    never overwritten. `source` is the file's hash, named in the audit. Bad lines come back as
    troubles.
    """
    store = _Store(groups, places, received_at, actor, source)
    checked = [store.check(group) for group in groups]
    outcome = Outcome(refused=sum(bool(one.troubles) for one in checked))
    for one in checked:
        outcome.troubles += one.troubles
        outcome.same += 0 if one.troubles else one.same
    ready = [one for one in checked if one.changes and not one.troubles]
    store.write(ready)
    outcome.reports = len(ready)
    outcome.stored = sum(len(one.changes) for one in ready)
    return outcome


class _Store:
    """One chunk: everything it needs is read with a constant number of queries."""

    def __init__(
        self,
        groups: Sequence[Group],
        places: Places,
        received_at: datetime,
        actor: User,
        source: str,
    ) -> None:
        self.places, self.at, self.actor, self.source = places, received_at, actor, source
        self.now = clock.now()
        self.at_text = received_at.isoformat()
        self.entered = units_entered(actor)
        units = {group.unit_id for group in groups}
        periods = {group.period.pk: group.period for group in groups}
        self.reports = {
            (report.period_id, report.unit_id, report.criteria_set_id): report
            for report in ProgressReport.objects.select_for_update()
            .filter(unit_id__in=units, period_id__in=periods)
            .order_by("pk")
        }
        self.kept: dict[int, dict[int, Kept]] = defaultdict(dict)
        ids = [report.pk for report in self.reports.values()]
        for row in IndicatorEntry.objects.filter(report_id__in=ids).values_list(*KEPT_COLUMNS):
            self.kept[row[0]][row[1]] = Kept.read(row)
        self.divisions = divisions_of(units)
        self.closings: dict[tuple[int, int], datetime] = {
            (period_id, unit_id): until
            for period_id, unit_id, until in PeriodExtension.objects.filter(
                unit_id__in=units, period_id__in=periods
            )
            .values_list("period_id", "unit_id")
            .annotate(until=Max("until"))
        }

    def check(self, group: Group) -> Checked:
        """A group's changes; a report that may not be written is one trouble."""
        place = self.places.place(group.period)
        report = self._report(group)
        try:
            self._check_writable(report, reviewed=place.reviewed)
        except Refused as refusal:
            name = place.names.get(group.unit_id, "")
            first = group.lines[0] if group.lines else None
            where = (first.sheet, f"A{first.row}") if first else ("", "")
            trouble = Trouble(*where, name, group.period.label, "", refusal.message)
            return Checked(group, report, [], [trouble, *group.troubles])
        judge = Judge(place, self.places, self.actor, self.at)
        kept = self.kept.get(report.pk, {}) if report.pk else {}
        return judge.check(group, report, kept, self.divisions[report.responsible_unit_id])

    def _report(self, group: Group) -> ProgressReport:
        """The report under lock, or a new one that is not stored yet."""
        place = self.places.place(group.period)
        report = self.reports.get((group.period.pk, group.unit_id, place.criteria_set.pk))
        if report is None:
            report = ProgressReport(unit_id=group.unit_id, responsible_unit_id=group.unit_id)
        report.criteria_set, report.period = place.criteria_set, group.period
        return report

    def _check_writable(self, report: ProgressReport, *, reviewed: bool) -> None:
        if report.responsible_unit_id not in self.entered:
            raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
        period = report.period
        until = self.closings.get((period.pk, report.responsible_unit_id), period.closes_at)
        check_writable(report, at=self.at, closing=max(until, period.closes_at))
        if report._state.adding and not reviewed:
            raise Refused(
                "no_reviewer",
                f"{period.label}: chưa xác định cơ quan rà soát nên chưa mở nhập số liệu. "
                "Hỏi Văn phòng Điều phối.",
            )

    # --- Writing -------------------------------------------------------------------------------
    def write(self, ready: Sequence[Checked]) -> None:
        """Reports, receipts, entries, revisions, standings and events of the ready ones."""
        if not ready:
            return
        self._start([one.report for one in ready if one.report.pk is None])
        new = [change for one in ready for change in one.changes if change.before is None]
        for change, pk in zip(new, reserve_ids(IndicatorEntry, len(new)), strict=True):
            change.id = pk
        uids = iter(new_uids(len(new)))
        receipts = [self._receipt(one) for one in ready]
        Receipt.objects.bulk_create(receipts)
        entries, revisions, updates = [], [], []
        for one, receipt in zip(ready, receipts, strict=True):
            for change in one.changes:
                revisions.append(self._revision_line(change, receipt))
                if change.before is None:
                    entries.append(self._entry_line(change, next(uids), one.report, receipt))
                else:
                    updates.append(self._update_row(change, receipt))
        copy_lines(IndicatorEntry, _ENTRY_COLUMNS, entries)
        self._update(updates)
        copy_lines(EntryRevision, _REVISION_COLUMNS, revisions)
        self._finish(ready, receipts)

    def _start(self, reports: list[ProgressReport]) -> None:
        """Open the reports that nobody has begun. Somebody who begins one at this moment makes
        the chunk fail on `report_once`; it is then tried again and finds the report."""
        if not reports:
            return
        ProgressReport.objects.bulk_create(reports)
        sets = {report.criteria_set_id for report in reports}
        CriteriaSet.objects.filter(pk__in=sets, frozen_at=None).update(frozen_at=self.now)
        audit.record_many(
            actor=self.actor,
            action="report.start",
            acts=[audit.Act(report, f"Mở báo cáo {report.period.label}", {}) for report in reports],
        )

    def _receipt(self, one: Checked) -> Receipt:
        body = [[change.row.code, change.version, change.read.hashed] for change in one.changes]
        return blank_receipt(
            report=one.report, by=self.actor, at=self.at, origin=Origin.IMPORT, body=body
        )

    def _entry_line(
        self, change: Change, uid: str, report: ProgressReport, receipt: Receipt
    ) -> str:
        read = change.read
        return (
            f"{change.id}\t{uid}\t{report.pk}\t{change.row.id}\t{change.version}\t"
            f"{self.at_text}\t{self.actor.pk}\t{receipt.code}\tnone\t0\t"
            f"{read.verdict_text}\t{read.values_text}"
        )

    def _revision_line(self, change: Change, receipt: Receipt) -> str:
        read = change.read
        return (
            f"{change.id}\t{change.version}\t{change.version - 1}\t{read.raw_text}\t"
            f"{self.actor.pk}\t{Origin.IMPORT.value}\t{receipt.pk}\t\t{self.at_text}\t"
            f"{read.values_text}"
        )

    def _update_row(self, change: Change, receipt: Receipt) -> tuple[Any, ...]:
        result = change.read.result
        return (
            change.id, change.version, self.at, self.actor.pk, receipt.code,
            result.verdict.value, result.unverified, result.illustrative, result.gap[:200],
            list(result.threshold_ids), result.rule_version, *change.read.values,
        )  # fmt: skip

    def _update(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """New values into entries that were there, in one statement per thousand."""
        if not rows:
            return
        casts = {
            "id": "bigint", "version": "integer", "changed_at": "timestamptz",
            "changed_by_id": "bigint", "save_code": "text", "verdict": "text",
            "verdict_unverified": "boolean", "verdict_illustrative": "boolean", "gap": "text",
            "threshold_ids": "bigint[]", "rule_version": "text",
            **{name: _CASTS.get(name.removesuffix("_b"), "text") for name in _VALUES},
        }  # fmt: skip
        sets = ", ".join(f"{name} = new.{name}" for name in casts if name != "id")
        table = IndicatorEntry._meta.db_table
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                f"UPDATE {table} SET {sets} FROM (VALUES %s) AS new ({', '.join(casts)}) "
                f"WHERE {table}.id = new.id",
                rows,
                template="(" + ", ".join(f"%s::{cast}" for cast in casts.values()) + ")",
                page_size=1000,
            )

    def _finish(self, ready: Sequence[Checked], receipts: Sequence[Receipt]) -> None:
        """Versions of the reports, standings, one event for each report."""
        ids = [one.report.pk for one in ready]
        ProgressReport.objects.filter(pk__in=ids).update(
            version=F("version") + 1, changed_at=self.at
        )
        standings, acts = [], []
        for one, receipt in zip(ready, receipts, strict=True):
            one.report.version += 1
            spec = self.places.place(one.group.period).spec
            rows = _verdicts(self.kept.get(one.report.pk, {}), one.changes)
            standings.append(
                counted(report=one.report, spec=spec, basis=Basis.SELF_ASSESSED, entries=rows)
            )
            codes = [change.row.code for change in one.changes]
            acts.append(
                audit.Act(
                    one.report,
                    f"Lưu {len(codes)} chỉ tiêu từ tệp: {', '.join(codes)}"[:500],
                    {
                        "receipt": receipt.code,
                        "indicators": codes,
                        "origin": Origin.IMPORT.value,
                        "file": self.source,
                    },
                )
            )
        store_standings(standings)
        audit.record_many(actor=self.actor, action="report.save", acts=acts)


def _verdicts(kept: Mapping[int, Kept], changes: Sequence[Change]) -> list[tuple[Any, ...]]:
    """Rows (indicator id, verdict, unverified, illustrative, review, version) after the changes."""
    rows: dict[int, tuple[Any, ...]] = {
        one.indicator_id: (
            one.indicator_id, one.verdict, one.unverified, one.illustrative, one.review,
            one.version,
        )
        for one in kept.values()
    }  # fmt: skip
    for change in changes:
        result = change.read.result
        review = change.before.review if change.before else "none"
        rows[change.row.id] = (
            change.row.id, result.verdict.value, result.unverified, result.illustrative, review,
            change.version,
        )  # fmt: skip
    return list(rows.values())
