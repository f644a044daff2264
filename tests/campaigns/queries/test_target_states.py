"""Targets and objectives on a day: known facts of the plan, words, constant queries."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from campaigns.models import Campaign, Target
from campaigns.queries.current import campaign_on
from campaigns.queries.hit_rate import track_record
from campaigns.queries.objectives import ObjectiveLine, objective_lines
from campaigns.queries.target_states import TargetLine, gone_share, target_lines
from campaigns.queries.watched_criteria import watched_lines
from campaigns.warning import State
from communes.models import RegisterRule
from tests.factories.campaigns_plan import TODAY, make_movement

REFERENCE = [pytest.mark.django_db, pytest.mark.data("reference")]
DEMO = [pytest.mark.django_db, pytest.mark.data("demo")]


def kbang() -> Campaign:
    return Campaign.objects.get(code="kbang-chung-suc-2021-2025")


def objectives(day: date) -> dict[tuple[str, int], ObjectiveLine]:
    campaign = kbang()
    lines = objective_lines(campaign, day, target_lines(campaign, day))
    return {(one.objective.kind, one.objective.year): one for one in lines}


def line_of(lines: list[TargetLine], key: str, kind: str = "commune_ntm") -> TargetLine:
    return next(
        one
        for one in lines
        if one.target.unit and one.target.unit.key == key and one.target.kind == kind
    )


class TestFactsOfThePlan:
    pytestmark = REFERENCE

    def test_seven_communes_at_the_start(self) -> None:
        found = objectives(date(2022, 8, 5))[("commune_ntm", 2025)]
        assert (found.achieved, found.planned) == (7, 13)

    def test_none_of_the_four_villages_of_2023_as_of_november(self) -> None:
        found = objectives(date(2023, 11, 30))[("village_ntm", 2023)]
        assert (found.achieved, found.planned) == (0, 4)
        assert "0/4 làng của kế hoạch 2023" in found.reason
        assert "Báo chí, tháng 10/2023: 0/4" in found.reason and found.state is State.AT_RISK
        after = objectives(date(2024, 1, 15))[("village_ntm", 2023)]
        assert after.state is State.MISSED

    def test_eleven_villages_by_year(self) -> None:
        found = objectives(date(2022, 8, 5))
        assert [found[("village_ntm", year)].planned for year in (2023, 2024, 2025)] == [4, 4, 3]

    def test_the_plans_number_stands_beside_the_map_of_the_day(self) -> None:
        found = objectives(date(2024, 12, 1))[("commune_ntm", 2025)]
        assert (found.achieved, found.planned) == (7, 13)
        assert "6/12 xã" in found.reason and "Đăk Hlơ" in found.reason

    def test_each_commune_a_village_is_unknown_while_names_are(self) -> None:
        found = objectives(date(2024, 12, 1))[("village_each", 2025)]
        assert (found.achieved, found.state) == (None, State.UNKNOWN)

    def test_of_whom_nothing_is_known_nobody_says_that_they_failed(self) -> None:
        lines = target_lines(kbang(), date(2025, 6, 20))
        unread = [one for one in lines if one.target.unit is None]
        assert {one.state for one in unread} == {State.UNKNOWN} and len(unread) == 2
        cam = line_of(lines, "lang-cam", "village_ntm")
        assert cam.state is State.UNKNOWN
        told = line_of(lines, "lang-lot", "village_ntm")
        assert told.state is State.MISSED and "0/4" in told.reason

    def test_a_commune_that_ended_is_told_with_its_successor(self) -> None:
        lines = target_lines(kbang(), date(2025, 8, 1))
        found = line_of(lines, "kon-pne")
        assert found.state is State.UNKNOWN
        assert "Đã nhập vào xã Đak Rong từ 01/07/2025" in found.reason
        over = line_of(target_lines(kbang(), date(2026, 2, 1)), "kon-pne")
        assert over.state is State.MISSED

    def test_objectives_in_words_are_not_counted(self) -> None:
        found = objectives(date(2025, 6, 20))[("words", 2025)]
        assert (found.achieved, found.planned, found.state) == (None, None, State.UNKNOWN)


class TestDemonstration:
    pytestmark = DEMO

    def test_a_missing_commune_is_warned_of_in_households(self) -> None:
        lines = target_lines(kbang(), TODAY)
        found = line_of(lines, "kon-pne")
        assert found.state is State.AT_RISK
        assert "tiêu chí 11: còn phải giảm" in found.reason and "hộ" in found.reason
        assert "không dự báo theo quý" in found.reason
        assert found.figures is not None
        income = next(one for one in found.figures.missing if one.criterion == "10")
        assert income.lack.yearly and [when for when, _v in income.trend] == [
            "Năm 2022",
            "Năm 2023",
            "Năm 2024",
        ]

    def test_on_an_earlier_day_only_what_was_confirmed_by_then(self) -> None:
        early, late = target_lines(kbang(), date(2023, 11, 30)), target_lines(kbang(), TODAY)
        one, two = line_of(early, "kon-pne").figures, line_of(late, "kon-pne").figures
        assert one is not None and two is not None
        assert one.standing.period.ends <= date(2023, 11, 30) < two.standing.period.ends

    def test_watched_criteria_say_what_is_still_to_do(self) -> None:
        lines = watched_lines(kbang(), TODAY)
        assert len(lines) == 12
        kon_pne = next(line for line in lines if line.key == "kon-pne")
        assert {one.criterion for one in kon_pne.judged} == {"10", "11"}
        assert all(one.lack.yearly for one in kon_pne.judged)

    def test_a_rate_waits_for_enough_closed_targets(self) -> None:
        campaign = kbang()
        lines = target_lines(campaign, TODAY)
        found = track_record(campaign, TODAY, lines)
        assert found.wanted == 20 and found.closed < 20 and found.rate is None
        RegisterRule.objects.filter(code="warning-hit-rate").update(amount=1)
        assert track_record(campaign, TODAY, lines).rate is not None
        RegisterRule.objects.filter(code="warning-hit-rate").delete()
        assert track_record(campaign, TODAY, lines).wanted is None


@pytest.mark.django_db
@pytest.mark.parametrize("more", [1, 3])
def test_queries_do_not_grow_with_targets(more: int, django_assert_num_queries: Any) -> None:
    movement = make_movement()
    world, campaign = movement.world, movement.campaign
    world.fill(world.report())
    for year in (2023, 2024, 2025)[:more]:
        Target.objects.create(campaign=campaign, kind="commune_ntm", unit=world.commune, year=year)
    with django_assert_num_queries(8):
        assert len(target_lines(campaign, TODAY)) == more


@pytest.mark.django_db
def test_a_communes_own_campaign_is_not_taken_for_the_districts() -> None:
    movement = make_movement()
    own = Campaign.objects.create(
        code="xa",
        title="Của xã",
        unit=movement.world.commune,
        parent=movement.campaign,
        period=movement.campaign.period,
    )
    assert campaign_on(TODAY) == movement.campaign
    assert campaign_on(TODAY, "xa") == own


@pytest.mark.django_db
def test_time_is_counted_to_the_end_of_the_target_year() -> None:
    campaign = make_movement().campaign
    assert gone_share(campaign, 2025, date(2021, 1, 1)) == 0
    assert gone_share(campaign, 2021, date(2021, 12, 31)) == 1
    assert gone_share(campaign, 2025, date(2030, 1, 1)) == 1
    assert gone_share(campaign, 2022, date(2021, 12, 31)) == Fraction(364, 729)
