"""Draws: the same inputs and seed give the same units; weights count; nobody twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.draw import SPACE, Lot, digest, draw, replay, ticket, weigh

LOTS = st.lists(
    st.tuples(st.text("abcdefgh-", min_size=1, max_size=6), st.integers(0, 50)),
    unique_by=lambda pair: pair[0],
    max_size=12,
).map(lambda pairs: [Lot(key, weight) for key, weight in pairs])
SEEDS = st.text(min_size=1, max_size=20)


def test_a_known_draw_stays_what_it_is() -> None:
    lots = [Lot("dong", 3), Lot("krong", 6), Lot("son-lang", 1), Lot("lo-ku", 0)]
    assert draw(lots, count=3, seed="482910", sha256="0" * 64) == KNOWN


KNOWN = ["krong", "dong", "son-lang"]


@given(lots=LOTS, count=st.integers(0, 15), seed=SEEDS, order=st.randoms())
def test_order_of_input_does_not_matter(
    lots: list[Lot], count: int, seed: str, order: object
) -> None:
    shuffled = list(lots)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    first = draw(lots, count=count, seed=seed, sha256="x")
    assert draw(shuffled, count=count, seed=seed, sha256="x") == first


@given(lots=LOTS, count=st.integers(0, 15), seed=SEEDS)
def test_as_many_as_asked_nobody_twice_none_without_weight(
    lots: list[Lot], count: int, seed: str
) -> None:
    drawn = draw(lots, count=count, seed=seed, sha256="x")
    able = {lot.key for lot in lots if lot.weight}
    assert len(drawn) == min(count, len(able)) == len(set(drawn))
    assert set(drawn) <= able


@given(lots=LOTS, seed=SEEDS, count=st.integers(0, 11))
def test_one_more_keeps_those_before(lots: list[Lot], seed: str, count: int) -> None:
    fewer = draw(lots, count=count, seed=seed, sha256="x")
    assert draw(lots, count=count + 1, seed=seed, sha256="x")[:count] == fewer


@given(seed=SEEDS, turn=st.integers(1, 20), whole=st.integers(1, 10**6))
def test_a_ticket_is_below_the_whole(seed: str, turn: int, whole: int) -> None:
    assert 0 <= ticket("x", seed, turn, whole) < whole


def test_twice_the_weight_is_drawn_twice_as_often() -> None:
    lots = [Lot("a", 1), Lot("b", 2), Lot("c", 1)]
    firsts = Counter(draw(lots, count=1, seed=str(n), sha256="x")[0] for n in range(4000))
    assert 1850 < firsts["b"] < 2150
    assert 850 < firsts["a"] < 1150
    assert SPACE == 2**256


def test_other_inputs_give_another_draw() -> None:
    lots = [Lot(str(n), 1) for n in range(50)]
    one = draw(lots, count=5, seed="hạt giống", sha256="a")
    assert one != draw(lots, count=5, seed="hạt giống", sha256="b")
    assert one != draw(lots, count=5, seed="hạt giống khác", sha256="a")


@pytest.mark.parametrize(
    ("lots", "seed"),
    [([Lot("a", -1)], "s"), ([Lot("a", 1), Lot("a", 2)], "s"), ([Lot("a", 1)], "")],
)
def test_what_cannot_be_drawn(lots: list[Lot], seed: str) -> None:
    with pytest.raises(ValueError):
        draw(lots, count=1, seed=seed, sha256="x")


def test_inputs_are_written_in_one_way_only() -> None:
    inputs = {
        "count": 1,
        "weights": {"base": 1, "open": 4},
        "units": [{"key": "a", "name": "Xã A", "components": {"base": 1, "open": 2, "new": 9}}],
    }
    turned = dict(reversed(list(inputs.items())))
    assert digest(inputs) == digest(turned)
    assert weigh(inputs["units"][0]["components"], inputs["weights"]) == 9  # type: ignore[index,arg-type]  # a plain dict
    assert replay(inputs, "1234") == ["a"]
