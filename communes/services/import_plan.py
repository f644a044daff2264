"""What an uploaded file would do to a report as it stands now. Asking changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from communes.enums import EntryReview
from communes.measures import typed_part
from communes.models import EntryRevision, ImportBatch, IndicatorEntry, MeasuredValue
from communes.queries.gaps import previous_figures, warning_of
from communes.queries.imports import words_of
from communes.queries.people import assigned_to
from communes.queries.specs import IndicatorRow, SetSpec
from communes.queries.values import Measured, part_values, value_columns
from communes.queries.wording import kept_specs
from communes.rules import may_enter
from communes.services.edits import Edit, Unreadable, read_edit
from communes.services.entries import closed_to
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc

TEXT_WORDS = {"note": "giải trình", "survey": "cuộc điều tra"}
EMPTY = "để trống"


@dataclass(frozen=True)
class Change:
    """One indicator that would change: in words old and new, its place in the file, the edit.

    `asks` is the sentence about a great change against last period that wants an explanation.
    """

    row: IndicatorRow
    sheet: str
    cell: str
    old: str
    new: str
    texts: tuple[str, ...]
    edit: Edit
    asks: str = ""


@dataclass(frozen=True)
class Clash:
    """An indicator that somebody changed since the file was downloaded: both values to choose
    from. `by` and `at` are of the stored one; without a stamp nobody knows what the file saw."""

    change: Change
    by: str
    at: datetime
    code: str
    version: int


@dataclass(frozen=True)
class Wrong:
    """What is not taken, with sheet, cell and the sentence."""

    sheet: str
    cell: str
    message: str
    code: str = ""


@dataclass(frozen=True)
class Plan:
    """A file against a report: what changes, what clashes, what is wrong, how many stay."""

    spec: SetSpec
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    wrong: tuple[Wrong, ...]
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of each."""
        return {
            "changes": len(self.changes),
            "clashes": len(self.clashes),
            "wrong": len(self.wrong),
            "unchanged": self.unchanged,
        }

    @property
    def has_something(self) -> bool:
        """There is something to take in."""
        return bool(self.changes or self.clashes)


def make_plan(batch: ImportBatch, *, actor: User) -> Plan:
    """Hold what was read from the file against what is stored now. Seven queries.

    A cell the person left as downloaded keeps what is stored; one that was changed on both sides
    is a clash; a file without its stamp only fills what is empty, all else is a clash.
    """
    report = batch.report
    spec = kept_specs(report.criteria_set, on=report.period.ends)
    stored = {entry.indicator_id: entry for entry in report.entries.select_related("changed_by")}
    return _Planner(batch, spec, stored, actor).plan()


class _Planner:
    def __init__(
        self,
        batch: ImportBatch,
        spec: SetSpec,
        stored: Mapping[int, IndicatorEntry],
        actor: User,
    ) -> None:
        self.batch, self.spec, self.stored, self.actor = batch, spec, stored, actor
        report = batch.report
        enters = may_enter(actor, report)
        self.assigned = assigned_to(report.responsible_unit_id) if enters else {}
        self.previous = previous_figures(report)
        self.seen = self._seen()
        self.changes: list[Change] = []
        self.clashes: list[Clash] = []
        self.wrong = [
            Wrong(one["sheet"], one["cell"], one["message"], one["indicator"])
            for one in batch.problems
        ]
        self.unchanged = 0

    def _seen(self) -> dict[int, dict[str, Any]]:
        """{entry id: columns of the version that was downloaded}, where it is not the stored one.
        One query."""
        wanted = {
            entry.pk: item["base"]
            for item in self.batch.edits
            if (entry := self.stored.get(item["indicator"])) and item["base"] != entry.version
        }
        rows = EntryRevision.objects.filter(
            entry_id__in=wanted, version__in=[base for base in wanted.values() if base]
        )
        return {row.entry_id: _columns(row) for row in rows if wanted[row.entry_id] == row.version}

    def plan(self) -> Plan:
        for item in self.batch.edits:
            row = self.spec.indicators.get(item["indicator"])
            if row is not None:
                self._take(item, row)
        return Plan(
            self.spec, tuple(self.changes), tuple(self.clashes), tuple(self.wrong), self.unchanged
        )

    def _take(self, item: dict[str, Any], row: IndicatorRow) -> None:
        entry = self.stored.get(row.id) or IndicatorEntry(indicator_id=row.id)
        edit = full_edit(item, row, entry, stamped=self.batch.stamped)
        now, seen = _columns(entry), self._base(item, entry)
        if _said(edit) in [as_typed(row, one) for one in (now, seen) if one is not None]:
            self.unchanged += 1  # also what would not be taken today: nobody touched it
            return
        try:
            value = read_edit(row, edit)
        except Unreadable as why:
            cell = item["places"].get(why.part) or next(iter(item["places"].values()), "")
            self.wrong.append(Wrong(item["sheet"], cell, why.message, row.code))
            return
        new = value_columns(value) | {"note": edit.note, "survey": edit.survey}
        if new in (now, seen):
            self.unchanged += 1
            return
        cell = next(iter(item["places"].values()), "")
        review = entry.review or EntryReview.NONE
        closed = closed_to(self.actor, self.batch.report, review, row, self.assigned)
        if closed is not None:
            self.wrong.append(Wrong(item["sheet"], cell, closed.message, row.code))
            return
        change = self._change(item, row, entry, edit, new, cell)
        if now == seen or (seen is None and not any(now.values())):
            self.changes.append(change)
            return
        name = entry.changed_by.full_name if entry.changed_by else ""
        self.clashes.append(Clash(change, name, entry.changed_at, entry.save_code, entry.version))

    def _base(self, item: dict[str, Any], entry: IndicatorEntry) -> dict[str, Any] | None:
        """What the person had before their eyes; None when the file does not tell."""
        if item["base"] is None:
            return None
        if item["base"] == entry.version:
            return _columns(entry)
        return _columns(IndicatorEntry()) if not item["base"] else self.seen.get(entry.pk)

    def _change(
        self,
        item: dict[str, Any],
        row: IndicatorRow,
        entry: IndicatorEntry,
        edit: Edit,
        new: Mapping[str, Any],
        cell: str,
    ) -> Change:
        after = IndicatorEntry(indicator_id=row.id, **new)
        texts = tuple(
            f"{label}: {getattr(entry, name) or EMPTY} → {new[name] or EMPTY}"
            for name, label in TEXT_WORDS.items()
            if getattr(entry, name) != new[name]
        )
        asks = "" if edit.note else warning_of(row, after, self.previous.get(row.id))
        return Change(
            row=row,
            sheet=item["sheet"],
            cell=cell,
            old=words_of(row, entry),
            new=words_of(row, after),
            texts=texts,
            edit=edit,
            asks=asks,
        )


def full_edit(
    item: Mapping[str, Any], row: IndicatorRow, entry: IndicatorEntry, *, stamped: bool
) -> Edit:
    """What was read, filled up with what is stored where the file has no column for it.

    A file without its stamp never empties anything: nobody knows whether its blanks are meant.
    """
    raw = {}
    for part, value in zip(row.spec.parts, part_values(entry, len(row.spec.parts)), strict=True):
        read = item["raw"].get(part.key, {})
        if not stamped:
            read = {name: text for name, text in read.items() if text}
        raw[part.key] = typed_part(value) | read
    texts = {name: text for name, text in item["texts"].items() if stamped or text}
    kept = {name: getattr(entry, name) for name in ("na_reason", "note", "survey")} | texts
    return Edit(
        indicator_id=row.id,
        base_version=entry.version,
        raw=raw,
        na_reason=kept["na_reason"],
        note=nfc(kept["note"]).strip()[:1000],
        survey=nfc(kept["survey"]).strip()[:300],
    )


def as_typed(row: IndicatorRow, columns: Mapping[str, Any]) -> tuple[Any, ...]:
    """A stored value in the texts of a form, to be compared with what a file says."""
    value = IndicatorEntry(indicator_id=row.id, **columns)
    parts = zip(row.spec.parts, part_values(value, len(row.spec.parts)), strict=True)
    raw = {part.key: typed_part(one) for part, one in parts}
    return raw, value.na_reason, value.note, value.survey


def _said(edit: Edit) -> tuple[Any, ...]:
    return edit.raw, edit.na_reason, edit.note, edit.survey


def _columns(row: Measured) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MeasuredValue.VALUE_FIELDS}
