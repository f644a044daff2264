"""The count against an independent one, with fractions, for every pattern of small councils."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest

from awards.tally import Counts, Standing, count, needed, ranked, reachable, result


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to put `total` members into `parts` groups."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


@pytest.mark.parametrize("total", range(1, 10))
def test_every_pattern_of_votes(total: int) -> None:
    """yes / total >= percent / 100, and the least number is the least: with fractions, over all
    members, whoever is recused, absent or has not voted."""
    for yes, no, invalid, recused, absent, not_cast in splits(total, 6):
        voters = total - recused - absent
        choices = ["yes"] * yes + ["no"] * no + ["invalid"] * invalid
        counts = count(choices, total=total, recused=recused, absent=absent, voters=voters)
        assert counts == Counts(total, yes, no, invalid, recused, absent, not_cast)
        for percent in (1, 33, 50, 66, 67, 70, 75, 80, 90, 99, 100):
            found = result(counts, percent)
            share = Fraction(yes, total)
            assert found.reached is (share >= Fraction(percent, 100))
            assert found.short == max(0, found.needed - yes)
            half_up = (share * 10_000 + Fraction(1, 2)).__floor__()
            assert found.hundredths == half_up


@pytest.mark.parametrize("total", range(1, 10))
def test_the_least_number_is_the_least(total: int) -> None:
    for percent in range(1, 101):
        enough = [yes for yes in range(total + 1) if Fraction(yes, total) >= Fraction(percent, 100)]
        assert needed(percent, total) == enough[0]
        for may in range(total + 1):
            assert reachable(percent, total, may) is (may in enough)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_every_choice_a_quota_forces(size: int) -> None:
    """Within where every order that votes and preferences allow puts it within, outside where
    every one puts it outside, undecided where they differ."""
    kinds = list(product(range(3), (False, True), (False, True)))
    for picked in product(kinds, repeat=size):
        rows = [Standing(key, *kind) for key, kind in enumerate(picked)]
        allowed = [
            order
            for order in permutations(rows)
            if all(_at_least(a, b) for a, b in pairwise(order))
        ]
        for most in range(size + 1):
            for place in ranked(rows, most):
                seen = {
                    next(i for i, row in enumerate(order) if row.key == place.key) < most
                    for order in allowed
                }
                assert place.within is (seen.pop() if len(seen) == 1 else None)


def _at_least(first: Standing, second: Standing) -> bool:
    """Votes first; among equals women; among those direct workers."""
    if first.yes != second.yes:
        return first.yes > second.yes
    if first.woman != second.woman:
        return first.woman
    return first.direct or not second.direct
