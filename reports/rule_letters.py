"""Letters that stand for the rules of carrying in the tables of a report."""

from __future__ import annotations

from dataclasses import dataclass

from communes.carry import Way
from communes.enums import CarryMethod
from reports.queries.carried import CarriedFigure
from reports.queries.matrix import Matrix

# In the order of the Vietnamese alphabet, as lists in official papers go.
LETTERS: dict[str, str] = {
    CarryMethod.SUM: "a",
    CarryMethod.RATIO_OF_SUMS: "b",
    CarryMethod.WEIGHTED: "c",
    CarryMethod.ALL: "d",
    CarryMethod.ASK: "đ",
    CarryMethod.UNKNOWN: "e",
}


def letter(way: Way | None) -> str:
    """The letter of a rule; of no rule that of "chưa có cách tính"."""
    return LETTERS[way.method if way else CarryMethod.UNKNOWN]


def letter_of(figure: CarriedFigure) -> str:
    """The letter of the rule a figure was carried by."""
    return letter(figure.carried.way)


def letters_of(matrix: Matrix) -> dict[str, str]:
    """{criterion no: "b, d"}, the rules of its indicators; {} where nothing was carried."""
    carried = next((row.carried for row in matrix.rows if row.carried is not None), None)
    if carried is None:
        return {}
    return {
        criterion.no: ", ".join(
            dict.fromkeys(
                sorted(letter_of(carried.figures[row.id]) for row in criterion.indicators)
            )
        )
        for criterion in matrix.spec.criteria
    }


@dataclass(frozen=True)
class WayLine:
    """A rule for a legend: letter, what it does, what of a divided unit, basis with certainty."""

    letter: str
    words: str
    divided: str
    basis: str
    source: str
    certain: bool


def ways_of(matrix: Matrix) -> list[WayLine]:
    """Each rule by method that stands in the tables, once; indicators' own rules stand apart."""
    found: dict[str, Way | None] = {}
    for row in matrix.rows:
        for figure in row.carried.figures.values() if row.carried is not None else ():
            way = figure.carried.way
            if way is None or not way.own:
                found.setdefault(letter(way), way)
    return [way_line(found[mark]) for mark in LETTERS.values() if mark in found]


def way_line(way: Way | None) -> WayLine:
    """One rule in words; without one, what that means."""
    if way is None:
        method = CarryMethod.UNKNOWN
        return WayLine(letter(None), str(method.label), "chưa xác định", "chưa có quy ước", "",
                       certain=False)  # fmt: skip
    checked = "" if way.certain else " (chưa kiểm chứng)"
    return WayLine(
        letter=letter(way),
        words=str(way.method.label),
        divided=str(way.divided.label),
        basis=f"{way.legal_basis}{checked}",
        source=way.source,
        certain=way.certain,
    )


def used_letters(matrix: Matrix) -> list[str]:
    """Letters that stand anywhere in the tables, in order."""
    found = {
        letter_of(figure)
        for row in matrix.rows
        if row.carried is not None
        for figure in row.carried.figures.values()
    }
    return [mark for mark in LETTERS.values() if mark in found]
