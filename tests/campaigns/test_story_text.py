"""Light marks become a few tags; whatever people type, nothing else does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.story_text import TAGS, as_html, plain_text

TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")
LETTERS = [*"ab <>&\"'*-/\n\\=:;scriptonload", "\x00", "ế"]
NASTY = st.text(alphabet=st.sampled_from(LETTERS))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Một đoạn", "<p>Một đoạn</p>"),
        ("Một\nhai", "<p>Một<br>hai</p>"),
        ("Một\n\nhai", "<p>Một</p><p>hai</p>"),
        ("**đậm** và *nghiêng*", "<p><strong>đậm</strong> và <em>nghiêng</em></p>"),
        ("Việc:\n- một\n- hai", "<p>Việc:</p><ul><li>một</li><li>hai</li></ul>"),
        ("3 * 4 * 5", "<p>3 * 4 * 5</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('<a href="javascript:x">', '<p>&lt;a href="javascript:x"&gt;</p>'),
        ("  ", ""),
    ],
)
def test_marks(text: str, html: str) -> None:
    assert as_html(text) == html


@given(NASTY)
def test_nothing_but_the_known_tags_comes_out(text: str) -> None:
    for _close, name, rest in TAG.findall(as_html(text)):
        assert name in TAGS
        assert rest == ""


@given(st.text(alphabet=st.sampled_from(list("abc xyz,."))))
def test_plain_words_stay_as_they_are(text: str) -> None:
    words = unescape(re.sub(r"<[^>]+>", " ", as_html(text))).split()
    assert words == text.split()


@given(NASTY)
def test_a_feed_gets_one_line(text: str) -> None:
    assert "\n" not in plain_text(text)


def test_marks_are_gone_from_a_line() -> None:
    assert plain_text("**Đậm**\n- một\n- *hai*") == "Đậm một hai"
