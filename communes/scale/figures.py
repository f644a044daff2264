"""Rows of one period for COPY: reports, receipts, entries, revisions, evidence, standings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import models

from communes.enums import Basis, EvidenceState, Origin, ReportState
from communes.models import (
    CriteriaSet,
    EntryRevision,
    Evidence,
    IndicatorEntry,
    MeasuredValue,
    ProgressReport,
    Receipt,
    ReportingPeriod,
    Standing,
)
from communes.queries.specs import SetSpec
from communes.scale.aside import next_ids
from communes.scale.profiles import ENTRY_TAIL, STANDING_COUNTS, standing_of
from communes.scale.reports import REVIEWED, Made
from kbang_ntm.core.copying import NULL, copied, copy_lines, copy_stream, new_uids, reserve_ids

EVIDENCE_EACH = 2  # files promised for each report
_VALUES = MeasuredValue.VALUE_FIELDS
_ENTRY = ("id", "uid", "report_id", "changed_at", "changed_by_id", "save_code", "version",
          "returns", "review", "reviewed_at", "reviewed_agency_id", *ENTRY_TAIL,
          *_VALUES)  # fmt: skip
_REVISION = ("entry_id", "author_id", "receipt_id", "received_at", "version", "base_version",
             "origin", "reason", "raw", *_VALUES)  # fmt: skip


class PeriodWriter:
    """Writes the reports of one period; `agencies` are the leads by indicator on the day the
    figures were reviewed."""

    def __init__(
        self, *, period: ReportingPeriod, criteria_set: CriteriaSet, spec: SetSpec,
        agencies: Mapping[int, int],
    ) -> None:  # fmt: skip
        self.period, self.criteria_set, self.spec = period, criteria_set, spec
        self.agencies = [agencies.get(pk) for pk in spec.indicators]

    def write(self, reports: Sequence[Made]) -> int:
        """All rows of the reports; returns how many figures."""
        self._reports(reports)
        receipts = self._receipts(reports)
        count = sum(len(report.cells) for report in reports)
        ids = next_ids(IndicatorEntry, count)
        copy_stream(IndicatorEntry, _ENTRY, self._entries(reports, ids))
        copy_stream(EntryRevision, _REVISION, self._revisions(reports, ids, receipts))
        self._evidence(reports, ids)
        self._standings(reports)
        return count

    def _reports(self, reports: Sequence[Made]) -> None:
        copy_rows(
            ProgressReport,
            ("id", "uid", "unit_id", "responsible_unit_id", "criteria_set_id", "period_id", "state",
             "version", "illustrative", "created_at", "changed_at", "handed_at", "handed_by_id",
             "leader_remark", "submitted_at", "submitted_by_id", "late", "confirmed_at",
             "confirmed_by_id", "paper_number"),
            map(self._report, reports),
        )  # fmt: skip

    def _report(self, one: Made) -> tuple[Any, ...]:
        commune, steps = one.commune, one.steps
        handed = one.state != ReportState.DRAFT
        confirmed = one.state == ReportState.CONFIRMED
        return (
            one.id, one.uid, commune.unit_id, commune.unit_id, self.criteria_set.pk, self.period.pk,
            one.state.value, 1, True, steps.entered, steps.entered,
            steps.handed if handed else None, commune.officer.id if handed else None, "",
            steps.submitted if one.sent else None, commune.leader.id if one.sent else None,
            one.sent and steps.submitted > self.period.due_at,
            steps.confirmed if confirmed else None, commune.coordinator.id if confirmed else None,
            "",
        )  # fmt: skip

    def _receipts(self, reports: Sequence[Made]) -> list[int]:
        """One of the save for each report, one more of sending; returns the ids of the former."""
        sent = [report for report in reports if report.sent]
        ids = reserve_ids(Receipt, len(reports) + len(sent))
        uids = iter(new_uids(len(ids)))
        saves = ids[: len(reports)]
        rows: list[tuple[Any, ...]] = []
        for pk, one in zip(saves, reports, strict=True):
            rows.append(
                (pk, next(uids), one.id, Receipt.Kind.SAVE.value, None, one.code,
                 one.steps.entered, one.commune.officer.id, Origin.DEMO.value, one.sha256,
                 len(one.cells), False)
            )  # fmt: skip
        for pk, one in zip(ids[len(reports) :], sent, strict=True):
            at = one.steps.submitted
            words = f"{one.number}\n{at.isoformat()}\n{one.sha256}"
            digest = hashlib.sha256(words.encode()).hexdigest()
            rows.append(
                (pk, next(uids), one.id, Receipt.Kind.SUBMIT.value, one.number,
                 digest[:4].upper(), at, one.commune.leader.id, Origin.DEMO.value, digest,
                 len(one.cells), at > self.period.due_at)
            )  # fmt: skip
        columns = ("id", "uid", "report_id", "kind", "number", "code", "at", "by_id", "origin",
                   "sha256", "entries", "late")  # fmt: skip
        copy_rows(Receipt, columns, rows)
        return saves

    def _entries(self, reports: Sequence[Made], ids: range) -> Iterator[str]:
        uids, numbers = iter(new_uids(len(ids))), iter(ids)
        agencies = [NULL if pk is None else str(pk) for pk in self.agencies]
        for one in reports:
            by = one.commune.officer.id
            head = f"{one.id}\t{one.steps.entered.isoformat()}\t{by}\t{one.code}\t1\t0"
            reviewed = f"accepted\t{one.steps.reviewed.isoformat()}"
            accepted = one.accepted
            places = zip(one.cells, agencies, islice(numbers, len(one.cells)), uids, strict=False)
            for place, (cell, agency, pk, uid) in enumerate(places):
                review = f"{reviewed}\t{agency}" if place < accepted else "none\t\\N\t\\N"
                yield f"{pk}\t{uid}\t{head}\t{review}\t{cell.entry}"

    def _revisions(
        self, reports: Sequence[Made], ids: range, receipts: Sequence[int]
    ) -> Iterator[str]:
        numbers = iter(ids)
        for one, receipt in zip(reports, receipts, strict=True):
            at = one.steps.entered.isoformat()
            head = f"{one.commune.officer.id}\t{receipt}\t{at}\t1\t0\t{Origin.DEMO.value}\t"
            for cell, pk in zip(one.cells, numbers, strict=False):
                yield f"{pk}\t{head}\t{cell.revision}"

    def _evidence(self, reports: Sequence[Made], ids: range) -> None:
        """Promised files: their hash is known, they have not come in, so that nothing need lie in
        the storage. Drafts have none: while a file is on its way a report cannot be sent."""
        wanted = [n for n, row in enumerate(self.spec.indicators.values()) if row.needs_evidence]
        rows: list[tuple[Any, ...]] = []
        first = ids.start
        for one in reports:
            for number in range(EVIDENCE_EACH):
                place = wanted[(one.id * 7 + number * 5) % len(wanted)]
                if place >= len(one.cells) or one.state == ReportState.DRAFT:
                    continue
                digest = hashlib.sha256(f"{one.uid}{place}".encode()).hexdigest()
                rows.append(
                    (first + place, EvidenceState.PROMISED.value,
                     f"Biên bản kiểm tra {one.commune.name} {number + 1}.pdf", digest,
                     one.commune.officer.id, one.steps.entered)
                )  # fmt: skip
            first += len(one.cells)
        columns = ("uid", "entry_id", "state", "name", "promised_sha256", "added_by_id", "added_at")
        with_uids = ((uid, *row) for uid, row in zip(new_uids(len(rows)), rows, strict=True))
        copy_rows(Evidence, columns, with_uids)

    def _standings(self, reports: Sequence[Made]) -> None:
        columns = ("unit_id", "criteria_set_id", "period_id", "report_id", "basis", "accepted",
                   "report_version", "updated_at", *STANDING_COUNTS)  # fmt: skip
        copy_rows(Standing, columns, (row for one in reports for row in self._standing(one)))

    def _standing(self, one: Made) -> Iterator[tuple[Any, ...]]:
        whole = len(one.cells) == len(one.profile.cells)
        counts = one.profile.standing if whole else standing_of(self.spec, one.cells)
        last = one.steps.reviewed if one.state in REVIEWED else one.steps.entered
        bases = [Basis.SELF_ASSESSED]
        if one.state == ReportState.CONFIRMED:
            bases, last = [*bases, Basis.CONFIRMED], one.steps.confirmed
        for basis in bases:
            yield (one.commune.unit_id, self.criteria_set.pk, self.period.pk, one.id, basis.value,
                   one.accepted, 1, last, *(counts[name] for name in STANDING_COUNTS))  # fmt: skip


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterator[Any] | Sequence[Any]
) -> None:
    """Insert rows of plain values through COPY."""
    copy_lines(model, columns, ("\t".join(map(copied, row)) for row in rows))
