"""Why a verdict is what it is: one sentence, one bar, arithmetic, basis, evidence, what is missing.

The card explains the stored verdict by the levels it rests on; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from communes.comparison import PartResult
from communes.enums import Basis, EntryReview, EvidenceState, Provenance, ReportState
from communes.evaluation import ThresholdRule, threshold_text
from communes.measures import Comparator, Measure, PartSpec, PartValue, Verdict, display_part
from communes.models import Evidence, ProgressReport, Review, Standing, Threshold
from communes.queries.columns import judging_version
from communes.queries.gaps import previous_report
from communes.queries.history import Step, moment
from communes.queries.sheet import Sheet, mark_of, show_counts
from communes.queries.values import part_values
from kbang_ntm.core.vietnamese import compare_words, format_date, format_number

WIDTH, HEIGHT = 1500, 36  # the bar's own units; the page stretches it
REGIONS = {"tay_nguyen": "Tây Nguyên", "tdmnpb": "Trung du miền núi phía Bắc"}
TITLES = {
    Verdict.MET: "Vì sao đạt?",
    Verdict.NOT_MET: "Vì sao chưa đạt?",
    Verdict.UNKNOWN: "Vì sao chưa xác định?",
    Verdict.NOT_APPLICABLE: "Vì sao không áp dụng?",
}
WAYS = {
    Comparator.AT_LEAST: "Càng cao càng tốt, không làm tròn trước khi so",
    Comparator.AT_MOST: "Càng thấp càng tốt, không làm tròn trước khi so",
    Comparator.EQUAL: "Phải đúng bằng mức, không làm tròn trước khi so",
    Comparator.IS: "Phải đúng mức yêu cầu, hoặc cao hơn trong thang xếp loại",
}


@dataclass(frozen=True)
class Bar:
    """A bar of WIDTH units: solid part, hatched part (what is missing), mark of the level."""

    solid: int
    hatch_from: int
    hatch: int
    level: int
    title: str
    met: bool
    level_words: str
    gap_words: str
    actual_words: str
    scale_words: str


@dataclass(frozen=True)
class BasisRow:
    """Where a level comes from."""

    label: str
    text: str
    mark: str
    provenance: str
    legal_basis: str
    source: str
    entered: str
    checked: bool


@dataclass(frozen=True)
class PartCard:
    """One part: label, bar (or None), arithmetic, basis of its level, change since last period."""

    label: str
    bar: Bar | None
    steps: tuple[tuple[str, str], ...]
    basis: BasisRow
    way: str
    change: str


@dataclass(frozen=True)
class WhyCard:
    """All of the card but the files and people."""

    title: str
    sentence: str
    parts: tuple[PartCard, ...]
    region: str
    region_certain: bool
    missing: tuple[str, ...]
    criterion_note: str


def why_card(sheet: Sheet, asked: Sequence[str], evidence: Sequence[Evidence]) -> WhyCard:
    """The card of one entry. Five queries beyond the sheet's, six for a
    village.

    `asked` are the reviewer's questions (see `sheet.questions`), `evidence` the living files.
    """
    report = sheet.entry.report
    version = judging_version(report.unit_id, report.period.ends)
    before = previous_report(report)
    earlier = (
        before.entries.filter(indicator_id=sheet.entry.indicator_id).first() if before else None
    )
    count = len(sheet.row.spec.parts)
    old = part_values(earlier, count) if earlier and not earlier.na_reason else ()
    levels = {
        row.pk: row
        for row in Threshold.objects.filter(
            pk__in=[rule.id for rule in sheet.rules.values() if rule]
        ).select_related("entered_by")
    }
    column = version.region_column if version else ""
    return WhyCard(
        title=TITLES[Verdict(sheet.entry.verdict)],
        sentence=sentence(sheet),
        parts=tuple(
            _part_card(sheet, index, levels, old, before.period.label if before else "")
            for index in range(count)
        ),
        region=REGIONS.get(column, column),
        region_certain=bool(version and version.region_certain),
        missing=tuple(missing_words(sheet, asked, evidence)),
        criterion_note=criterion_note(sheet),
    )


def sentence(sheet: Sheet) -> str:
    """One sentence with the result, the level and what is missing."""
    name = sheet.row.short_title or sheet.row.title
    result = sheet.result
    words = result.reason or "chưa nhập"
    if result.verdict is Verdict.UNKNOWN:
        values = ", ".join(
            filter(None, (display_part(s, v) for s, v in _pairs(sheet) if not v.is_empty))
        )
        words = f"{values}, {words}" if values else words
    first = f"{name[:1].upper()}{name[1:]}: {words.rstrip('.')}."
    return f"{first} {result.gap[:1].upper()}{result.gap[1:]}." if result.gap else first


def _pairs(sheet: Sheet) -> list[tuple[PartSpec, PartValue]]:
    return list(zip(sheet.row.spec.parts, sheet.parts, strict=True))


def _part_card(
    sheet: Sheet,
    index: int,
    levels: dict[int, Threshold],
    old: Sequence[PartValue],
    old_label: str,
) -> PartCard:
    spec, value = sheet.row.spec.parts[index], sheet.parts[index]
    result = sheet.result.parts[index] if index < len(sheet.result.parts) else None
    rule = sheet.rules.get(spec.key)
    several = len(sheet.row.spec.parts) > 1
    return PartCard(
        label=spec.label if several else "",
        bar=bar_of(spec, value, rule, result),
        steps=result.steps if result else (),
        basis=_basis(spec, rule, levels.get(rule.id) if rule else None),
        way=WAYS[spec.comparator],
        change=_change(spec, value, old[index], old_label) if index < len(old) else "",
    )


def bar_of(
    spec: PartSpec, value: PartValue, rule: ThresholdRule | None, result: PartResult | None
) -> Bar | None:
    """The bar of a measured part with a level; None for choices and for what is unknown."""
    if result is None or rule is None or rule.amount is None or result.actual is None:
        return None
    level, actual = rule.amount, result.actual
    top = _scale(max(level, actual), percent=spec.unit == "%")
    met = result.verdict is Verdict.MET
    low, high = min(level, actual), max(level, actual)
    level_words = threshold_text(spec, rule)
    shown = display_part(spec, value)
    counts = show_counts(spec, value)
    end = format_number(top) + (f" {spec.unit}" if spec.unit else "")
    return Bar(
        solid=_at(actual if met else low, top),
        hatch_from=_at(low, top),
        hatch=0 if met else _at(high, top) - _at(low, top),
        level=_at(level, top),
        title=f"Thang từ 0 đến {end}: mức đạt {level_words}, xã {shown}",
        met=met,
        level_words=level_words,
        gap_words=result.gap,
        actual_words=shown if counts == shown else f"{shown}, {counts}",
        scale_words=f"thang 0-{end}",
    )


def _scale(highest: Decimal, *, percent: bool) -> Decimal:
    """A round end of the scale a little above the highest value: 12,46 -> 15, 98 -> 100."""
    if percent and highest <= 100 and highest * 11 > 1000:
        return Decimal(100)
    if highest <= 0:
        return Decimal(1)
    wanted = highest * Decimal("1.1")
    step = Decimal(1).scaleb(wanted.adjusted())
    for part in (Decimal("0.5"), Decimal("0.25")):
        if wanted < step * 2:
            step *= part
            break
    top = (wanted / step).to_integral_value(rounding=ROUND_CEILING) * step
    return min(top, Decimal(100)) if percent and highest <= 100 else top


def _at(number: Decimal, top: Decimal) -> int:
    return max(0, min(WIDTH, int(number * WIDTH / top)))


def _basis(spec: PartSpec, rule: ThresholdRule | None, row: Threshold | None) -> BasisRow:
    entered = ""
    if row is not None and row.entered_by is not None:
        entered = f"{row.entered_by.full_name}, {format_date(row.entered_at.date())}"
    provenance = Provenance(rule.provenance).label if rule else "chưa có"
    legal = rule.legal_basis if rule and rule.legal_basis.lower() != provenance else ""
    return BasisRow(
        label=spec.label,
        text=threshold_text(spec, rule),
        mark="" if mark_of(rule) == provenance else mark_of(rule),
        provenance=provenance,
        legal_basis=legal,
        source=rule.source if rule else "",
        entered=entered,
        checked=bool(rule and rule.certain),
    )


def _change(spec: PartSpec, now: PartValue, then: PartValue, label: str) -> str:
    """ "So với Quý I/2025 (162 hộ): giảm 8 hộ."; "" when there is nothing to compare."""
    if spec.is_choice:
        was = display_part(spec, then)
        return f"{label}: {was}." if was else ""
    new, old = (now.numerator, then.numerator) if spec.is_counted else (now.number, then.number)
    if new is None or old is None:
        return ""
    unit = spec.count_unit if spec.is_counted else spec.unit
    percent = spec.measure is Measure.RATIO and not spec.is_counted
    was = f"{format_number(old)} {unit}".strip()
    if new == old:
        return f"So với {label} ({was}): không đổi."
    points = "điểm phần trăm" if percent else unit
    return f"So với {label} ({was}): {compare_words(new, old)} {points}".rstrip() + "."


def missing_words(sheet: Sheet, asked: Sequence[str], evidence: Sequence[Evidence]) -> list[str]:
    """What it takes to be met, or to be known; one line each."""
    entry, result = sheet.entry, sheet.result
    found = []
    if entry.na_reason and result.verdict is Verdict.UNKNOWN:
        found.append("Cơ quan rà soát đồng ý là không áp dụng.")
    for spec, part in zip(sheet.row.spec.parts, result.parts, strict=False):
        where = f", {spec.label}" if len(result.parts) > 1 and spec.label else ""
        if part.verdict is Verdict.NOT_MET:
            words = part.gap or f"Phải đạt mức: {threshold_text(spec, sheet.rules.get(spec.key))}"
            found.append(f"{words[:1].upper()}{words[1:]}{where}.")
        elif part.verdict is Verdict.UNKNOWN:
            found.append(f"{part.reason[:1].upper()}{part.reason[1:]}{where}.")
    if any(file.state == EvidenceState.PROMISED for file in evidence):
        found.append("Tệp minh chứng chưa tới nơi.")
    elif sheet.row.needs_evidence and not evidence and not entry.survey and not entry.na_reason:
        found.append("Chưa có minh chứng.")
    if entry.review not in (EntryReview.ACCEPTED, EntryReview.SETTLED):
        found.extend(f"Cần hỏi lại: {question}" for question in asked)
    return found


def criterion_note(sheet: Sheet) -> str:
    """How the criterion stands with this indicator. One query."""
    standing = _standing(sheet.entry.report)
    found = (standing.verdicts if standing else {}).get(sheet.criterion.no)
    if not found:
        return ""
    verdict, met, total = found
    words = VERDICT_WORDS[verdict]
    if total == 1:
        return f"Tiêu chí {sheet.criterion.no} chỉ có một chỉ tiêu nên tiêu chí cũng {words}."
    return (
        f"Tiêu chí {sheet.criterion.no} có {total} chỉ tiêu, {met} đạt hoặc không áp dụng: "
        f"tiêu chí {words}."
    )


VERDICT_WORDS = {
    Verdict.MET: "đạt",
    Verdict.NOT_MET: "chưa đạt",
    Verdict.UNKNOWN: "chưa xác định",
    Verdict.NOT_APPLICABLE: "không áp dụng",
}


def _standing(report: ProgressReport) -> Standing | None:
    confirmed = report.state == ReportState.CONFIRMED
    return report.standings.filter(
        basis=Basis.CONFIRMED if confirmed else Basis.SELF_ASSESSED
    ).first()


def people_steps(
    sheet: Sheet, evidence: Sequence[Evidence], words: Sequence[Review], lead: str
) -> list[Step]:
    """Files, who entered, who said what, and whose turn it is. No query."""
    entry, report = sheet.entry, sheet.entry.report
    steps = [
        Step(
            file.name,
            f"nhận đủ {moment(file.file.created_at)}" if file.file else "tệp chưa tới nơi",
            "past" if file.file else "",
        )
        for file in evidence
    ]
    if entry.version:
        who = entry.changed_by.full_name if entry.changed_by else "Cổng"
        shown = ", ".join(filter(None, (show_counts(s, v) for s, v in _pairs(sheet))))
        code = f", mã lưu {entry.save_code}" if entry.save_code else ""
        steps.append(
            Step(f"{who} nhập {shown or 'không áp dụng'}", f"{moment(entry.changed_at)}{code}",
                 "past")
        )  # fmt: skip
    for word in words:
        agency = f", {word.agency.short_name}" if word.agency else ""
        label = word.get_result_display()
        steps.append(
            Step(
                f"{label[:1].upper()}{label[1:]}{': ' + word.text if word.text else ''}",
                f"{word.by.full_name}{agency}, {moment(word.at)}",
                "past",
            )
        )
    if report.state == ReportState.CONFIRMED and report.confirmed_at:
        steps.append(Step("Số liệu đã xác nhận", moment(report.confirmed_at), "past"))
    elif entry.review == EntryReview.NONE:
        due = format_date(report.period.closes_at.date())
        steps.append(
            Step(f"{lead or 'Văn phòng Điều phối'} rà soát", f"chưa có ý kiến, hạn {due}", "now")
        )
    return steps
