"""Who was honoured, for everybody: name, place down to the village, award, short achievement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from awards.enums import AwardState, DecisionKind, DecisionState
from awards.models import Award
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import fold

SHORT = 200


@dataclass(frozen=True)
class PublicLine:
    """One award as strangers may read it: no birth year, no money, nothing sensitive."""

    name: str
    place: str
    award: str
    citation: str
    decider: str
    number: str
    day: date | None
    illustrative: bool


def public_awards(year: int | None = None, words: str = "") -> list[PublicLine]:
    """Valid awards of issued decisions, newest first. Two queries."""
    rows: QuerySet[Award] = Award.objects.filter(
        state=AwardState.VALID,
        decision__state=DecisionState.ISSUED,
        decision__kind=DecisionKind.AWARD,
    )
    if year:
        rows = rows.filter(decision__number_date__year=year)
    found = list(
        rows.select_related("decision").order_by("-decision__number_date", "-decision_id", "order")
    )
    names = names_on({row.decision.unit_id for row in found}, clock.today()) if found else {}
    lines = [_line(row, names.get(row.decision.unit_id, "")) for row in found]
    wanted = fold(words).split()
    return [line for line in lines if all(word in _key(line) for word in wanted)]


def public_years() -> list[int]:
    """Years with something to show. One query."""
    days = (
        Award.objects.filter(
            state=AwardState.VALID,
            decision__state=DecisionState.ISSUED,
            decision__kind=DecisionKind.AWARD,
            decision__number_date__isnull=False,
        )
        .order_by("-decision__number_date__year")
        .values_list("decision__number_date__year", flat=True)
        .distinct()
    )
    return list(days)


def _line(row: Award, unit: str) -> PublicLine:
    text = row.shown_citation
    if len(text) > SHORT:
        text = f"{text[:SHORT].rsplit(' ', 1)[0]}…"
    return PublicLine(
        name=row.shown_name,
        place=row.place,
        award=row.type_name,
        citation=text,
        decider=f"Chủ tịch UBND {unit[:1].lower()}{unit[1:]}",
        number=row.decision.number,
        day=row.decision.number_date,
        illustrative=row.decision.illustrative,
    )


def _key(line: PublicLine) -> str:
    return fold(f"{line.name} {line.place} {line.award} {line.citation}")
