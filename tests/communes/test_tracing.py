"""Units of one day traced to those of another: shares multiply, add up, and are never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from communes.tracing import Link, Portion, origins

SPLIT, MERGE = date(2024, 11, 1), date(2025, 7, 1)
BEFORE, BETWEEN, AFTER = date(2024, 9, 30), date(2025, 6, 30), date(2025, 9, 30)
HLO, NGHIA_AN, BO_LA, DONG, NEW, KRONG = 1, 2, 3, 4, 5, 6
LITTLE, MOST = Decimal("0.09857688"), Decimal("0.90142312")


def alive(day: date) -> set[int]:
    if day >= MERGE:
        return {NEW, KRONG}
    return {NGHIA_AN, BO_LA, DONG, KRONG} | ({HLO} if day < SPLIT else set())


def link(old: int, new: int, on: date, population: Decimal | None = Decimal(1)) -> Link:
    return Link(old, new, on, population, population)


SPLITS = [link(HLO, NGHIA_AN, SPLIT, LITTLE), link(HLO, BO_LA, SPLIT, MOST)]
MERGES = [link(old, NEW, MERGE) for old in (DONG, NGHIA_AN, BO_LA)]


def shares(portions: tuple[Portion, ...]) -> dict[int, Decimal | None]:
    return {portion.unit: portion.population for portion in portions}


def test_the_same_map_is_the_identity() -> None:
    found = origins(have=BEFORE, want=BEFORE, links=SPLITS + MERGES, alive=alive)
    assert found.keys() == alive(BEFORE)
    assert all(origin.own for origin in found.values())


def test_one_division_gives_shares() -> None:
    found = origins(have=BEFORE, want=SPLIT, links=SPLITS + MERGES, alive=alive)
    assert shares(found[NGHIA_AN].portions) == {NGHIA_AN: Decimal(1), HLO: LITTLE}
    assert not found[NGHIA_AN].own and found[KRONG].own and found[DONG].own
    assert HLO not in found


def test_parts_that_meet_again_are_whole_even_without_shares() -> None:
    unknown = [link(HLO, NGHIA_AN, SPLIT, None), link(HLO, BO_LA, SPLIT, None)]
    for splits in (SPLITS, unknown):
        found = origins(have=BEFORE, want=AFTER, links=splits + MERGES, alive=alive)
        assert shares(found[NEW].portions) == dict.fromkeys(
            (HLO, NGHIA_AN, BO_LA, DONG), Decimal(1)
        )
        assert all(portion.whole for portion in found[NEW].portions)
        assert found[KRONG].own


def test_a_missing_share_stays_unknown() -> None:
    splits = [link(HLO, NGHIA_AN, SPLIT, None), link(HLO, BO_LA, SPLIT, MOST)]
    found = origins(have=BEFORE, want=SPLIT, links=splits, alive=alive)
    assert shares(found[NGHIA_AN].portions)[HLO] is None


def test_shares_that_do_not_add_up_are_not_used() -> None:
    for little in (Decimal("0.05"), Decimal("0.2")):
        splits = [link(HLO, NGHIA_AN, SPLIT, little), link(HLO, BO_LA, SPLIT, MOST)]
        found = origins(have=BEFORE, want=SPLIT, links=splits, alive=alive)
        assert shares(found[NGHIA_AN].portions)[HLO] is None
        assert shares(found[BO_LA].portions)[HLO] is None
        later = origins(have=BEFORE, want=AFTER, links=splits + MERGES, alive=alive)
        whole = {portion.unit: portion.whole for portion in later[NEW].portions}
        assert whole == {HLO: False, NGHIA_AN: True, BO_LA: True, DONG: True}


def test_a_unit_that_gives_a_part_and_goes_on_keeps_the_rest() -> None:
    gift = [link(DONG, KRONG, SPLIT, Decimal("0.25"))]
    found = origins(have=BEFORE, want=BETWEEN, links=gift, alive=alive)
    assert shares(found[DONG].portions) == {DONG: Decimal("0.75")}
    assert not found[DONG].own
    assert shares(found[KRONG].portions) == {KRONG: Decimal(1), DONG: Decimal("0.25")}


def test_what_was_put_together_cannot_be_taken_apart() -> None:
    found = origins(have=AFTER, want=BETWEEN, links=SPLITS + MERGES, alive=alive)
    assert found[KRONG].own
    for old in (NGHIA_AN, BO_LA, DONG):
        assert found[old].portions == () and found[old].blocked == (NEW,)
    earlier = origins(have=BETWEEN, want=BEFORE, links=SPLITS, alive=alive)
    assert earlier[HLO].blocked == (NGHIA_AN, BO_LA)
    assert earlier[NGHIA_AN].blocked == (NGHIA_AN,)
    assert earlier[DONG].own


def test_a_change_of_key_alone_goes_both_ways() -> None:
    renamed = [link(DONG, NEW, MERGE)]

    def only(day: date) -> set[int]:
        return {NEW} if day >= MERGE else {DONG}

    there = origins(have=BETWEEN, want=AFTER, links=renamed, alive=only)
    back = origins(have=AFTER, want=BETWEEN, links=renamed, alive=only)
    assert there[NEW].same and not there[NEW].own and there[NEW].portions[0].unit == DONG
    assert back[DONG].same and back[DONG].portions[0].unit == NEW


@pytest.mark.parametrize("want", [BEFORE, AFTER])
def test_a_unit_from_nowhere_is_made_of_nothing(want: date) -> None:
    def world(day: date) -> set[int]:
        return {KRONG} if day == BETWEEN else {KRONG, DONG}

    found = origins(have=BETWEEN, want=want, links=[], alive=world)
    assert found[DONG].portions == () and found[DONG].blocked == ()


def test_a_unit_that_ends_without_successor_is_lost_not_given_away() -> None:
    world: Callable[[date], set[int]] = lambda day: {KRONG} if day >= MERGE else {KRONG, DONG}  # noqa: E731 - one line tells it
    found = origins(have=BETWEEN, want=AFTER, links=[], alive=world)
    assert found.keys() == {KRONG} and found[KRONG].own
