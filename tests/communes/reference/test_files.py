"""The reference files hold what the sources say, with their certainty, and nothing more."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from communes.measures import Comparator, Measure
from communes.reference.files import DATA, criteria_file, criteria_files, data
from communes.reference.specs import indicator_rows, rules_of, spec_of

COMMUNE = "xa-ntm-2021-2025"


def files() -> list[Path]:
    return [*DATA.rglob("*.json"), *(DATA.parents[1] / "campaigns" / "data").rglob("*.json")]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_every_file_is_composed_text_without_machine_paths(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "/farm" not in text and "/work" not in text
    json.loads(text)


@pytest.mark.parametrize(
    ("code", "criteria", "indicators"),
    [
        (COMMUNE, 19, 57),
        ("xa-ntm-nang-cao-2021-2025", 19, 75),
        ("xa-ntm-kieu-mau-2021-2025", 11, 11),
        ("huyen-ntm-2021-2025", 10, 41),
        ("lang-ntm-gia-lai", 19, 30),
        ("xa-ntm-2026-2030", 10, 0),
    ],
)
def test_each_set_has_its_number_of_criteria_and_indicators(
    code: str, criteria: int, indicators: int
) -> None:
    content = criteria_file(code)
    assert sum(len(group["criteria"]) for group in content["groups"]) == criteria
    assert len(list(indicator_rows(content))) == indicators


def test_certain_values_name_a_source() -> None:
    for content in criteria_files():
        for criterion, indicator in indicator_rows(content):
            assert not criterion["certain"] or "http" in criterion["source"]
            assert not indicator["certain"] or "http" in indicator["source"]
            for part in indicator["parts"]:
                for row in part["thresholds"]:
                    assert row["certain"] == (row["provenance"] == "sourced")
                    assert not row["certain"] or "http" in row["source"]


def test_a_candidate_is_never_a_threshold() -> None:
    seen = 0
    for content in criteria_files():
        for _criterion, indicator in indicator_rows(content):
            if "candidate_unverified" in indicator:
                seen += 1
                assert all(part["thresholds"] == [] for part in indicator["parts"]), indicator[
                    "code"
                ]
    assert seen >= 5


def test_indicators_the_province_sets_have_no_number_of_their_own() -> None:
    rules = rules_of(criteria_file(COMMUNE), column="tay_nguyen", year=2024)
    for code in ("2.1", "2.2", "2.3", "2.4", "15.3", "17.1"):
        assert set(rules[code].values()) == {None}


def test_income_rises_by_year_and_another_column_is_another_number() -> None:
    content = criteria_file(COMMUNE)

    def income(column: str, year: int) -> Decimal | None:
        rule = rules_of(content, column=column, year=year)["10"]["a"]
        return rule.amount if rule else None

    assert [income("tay_nguyen", year) for year in (2022, 2023, 2024, 2025)] == [44, 47, 50, 53]
    assert income("tdmnpb", 2024) == 45
    assert income("tay_nguyen", 2026) is None
    assert income("dong_nam_bo", 2024) is None


def test_compound_and_unusual_measures_of_the_commune_set() -> None:
    specs = {row["code"]: spec_of(row) for _c, row in indicator_rows(criteria_file(COMMUNE))}
    two = {code for code, spec in specs.items() if len(spec.parts) == 2}
    assert two == {"12.1", "12.2", "14.2", "15.1", "17.1"}
    assert specs["9.1"].parts[0].measure is Measure.NUMBER
    assert specs["9.1"].parts[0].comparator is Comparator.EQUAL
    assert specs["11"].parts[0].comparator is Comparator.AT_MOST
    assert specs["15.3"].parts[0].comparator is Comparator.AT_MOST
    assert specs["10"].parts[0].measure is Measure.CURRENCY
    assert specs["17.4"].parts[0].unit == "m²/người"
    assert {code for code, spec in specs.items() if spec.may_not_apply} == {"13.4", "17.2"}
    for code, spec in specs.items():
        for part in spec.parts:
            if part.measure is Measure.RATIO and code != "17.7":
                assert part.numerator_label and part.denominator_label and part.count_unit, code


def test_every_indicator_of_the_commune_set_has_words_for_a_narrow_column() -> None:
    for criterion, indicator in indicator_rows(criteria_file(COMMUNE)):
        assert 0 < len(indicator["short_title"]) <= 50
        assert 0 < len(criterion["short_title"]) <= 20
        assert criterion["watched"] == (criterion["no"] in ("10", "11"))
        assert indicator["yearly"] == (indicator["code"] in ("10", "11"))


def test_ordinal_measures_have_a_scale_that_holds_their_threshold() -> None:
    seen = 0
    for content in criteria_files():
        for _criterion, indicator in indicator_rows(content):
            for part in indicator["parts"]:
                if part["measure"] == "ordinal":
                    seen += 1
                    assert {row["choice"] for row in part["thresholds"]} <= set(part["scale"])
    assert seen == 5


def test_each_indicator_has_one_lead_on_any_day_of_the_district() -> None:
    content = data("duties.json")
    codes = [row["code"] for _c, row in indicator_rows(criteria_file(COMMUNE))]
    for day in ("2022-12-31", "2024-09-30", "2025-02-28", "2025-03-01", "2025-06-30"):
        leads = Counter(
            row["indicator"]
            for row in content["duties"]
            if row["role"] == "lead" and row["valid"][0] <= day < row["valid"][1]
        )
        assert leads == Counter(codes)
    assert all(row["valid"][1] <= "2025-07-01" for row in content["duties"])
    assert not any(row["certain"] for row in content["duties"])


def test_unread_village_names_are_not_guessed() -> None:
    campaign = json.loads(
        (DATA.parents[1] / "campaigns/data/campaign.json").read_text(encoding="utf-8")
    )
    villages = [row for row in campaign["targets"] if row["kind"] == "village_ntm"]
    assert Counter(row["year"] for row in villages) == {2023: 4, 2024: 4, 2025: 3}
    unread = [row for row in villages if row["unit"] is None]
    assert {(row["within"], row["read_as"]) for row in unread} == {
        ("lo-ku", "Lang Dakjdng"),
        ("krong", "lang Dak Chcdu"),
    }
    assert len({row["within"] for row in villages}) == 11
