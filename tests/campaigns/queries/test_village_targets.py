"""The eleven villages and "each commune has a village", on the three maps."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Target
from campaigns.queries.current import campaign_on
from campaigns.queries.promises import promises
from campaigns.queries.village_targets import VillageTarget, each_village, village_targets
from communes.enums import RecognitionState, Standard
from communes.models import AdministrativeUnit, DistrictFigure, Recognition, UnitVersion
from communes.queries.villages import NO_COMMUNE
from tests.factories.villages import Villages, make_villages

pytestmark = pytest.mark.django_db
reference = pytest.mark.data("reference")
MAPS = [(date(2024, 10, 31), 13), (date(2024, 11, 1), 12), (date(2025, 7, 1), 6)]


def targets(day: date) -> dict[str, VillageTarget]:
    campaign = campaign_on(day)
    assert campaign is not None
    return {row.name or row.read_as: row for row in village_targets(campaign, day)}


def recognise(key: str, day: date, state: str = RecognitionState.RECOGNISED) -> Recognition:
    unit = AdministrativeUnit.objects.get(key=key)
    return Recognition.objects.create(
        unit=unit,
        standard=Standard.VILLAGE,
        state=state,
        year=day.year,
        decision_date=day,
        decided_by="UBND huyện Kbang",
        certain=True,
        year_certain=True,
    )


@reference
@pytest.mark.parametrize(("day", "communes"), MAPS)
def test_each_commune_is_asked_for_on_the_map_of_the_day(day: date, communes: int) -> None:
    found = each_village(day)
    assert len(found.communes) == communes
    assert [(row.name, row.villages) for row in found.sure] == [("Đak Rong", ("Kon Lốc 2",))]
    assert found.unnamed == 6  # seven by 9/2024, one of them named
    assert found.achieved is None and not found.computed


@reference
def test_before_september_2024_five_of_six_are_nameless() -> None:
    assert each_village(date(2024, 1, 1)).unnamed == 5
    assert each_village(date(2020, 1, 1)).unnamed is None  # not even their number is known


@reference
@pytest.mark.parametrize(("day", "communes"), MAPS)
def test_it_is_computed_once_every_village_has_a_name(day: date, communes: int) -> None:
    DistrictFigure.objects.filter(metric="villages_recognised_cumulative").update(value=1)
    found = each_village(day)
    assert found.computed and found.achieved == 1
    campaign = campaign_on(day)
    assert campaign is not None
    promise = next(row for row in promises(campaign, day) if row.kind == "village_each")
    assert (promise.achieved, promise.planned) == (1, communes)
    assert promise.verdict == "open"


@reference
def test_a_village_counts_for_the_commune_of_the_day() -> None:
    recognise("lang-so-tor", date(2024, 12, 1))
    before, after = each_village(date(2025, 6, 30)), each_village(date(2025, 7, 1))
    assert ("to-tung", ("Sơ Tơr",)) in [(row.key, row.villages) for row in before.sure]
    assert ("xa-to-tung-2025", ("Sơ Tơr",)) in [(row.key, row.villages) for row in after.sure]
    assert each_village(date(2024, 11, 30)).unnamed == 6 and before.unnamed == 5


@reference
def test_a_village_of_a_divided_commune_counts_for_none_until_somebody_says_where() -> None:
    recognise("lang-lot", date(2024, 9, 1))
    DistrictFigure.objects.filter(metric="villages_recognised_cumulative").update(value=2)
    assert each_village(date(2024, 10, 31)).achieved == 2
    asked = each_village(date(2024, 11, 1))
    assert asked.unplaced == ("Lợt",) and asked.achieved is None
    assert each_village(date(2025, 7, 1)).achieved == 2  # both heirs are one commune now


@reference
def test_a_withdrawn_village_counts_no_more() -> None:
    recognise("lang-so-tor", date(2024, 2, 1))
    assert "Tơ Tung" in [row.name for row in each_village(date(2024, 3, 1)).sure]
    recognise("lang-so-tor", date(2025, 2, 1), RecognitionState.WITHDRAWN)
    assert "Tơ Tung" not in [row.name for row in each_village(date(2025, 3, 1)).sure]
    assert not targets(date(2025, 3, 1))["Sơ Tơr"].recognised


@reference
@pytest.mark.parametrize(("day", "_communes"), MAPS)
def test_eleven_targets_on_every_map(day: date, _communes: int) -> None:
    found = targets(day)
    assert len(found) == 11
    assert sorted(row.year for row in found.values()) == [2023] * 4 + [2024] * 4 + [2025] * 3
    assert not any(row.recognised for row in found.values())
    unread = [row for row in found.values() if not row.name]
    assert {(row.commune, row.verdict) for row in unread} == {
        ("Lơ Ku", "unknown"),
        ("Krong", "unknown"),
    }
    campaign = campaign_on(day)
    assert campaign is not None
    villages = next(row for row in promises(campaign, day) if row.kind == "village_ntm")
    assert (villages.planned, villages.achieved) == (6 + 11, 7)


@reference
@pytest.mark.parametrize(
    ("day", "lot", "stor"),
    [
        (date(2024, 10, 31), "", ""),
        (date(2024, 11, 1), NO_COMMUNE, ""),
        (date(2025, 7, 1), "Kông Bơ La", "Tơ Tung"),
    ],
)
def test_where_a_village_lies_on_the_day(day: date, lot: str, stor: str) -> None:
    found = targets(day)
    assert found["Lợt"].commune == "Đăk Hlơ" and found["Lợt"].commune_now == lot
    assert found["Sơ Tơr"].commune_now == stor


@reference
def test_the_four_of_2023_are_told_as_the_press_told_them() -> None:
    assert "0/4 làng của kế hoạch 2023" in targets(date(2023, 12, 1))["Sơ Tơr"].reason
    assert "thu nhập và hộ nghèo" in targets(date(2023, 12, 1))["Tơ Kơr"].reason
    assert "0/4" not in targets(date(2023, 9, 1))["Sơ Tơr"].reason
    assert "0/4" not in targets(date(2023, 12, 1))["Kuao"].reason


@reference
def test_a_recognised_village_names_its_paper() -> None:
    recognise("lang-kuao", date(2025, 3, 2))
    row = targets(date(2025, 6, 20))["Kuao"]
    assert (row.verdict, row.label) == ("met", "Đã công nhận")
    assert row.reason == "Công nhận 02/03/2025, UBND huyện Kbang."
    assert targets(date(2025, 3, 1))["Kuao"].verdict == "unknown"


@pytest.fixture
def promised() -> tuple[Villages, Campaign]:
    """The small district whose plan names both villages."""
    villages = make_villages()
    campaign = Campaign.objects.create(
        code="thu",
        title="Phong trào thử",
        unit=villages.world.district,
        period=("2021-01-01", None),
    )
    for unit, commune in (
        (villages.village, villages.world.commune),
        (villages.far, villages.world.neighbour),
    ):
        Target.objects.create(
            campaign=campaign, kind="village_ntm", unit=unit, within=commune, year=2025
        )
    return villages, campaign


def state(promised: tuple[Villages, Campaign]) -> VillageTarget:
    _villages, campaign = promised
    campaign.refresh_from_db()
    return village_targets(campaign, date(2025, 6, 20))[0]


def test_only_confirmed_figures_speak(promised: tuple[Villages, Campaign]) -> None:
    villages, _campaign = promised
    report = villages.fill(villages.report())
    villages.send(report)
    assert state(promised).verdict == "unknown"
    assert "Chưa có số liệu đã xác nhận" in state(promised).reason
    villages.confirm(report)
    row = state(promised)
    assert (row.verdict, row.label) == ("unknown", "Chưa xác định")
    assert row.reason == (
        "6/7 tiêu chí theo số liệu đã xác nhận Quý II/2025. Chưa xác định: 17. Cây xanh."
    )


def test_what_is_missing_is_named(promised: tuple[Villages, Campaign]) -> None:
    villages, _campaign = promised
    low = {"a": {"number": "30"}}
    poor = {"a": {"numerator": "30", "denominator": "100"}}
    report = villages.fill(villages.report(), **{"10": low, "11": poor})
    villages.send(report)
    villages.confirm(report)
    row = state(promised)
    assert (row.verdict, row.label) == ("not_met", "Chưa đạt")
    assert "Chưa đạt: 10. Thu nhập; 11. Nghèo đa chiều. Chưa xác định: 17. Cây xanh" in row.reason


def test_all_criteria_met_is_not_yet_recognition(promised: tuple[Villages, Campaign]) -> None:
    villages, _campaign = promised
    unknown = villages.indicators["17.9"]
    from communes.models import Threshold

    Threshold.objects.create(
        part=unknown.parts.get(), region_column="tay_nguyen", amount=4, provenance="entered",
        legal_basis="QĐ", certain=True,
    )  # fmt: skip
    report = villages.fill(villages.report())
    villages.send(report)
    villages.confirm(report)
    row = state(promised)
    assert (row.verdict, row.label, row.recognised) == (
        "met",
        "Đủ tiêu chí, chưa công nhận",
        False,
    )


@reference
def test_a_constant_number_of_queries() -> None:
    day = date(2025, 6, 20)
    campaign = campaign_on(day)
    assert campaign is not None
    with CaptureQueriesContext(connection) as asked:
        village_targets(campaign, day)
        each_village(day)
    first = len(asked)
    for unit in UnitVersion.objects.filter(kind="village", valid__contains=day)[:4]:
        recognise(unit.unit.key, date(2025, 1, 2))
    with CaptureQueriesContext(connection) as again:
        village_targets(campaign, day)
        each_village(day)
    assert len(again) == first == 10
