"""The demonstration shows every state of petitions, opinions and stories, all marked invented."""

from __future__ import annotations

import pytest

from campaigns.books import BOOKS
from campaigns.models import Broadcast, Petition, Story, VoiceOpinion
from campaigns.petition_enums import PetitionState, VoiceState
from campaigns.queries.petitions import Asked, petition_lines, step_times
from campaigns.story_enums import StoryState
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def test_every_state_is_there() -> None:
    assert set(Petition.objects.values_list("state", flat=True)) == set(PetitionState.values)
    assert set(VoiceOpinion.objects.values_list("state", flat=True)) == set(VoiceState.values) - {
        VoiceState.REFUSED
    }
    assert set(Story.objects.values_list("state", flat=True)) == set(StoryState.values) - {
        StoryState.REFUSED
    }


def test_everything_is_marked_invented() -> None:
    for model in (Petition, VoiceOpinion, Story, *(book.model for book in BOOKS)):
        rows = model._default_manager.all()
        assert rows.exists(), model
        assert not rows.filter(illustrative=False).exists(), model


def test_steps_took_time_and_some_answers_were_late() -> None:
    lines = petition_lines(User.objects.get(username="noivu"), Asked())
    assert all(one.longest > 0 for one in step_times(lines))
    late = [line.late for line in lines if line.petition.state == PetitionState.ANSWERED]
    assert set(late) == {True, False}


def test_stories_went_out_in_bahnar_too() -> None:
    assert set(Broadcast.objects.values_list("language", flat=True)) >= {"vi", "both"}
