"""The invented rounds: what stands at which step, all of it marked as invented."""

from __future__ import annotations

from collections import Counter

import pytest

from awards.models import AwardRound, Nomination
from kbang_ntm.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def test_rounds_stand_at_their_steps() -> None:
    states = {row.name: row.state for row in AwardRound.objects.all()}
    assert Counter(states.values()) == {"closed": 2, "open": 2, "draft": 1}
    assert not AwardRound.objects.filter(illustrative=False).exists()
    assert clock.today().isoformat() == "2025-06-20"


def test_the_round_of_october_2024_has_nine_of_four_kinds() -> None:
    rows = Nomination.objects.filter(round__name__endswith="2024").select_related("nominee")
    kinds = Counter(row.nominee.form or row.nominee.kind for row in rows)
    assert kinds == {
        "commune": 1,
        "village": 1,
        "cooperative": 1,
        "agency": 1,
        "household": 2,
        "individual": 3,
    }
    assert [row.late for row in rows.order_by("pk")].count(True) == 1
    assert not rows.filter(received_on__isnull=True).exists()
    assert {row.regime.code for row in rows if row.regime} == {"R2"}


def test_the_earlier_round_stands_under_its_own_law() -> None:
    rows = Nomination.objects.filter(round__name__endswith="2023")
    assert {row.regime.code for row in rows if row.regime} == {"R1"}
    assert rows.count() == 3


def test_the_open_round_has_one_of_each_first_step() -> None:
    rows = Nomination.objects.filter(round__kind="final")
    assert sorted(rows.values_list("state", "unit__key")) == [
        ("draft", "son-lang"),
        ("sent", "dak-rong"),
        ("supplement", "so-pai"),
    ]
    assert not Nomination.objects.filter(illustrative=False).exists()
