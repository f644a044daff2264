"""Every model is carried by the whole export or left out with a reason; none is forgotten."""

from __future__ import annotations

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


def wanted_not_empty(condition: Q, *, negated: bool = False) -> set[str]:
    """Columns a constraint wants to differ from the empty text, at least sometimes."""
    negated, found = negated != condition.negated, set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= wanted_not_empty(child, negated=negated)
        elif child[1] == "" and negated:
            found.add(child[0])
    return found


@pytest.mark.parametrize("label", sorted(CARRIED))
def test_no_text_that_must_be_there_is_blanked(label: str) -> None:
    """The portal that loads the package would refuse the row: such a text is replaced."""
    model, decision = CARRIED[label]
    checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
    wanted = {name for one in checks for name in wanted_not_empty(one.condition)}
    blanked = {name for name, mask in decision.personal.items() if mask is blank}
    assert wanted & blanked == set()


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
