"""The five facts of a unit, kept apart and dated."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from communes.enums import RecognitionState, Standard
from communes.models import AdministrativeUnit, Recognition, Threshold
from communes.queries import timeline
from communes.queries.timeline import Fact, Step, facts_of, register_facts
from communes.rules import Reach, reach
from kbang_ntm.core import clock
from reports.queries.unit import unit_story
from reports.recognition_steps import recognition_tracks
from tests.factories.communes import World, make_world
from tests.factories.villages import Villages, make_villages

pytestmark = pytest.mark.django_db


def known_level(villages: Villages) -> None:
    """The level nobody knew, so that everything can be met."""
    Threshold.objects.create(
        part=villages.indicators["17.9"].parts.get(), region_column="tay_nguyen", amount=4,
        provenance="entered", legal_basis="QĐ",
    )  # fmt: skip


def test_a_draft_is_no_self_assessment() -> None:
    villages = make_villages()
    known_level(villages)
    report = villages.fill(villages.report())
    assert facts_of(villages.village, reader=reach(villages.world.reader)) == ()
    receipt = villages.send(report)
    (fact,) = facts_of(villages.village, reader=reach(villages.world.reader))
    assert (fact.step, fact.standard, fact.on) == (
        Step.SELF_ASSESSED,
        Standard.VILLAGE,
        date(2025, 6, 20),
    )
    assert fact.words == (
        f"7/7 tiêu chí từ Quý II/2025, gửi 20/06/2025, Phiếu tiếp nhận {receipt.number}"
    )
    assert (
        facts_of(villages.world.commune, reader=reach(villages.world.reader)) == ()
    )  # the village's is not the commune's


def test_short_of_one_criterion_is_no_fact() -> None:
    villages = make_villages()
    villages.send(villages.fill(villages.report()))
    assert facts_of(villages.village, reader=reach(villages.world.reader)) == ()


@pytest.fixture
def world() -> World:
    return make_world()


def recognition(world: World, state: str, day: date | None, **fields: object) -> None:
    Recognition.objects.create(
        unit=world.commune, standard=Standard.NTM, state=state, decision_date=day, **fields
    )


def test_papers_stand_in_the_order_of_the_way(world: World) -> None:
    recognition(world, RecognitionState.WITHDRAWN, date(2024, 5, 2), certain=True, year=2024)
    recognition(
        world, RecognitionState.RECOGNISED, None, year=2020, certain=False,
        decision_number="455/QĐ-UBND",
    )  # fmt: skip
    first, second = facts_of(world.commune, reader=reach(world.reader))
    assert first.words == "năm 2020 (chưa kiểm chứng), 455/QĐ-UBND (chưa kiểm chứng)"
    assert (second.step, second.on) == (Step.WITHDRAWN, date(2024, 5, 2))


def test_other_modules_add_their_facts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "_sources", {})

    def cases(unit: AdministrativeUnit, reader: Reach) -> list[Fact]:
        return [
            Fact(Step.VERIFIED, Standard.NTM, date(2025, 3, 1), "01/03/2025", "12/BC-UBND"),
            Fact(Step.APPRAISED, Standard.ADVANCED, date(2025, 4, 1), "01/04/2025", url="/x/"),
        ]

    register_facts("cases", cases)
    assert [fact.step for fact in facts_of(world.commune, reader=reach(world.reader))] == [
        Step.VERIFIED,
        Step.APPRAISED,
    ]
    story = unit_story(world.commune, today=clock.today(), reach=reach(world.reader))
    assert story is not None
    ntm, advanced = recognition_tracks(story)
    steps = {step.label: step for step in ntm.steps}
    assert steps["Huyện thẩm tra"].detail == "01/03/2025, 12/BC-UBND"
    assert steps["Tỉnh thẩm định"].when == ""
    assert advanced.steps[2].url == "/x/" and advanced.title == "Nông thôn mới nâng cao"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("lang-a", "Xã tự đánh giá làng đạt"),
        ("huyen-kbang", "Huyện tự đánh giá đạt"),
        ("son-lang", "Xã tự đánh giá đạt"),
    ],
)
def test_village_district_and_commune_have_their_page(client: Client, key: str, words: str) -> None:
    villages = make_villages()
    client.force_login(villages.world.reader)
    page = client.get(reverse("reports:unit", args=[key])).content.decode()
    assert words in page and "chưa thấy quyết định" in page


def test_the_villages_page_shows_its_quarters(client: Client) -> None:
    villages = make_villages()
    report = villages.fill(villages.report())
    address = reverse("reports:unit", args=["lang-a"])
    client.force_login(villages.world.reader)
    assert "Chưa có số liệu nào của làng này" in client.get(address).content.decode()
    client.force_login(villages.world.officer)
    assert "Nháp" in client.get(address).content.decode()
    villages.send(report)
    client.force_login(villages.world.reader)
    page = client.get(address).content.decode()
    assert "6/7 tiêu chí, xã tự đánh giá" in page
    assert reverse("communes:report", args=[report.uid]) in page
