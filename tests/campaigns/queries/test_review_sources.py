"""What the communes' figures give to a review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campaigns.queries.review_facts import Fact, Scope
from campaigns.queries.review_sources import (
    criteria_facts,
    punctuality_facts,
    recognition_facts,
)
from communes.enums import RecognitionState, Standard
from communes.models import AdministrativeUnit, Recognition
from tests.factories.campaigns_reviews import make_campaign
from tests.factories.communes import World, make_unit, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def scope_of(world: World, unit: AdministrativeUnit | None = None) -> Scope:
    campaign = make_campaign(world)
    place = unit or world.district
    return Scope(campaign.pk, place.pk, date(2025, 1, 1), date(2025, 6, 30))


def by_label(facts: list[Fact]) -> dict[str, Fact]:
    return {fact.label: fact for fact in facts}


def test_without_confirmed_figures_nothing_is_claimed(world: World) -> None:
    world.sent_report()
    (fact,) = criteria_facts(scope_of(world))
    assert fact.value is None and fact.words == "chưa xác định"
    assert "Chưa có số liệu đã xác nhận" in fact.note


@pytest.mark.data("demo")
def test_the_average_of_the_demonstration_is_that_of_the_press() -> None:
    district = AdministrativeUnit.objects.get(key="huyen-kbang")
    scope = Scope(0, district.pk, date(2022, 10, 1), date(2024, 9, 30))
    facts = list(criteria_facts(scope))
    assert [(fact.label, fact.value) for fact in facts] == [
        ("Bình quân tiêu chí đạt, Quý IV/2022", Decimal("10.7")),
        ("Bình quân tiêu chí đạt, Quý III/2024", Decimal("14.3")),
    ]
    assert facts[0].note == "139 lượt tiêu chí của 13 xã đã xác nhận."


@pytest.mark.data("demo")
@pytest.mark.parametrize("key", ["son-lang", "dak-hlo"])
def test_a_commune_counts_itself_alone(key: str) -> None:
    unit = AdministrativeUnit.objects.get(key=key)
    scope = Scope(0, unit.pk, date(2022, 10, 1), date(2024, 9, 30))
    assert "của 1 xã" in next(iter(criteria_facts(scope))).note
    assert by_label(list(punctuality_facts(scope)))["Báo cáo quý đã gửi"].value == 8


def test_reports_sent_and_late_are_counted(world: World) -> None:
    world.last_period()
    report = world.sent_report()
    facts = by_label(list(punctuality_facts(scope_of(world))))
    assert facts["Báo cáo quý đã gửi"].value == 2
    assert facts["trong đó gửi sau hạn"].value == int(report.late)


def test_decisions_count_by_their_day_else_by_their_year(world: World) -> None:
    village = make_unit("lang-1", "Làng Một", kind="village", parent=world.commune)
    outside = make_unit("xa-khac", "Xã Khác")
    for unit, standard, day, year in (
        (world.commune, Standard.NTM, date(2025, 3, 1), 2025),
        (world.neighbour, Standard.NTM, date(2024, 12, 31), 2024),
        (world.neighbour, Standard.ADVANCED, None, 2025),
        (village, Standard.VILLAGE, date(2025, 6, 30), 2025),
        (outside, Standard.NTM, date(2025, 3, 1), 2025),
    ):
        Recognition.objects.create(
            unit=unit,
            standard=standard,
            state=RecognitionState.RECOGNISED,
            decision_date=day,
            year=year,
        )
    facts = by_label(list(recognition_facts(scope_of(world))))
    assert facts["Xã được công nhận đạt chuẩn nông thôn mới"].value == 1
    assert facts["Làng được công nhận nông thôn mới"].value == 1
    advanced = facts["Xã được công nhận nông thôn mới nâng cao"]
    assert advanced.value == 1 and "1 quyết định chưa rõ ngày" in advanced.note
    assert "Quyết định công nhận bị thu hồi" not in facts


@pytest.mark.parametrize("source", [criteria_facts, punctuality_facts, recognition_facts])
def test_a_source_asks_a_constant_number_of_times(
    world: World, source, django_assert_max_num_queries
) -> None:
    scope = scope_of(world)
    world.sent_report()
    with django_assert_max_num_queries(3):
        list(source(scope))
    for number in range(3):
        make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
    with django_assert_max_num_queries(3):
        list(source(scope))
