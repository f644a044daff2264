"""Lists of petitions, opinions, stories and registers ask a constant number of questions."""

from __future__ import annotations

from typing import Any

import pytest

from campaigns.books import BY_SLUG
from campaigns.models import Story, VoiceOpinion
from campaigns.queries.books import BookAsked, book_lines
from campaigns.queries.petitions import Asked, petition_lines, step_times
from campaigns.queries.stories import latest_published, story_lines
from campaigns.queries.voices import VoiceAsked, voice_lines
from communes.rules import reach
from tests.factories.campaigns_petitions import make_petitions
from tests.factories.campaigns_stories import make_stories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_petitions_and_voices(rows: int, django_assert_num_queries: Any) -> None:
    desk = make_petitions()
    for _ in range(rows):
        desk.sent()
        desk.voice()
    reach(desk.clerk)
    with django_assert_num_queries(3):
        lines = petition_lines(desk.clerk, Asked())
    with django_assert_num_queries(0):
        assert step_times(lines) == []
    with django_assert_num_queries(2):
        voice_lines(VoiceOpinion.objects.visible_to(desk.clerk), VoiceAsked())
    assert len(lines) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_stories_and_registers(rows: int, django_assert_num_queries: Any) -> None:
    desk = make_stories()
    for number in range(rows):
        desk.published()
        desk.row("ocop", f"Sản phẩm {number}")
    reader = desk.world.reader
    reach(reader)
    with django_assert_num_queries(2):
        assert len(story_lines(Story.objects.visible_to(reader))) == rows
    with django_assert_num_queries(2):
        assert len(latest_published(3)) == rows
    with django_assert_num_queries(2):
        assert len(book_lines(reader, BY_SLUG["ocop"], BookAsked())) == rows


def test_times_of_steps() -> None:
    desk = make_petitions()
    desk.answered()
    lines = petition_lines(desk.clerk, Asked())
    assert [(one.label, one.count, one.median) for one in step_times(lines)] == [
        ("Gửi đến tiếp nhận", 1, 0),
        ("Tiếp nhận đến tổng hợp", 1, 0),
        ("Tổng hợp đến quyết định", 1, 0),
        ("Quyết định đến trả lời", 1, 0),
        ("Gửi đến trả lời", 1, 0),
    ]
