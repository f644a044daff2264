"""Criteria sets and review duties, from their files into their tables."""

from __future__ import annotations

from communes.models import (
    Agency,
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    ReviewDuty,
    Threshold,
)
from communes.reference.files import Row, criteria_files, data, days, number
from communes.reference.ledger import Ledger
from communes.reference.specs import indicator_rows, part_spec
from kbang_ntm.core import clock


def load_criteria(ledger: Ledger) -> dict[str, CriteriaSet]:
    """All sets by code, with groups, criteria, indicators, parts and thresholds."""
    return {content["code"]: _set(ledger, content) for content in criteria_files()}


def _set(ledger: Ledger, content: Row) -> CriteriaSet:
    names = ("title", "standard", "applies_to", "legal_basis", "short_basis", "certain", "note")
    found = ledger.need(
        CriteriaSet,
        content["code"],
        lookup={"code": content["code"]},
        values={name: content[name] for name in (*names, "source")}
        | {"valid": days(content["valid"])},
    )
    frozen = found.frozen_at is not None
    order = 0
    for group_order, row in enumerate(content["groups"], 1):
        group = ledger.need(
            CriteriaGroup,
            f"{found.code} {group_order}",
            lookup={"criteria_set": found, "order": group_order},
            values={"title": row["title"]},
            frozen=frozen,
        )
        for criterion_row in row["criteria"]:
            order += 1
            criterion = _criterion(ledger, group, criterion_row, order, frozen)
            for indicator_row in criterion_row["indicators"]:
                _indicator(ledger, criterion, indicator_row, content, frozen)
    return found


def _criterion(
    ledger: Ledger, group: CriteriaGroup, row: Row, order: int, frozen: bool
) -> Criterion:
    names = ("title", "short_title", "watched", "certain", "source")
    return ledger.need(
        Criterion,
        f"{group.criteria_set.code} {row['no']}",
        lookup={"criteria_set": group.criteria_set, "no": row["no"]},
        values={name: row[name] for name in names} | {"group": group, "order": order},
        frozen=frozen,
    )


INDICATOR_FIELDS = (
    "title",
    "short_title",
    "formula",
    "may_not_apply",
    "yearly",
    "needs_evidence",
    "is_stock",
    "carry_rule",
    "set_by",
    "certain",
    "confidence",
    "note",
    "source",
)


def _indicator(ledger: Ledger, criterion: Criterion, row: Row, content: Row, frozen: bool) -> None:
    codes = [each["code"] for _criterion, each in indicator_rows(content)]
    key = f"{content['code']} {row['code']}"
    indicator = ledger.need(
        Indicator,
        key,
        lookup={"criteria_set": criterion.criteria_set, "code": row["code"]},
        values={name: row[name] for name in INDICATOR_FIELDS}
        | {
            "criterion": criterion,
            "order": codes.index(row["code"]) + 1,
            "valid": days(content["valid"]),
        },
        frozen=frozen,
    )
    for part_row in row["parts"]:
        spec = part_spec(part_row)
        part = ledger.need(
            IndicatorPart,
            f"{key} {spec.key}",
            lookup={"indicator": indicator, "key": spec.key},
            values={
                "label": spec.label,
                "measure": spec.measure.value,
                "comparator": spec.comparator.value,
                "unit": spec.unit,
                "numerator_label": spec.numerator_label,
                "denominator_label": spec.denominator_label,
                "count_unit": spec.count_unit,
                "whole_counts": spec.whole_counts,
                "scale": list(spec.scale),
            },
            frozen=frozen,
        )
        for threshold in part_row["thresholds"]:
            put_threshold(ledger, part, f"{key} {spec.key}", threshold)


def put_threshold(ledger: Ledger, part: IndicatorPart, key: str, row: Row) -> None:
    """Add a level of a file. Levels are never changed: another one in the file is another row,
    and the one no longer in the file is withdrawn."""
    place = f"{key} {row['region_column']} {row['year_from']}-{row['year_to']}"
    level = row.get("amount", row.get("choice", ""))
    added = ledger.created[Threshold._meta.label]
    found = ledger.put(
        Threshold,
        f"{place} {level}",
        lookup={
            "part": part,
            "region_column": row["region_column"],
            "year_from": row["year_from"],
            "year_to": row["year_to"],
            "amount": number(row.get("amount")),
            "choice": row.get("choice", ""),
            "provenance": row["provenance"],
        },
        values={
            "certain": row["certain"],
            "confidence": row["confidence"],
            "legal_basis": row["legal_basis"],
            "source": row["source"],
        },
        frozen=True,
    )
    if found is not None and ledger.created[Threshold._meta.label] > added:
        _withdraw_others(found)


def _withdraw_others(new: Threshold) -> None:
    """Withdraw what an earlier version of the file said for the same place."""
    Threshold.objects.filter(
        part=new.part,
        region_column=new.region_column,
        year_from=new.year_from,
        year_to=new.year_to,
        provenance=new.provenance,
        withdrawn_at__isnull=True,
    ).exclude(pk=new.pk).update(
        withdrawn_at=clock.now(), withdrawn_reason="thay bằng mức trong tệp tham chiếu mới"
    )


DUTY_FILES = ("duties.json", "duties_village.json")


def load_duties(ledger: Ledger, sets: dict[str, CriteriaSet], agencies: dict[str, Agency]) -> None:
    """Who reviews which indicator of which set, from when to when."""
    for name in DUTY_FILES:
        _duties(ledger, data(name), sets, agencies)


def _duties(
    ledger: Ledger, content: Row, sets: dict[str, CriteriaSet], agencies: dict[str, Agency]
) -> None:
    indicators = {
        row.code: row
        for row in Indicator.objects.filter(criteria_set=sets[content["criteria_set"]])
    }
    for row in content["duties"]:
        start, _end = row["valid"]
        ledger.put(
            ReviewDuty,
            f"{content['criteria_set']} {row['indicator']} {row['agency']} {start}",
            lookup={
                "agency": agencies[row["agency"]],
                "indicator": indicators[row["indicator"]],
                "valid": days(row["valid"]),
            },
            values={name: row[name] for name in ("role", "legal_basis", "certain", "source")},
        )
