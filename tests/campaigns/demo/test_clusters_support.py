"""What the demonstration shows of support and clusters: every state, all of it illustrative."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.cluster_enums import PledgeState, SheetState
from campaigns.models import (
    EmulationCluster,
    Pledge,
    RankingSnapshot,
    ScoringSheet,
    SupportAssignment,
    SupportVisit,
)
from campaigns.queries.scoring import frozen_places
from campaigns.queries.support import quiet_rule, support_lines
from communes.enums import UnitKind
from kbang_ntm.core.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.data("reference")
def test_the_rule_of_two_months_is_a_dated_row() -> None:
    rule = quiet_rule(date(2025, 6, 20))
    assert rule is not None
    assert (rule.amount, rule.certain) == (2, False)
    assert quiet_rule(date(2020, 12, 31)) is None


@pytest.mark.data("demo")
def test_support_shows_what_stands_out() -> None:
    lines = support_lines(User.objects.get(username="dieuphoi"))
    kinds = [line.kind for line in lines]
    assert (kinds.count(UnitKind.COMMUNE), kinds.count(UnitKind.TOWNSHIP)) == (12, 1)
    assert any(not line.helpers for line in lines)
    assert any(line.quiet_since for line in lines)
    assert any(line.kind == UnitKind.VILLAGE for line in lines)
    assert not SupportAssignment.objects.filter(illustrative=False).exists()
    assert not SupportVisit.objects.filter(illustrative=False).exists()


@pytest.mark.data("demo")
def test_clusters_stand_in_every_state() -> None:
    states = set(ScoringSheet.objects.values_list("state", flat=True))
    assert states == {SheetState.SELF, SheetState.CROSS, SheetState.AGREED}
    assert set(Pledge.objects.values_list("state", flat=True)) == set(PledgeState)
    for model in (EmulationCluster, Pledge, ScoringSheet):
        assert not model._default_manager.filter(illustrative=False).exists()


@pytest.mark.data("demo")
def test_the_agreed_ranking_holds_a_tie_told_apart() -> None:
    places = frozen_places(RankingSnapshot.objects.get())
    assert [place.rank for place in places] == [1, 2, 3, 4, 5]
    tied = [place for place in places if place.why]
    assert len(tied) == 2
    assert "Tiêu chí nông thôn mới đạt" in tied[0].why
