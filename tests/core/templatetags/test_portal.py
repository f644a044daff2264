"""Components say in words what they say in colour, and escape what people typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template

from kbang_ntm.core.templatetags import portal


def draw(source: str, **values: object) -> str:
    return Template("{% load portal %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("value", "css", "words"),
    [
        ("met", "met", "Đạt"),
        ("not_met", "not", "Chưa đạt"),
        ("unknown", "unk", "Chưa xác định"),
        ("not_applicable", "na", "Không áp dụng"),
        ("risk", "risk", "Có nguy cơ không đạt"),
    ],
)
def test_a_verdict_has_colour_mark_and_words(value: str, css: str, words: str) -> None:
    drawn = draw("{% verdict value %}", value=value)
    assert f'class="verdict {css}"' in drawn
    assert "<use href=" in drawn
    assert words in drawn
    assert "unproved" not in drawn


def test_an_unverified_threshold_is_marked() -> None:
    drawn = draw("{% verdict 'met' True %}")
    assert "theo mức chưa kiểm chứng" in drawn


def test_an_unknown_verdict_is_a_fault_of_the_page() -> None:
    with pytest.raises(KeyError):
        draw("{% verdict 'perhaps' %}")


@pytest.mark.parametrize("source", ["{% state text 'back' %}", "{% mark 'saved' text %}"])
def test_typed_text_is_escaped(source: str) -> None:
    assert "<b>" not in draw(source, text="<b>đậm</b>")


def test_a_notice_keeps_its_markup_and_escapes_its_values() -> None:
    drawn = draw("{% notice 'error' %}<b>Chưa lưu.</b> {{ x }}{% endnotice %}", x="<i>")
    assert drawn.startswith('<div class="notice error" role="alert">')
    assert "<b>Chưa lưu.</b> &lt;i&gt;" in drawn


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "words", "css"),
    [
        (date(2025, 6, 17), "Quá hạn 3 ngày", "late"),
        (date(2025, 6, 20), "Hạn hôm nay", "soon"),
        (date(2025, 6, 22), "Còn 2 ngày", "soon"),
        (date(2025, 7, 7), "Còn 17 ngày", None),
        (datetime(2025, 6, 21, 16, 59, 59, tzinfo=UTC), "Còn 1 ngày", "soon"),
        (None, "", None),
    ],
)
def test_due_counts_local_days(day: date | None, words: str, css: str | None) -> None:
    with time_machine.travel("2025-06-19T17:00:00Z"):  # midnight of 20/6 in Kbang
        drawn = draw("{% due day %}", day=day)
    assert words in drawn
    assert (f'class="mark {css}"' in drawn) is (css is not None)


def test_progress_says_its_count() -> None:
    assert 'max="57" value="50" aria-label="50 trên 57"' in draw("{% progress 50 57 %}")
    assert 'max="1"' in draw("{% progress 0 0 %}"), "an empty whole must not divide by nothing"


def test_numbers_and_times() -> None:
    moment = datetime(2024, 10, 8, 7, 5, 9, tzinfo=UTC)
    assert portal.vn_number(Decimal("1234.5")) == "1.234,5"
    assert portal.vn_percent(Decimal("12.460")) == "12,46\u00a0%"
    assert portal.vn_date(moment) == "08/10/2024"
    assert portal.vn_datetime(moment) == "14:05 ngày 08/10/2024"
    assert portal.vn_time(moment) == "14:05:09"
    for nothing in (portal.vn_number, portal.vn_percent, portal.vn_date, portal.vn_datetime):
        assert nothing(None) == ""


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(154, 1236, "12,46\u00a0%"), (1, 3, "33,33\u00a0%"), (3, 3, "100\u00a0%"), (1, 0, "–")],
)
def test_percent_of_rounds_half_up(part: int, whole: int, words: str) -> None:
    assert portal.percent_of(part, whole) == words


def test_almost_all_is_not_all() -> None:
    assert portal.percent_of(99999, 100000) == "99,99\u00a0%"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120", "Edge, Windows"),
        ("", "không rõ"),
    ],
)
def test_a_browser_in_two_words(agent: str, words: str) -> None:
    assert portal.device(agent) == words
