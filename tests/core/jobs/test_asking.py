"""Asking for a job: once per key, whatever the broker does."""

from __future__ import annotations

import pytest
from django.db import transaction

from kbang_ntm.core.errors import Conflict
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import Job, User
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db


def ask(user: User, key: str = "report:1", **changes: object) -> Job:
    given = {"kind": kinds.COUNT, "title": "Báo cáo thử", "parameters": {"period": "2024-Q3"}}
    return enqueue(key=key, requested_by=user, **{**given, **changes})


def test_asking_twice_is_one_row() -> None:
    alice = make_person()
    first, second = ask(alice), ask(alice)
    assert first.pk == second.pk
    assert Job.objects.count() == 1
    assert first.state == Job.State.QUEUED


def test_another_key_is_another_row() -> None:
    alice = make_person()
    assert ask(alice).pk != ask(alice, key="report:2").pk


def test_a_key_does_not_stand_for_other_work() -> None:
    alice = make_person()
    ask(alice)
    with pytest.raises(Conflict, match="Tải lại trang"):
        ask(alice, parameters={"period": "2024-Q4"})
    assert Job.objects.get().parameters == {"period": "2024-Q3"}


def test_a_failed_row_is_not_started_by_asking_again() -> None:
    alice = make_person()
    Job.objects.filter(pk=ask(alice).pk).update(state=Job.State.FAILED)
    assert ask(alice).state == Job.State.FAILED


def test_a_kind_nobody_can_run_is_refused() -> None:
    alice = make_person()
    with pytest.raises(KeyError):
        ask(alice, kind="test.unknown")
    assert not Job.objects.exists()


def test_the_row_falls_with_the_transaction_that_asked() -> None:
    alice = make_person()
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(alice)
        raise RuntimeError("the save that wanted the job failed")
    assert not Job.objects.exists()
