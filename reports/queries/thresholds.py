"""Levels to reach, each with where it comes from; and how many nobody has checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from communes.comparison import ThresholdRule, threshold_text
from communes.enums import Provenance, UnitKind
from communes.measures import PartSpec
from communes.models import CriteriaSet, Indicator, ReportingPeriod, Threshold, UnitVersion
from communes.queries.footings import LAW
from communes.queries.specs import CriterionRow, IndicatorRow, load_specs
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import fold

# Region columns and commune groups as the decisions name them.
COLUMN_WORDS = {
    "tay_nguyen": "Tây Nguyên",
    "tdmnpb": "Trung du miền núi phía Bắc",
    "1": "xã nhóm 1",
    "2": "xã nhóm 2",
    "3": "xã nhóm 3",
}
CERTAINTY_WORDS = {
    "unproved": "chưa kiểm chứng",
    "none": "chưa có mức đạt",
    "illustrative": "số minh họa",
    "certain": "đã kiểm chứng",
}


@dataclass(frozen=True)
class ThresholdLine:
    """One level of one part of an indicator; `certainty` is certain, unproved, illustrative or
    none (nobody has entered a level)."""

    code: str
    criterion: str
    title: str
    level: str
    region: str
    years: str
    certainty: str
    legal_basis: str
    provenance: str
    source: str
    order: int = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """How the level came in and from where, without saying the same twice."""
        if fold(self.source) in ("", fold(self.provenance), fold(self.legal_basis)):
            return (self.provenance.capitalize(),) if self.provenance else ()
        return tuple(text for text in (self.provenance.capitalize(), self.source) if text)

    @property
    def search_key(self) -> str:
        """Folded text a search looks in."""
        return fold(f"{self.code} {self.title} {self.criterion} {self.legal_basis} {self.source}")


@LAW.kept
def unproved_indicators(criteria_set: CriteriaSet, period: ReportingPeriod) -> int:
    """How many indicators of a set have no level that somebody has checked. Kept with the law."""
    checked = Threshold.objects.filter(
        part__indicator=OuterRef("pk"),
        certain=True,
        withdrawn_at__isnull=True,
        year_from__lte=period.year,
        year_to__gte=period.year,
    )
    return (
        Indicator.objects.filter(criteria_set=criteria_set, valid__contains=period.ends)
        .filter(~Exists(checked))
        .count()
    )


def threshold_lines(criteria_set: CriteriaSet) -> list[ThresholdLine]:
    """Every level in force of a set, in the order of the set, and a line for each part that has
    none in a column our communes use. Seven queries."""
    upper = criteria_set.valid.upper  # the first day the set is no longer in force
    day = min(clock.today(), upper - timedelta(days=1)) if upper else clock.today()
    spec = load_specs(criteria_set, on=day)
    levels: dict[tuple[int, str], list[Threshold]] = defaultdict(list)
    for row in (
        Threshold.objects.filter(
            part__indicator__criteria_set=criteria_set, withdrawn_at__isnull=True
        )
        .select_related("part")
        .order_by("region_column", "year_from", "id")
    ):
        levels[row.part.indicator_id, row.part.key].append(row)
    ours = _columns_on(day)
    lines = []
    for criterion in spec.criteria:
        for indicator in criterion.indicators:
            for part in indicator.spec.parts:
                rows = levels[indicator.id, part.key]
                place = (criterion, indicator, part)
                lines += [_line(*place, row) for row in rows]
                missing = ours - {row.region_column for row in rows}
                lines += [_missing(*place, column) for column in sorted(missing)]
    return [replace(line, order=number) for number, line in enumerate(lines)]


def _columns_on(day: date) -> set[str]:
    rows = UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day)
    return {
        region or group
        for region, group in rows.values_list("region_column", "commune_group")
        if region or group
    }


def _title(indicator: IndicatorRow, part: PartSpec) -> str:
    title = indicator.short_title or indicator.title
    return f"{title} ({part.label})" if part.label else title


def _line(
    criterion: CriterionRow, indicator: IndicatorRow, part: PartSpec, row: Threshold
) -> ThresholdLine:
    rule = ThresholdRule(id=row.pk, amount=row.amount, choice=row.choice, provenance=row.provenance)
    certainty = "certain" if row.certain else "unproved"
    if row.provenance == Provenance.ILLUSTRATIVE:
        certainty = "illustrative"
    return ThresholdLine(
        code=indicator.code,
        criterion=f"{criterion.no}. {criterion.title}",
        title=_title(indicator, part),
        level=threshold_text(part, rule),
        region=COLUMN_WORDS.get(row.region_column, row.region_column),
        years=f"{row.year_from}-{row.year_to}",
        certainty=certainty,
        legal_basis=row.legal_basis,
        provenance=str(Provenance(row.provenance).label),
        source=row.source,
    )


def _missing(
    criterion: CriterionRow, indicator: IndicatorRow, part: PartSpec, column: str
) -> ThresholdLine:
    return ThresholdLine(
        code=indicator.code,
        criterion=f"{criterion.no}. {criterion.title}",
        title=_title(indicator, part),
        level=threshold_text(part, None),
        region=COLUMN_WORDS.get(column, column),
        years="",
        certainty="none",
        legal_basis="",
        provenance="",
        source=indicator.note,
    )
