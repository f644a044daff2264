"""Reporting periods with their windows, recognitions and figures known from papers."""

from __future__ import annotations

from datetime import date

from communes.models import DistrictFigure, Recognition, ReportingPeriod
from communes.reference.files import data, day, number
from communes.reference.ledger import Ledger
from communes.reference.units import Units
from kbang_ntm.core import clock


def load_periods(ledger: Ledger) -> None:
    """Quarters, half-years and years; days of the file become moments in local time."""
    for row in data("periods.json")["periods"]:
        plain = ("kind", "year", "ordinal", "certain", "note")
        ledger.put(
            ReportingPeriod,
            row["key"],
            lookup={"key": row["key"]},
            values={name: row[name] for name in plain}
            | {name: day(row[name]) for name in ("starts", "ends", "cut_off")}
            | {
                "opens_at": clock.start_of_day(date.fromisoformat(row["opens_on"])),
                "due_at": clock.end_of_day(date.fromisoformat(row["due_on"])),
                "closes_at": clock.end_of_day(date.fromisoformat(row["closes_on"])),
            },
        )


def load_recognitions(ledger: Ledger, units: Units) -> None:
    """Who was recognised, as far as sources say, and figures of the district from the press."""
    content = data("recognitions.json")
    for row in content["recognitions"]:
        plain = ("decision_number", "decided_by", "certain", "year_certain", "source", "note")
        ledger.put(
            Recognition,
            f"{row['unit']} {row['standard']} {row['state']}",
            lookup={
                "unit": units[row["unit"]],
                "standard": row["standard"],
                "state": row["state"],
                "year": row["year"],
            },
            values={name: row[name] for name in plain} | {"known_before": day(row["known_before"])},
        )
    for row in content["district_figures"]:
        ledger.put(
            DistrictFigure,
            f"{row['unit']} {row['metric']} {row['as_of']}",
            lookup={
                "unit": units[row["unit"]],
                "metric": row["metric"],
                "as_of": row["as_of"],
            },
            values={
                "value": number(row["value"]),
                "of_total": number(row["of_total"]),
                **{name: row[name] for name in ("criteria_set", "certain", "source", "note")},
            },
        )
