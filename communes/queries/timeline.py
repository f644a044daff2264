"""The five facts of a unit's recognition, kept apart: self-assessed, verified, appraised,
recognised, withdrawn. Apps above (and other modules of this one) register what they know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, OuterRef, Subquery

from communes.enums import Basis, RecognitionState
from communes.models import AdministrativeUnit, Receipt, Recognition, Standing
from communes.rules import SENT, Reach
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date


class Step(StrEnum):
    """The facts, in the order of the way."""

    SELF_ASSESSED = "self_assessed"
    VERIFIED = "verified"
    APPRAISED = "appraised"
    RECOGNISED = "recognised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Fact:
    """One fact on one unit and standard.

    `on` is its day; where only less is known it is None and `when` says what is ("năm 2020").
    `paper` names number and body of the paper, `detail` what else belongs to it; `url` leads to
    the paper for who may open it.
    """

    step: Step
    standard: str
    on: date | None
    when: str
    paper: str = ""
    detail: str = ""
    url: str = ""
    certain: bool = True
    illustrative: bool = False

    @property
    def words(self) -> str:
        """ "năm 2020, 455/QĐ-UBND, Chủ tịch UBND tỉnh (chưa kiểm chứng)"."""
        found = ", ".join(part for part in (self.when, self.paper, self.detail) if part)
        return found if self.certain else f"{found} (chưa kiểm chứng)"


Source = Callable[[AdministrativeUnit, Reach], Iterable[Fact]]
_sources: dict[str, Source] = {}


def register_facts(name: str, source: Source) -> None:
    """Let a module tell more facts of a unit, e.g. those of its recognition cases, as far as the
    reader may know them; called in AppConfig.ready(). A constant number of queries each."""
    _sources[name] = source


def facts_of(unit: AdministrativeUnit, *, reader: Reach) -> tuple[Fact, ...]:
    """All facts known of a unit, in the order of the steps, then of time. Two queries beyond
    those of the registered sources."""
    found = [*_self_assessed(unit), *_decided(unit)]
    for source in _sources.values():
        found += source(unit, reader)
    order = list(Step)
    return tuple(
        sorted(found, key=lambda fact: (order.index(fact.step), fact.on or date.min, fact.when))
    )


def _self_assessed(unit: AdministrativeUnit) -> list[Fact]:
    """The first time the set of each standard was met by what was sent, with its receipt."""
    slips = Receipt.objects.filter(report=OuterRef("report_id"), kind=Receipt.Kind.SUBMIT).order_by(
        "-id"
    )
    rows = (
        Standing.objects.filter(
            unit=unit,
            basis=Basis.SELF_ASSESSED,
            criteria_total__gt=0,
            criteria_met=F("criteria_total"),
            report__state__in=SENT,
        )
        .annotate(
            number=Subquery(slips.values("number")[:1]), sent=Subquery(slips.values("at")[:1])
        )
        .select_related("period", "criteria_set")
        .order_by("period__ends")
    )
    first: dict[str, Fact] = {}
    for row in rows:
        day = row.sent.astimezone(clock.LOCAL).date() if row.sent else None
        counted = f"{row.criteria_met}/{row.criteria_total} tiêu chí từ {row.period.label}"
        first.setdefault(
            row.criteria_set.standard,
            Fact(
                step=Step.SELF_ASSESSED,
                standard=row.criteria_set.standard,
                on=day,
                when=f"{counted}, gửi {format_date(day)}" if day else counted,
                paper=f"Phiếu tiếp nhận {row.number}" if row.number else "",
                illustrative=row.illustrative,
            ),
        )
    return list(first.values())


STEPS = {
    RecognitionState.RECOGNISED: Step.RECOGNISED,
    RecognitionState.WITHDRAWN: Step.WITHDRAWN,
}


def _decided(unit: AdministrativeUnit) -> list[Fact]:
    rows = unit.recognitions.order_by("standard", "year", "decision_date", "id")
    return [
        Fact(
            step=STEPS[RecognitionState(row.state)],
            standard=row.standard,
            on=row.decision_date,
            when=known_since(row),
            paper=", ".join(part for part in (row.decision_number, row.decided_by) if part),
            certain=row.certain,
        )
        for row in rows
    ]


def known_since(row: Recognition) -> str:
    """The decision's day, else its year, else before when it was known."""
    if row.decision_date:
        return format_date(row.decision_date)
    if row.year:
        return f"năm {row.year}" + ("" if row.year_certain else " (chưa kiểm chứng)")
    if row.known_before:
        return f"trước {format_date(row.known_before)}, chưa rõ năm"
    return "chưa rõ năm"
