"""Imports of a report as its people see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from communes.enums import ImportState
from communes.models import (
    EntryRevision,
    ImportBatch,
    MeasuredValue,
    ProgressReport,
    UnitVersion,
)
from communes.queries.history import count_words, value_words
from communes.queries.specs import IndicatorRow, SetSpec
from kbang_ntm.core.models import User

LISTED = 30  # imports of one report on its page


@dataclass(frozen=True)
class Taken:
    """One indicator an import has written: what stood before, what it brought."""

    row: IndicatorRow
    old: str
    new: str


def imports_of(report: ProgressReport, user: User) -> list[ImportBatch]:
    """The newest imports of a report that this person may know of. One query."""
    rows = ImportBatch.objects.visible_to(user).filter(report=report)
    return list(rows.select_related("file", "made_by", "confirmed_by", "receipt")[:LISTED])


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The same file, taken into the same report before. One query."""
    return (
        ImportBatch.objects.filter(
            report=batch.report_id,
            sha256=batch.sha256,
            state__in=[ImportState.CONFIRMED, ImportState.CANCELLED],
        )
        .exclude(pk=batch.pk)
        .select_related("confirmed_by", "receipt")
        .first()
    )


def taken_by(batch: ImportBatch, spec: SetSpec) -> list[Taken]:
    """What a confirmed import has written, in the order of the set. Two queries."""
    written = list(
        EntryRevision.objects.filter(receipt=batch.receipt).select_related("entry").order_by("id")
    )
    bases = {row.entry_id: row.base_version for row in written}
    earlier = {
        row.entry_id: row
        for row in EntryRevision.objects.filter(entry__in=bases, version__in=set(bases.values()))
        if row.version == bases[row.entry_id]
    }
    found = {
        revision.entry.indicator_id: (revision, earlier.get(revision.entry_id))
        for revision in written
    }
    return [
        Taken(row, words_of(row, found[pk][1]), words_of(row, found[pk][0]))
        for pk, row in spec.indicators.items()
        if pk in found
    ]


def words_of(row: IndicatorRow, value: MeasuredValue | None) -> str:
    """A value with its counts: "5,02 % (62/1.236 hộ)"; "để trống" for nothing."""
    shown, counts = value_words(row, value), count_words(row, value)
    if shown and counts:
        return f"{shown} ({counts})"
    return shown or counts or "để trống"


@dataclass(frozen=True)
class UploadLine:
    """One commune of an uploaded file."""

    batch: ImportBatch
    unit: str


def upload_lines(upload: uuid.UUID, user: User) -> list[UploadLine]:
    """The communes of an uploaded file that this person may know of. Two queries."""
    batches = list(
        ImportBatch.objects.visible_to(user)
        .filter(upload=upload)
        .select_related("report__period", "report__unit", "file", "made_by", "receipt")
        .order_by("report__unit__order", "id")
    )
    names = unit_names(batches)
    return [UploadLine(batch, names[batch.report.unit_id]) for batch in batches]


def unit_names(batches: Iterable[ImportBatch]) -> dict[int, str]:
    """{unit id: name on the last day of its report's period}; key where it was none. One query."""
    rows = list(batches)
    found = {batch.report.unit_id: batch.report.unit.key for batch in rows}
    if rows:
        day = rows[0].report.period.ends
        versions = UnitVersion.objects.filter(unit_id__in=found, valid__contains=day)
        found |= dict(versions.values_list("unit_id", "name"))
    return found


def waiting_previews(report_ids: Iterable[int]) -> dict[int, ImportBatch]:
    """{report id: its newest preview that nobody has taken in or set aside}, as long as no newer
    import of the report was taken in. One query."""
    found: dict[int, ImportBatch] = {}
    rows = ImportBatch.objects.filter(
        report_id__in=list(report_ids),
        state__in=[ImportState.PREVIEWED, ImportState.CONFIRMED, ImportState.CANCELLED],
    )
    for batch in rows.select_related("made_by", "file").order_by("id"):
        found[batch.report_id] = batch
    return {pk: one for pk, one in found.items() if one.state == ImportState.PREVIEWED}
