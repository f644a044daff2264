"""From lines of a file to values, by the form's own reading and rules; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from communes.enums import EntryReview, ReportState
from communes.evaluation import IndicatorResult, ThresholdRule, evaluate_indicator
from communes.measures import EntryValue
from communes.measures.types import PartSpec
from communes.models import MeasuredValue, ProgressReport
from communes.queries.people import Division
from communes.queries.specs import IndicatorRow
from communes.queries.values import ACCEPTED
from communes.services.bulk_lines import Group, Line, Trouble
from communes.services.bulk_places import PeriodPlace, Places
from communes.services.edits import Edit, Unreadable, read_edit
from kbang_ntm.core import clock
from kbang_ntm.core.copying import NULL, copied
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.spreadsheets import address
from kbang_ntm.core.vietnamese import nfc

Rule = Mapping[str, ThresholdRule | None]
REMEMBERED = 50_000
"""Readings kept of one period."""
_COUNTS = re.compile(r"([0-9.\s]+)/([0-9.\s]+)")


class Kept(NamedTuple):
    """An entry as it is stored, in the order it is read from the database."""

    report_id: int
    indicator_id: int
    id: int
    version: int
    review: str
    verdict: str
    unverified: bool
    illustrative: bool
    changed_at: datetime
    changed_by_id: int | None
    changed_by_name: str | None
    values: tuple[Any, ...]

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> Kept:
        """From a row of KEPT_COLUMNS."""
        return cls._make((*row[:11], row[11:]))


KEPT_COLUMNS = (
    "report_id",
    "indicator_id",
    "id",
    "version",
    "review",
    "verdict",
    "verdict_unverified",
    "verdict_illustrative",
    "changed_at",
    "changed_by_id",
    "changed_by__full_name",
    *MeasuredValue.VALUE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a line says, with the texts that COPY takes: values, raw text, verdict; `hashed` are
    the values as receipts hash them."""

    is_empty: bool
    value: EntryValue | None
    values: tuple[Any, ...]
    result: IndicatorResult
    values_text: str
    raw_text: str
    verdict_text: str
    hashed: tuple[str, ...]


@dataclass(slots=True)
class Change:
    """One entry to write: what was there, what it becomes."""

    row: IndicatorRow
    before: Kept | None
    read: Read
    id: int = 0

    @property
    def version(self) -> int:
        """The version the entry will have."""
        return (self.before.version if self.before else 0) + 1


@dataclass
class Checked:
    """A report's lines after checking: changes to write, or the troubles that keep all out."""

    group: Group
    report: ProgressReport
    changes: list[Change]
    troubles: list[Trouble]
    same: int = 0


@dataclass(frozen=True)
class Judge:
    """Checks the lines of one report against its stored entries."""

    place: PeriodPlace
    places: Places
    actor: User
    received_at: datetime

    def check(
        self, group: Group, report: ProgressReport, kept: Mapping[int, Kept], division: Division
    ) -> Checked:
        """The changes of a report, or why there are none. Never raises for a bad line."""
        found = Checked(group, report, [], list(group.troubles))
        column = self.place.columns.get(report.unit_id, "")
        rules = self.place.rules_of(report.unit_id)
        guarded = bool(division) or report.state == ReportState.RETURNED
        for line in group.lines:
            row = self.place.spec.indicators[line.indicator_id]
            before = kept.get(row.id)
            levels = rules.get(row.id, {})
            try:
                if guarded:
                    self._check_open(report, row, before, division)
                read = self._read(line, row, column, levels)
                if before is None:  # most lines of a long file
                    change = None if read.is_empty else Change(row, None, read)
                else:
                    change = self._change(row, before, read, levels)
            except Refused as wrong:
                found.troubles.append(self._trouble(line, row, report, wrong.message))
                continue
            if change is None:
                found.same += 1
            else:
                found.changes.append(change)
        return found

    def _trouble(
        self, line: Line, row: IndicatorRow, report: ProgressReport, message: str
    ) -> Trouble:
        name = self.place.names.get(report.unit_id, "")
        cell = address(line.row, line.column)
        return Trouble(line.sheet, cell, name, self.place.period.label, row.code, message)

    def _check_open(
        self, report: ProgressReport, row: IndicatorRow, before: Kept | None, division: Division
    ) -> None:
        """As the form: closed entries of a returned report, indicators given to others."""
        returned = before is not None and before.review == EntryReview.RETURNED
        if report.state == ReportState.RETURNED and not returned:
            raise Refused("entry_closed", "Mục này không bị trả lại nên đã khóa. Số cũ giữ nguyên.")
        others = division.get(row.id)
        if others and self.actor.pk not in others:
            names = ", ".join(sorted(others.values()))
            raise Refused("assigned_to_other", f"Chỉ tiêu này giao cho {names}. Nhờ người đó nhập.")

    def _read(self, line: Line, row: IndicatorRow, column: str, rules: Rule) -> Read:
        """What a line says. Many lines of a long file say the same ("Đạt", "100"): each is read
        and judged once for its indicator and the levels that hold."""
        key = (row.id, column, line[4:])
        found = self.place.read.get(key)
        if found is None:
            found = self._read_anew(line, row, rules)
            if len(self.place.read) < REMEMBERED:
                self.place.read[key] = found
        return found

    def _read_anew(self, line: Line, row: IndicatorRow, rules: Rule) -> Read:
        raw = self._raw(line, row)
        value = read_edit(row, Edit(row.id, 0, raw, line.na_reason, line.note, line.survey))
        note = nfc(line.note).strip() if line.note else ""
        values = columns_of(value, note, nfc(line.survey).strip() if line.survey else "")
        result = evaluate_indicator(row.spec, value, rules, derivation=False)
        return Read(
            is_empty=value is None and not note,
            value=value,
            values=values,
            result=result,
            values_text="\t".join(
                [
                    NULL if v is None else copied(v) if v or v.__class__ is not str else ""
                    for v in values
                ]
            ),
            raw_text=copied(raw),
            verdict_text=verdict_text(result),
            hashed=tuple([hashed_value(v) for v in values]),
        )

    def _change(self, row: IndicatorRow, before: Kept, read: Read, rules: Rule) -> Change | None:
        """What has to be written over a stored entry, None where nothing changes. Raises Refused
        for a conflict."""
        if before.values == read.values:
            return None
        if before.changed_at > self.received_at:
            self._conflict(before)
        value = read.value
        if value is not None and value.na_reason and before.review in ACCEPTED:
            # As stored entries are judged: it counts once the agency has accepted it.
            value = replace(value, na_approved=True)
            result = evaluate_indicator(row.spec, value, rules, derivation=False)
            read = replace(read, result=result, verdict_text=verdict_text(result))
        return Change(row, before, read, before.id)

    def _conflict(self, before: Kept) -> None:
        at = before.changed_at.astimezone(clock.LOCAL)
        raise Refused(
            "conflict",
            f"{before.changed_by_name or 'Cổng'} đã lưu số khác lúc {at:%H:%M:%S %d/%m/%Y}, sau "
            "khi tệp được tải lên. Không ghi đè; xem số đó rồi tải tệp lên lại.",
        )

    def _raw(self, line: Line, row: IndicatorRow) -> dict[str, dict[str, str]]:
        """The texts of a line under the names of the form's fields."""
        raw = {}
        parts = row.spec.parts
        for index, spec in enumerate(parts):
            raw[spec.key] = self._part(spec, *line.fields[index * 3 : index * 3 + 3])
        for text in line.fields[len(parts) * 3 :]:
            if text:
                raise Unreadable("extra", f"Chỉ tiêu này chỉ có một phần, bỏ «{text[:30]}».")
        return raw

    def _part(self, spec: PartSpec, numerator: str, denominator: str, value: str) -> dict[str, str]:
        if spec.is_counted:
            if value and not numerator and not denominator:
                counts = _COUNTS.fullmatch(value)
                if counts is None:
                    raise Unreadable(
                        "need_counts",
                        f"Chỉ tiêu này cần hai số ({spec.numerator_label or 'tử số'}; "
                        f"{spec.denominator_label}), không nhận tỷ lệ «{value[:20]}».",
                    )
                numerator, denominator = counts[1].strip(), counts[2].strip()
            return {"numerator": numerator, "denominator": denominator}
        if numerator or denominator:
            raise Unreadable("extra", "Chỉ tiêu này không có tử số, mẫu số. Ghi vào cột Giá trị.")
        if spec.is_choice:
            return {"choice": self.places.choice(spec.scale, value) if value else ""}
        return {"number": value}


_NOTHING = (None, None, None, "")


def columns_of(value: EntryValue | None, note: str, survey: str) -> tuple[Any, ...]:
    """The columns of MeasuredValue.VALUE_FIELDS, in that order."""
    if value is None:
        return (*_NOTHING, *_NOTHING, "", note, survey)
    both = [(p.numerator, p.denominator, p.number, p.choice) for p in value.parts]
    first, second, *_more = *both, _NOTHING, _NOTHING
    return (*first, *second, value.na_reason, note, survey)


def hashed_value(value: Any) -> str:
    """As `edits.value_text` writes a value into the hash."""
    if not value:
        return "" if value is None or value == "" else "0"
    return value if value.__class__ is str else f"{value.normalize():f}"


def verdict_text(result: IndicatorResult) -> str:
    """The columns verdict, unverified, illustrative, gap, threshold_ids, rule_version for COPY."""
    return _verdict_columns(
        result.verdict.value,
        result.unverified,
        result.illustrative,
        result.gap[:200],
        result.threshold_ids,
        result.rule_version,
    )


@lru_cache(maxsize=20_000)
def _verdict_columns(*columns: Any) -> str:
    return "\t".join(map(copied, columns))
