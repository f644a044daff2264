"""Illustrative reports of villages: few, marked, and true to what is known."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.queries.current import campaign_on
from campaigns.queries.village_targets import village_targets
from communes.demo.villages import village_plan
from communes.enums import Basis, Standard
from communes.models import (
    CriteriaSet,
    ProgressReport,
    Recognition,
    Standing,
    Threshold,
)
from communes.queries.gaps import find_gaps
from communes.queries.verification import verify_verdicts
from communes.services.standings import evaluate_report

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
OF_2023 = {"lang-so-tor", "lang-to-kor", "lang-grot"}


def reports() -> list[ProgressReport]:
    rows = ProgressReport.objects.filter(criteria_set__standard=Standard.VILLAGE)
    return list(rows.select_related("unit", "responsible_unit", "period", "criteria_set"))


def test_each_is_entered_by_its_commune_and_marked() -> None:
    rows = reports()
    assert len(rows) == 14
    assert all(row.illustrative for row in rows)
    assert {(row.unit.key, row.responsible_unit.key) for row in rows} == {
        ("lang-so-tor", "to-tung"),
        ("lang-to-kor", "so-pai"),
        ("lang-grot", "kong-bo-la"),
        ("lang-dak-giang-ii", "dong"),
        ("lang-kuao", "nghia-an"),
    }
    now = {row.unit.key: row.state for row in rows if row.period.key == "2025-Q2"}
    assert now == {
        "lang-so-tor": "in_review",
        "lang-grot": "draft",
        "lang-dak-giang-ii": "confirmed",
        "lang-kuao": "confirmed",
    }


def test_no_village_is_complete_and_none_is_recognised() -> None:
    rows = Standing.objects.filter(criteria_set__standard=Standard.VILLAGE)
    assert rows.exists() and all(row.criteria_met < row.criteria_total for row in rows)
    known = Recognition.objects.filter(standard=Standard.VILLAGE)
    assert set(known.values_list("unit__key", flat=True)) == {"lang-kon-loc-2"}


def test_those_of_2023_fail_income_and_poverty() -> None:
    for row in Standing.objects.filter(unit__key__in=OF_2023, basis=Basis.CONFIRMED).select_related(
        "unit"
    ):
        assert row.verdicts["10"][0] == row.verdicts["11"][0] == "not_met", row.unit.key


def test_levels_are_illustrative_and_one_stays_unknown() -> None:
    made_up = Threshold.objects.filter(
        provenance="illustrative", part__indicator__criteria_set__code="lang-ntm-gia-lai"
    )
    assert made_up.count() == len(village_plan()["thresholds"]) == 13
    assert not made_up.filter(certain=True).exists()
    verdicts = Standing.objects.filter(criteria_set__standard=Standard.VILLAGE, basis="confirmed")
    assert {row.verdicts["15"][0] for row in verdicts} == {"unknown"}


def test_stored_verdicts_are_those_of_the_levels() -> None:
    assert CriteriaSet.objects.get(code="lang-ntm-gia-lai").frozen_at is not None
    assert not any(evaluate_report(report=row) for row in reports())
    sent = next(row for row in reports() if row.state == "in_review")
    assert find_gaps(sent) == []
    assert verify_verdicts().differences == ()


def test_the_targets_of_the_demonstration_say_what_is_missing() -> None:
    campaign = campaign_on(date(2025, 6, 20))
    assert campaign is not None
    found = {row.key: row for row in village_targets(campaign, date(2025, 6, 20)) if row.key}
    assert {key for key, row in found.items() if row.verdict == "not_met"} == OF_2023 | {
        "lang-kuao"
    }
    assert found["lang-dak-giang-ii"].reason.endswith("Chưa xác định: 15. Y tế.")
    assert found["lang-cam"].verdict == "unknown" and not found["lang-cam"].illustrative
    assert found["lang-so-tor"].illustrative
