"""Procedures and holidays as loaded: what is sourced, what is from memory, what is flagged."""

from __future__ import annotations

from datetime import date

import pytest

from communes.enums import Standard
from communes.models import Criterion, FlaggedCriterion, GateRule, Holiday, ProcedureStep
from communes.procedures import from_json
from communes.queries.procedures import calendar_of, procedure_on, spec_of
from communes.reference.files import data

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
DAY = date(2025, 6, 20)


@pytest.mark.parametrize(
    ("standard", "day", "code"),
    [
        (Standard.NTM, date(2020, 1, 1), "xa-2016"),
        (Standard.NTM, date(2022, 8, 1), "xa-2016"),
        (Standard.NTM, date(2022, 8, 2), "xa-ntm-2022"),
        (Standard.ADVANCED, DAY, "xa-nang-cao-2022"),
        (Standard.MODEL, DAY, "xa-kieu-mau-2022"),
        (Standard.VILLAGE, DAY, "lang-2022"),
        (Standard.DISTRICT, date(2025, 6, 30), "huyen-2022"),
        (Standard.DISTRICT, date(2025, 7, 1), None),
    ],
)
def test_the_procedure_of_a_day(standard: str, day: date, code: str | None) -> None:
    found = procedure_on(standard, day)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("standard", "percent"),
    [(Standard.NTM, 80), (Standard.ADVANCED, 85), (Standard.MODEL, 90), (Standard.DISTRICT, 90)],
)
def test_satisfaction_is_a_row(standard: str, percent: int) -> None:
    rule = GateRule.objects.get(procedure=procedure_on(standard, DAY), kind="satisfaction")
    assert rule.percent == percent
    assert rule.certain is (standard == Standard.DISTRICT)


def test_no_term_from_memory_is_called_certain() -> None:
    rows = ProcedureStep.objects.filter(days_to__isnull=False) | ProcedureStep.objects.filter(
        vote_percent__isnull=False
    )
    assert rows.count() > 10
    assert not rows.filter(certain=True).exists()


def test_debt_and_security_have_a_source() -> None:
    rows = GateRule.objects.filter(procedure__code="xa-ntm-2022", kind__in=["debt", "security"])
    assert [row.certain for row in rows] == [True, True]
    assert all(row.source for row in rows)


def test_flags_are_on_the_criteria_they_name() -> None:
    for row in data("procedures.json")["flagged_criteria"]:
        found = Criterion.objects.get(criteria_set__code=row["set"], no=row["no"])
        assert found.title == row["title"]
        assert FlaggedCriterion.objects.filter(criterion=found).exists()


def test_a_procedure_comes_back_from_json_as_it_was() -> None:
    for standard in Standard:
        procedure = procedure_on(standard, DAY)
        assert procedure is not None
        spec = spec_of(procedure)
        assert from_json(spec.as_json()) == spec


def test_solar_holidays_are_certain_and_lunar_ones_are_not() -> None:
    for year in range(2022, 2027):
        days = {row.day: row for row in Holiday.objects.filter(day__year=year)}
        for month, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
            assert days[date(year, month, day)].certain
        assert any(not row.certain for row in days.values())
    assert not Holiday.objects.get(day=date(2025, 4, 7)).certain


def test_the_calendar_steps_over_the_days_off_of_2025() -> None:
    assert calendar_of().add(date(2025, 4, 25), 1) == date(2025, 4, 26)  # worked instead
    assert calendar_of().add(date(2025, 4, 29), 1) == date(2025, 5, 5)
    assert calendar_of().add(date(2025, 1, 24), 1) == date(2025, 2, 3)
