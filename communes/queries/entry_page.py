"""The page on which a commune enters its figures: one report read once, shown group by group.

`load_desk` asks the database a constant number of times, however many entries there are; what
it returns answers every part of the page (rows, criterion chips, index, gaps) without asking
again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from communes.enums import Basis, DutyRole, EntryReview, EvidenceState, ReportState, ReviewResult
from communes.evaluation import ThresholdRule, threshold_text
from communes.measures import Measure, PartSpec, PartValue, display_counts, display_part, typed_part
from communes.models import (
    Evidence,
    ProgressReport,
    Review,
    ReviewDuty,
    Standing,
    UnitVersion,
)
from communes.queries.entry_rows import (
    FIELDS,
    CriterionView,
    EntryView,
    GroupView,
    Level,
    PartView,
    saved_words,
)
from communes.queries.gaps import (
    Files,
    Gap,
    count_files,
    files_of,
    find_gaps,
    previous_report,
    warning_of,
)
from communes.queries.people import assigned_to
from communes.queries.sheet import mark_of
from communes.queries.specs import (
    WHOLE,
    CriterionRow,
    GroupRow,
    IndicatorRow,
    Rules,
    SetSpec,
    thresholds_for,
    unit_version_on,
)
from communes.queries.values import Figures, entry_value, figures_of, part_values
from communes.queries.wording import kept_specs
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_number

SHORT_BASIS = 60  # characters; longer titles of decisions are shown by the set's short name


@dataclass
class Desk:
    """One report laid open for its commune."""

    report: ProgressReport
    user: User
    closed: str
    spec: SetSpec
    rules: Rules
    unit: UnitVersion | None
    entries: dict[int, Figures]
    before: ProgressReport | None
    previous: dict[int, Figures]
    evidence: dict[int, list[Evidence]]
    reviews: dict[int, list[Review]]
    assigned: dict[int, dict[int, str]]
    reviewers: dict[int, str]
    standing: Standing | None
    gaps: list[Gap]
    gaps_by_indicator: dict[int, list[Gap]] = field(default_factory=dict)

    @property
    def unit_name(self) -> str:
        """The commune's name on the last day of the period, as it stands inside a sentence."""
        if self.unit is None:
            return self.report.unit.key
        return self.unit.name[:1].lower() + self.unit.name[1:]

    @property
    def last_saved(self) -> Figures | None:
        """The entry saved last, by whomever."""
        saved = [entry for entry in self.entries.values() if entry.save_code]
        return max(saved, key=lambda entry: entry.changed_at, default=None)

    @property
    def last_words(self) -> str:
        """When that was."""
        return saved_words(self.last_saved)

    @property
    def carryable(self) -> list[IndicatorRow]:
        """Yearly surveyed indicators that are still empty and had a figure last period."""
        if self.closed or self.report.state == ReportState.RETURNED:
            return []
        return [
            row
            for row in self.spec.indicators.values()
            if row.yearly
            and (old := self.previous.get(row.id)) is not None
            and entry_value(old, row.spec) is not None
            and ((now := self.entries.get(row.id)) is None or entry_value(now, row.spec) is None)
            and not self._closed(row, self.entries.get(row.id))
        ]

    @property
    def missing(self) -> int:
        """How many things are missing before the report can be sent."""
        return len(self.gaps)

    def group(self, order: int) -> GroupRow:
        """The group of that number, or the first one; `WHOLE` is all of them."""
        if order == WHOLE:
            return self.spec.whole
        return next((g for g in self.spec.groups if g.order == order), self.spec.groups[0])

    def next_group(self, group: GroupRow) -> GroupView | None:
        """The group behind this one."""
        after = [g for g in self.spec.groups if g.order > group.order]
        return self.group_summary(after[0]) if after else None

    def done(self, rows: tuple[IndicatorRow, ...]) -> int:
        """How many of these indicators have no gap."""
        return sum(1 for row in rows if row.id not in self.gaps_by_indicator)

    def group_summary(self, group: GroupRow) -> GroupView:
        """A line of the index."""
        return GroupView(group, self.done(group.indicators), len(group.indicators))

    @property
    def summaries(self) -> list[GroupView]:
        """All groups with their counts."""
        return [self.group_summary(group) for group in self.spec.groups]

    def index(self, current: GroupRow) -> list[GroupView]:
        """All groups; the current one with its criteria."""
        lines = []
        for group in self.spec.groups:
            line = self.group_summary(group)
            if group.id == current.id:
                line = replace(line, criteria=tuple(self.criterion(c) for c in group.criteria))
            lines.append(line)
        return lines

    def criterion(self, row: CriterionRow) -> CriterionView:
        """A criterion's head, without its rows."""
        names = {self.reviewers[i.id]: None for i in row.indicators if i.id in self.reviewers}
        counted = self.standing.verdicts.get(row.no) if self.standing else None
        return CriterionView(
            row=row,
            verdict=counted[0] if counted else "unknown",
            reviewers=", ".join(names),
            done=self.done(row.indicators),
            total=len(row.indicators),
        )

    def criteria(
        self,
        group: GroupRow,
        told: Mapping[int, Any] | None = None,
        refused: Mapping[int, str] | None = None,
    ) -> list[CriterionView]:
        """The group's criteria with all their rows.

        `told` is {indicator id: problem of the save}, `refused` {indicator id: what was wrong
        with its files}.
        """
        told, refused = told or {}, refused or {}
        return [
            replace(
                self.criterion(row),
                entries=tuple(
                    self.entry(i.id, told.get(i.id), refusal=refused.get(i.id, ""))
                    for i in row.indicators
                ),
            )
            for row in group.criteria
        ]

    def entry(self, indicator_id: int, problem: Any = None, *, refusal: str = "") -> EntryView:
        """One indicator's row. After a refused save the typed texts stand in its fields."""
        row, entry = self.spec.indicators[indicator_id], self.entries.get(indicator_id)
        before = self.previous.get(indicator_id)
        typed = problem.typed if problem is not None else None
        words = self.reviews.get(entry.id, []) if entry else []
        held = typed or {}
        return EntryView(
            row=row,
            entry=entry,
            parts=self._parts(row, entry, before, typed, problem),
            levels=tuple(self._level(row, part) for part in row.spec.parts),
            # What was typed stays in open fields, also when the report closed meanwhile.
            closed="" if typed else self._closed(row, entry),
            returned=_last_return(entry, words),
            answer=_last_answer(entry, words),
            comments=tuple(w for w in words if w.result == ReviewResult.COMMENT),
            evidence=tuple(self.evidence.get(entry.id, ())) if entry else (),
            warning=warning_of(row, entry, before),
            gaps=tuple(self.gaps_by_indicator.get(indicator_id, ())),
            na_reason=held.get("na_reason", entry.na_reason if entry else ""),
            note=held.get("note", entry.note if entry else ""),
            survey=held.get("survey", entry.survey if entry else ""),
            was_na=before.na_reason if before else "",
            problem=problem,
            refusal=refusal,
        )

    def _closed(self, row: IndicatorRow, entry: Figures | None) -> str:
        if self.closed:
            return self.closed
        review = entry.review if entry else EntryReview.NONE
        if self.report.state == ReportState.RETURNED and review != EntryReview.RETURNED:
            return "Mục này không bị trả lại"
        others = self.assigned.get(row.id)
        if others and self.user.pk not in others:
            return f"Giao cho {', '.join(sorted(others.values()))}"
        return ""

    def _level(self, row: IndicatorRow, part: PartSpec) -> Level:
        rule: ThresholdRule | None = self.rules.get(row.id, {}).get(part.key)
        basis = rule.legal_basis if rule else ""
        if len(basis) > SHORT_BASIS:
            basis = self.spec.short_basis
        mark = mark_of(rule)
        text = threshold_text(part, rule).replace("/", "/\u200b")  # units may break behind a slash
        return Level(part.label, text, "" if basis == mark else basis, mark)

    def _parts(
        self,
        row: IndicatorRow,
        entry: Figures | None,
        before: Figures | None,
        typed: Mapping[str, Any] | None,
        problem: Any,
    ) -> tuple[PartView, ...]:
        count = len(row.spec.parts)
        blank = (PartValue(),) * count
        values = part_values(entry, count) if entry else blank
        olds = part_values(before, count) if before else blank
        found = []
        for spec, value, old in zip(row.spec.parts, values, olds, strict=True):
            texts = typed["raw"].get(spec.key, {}) if typed else typed_part(value)
            found.append(
                PartView(
                    spec=spec,
                    typed={name: texts.get(name, "") for name in FIELDS},
                    shown=display_part(spec, value),
                    counts=display_counts(spec, value),
                    before=_bare(spec, old),
                    before_counts=display_counts(spec, old),
                    wrong=problem.message if problem and problem.part == spec.key else "",
                )
            )
        return tuple(found)


def _bare(spec: PartSpec, value: PartValue) -> str:
    """A value of last period in its narrow column: without its unit, which stands beside."""
    if value.number is None or spec.measure not in (Measure.NUMBER, Measure.CURRENCY):
        return display_part(spec, value)
    return format_number(value.number)


def _last_return(entry: Figures | None, words: list[Review]) -> Review | None:
    """The return the commune has to deal with now."""
    if entry is None or entry.review != EntryReview.RETURNED:
        return None
    return next((w for w in reversed(words) if w.result == ReviewResult.RETURN), None)


def _last_answer(entry: Figures | None, words: list[Review]) -> Review | None:
    """The commune's answer to the return that stands, if it gave one."""
    last = next(
        (w for w in reversed(words) if w.result in (ReviewResult.RETURN, ReviewResult.ANSWER)), None
    )
    if entry is None or entry.review != EntryReview.RETURNED or last is None:
        return None
    return last if last.result == ReviewResult.ANSWER else None


def load_desk(
    report: ProgressReport,
    user: User,
    *,
    closed: str = "",
    spec: SetSpec | None = None,
    rules: Rules | None = None,
    only: int | None = None,
) -> Desk:
    """Read everything the page needs.

    `closed` is the sentence that says why nothing may be typed, "" when it may. `spec` and
    `rules` may be given by a caller who has them. `only` is for a single row that is drawn again
    after its save: files and words of that indicator only, no heads of page and criteria.
    """
    day = report.period.ends
    if spec is None:
        spec = kept_specs(report.criteria_set, on=day)
    if rules is None:
        rules = thresholds_for(
            report.criteria_set, unit_id=report.unit_id, on=day, year=report.period.year
        )
    entries = figures_of(report)
    before = previous_report(report)
    previous = figures_of(before) if before else {}
    evidence = _evidence(report, only)
    files = files_of(report) if only is not None else _counted(evidence)
    gaps = find_gaps(
        report,
        spec=spec,
        previous=previous,
        entries=entries,
        files=files,
    )
    desk = Desk(
        report=report,
        user=user,
        closed=closed,
        spec=spec,
        rules=rules,
        unit=unit_version_on(report.unit_id, day) if only is None else None,
        entries=entries,
        before=before,
        previous=previous,
        evidence=evidence,
        reviews=_reviews(report, only),
        assigned=assigned_to(report.responsible_unit_id) if only is None else {},
        reviewers=_reviewers(report) if only is None else {},
        standing=report.standings.filter(basis=Basis.SELF_ASSESSED).first(),
        gaps=gaps,
    )
    for gap in gaps:
        desk.gaps_by_indicator.setdefault(gap.indicator.id, []).append(gap)
    return desk


def _evidence(report: ProgressReport, only: int | None) -> dict[int, list[Evidence]]:
    rows = Evidence.objects.filter(entry__report=report).exclude(state=EvidenceState.REMOVED)
    if only is not None:
        rows = rows.filter(entry__indicator_id=only)
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows.select_related("file"):
        found[row.entry_id].append(row)
    return found


def _counted(evidence: Mapping[int, list[Evidence]]) -> dict[int, Files]:
    return {entry_id: count_files(rows) for entry_id, rows in evidence.items()}


def _reviews(report: ProgressReport, only: int | None) -> dict[int, list[Review]]:
    if report.submitted_at is None:
        return {}  # nobody has seen it yet
    rows: QuerySet[Review] = Review.objects.filter(entry__report=report)
    if only is not None:
        rows = rows.filter(entry__indicator_id=only)
    found: dict[int, list[Review]] = defaultdict(list)
    for row in rows.select_related("agency", "by"):
        found[row.entry_id].append(row)
    return found


def _reviewers(report: ProgressReport) -> dict[int, str]:
    """{indicator id: short name of the agency that leads its review} when figures are due."""
    rows = ReviewDuty.objects.filter(
        indicator__criteria_set_id=report.criteria_set_id,
        role=DutyRole.LEAD,
        valid__contains=report.period.due_at.astimezone(clock.LOCAL).date(),
    )
    return dict(rows.values_list("indicator_id", "agency__short_name"))
