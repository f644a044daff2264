"""Arithmetic of the registers: exact, never optimistic, and nothing leaks by subtraction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from communes.tallies import WorkSums, hidden_groups, reaches, share, total_debt

money = st.integers(0, 10**15).map(Decimal)
maybe = st.none() | money
sums = st.builds(WorkSums, given=maybe, accepted=maybe, paid=maybe)


@given(st.lists(sums, max_size=20))
def test_debt_is_the_sum_of_the_works_that_are_known(works: list[WorkSums]) -> None:
    found = total_debt(works)
    known = [row for row in works if row.known]
    assert found.works == len(works)
    assert found.unknown == len(works) - len(known)
    assert found.owed == sum(
        max(Decimal(0), row.accepted - row.paid)  # type: ignore[operator]  # known rows only
        for row in known
    )


@given(st.lists(sums, max_size=20), sums)
def test_another_work_never_lowers_debt(works: list[WorkSums], more: WorkSums) -> None:
    assert total_debt([*works, more]).owed >= total_debt(works).owed


@given(st.lists(sums, max_size=10))
def test_order_of_works_changes_nothing(works: list[WorkSums]) -> None:
    assert total_debt(works) == total_debt(reversed(works))


@given(sums)
def test_a_work_owes_or_has_an_advance_never_both(row: WorkSums) -> None:
    if row.known:
        assert row.owed is not None
        assert row.advance is not None
        assert row.owed * row.advance == 0
        assert row.owed - row.advance == row.accepted - row.paid  # type: ignore[operator]  # known
    else:
        assert row.owed is None


def test_nothing_accepted_so_far_is_not_unknown() -> None:
    assert WorkSums(accepted=Decimal(0), paid=Decimal(0)).owed == 0
    assert WorkSums(accepted=Decimal(0)).owed is None
    assert WorkSums().owed is None


counts = st.integers(0, 10**6)


@given(counts, counts, st.decimals(0, 100, places=2))
def test_a_share_is_compared_as_a_fraction(part: int, whole: int, percent: Decimal) -> None:
    answer = reaches(part, whole, percent)
    if whole == 0:
        assert answer is None
    else:
        assert answer == (Fraction(part, whole) >= Fraction(percent) / 100)


@given(counts, st.integers(1, 10**6))
def test_a_share_is_exact_to_fifty_digits(part: int, whole: int) -> None:
    found = share(part, whole)
    assert found is not None
    assert abs(Fraction(found) - Fraction(100 * part, whole)) < Fraction(1, 10**40)


def test_no_papers_no_share() -> None:
    assert share(0, 0) is None


groups = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@given(groups, st.integers(1, 20))
def test_small_groups_are_never_shown(papers: dict[int, int], least: int) -> None:
    hidden = hidden_groups(papers, least)
    assert {key for key, number in papers.items() if 0 < number < least} <= hidden


@given(groups, st.integers(1, 20))
def test_what_is_hidden_cannot_be_told_by_subtraction(papers: dict[int, int], least: int) -> None:
    hidden = hidden_groups(papers, least)
    if not hidden:
        return
    filled = {key for key, number in papers.items() if number}
    together = sum(papers[key] for key in hidden)
    # Either the rest is at least as large as a group that may be shown, or nothing is left to
    # subtract from: everything is hidden.
    assert (together >= least and len(hidden) > 1) or hidden == filled


@given(groups, st.integers(1, 20))
def test_empty_groups_hide_nothing(papers: dict[int, int], least: int) -> None:
    assert all(papers[key] > 0 for key in hidden_groups(papers, least))


def test_one_small_village_takes_the_next_smallest_with_it() -> None:
    assert hidden_groups({"a": 3, "b": 20, "c": 50}, 10) == {"a", "b"}
    assert hidden_groups({"a": 12, "b": 20}, 10) == frozenset()
