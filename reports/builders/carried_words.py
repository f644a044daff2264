"""Letters that stand for the rules of carrying in the tables of a report."""

from __future__ import annotations

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


def used_letters(matrix: Matrix) -> list[str]:
    """Letters that stand anywhere in the tables, in order."""
    found = {
        letter_of(figure)
        for row in matrix.rows
        if row.carried is not None
        for figure in row.carried.figures.values()
    }
    return [mark for mark in LETTERS.values() if mark in found]
