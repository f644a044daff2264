"""Which awards of one nominee carry a prize (NĐ 152/2025 Điều 49.5-7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from awards.accumulation import Claim, withheld

YEAR, NEXT = (date(2023, 1, 1), date(2024, 1, 1)), (date(2024, 1, 1), date(2025, 1, 1))


def claim(key: int, factor: str | None, **fields: object) -> Claim:
    first, last = fields.pop("span", YEAR)  # type: ignore[misc]  # a pair of days
    values = {"subject": 1, "kind": "title", **fields}
    return Claim(
        key=key,
        first=first,
        last=last,
        factor=None if factor is None else Decimal(factor),
        **values,  # type: ignore[arg-type]  # words of the test
    )


def test_titles_of_one_period_only_the_highest() -> None:
    rows = [claim(1, "0.3"), claim(2, "1.0"), claim(3, "0.8")]
    assert withheld(rows) == {1: 2, 3: 2}


def test_titles_of_different_periods_all() -> None:
    assert withheld([claim(1, "0.3"), claim(2, "1.0", span=NEXT)]) == {}


def test_forms_for_different_achievements_all_for_the_same_the_highest() -> None:
    one = claim(1, "0.3", kind="form", achievement="duong")
    other = claim(2, "0.3", kind="form", achievement="nuoc")
    same = claim(3, "1.5", kind="form", achievement="nuoc")
    assert withheld([one, other]) == {}
    assert withheld([one, other, same]) == {2: 3}


def test_a_title_and_a_form_both() -> None:
    assert withheld([claim(1, "0.3"), claim(2, "0.3", kind="form", achievement="x")]) == {}


def test_others_and_unknown_periods_are_left_alone() -> None:
    rows = [
        claim(1, "0.3"),
        claim(2, "1.0", subject=2),
        claim(3, None),
        claim(4, "3.0", span=(None, None)),
    ]
    assert withheld(rows) == {}


def test_of_equals_the_first_carries_it() -> None:
    assert withheld([claim(1, "0.3"), claim(2, "0.3")]) == {2: 1}


factors = st.sampled_from([None, *(Decimal(n) / 10 for n in (1, 3, 3, 8, 10, 15))])
claims = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from(["title", "form"]), st.booleans(), factors),
    max_size=8,
).map(
    lambda rows: [
        Claim(key, subject, kind, *(YEAR if early else NEXT), factor, "x")
        for key, (subject, kind, early, factor) in enumerate(rows)
    ]
)


@given(claims)
def test_each_group_has_exactly_one_prize_the_highest(rows: list[Claim]) -> None:
    lower = withheld(rows)
    by_key = {row.key: row for row in rows}
    for group in {row.group for row in rows}:
        able = [row for row in rows if row.group == group and row.factor is not None]
        paid = [row for row in able if row.key not in lower]
        assert len(paid) == (1 if able else 0)
        for row in able:
            assert paid[0].factor is not None and row.factor is not None
            assert paid[0].factor >= row.factor
    for low, high in lower.items():
        assert by_key[low].group == by_key[high].group and high not in lower
