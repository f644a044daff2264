"""One entry laid open: numbers, level, earlier periods, evidence, and what to ask about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from communes.enums import EvidenceState, Provenance
from communes.evaluation import IndicatorResult, ThresholdRule, evaluate_indicator, threshold_text
from communes.measures import PartSpec, PartValue, display_counts, display_part
from communes.models import Evidence, IndicatorEntry, ProgressReport, Review, Threshold
from communes.queries.gaps import previous_report, warning_of
from communes.queries.specs import (
    CriterionRow,
    GroupRow,
    IndicatorRow,
    SetSpec,
    load_specs,
    thresholds_for,
)
from communes.queries.values import entry_value, part_values
from communes.rules import SENT
from kbang_ntm.core.vietnamese import format_number

EARLIER_PERIODS = 5  # the present one and a year back


@dataclass(frozen=True)
class Line:
    """One row of figures: `unproved` marks a level nobody has checked."""

    label: str
    value: str
    unproved: str = ""


@dataclass(frozen=True)
class EarlierRow:
    """One period of the same indicator: label and one cell per column."""

    label: str
    cells: tuple[str, ...]
    current: bool


@dataclass(frozen=True)
class Earlier:
    """The indicator over the last periods, newest first."""

    columns: tuple[str, ...]
    rows: tuple[EarlierRow, ...]


@dataclass(frozen=True)
class Sheet:
    """What is needed to judge one entry or to explain its verdict."""

    entry: IndicatorEntry
    spec: SetSpec
    group: GroupRow
    criterion: CriterionRow
    row: IndicatorRow
    parts: tuple[PartValue, ...]
    rules: Mapping[str, ThresholdRule | None]
    result: IndicatorResult
    rests_on_old_level: bool


def load_sheet(entry: IndicatorEntry) -> Sheet:
    """Wording, level and derivation of one entry. Seven queries.

    The levels are those the stored verdict rests on; for parts without a verdict, today's.
    """
    report = entry.report
    spec = load_specs(report.criteria_set, on=report.period.ends)
    row = spec.indicators[entry.indicator_id]
    criterion = next(c for c in spec.criteria if c.id == row.criterion_id)
    group = next(g for g in spec.groups if g.id == criterion.group_id)
    today = thresholds_for(
        report.criteria_set,
        unit_id=report.unit_id,
        on=report.period.ends,
        year=report.period.year,
    ).get(entry.indicator_id, {})
    stored = stored_rules(entry.threshold_ids)
    rules: dict[str, ThresholdRule | None] = {**today, **stored}
    return Sheet(
        entry=entry,
        spec=spec,
        group=group,
        criterion=criterion,
        row=row,
        parts=part_values(entry, len(row.spec.parts)),
        rules=rules,
        result=evaluate_indicator(
            row.spec, entry_value(entry, row.spec, review=entry.review), rules
        ),
        rests_on_old_level=any(today.get(key) != rule for key, rule in stored.items()),
    )


def stored_rules(ids: Iterable[int]) -> dict[str, ThresholdRule]:
    """The levels a stored verdict rests on, by part key, withdrawn ones too. One query."""
    rows: Iterable[Any] = Threshold.objects.filter(pk__in=list(ids)).values_list(
        "part__key", "id", "amount", "choice", "provenance", "certain", "legal_basis", "source"
    )
    return {key: ThresholdRule(*rule) for key, *rule in rows}


def mark_of(rule: ThresholdRule | None) -> str:
    """The mark beside a level: "chưa kiểm chứng", "số liệu minh họa" or nothing."""
    if rule is None:
        return ""
    if rule.provenance == Provenance.ILLUSTRATIVE:
        return "số liệu minh họa"
    return "" if rule.certain else "chưa kiểm chứng"


def figure_lines(sheet: Sheet) -> list[Line]:
    """The entry's figures, levels and gaps as rows, for the reviewer."""
    entry = sheet.entry
    if entry.na_reason:
        return [Line("Xã đề nghị", "Không áp dụng"), Line("Lý do", entry.na_reason)]
    lines: list[Line] = []
    several = len(sheet.row.spec.parts) > 1
    results = sheet.result.parts or (None,) * len(sheet.parts)
    for spec, value, result in zip(sheet.row.spec.parts, sheet.parts, results, strict=False):
        rule = sheet.rules.get(spec.key)
        lines.extend(_value_lines(spec, value, several))
        lines.append(Line(_under(spec, "Mức đạt", several), threshold_text(spec, rule),
                          mark_of(rule)))  # fmt: skip
        if result is not None and result.gap:
            lines.append(_gap_line(spec, result.gap, several))
    return lines


def _value_lines(spec: PartSpec, value: PartValue, several: bool) -> list[Line]:
    shown = display_part(spec, value) or "chưa nhập"
    if not spec.is_counted:
        return [Line(_under(spec, "Xã báo cáo", several), shown)]
    counts = (
        (spec.numerator_label or "tử số", value.numerator),
        (spec.denominator_label, value.denominator),
    )
    return [
        *(Line(_capital(label), _count(number, spec.count_unit)) for label, number in counts),
        Line(_under(spec, "Tỷ lệ xã báo cáo", several), shown),
    ]


def _gap_line(spec: PartSpec, gap: str, several: bool) -> Line:
    for verb in ("còn thiếu", "còn phải giảm", "còn", "cần"):
        if gap.startswith(f"{verb} "):
            return Line(_under(spec, _capital(verb), several), gap.removeprefix(f"{verb} "))
    return Line(_under(spec, "Còn cách mức đạt", several), gap)


def _under(spec: PartSpec, words: str, several: bool) -> str:
    return f"{words}, {spec.label[:1].lower()}{spec.label[1:]}" if several and spec.label else words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _count(number: Decimal | None, unit: str) -> str:
    return "chưa nhập" if number is None else f"{format_number(number)} {unit}".strip()


def living_evidence(entry: IndicatorEntry) -> list[Evidence]:
    """The entry's files, promised ones too, oldest first. One query."""
    return list(
        entry.evidence.exclude(state=EvidenceState.REMOVED).select_related("file", "added_by")
    )


def words_on(entry: IndicatorEntry) -> list[Review]:
    """All words said on an entry, oldest first. One query."""
    return list(entry.reviews.select_related("by", "agency", "minutes"))


def earlier_values(sheet: Sheet) -> Earlier:
    """The same indicator of the same unit in this and earlier periods of the kind. One query."""
    entry, parts = sheet.entry, sheet.row.spec.parts
    rows: QuerySet[IndicatorEntry] = (
        IndicatorEntry.objects.filter(
            indicator__criteria_set_id=sheet.spec.set_id,
            indicator__code=sheet.row.code,
            report__unit_id=entry.report.unit_id,
            report__period__kind=entry.report.period.kind,
            report__period__ends__lte=entry.report.period.ends,
            report__state__in=SENT | {entry.report.state},
        )
        .select_related("report__period")
        .order_by("-report__period__ends")[:EARLIER_PERIODS]
    )
    counted = len(parts) == 1 and parts[0].is_counted
    columns = ("Tử số", "Mẫu số", "Tỷ lệ") if counted else tuple(
        _capital(part.label) or "Xã báo cáo" for part in parts
    )  # fmt: skip
    return Earlier(
        columns=columns,
        rows=tuple(
            EarlierRow(
                label=row.report.period.label,
                cells=_cells(row, parts, counted),
                current=row.pk == entry.pk,
            )
            for row in rows
        ),
    )


def _cells(row: IndicatorEntry, parts: tuple[PartSpec, ...], counted: bool) -> tuple[str, ...]:
    if row.na_reason:
        return ("không áp dụng", *("" for _ in range(2 if counted else len(parts) - 1)))
    values = part_values(row, len(parts))
    if counted:
        value = values[0]
        return (
            _count(value.numerator, ""),
            _count(value.denominator, ""),
            display_part(parts[0], value),
        )
    return tuple(display_part(spec, value) for spec, value in zip(parts, values, strict=True))


def questions(sheet: Sheet) -> list[str]:
    """What a reviewer should ask back, in sentences. Three queries.

    A wild change since the period before; fewer households, the more so while the population
    grew; a number of households that differs inside one report. Warnings, never refusals.
    """
    report = sheet.entry.report
    before = previous_report(report)
    now = {entry.indicator_id: entry for entry in report.entries.all()}
    then = {entry.indicator_id: entry for entry in before.entries.all()} if before else {}
    found = []
    previous = then.get(sheet.entry.indicator_id)
    fewer = _fewer_households(sheet, now, then, before)
    if fewer:
        found.append(fewer)
    else:
        warning = warning_of(sheet.row, sheet.entry, previous)
        if warning:
            found.append(warning)
    other = _other_households(sheet, now)
    if other:
        found.append(other)
    return found


def _households(row: IndicatorRow, entry: IndicatorEntry | None) -> Decimal | None:
    """The total of households an entry was counted over, if it was."""
    if entry is None or entry.na_reason:
        return None
    for spec, value in zip(row.spec.parts, part_values(entry, len(row.spec.parts)), strict=True):
        if spec.is_counted and spec.count_unit == "hộ" and "tổng số hộ" in spec.denominator_label:
            return value.denominator
    return None


def _population(spec: SetSpec, entries: Mapping[int, IndicatorEntry]) -> Decimal | None:
    """The population named in the first indicator counted over it (both sexes added up)."""
    for row in spec.indicators.values():
        entry = entries.get(row.id)
        labels = [part.denominator_label for part in row.spec.parts]
        if entry is None or not labels or not all(label.startswith("dân số") for label in labels):
            continue
        counts = [value.denominator for value in part_values(entry, len(labels))]
        known = [count for count in counts if count is not None]
        if len(known) == len(counts):
            return sum(known, Decimal(0))
    return None


def _fewer_households(
    sheet: Sheet,
    now: Mapping[int, IndicatorEntry],
    then: Mapping[int, IndicatorEntry],
    before: ProgressReport | None,
) -> str:
    new = _households(sheet.row, sheet.entry)
    old = _households(sheet.row, then.get(sheet.entry.indicator_id))
    if new is None or old is None or before is None or new >= old:
        return ""
    people, were = _population(sheet.spec, now), _population(sheet.spec, then)
    grew = people is not None and were is not None and people > were
    return (
        f"Tổng số hộ giảm {format_number(old - new)} so với {before.period.label} "
        f"({format_number(old)} hộ){' trong khi dân số tăng' if grew else ''}. Có gộp hộ không?"
    )


def _other_households(sheet: Sheet, now: Mapping[int, IndicatorEntry]) -> str:
    mine = _households(sheet.row, sheet.entry)
    # Figures surveyed once a year were counted on another day: they may well differ.
    if mine is None or sheet.row.yearly:
        return ""
    others = [
        f"mục {row.code} là {format_number(count)}"
        for row in sheet.spec.indicators.values()
        if row.id != sheet.row.id
        and not row.yearly
        and (count := _households(row, now.get(row.id))) is not None
        and count != mine
    ]
    if not others:
        return ""
    return f"Tổng số hộ ở đây là {format_number(mine)}, ở {', '.join(others[:3])}. Số nào đúng?"


def show_counts(spec: PartSpec, value: PartValue) -> str:
    """ "154/1.236 hộ" for ratios of counts, else the result in words."""
    return display_counts(spec, value) or display_part(spec, value)
