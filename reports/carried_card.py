"""The card of a carried criterion: old units with figures and shares, rule, basis, result."""

from __future__ import annotations

from dataclasses import dataclass

from communes.carried_words import figure_words
from communes.carry import Carried, Piece
from communes.enums import CarryMethod
from communes.measures import EntryValue, IndicatorSpec
from communes.queries.specs import CriterionRow
from reports.queries.carried import CarriedFigure, CarriedUnit, Source
from reports.rule_letters import WayLine, way_line


@dataclass(frozen=True)
class SourceLine:
    """One old unit: what part of it lies here, what it reported, what else the rule used."""

    name: str
    share: str
    figure: str
    lacking: bool
    people: str


@dataclass(frozen=True)
class CardLine:
    """One indicator of the criterion. `shown` is the carried figure, `reason` why there is none
    or how it stands to its level."""

    code: str
    title: str
    verdict: str
    unverified: bool
    shown: str
    scaled: str
    gap: str
    reason: str
    way: WayLine
    kept: bool
    sources: tuple[SourceLine, ...]


def card_lines(unit: CarriedUnit, criterion: CriterionRow) -> list[CardLine]:
    """The indicators of a criterion in order. No query."""
    return [_line(unit, unit.figures[row.id]) for row in criterion.indicators]


def _line(unit: CarriedUnit, figure: CarriedFigure) -> CardLine:
    made, result, spec = figure.carried, figure.result, figure.row.spec
    weighted = made.way is not None and made.way.method == CarryMethod.WEIGHTED
    return CardLine(
        code=figure.row.code,
        title=figure.row.short_title or figure.row.title,
        verdict=result.verdict.value,
        unverified=result.unverified,
        shown=value_words(spec, made.value),
        scaled=made.scaled,
        gap=result.gap,
        reason=made.reason or result.reason,
        way=way_line(made.way),
        kept=_kept(made),
        sources=tuple(
            _source(spec, source, piece, weighted=weighted)
            for source, piece in zip(unit.sources, made.pieces, strict=True)
        ),
    )


def _kept(made: Carried) -> bool:
    """One whole unit keeps its figure: no rule was asked."""
    return len(made.pieces) == 1 and made.pieces[0].portion.whole


def _source(spec: IndicatorSpec, source: Source, piece: Piece, *, weighted: bool) -> SourceLine:
    shown = value_words(spec, piece.value)
    people = ""
    if weighted:
        people = piece.population_note or "chưa có dân số ghi ngày tháng"
    return SourceLine(
        name=source.name,
        share=source.share_words,
        figure=shown or piece.missing or "chưa nhập",
        lacking=not shown,
        people=people,
    )


def value_words(spec: IndicatorSpec, value: EntryValue | None) -> str:
    """A value in words, its parts under their labels; "" for nothing."""
    if value is None:
        return ""
    if value.na_reason:
        return f"không áp dụng ({value.na_reason})"
    words = [
        " ".join(filter(None, (part.label, figure_words(part, got))))
        for part, got in zip(spec.parts, value.parts, strict=False)
        if figure_words(part, got)
    ]
    return ", ".join(words)
