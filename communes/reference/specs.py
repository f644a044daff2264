"""Criteria files as specifications for the pure evaluation; no database here."""

from __future__ import annotations

from collections.abc import Iterator

from communes.evaluation import ThresholdRule
from communes.measures import Comparator, IndicatorSpec, Measure, PartSpec
from communes.reference.files import Row, number

Rules = dict[str, dict[str, ThresholdRule | None]]


def indicator_rows(content: Row) -> Iterator[tuple[Row, Row]]:
    """(criterion, indicator) of a set's file, in order."""
    for group in content["groups"]:
        for criterion in group["criteria"]:
            for indicator in criterion["indicators"]:
                yield criterion, indicator


def spec_of(row: Row) -> IndicatorSpec:
    """An indicator of a file as the evaluation wants it."""
    return IndicatorSpec(
        code=row["code"],
        title=row["title"],
        parts=tuple(part_spec(part) for part in row["parts"]),
        may_not_apply=row["may_not_apply"],
    )


def part_spec(part: Row) -> PartSpec:
    """One part of an indicator of a file."""
    return PartSpec(
        key=part["key"],
        label=part.get("label", ""),
        measure=Measure(part["measure"]),
        comparator=Comparator(part["comparator"]),
        unit=part.get("unit", ""),
        numerator_label=part.get("numerator_label", ""),
        denominator_label=part.get("denominator_label", ""),
        count_unit=part.get("count_unit", ""),
        whole_counts=part.get("whole_counts", True),
        scale=tuple(part.get("scale", ())),
    )


def rules_of(content: Row, *, column: str, year: int, extra: list[Row] | None = None) -> Rules:
    """Thresholds of a file for one region column and year, by indicator code and part key.

    `extra` are more thresholds (rows that name `indicator` and `part`), which go before.
    """
    found: Rules = {}
    for _criterion, indicator in indicator_rows(content):
        for part in indicator["parts"]:
            rows = [*part["thresholds"]]
            rows += [
                row
                for row in extra or ()
                if (row["indicator"], row["part"]) == (indicator["code"], part["key"])
            ]
            fitting = [
                row
                for row in rows
                if row["region_column"] == column and row["year_from"] <= year <= row["year_to"]
            ]
            rule = _rule(fitting[-1]) if fitting else None
            found.setdefault(indicator["code"], {})[part["key"]] = rule
    return found


def _rule(row: Row) -> ThresholdRule:
    return ThresholdRule(
        id=0,
        amount=number(row.get("amount")),
        choice=row.get("choice", ""),
        provenance=row["provenance"],
        certain=row["certain"],
        legal_basis=row["legal_basis"],
        source=row["source"],
    )
