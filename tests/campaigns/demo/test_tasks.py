"""The demonstration shows every state and mark of tasks, letters and boards, all as invented."""

from __future__ import annotations

import pytest

from campaigns.models import (
    Board,
    GuidanceDocument,
    IncomingLetter,
    MeetingNotice,
    PolicyProposal,
    Task,
    TaskSeries,
)
from campaigns.punctuality import IN_TIME, LATE, ON_TIME, OVERDUE
from campaigns.queries.current import campaign_on
from campaigns.queries.letters import LettersAsked, letter_lines
from campaigns.queries.tasks import Asked, task_lines
from campaigns.task_enums import ProposalState, TaskState
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def test_every_state_and_mark_is_shown() -> None:
    campaign = campaign_on()
    assert campaign is not None
    lines = task_lines(User.objects.get(username="dieuphoi"), campaign, Asked())
    assert {line.task.state for line in lines} == set(TaskState)
    assert {line.standing for line in lines} >= {ON_TIME, LATE, OVERDUE, IN_TIME}
    assert set(PolicyProposal.objects.values_list("state", flat=True)) >= {
        ProposalState.RAISED,
        ProposalState.ACCEPTED,
        ProposalState.REFUSED,
    }
    assert {row.late for row in GuidanceDocument.objects.all()} == {True, False, None}
    letters = letter_lines(User.objects.get(username="vanthu"), LettersAsked())
    assert {line.standing for line in letters} >= {"", "da-tra-loi", "cho-tra-loi", "qua-han"}
    assert set(Board.objects.values_list("kind", flat=True)) == {"bcd", "bql", "bpt"}


@pytest.mark.parametrize(
    "model",
    [Task, TaskSeries, GuidanceDocument, PolicyProposal, IncomingLetter, MeetingNotice, Board],
)
def test_everything_says_that_it_is_invented(model: type[Task]) -> None:
    assert model.objects.exists()
    assert not model.objects.filter(illustrative=False).exists()


def test_a_commune_sees_its_own_and_not_its_neighbours_letters() -> None:
    officer = User.objects.get(username="xa.dakrong")
    campaign = campaign_on()
    assert campaign is not None
    keys = {line.holder_name for line in task_lines(officer, campaign, Asked())}
    assert keys == {"Xã Đak Rong"}
    assert letter_lines(officer, LettersAsked()) == []
