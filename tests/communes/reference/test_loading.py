"""load_reference: the three maps, one transaction, nothing changed by a second run."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from campaigns.models import Target
from communes.models import (
    AdministrativeUnit,
    Agency,
    CriteriaSet,
    DistrictFigure,
    Indicator,
    Recognition,
    ReportingPeriod,
    ReviewDuty,
    Succession,
    Threshold,
    UnitVersion,
)
from communes.queries.specs import load_specs, thresholds_for
from communes.reference.criteria import put_threshold
from communes.reference.ledger import Ledger
from kbang_ntm.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def names(day: date, kind: str) -> set[str]:
    return set(
        UnitVersion.objects.filter(valid__contains=day, kind=kind).values_list(
            "short_name", flat=True
        )
    )


def test_second_run_changes_nothing_and_says_so() -> None:
    out = io.StringIO()
    call_command("load_reference", stdout=out)
    assert out.getvalue().splitlines()[-1] == "0 dòng thay đổi"


@pytest.mark.parametrize(
    ("day", "communes", "towns", "districts"),
    [
        (date(2022, 8, 5), 13, 1, 1),
        (date(2024, 10, 31), 13, 1, 1),
        (date(2024, 11, 1), 12, 1, 1),
        (date(2025, 6, 30), 12, 1, 1),
        (date(2025, 7, 1), 6, 0, 0),
    ],
)
def test_the_map_of_each_day(day: date, communes: int, towns: int, districts: int) -> None:
    assert len(names(day, "commune")) == communes
    assert len(names(day, "township")) == towns
    assert len(names(day, "district")) == districts


@pytest.mark.parametrize(
    ("code", "day", "key"),
    [
        ("23674", date(2024, 10, 31), "dak-hlo"),
        ("23674", date(2024, 11, 1), "kong-bo-la"),
        ("23674", date(2025, 7, 1), "xa-kong-bo-la-2025"),
        ("23671", date(2024, 10, 31), "kong-bo-la"),
        ("23668", date(2025, 6, 30), "kong-long-khong"),
        ("23668", date(2025, 7, 1), "xa-to-tung-2025"),
        ("23638", date(2025, 6, 30), "tt-kbang"),
        ("23638", date(2025, 7, 1), "xa-kbang-2025"),
        ("23650", date(2025, 6, 30), "krong"),
        ("23650", date(2025, 7, 1), "krong"),
    ],
)
def test_a_code_means_another_unit_on_another_day(code: str, day: date, key: str) -> None:
    found = UnitVersion.objects.get(official_code=code, valid__contains=day)
    assert found.unit.key == key


def test_code_23671_is_not_used_after_the_division() -> None:
    later = UnitVersion.objects.filter(official_code="23671", valid__contains=date(2024, 11, 1))
    assert not later.exists()


def test_parents_change_with_the_end_of_the_district() -> None:
    krong = AdministrativeUnit.objects.get(key="krong")
    parents = [version.parent.key for version in krong.versions.order_by("valid")]
    assert parents == ["huyen-kbang", "gia-lai"]
    province = AdministrativeUnit.objects.get(key="gia-lai")
    codes = province.versions.order_by("valid").values_list("official_code", flat=True)
    assert list(codes) == ["64", "52"]


def test_shares_of_the_divided_commune_make_one() -> None:
    rows = Succession.objects.filter(predecessor__key="dak-hlo")
    assert {row.successor.key for row in rows} == {"nghia-an", "kong-bo-la"}
    assert sum(row.population_share or 0 for row in rows) == Decimal("1.00000000")
    assert sum(row.area_share or 0 for row in rows) == Decimal("1.00000000")
    assert {row.date for row in rows} == {date(2024, 11, 1)}


def test_a_village_of_the_divided_commune_has_no_guessed_parent() -> None:
    village = AdministrativeUnit.objects.get(key="lang-lot")
    between = village.versions.get(valid__contains=date(2025, 1, 1))
    assert between.parent is None
    assert "cần hỏi" in between.source
    after = village.versions.get(valid__contains=date(2025, 7, 1))
    assert after.parent is not None and after.parent.key == "xa-kong-bo-la-2025"


def test_thirteen_two_eleven_one_targets() -> None:
    kinds = list(Target.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "commune_ntm": 13,
        "commune_advanced": 2,
        "village_ntm": 11,
        "district_ntm": 1,
    }
    assert Target.objects.filter(kind="village_ntm", unit__isnull=True).count() == 2


def test_known_recognitions_keep_their_certainty() -> None:
    communes = Recognition.objects.filter(standard="ntm")
    assert communes.count() == 7
    assert set(communes.filter(year_certain=False).values_list("unit__key", flat=True)) == {
        "son-lang",
        "dak-hlo",
    }
    assert Recognition.objects.get(unit__key="son-lang").year is None
    assert list(
        Recognition.objects.filter(standard="village").values_list("unit__key", flat=True)
    ) == ["lang-kon-loc-2"]
    villages = DistrictFigure.objects.filter(metric="villages_recognised_cumulative")
    assert {(row.as_of, row.value) for row in villages} == {("2022-08", 6), ("2024-09", 7)}


def test_second_quarter_of_2025_closes_with_the_district() -> None:
    period = ReportingPeriod.objects.get(key="2025-Q2")
    assert period.closes_at == datetime(2025, 6, 30, 23, 59, 59, tzinfo=clock.LOCAL)
    assert period.cut_off == date(2025, 6, 15)
    usual = ReportingPeriod.objects.get(key="2024-Q3")
    assert usual.opens_at == datetime(2024, 9, 20, tzinfo=clock.LOCAL)
    assert usual.closes_at == datetime(2024, 10, 15, 23, 59, 59, tzinfo=clock.LOCAL)
    later = ReportingPeriod.objects.filter(ends__gt=date(2025, 6, 30))
    assert later.count() == 4
    assert all("Chưa xác định cơ quan rà soát" in row.note for row in later)
    assert ReportingPeriod.objects.count() == 28


def test_no_district_body_acts_after_its_last_day() -> None:
    assert not Agency.objects.on(date(2025, 7, 1)).exists()
    assert not ReviewDuty.objects.filter(valid__contains=date(2025, 7, 1)).exists()
    assert Agency.objects.get(code="congan").valid.upper == date(2025, 3, 1)
    assert Agency.objects.filter(is_coordination=True).get().code == "vpdp"


def test_thresholds_reach_the_evaluation() -> None:
    criteria_set = CriteriaSet.objects.get(code="xa-ntm-2021-2025")
    spec = load_specs(criteria_set, on=date(2024, 9, 30))
    assert len(spec.indicators) == 57
    unit = AdministrativeUnit.objects.get(key="son-lang")
    rules = thresholds_for(criteria_set, unit_id=unit.pk, on=date(2024, 9, 30), year=2024)
    by_code = {row.code: rules.get(pk, {}) for pk, row in spec.indicators.items()}
    assert by_code["10"]["a"].amount == 50  # type: ignore[union-attr]  # fails when missing
    assert by_code["17.1"] == {}
    assert not any(rule.certain for parts in by_code.values() for rule in parts.values() if rule)


def test_what_staff_changed_stays_when_the_file_is_the_same() -> None:
    agency = Agency.objects.get(code="thongke")
    agency.name = "Chi cục Thống kê khu vực"
    agency.save()
    duty = ReviewDuty.objects.get(indicator__code="18.6", role="co")
    duty.delete()
    call_command("load_reference", verbosity=0)
    agency.refresh_from_db()
    assert agency.name == "Chi cục Thống kê khu vực"
    assert not ReviewDuty.objects.filter(indicator__code="18.6", role="co").exists()


def test_a_changed_file_changes_untouched_rows_and_keeps_edited_ones() -> None:
    first = {"title": "Cơ quan A"}
    code = {"code": "agency-of-the-test"}
    rest = {
        "name": "Cơ quan A",
        "unit": AdministrativeUnit.objects.get(key="huyen-kbang"),
        "valid": Agency.objects.get(code="nnptnt").valid,
    }
    ledger = Ledger()
    row = ledger.need(Agency, "t", lookup=code, values={**rest, "short_name": first["title"]})
    again = Ledger()
    again.put(Agency, "t", lookup=code, values={**rest, "short_name": "Cơ quan B"})
    row.refresh_from_db()
    assert (row.short_name, again.updated.total()) == ("Cơ quan B", 1)
    row.short_name = "Sửa tay"
    row.save()
    third = Ledger()
    third.put(Agency, "t", lookup=code, values={**rest, "short_name": "Cơ quan C"})
    row.refresh_from_db()
    assert row.short_name == "Sửa tay"
    assert third.kept == ["cơ quan t"]
    assert third.changes == 0


def test_another_level_in_the_file_withdraws_the_old_one() -> None:
    indicator = Indicator.objects.get(criteria_set__code="xa-ntm-2021-2025", code="11")
    part = indicator.parts.get()
    old = part.thresholds.get(region_column="tay_nguyen")
    row = {
        "region_column": "tay_nguyen",
        "year_from": 2021,
        "year_to": 2025,
        "amount": "8",
        "provenance": "recalled",
        "certain": False,
        "confidence": "low",
        "legal_basis": "",
        "source": "",
    }
    put_threshold(Ledger(), part, "xa-ntm-2021-2025 11 a", row)
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert old.amount == 7
    standing = Threshold.objects.filter(part=part, withdrawn_at=None, region_column="tay_nguyen")
    assert [level.amount for level in standing] == [8]
