"""Comparing two texts: nothing is lost, what is the same is not marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaigns.queries.plans import word_pieces

WORDS = st.lists(st.sampled_from(["xã", "làng", "đạt", "chuẩn", "\n", "13/13"]), max_size=30)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_back(old: list[str], new: list[str]) -> None:
    one, two = " ".join(old), " ".join(new)
    pieces = word_pieces(one, two)
    assert "".join(p.words for p in pieces if p.kind != "new") == one
    assert "".join(p.words for p in pieces if p.kind != "old") == two


@given(WORDS)
def test_a_text_does_not_differ_from_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert {piece.kind for piece in word_pieces(text, text)} <= {"same"}
