"""Every model is carried by the whole export or left out with a reason; none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import BooleanField, CheckConstraint, ForeignKey, Q

from kbang_ntm.core.exchange.codec import kind_of
from kbang_ntm.core.exchange.decisions import (
    Carried,
    blank,
    carried_models,
    decision_of,
    decisions,
    stored_models,
    undecided,
)
from kbang_ntm.core.exchange.schema import columns_of, describe, page

CARRIED = carried_models(personal=True) if not undecided() else {}


def test_every_model_is_decided() -> None:
    hint = "name it in <app>/exchange.py: carry(...) or leave_out('vì sao', ...)"
    assert undecided() == [], hint


def test_no_decision_is_about_a_model_that_is_gone() -> None:
    found = decisions()
    known = set(stored_models())
    assert {*found.carried, *found.left_out} - known == set()
    assert set(found.carried) & set(found.left_out) == set()


def test_every_reason_is_a_sentence() -> None:
    for label, reason in decisions().left_out.items():
        assert reason.endswith(".") and len(reason) > 15, label


@pytest.mark.parametrize("label", sorted(CARRIED))
def test_every_column_can_be_carried(label: str) -> None:
    model, decision = CARRIED[label]
    columns = columns_of(model)
    assert all(kind_of(column) for column in columns)
    named = {*decision.secret, *decision.personal, *decision.cleared}
    assert named - {column.name for column in columns} == set()


@pytest.mark.parametrize("label", sorted(CARRIED))
def test_what_is_carried_points_at_what_is_carried(label: str) -> None:
    model, decision = CARRIED[label]
    for column in columns_of(model):
        if not isinstance(column, ForeignKey):
            continue
        target = decision_of(column.related_model)
        reached = isinstance(target, Carried) and (
            not target.personal_only or decision.personal_only or column.null
        )
        assert reached or (column.name in decision.cleared and column.null), (
            f"{label}.{column.name} points at rows that stay behind: name it in `cleared`"
        )


def comparisons(condition: Q, *, negated: bool = False) -> Iterator[tuple[str, object, bool]]:
    """(column, value, whether the constraint wants it to differ) of a constraint."""
    negated = negated != condition.negated
    for child in condition.children:
        if isinstance(child, Q):
            yield from comparisons(child, negated=negated)
        elif isinstance(child, tuple):
            yield child[0].split("__")[0], child[1], negated


@pytest.mark.parametrize("label", sorted(CARRIED))
def test_no_text_that_must_be_there_is_blanked(label: str) -> None:
    """The portal that loads the package would refuse the row: such a text is replaced, or together
    with it that what asks for it."""
    model, decision = CARRIED[label]
    blanked = {name for name, mask in decision.personal.items() if mask is blank}
    for one in model._meta.constraints:
        if not isinstance(one, CheckConstraint):
            continue
        parts = list(comparisons(one.condition))
        wanted = {name for name, value, negated in parts if value == "" and negated}
        replaced = {name for name, _value, _negated in parts} & set(decision.personal) - blanked
        assert replaced or not wanted & blanked, one.name


def test_no_column_that_smells_of_a_secret_is_carried() -> None:
    words = ("password", "secret", "token", "session_key", "ciphertext", "otp")
    open_ = [
        f"{label}.{column.name}"
        for label, (model, decision) in CARRIED.items()
        for column in columns_of(model)
        # a yes or no hides nothing; a secretary is a person
        if not isinstance(column, BooleanField)
        and any(word in column.name.replace("secretary", "") for word in words)
        and column.name not in decision.secret
    ]
    assert open_ == []


def test_the_page_names_every_column_in_words() -> None:
    text = page(describe())
    for label, (model, _decision) in CARRIED.items():
        assert f"(`{label}`)" in text
        assert all(f"| `{column.attname}` |" in text for column in columns_of(model))
