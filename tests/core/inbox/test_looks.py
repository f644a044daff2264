"""One look into all rows decides which sources are asked; answers are kept for one reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kbang_ntm.core.models import User
from kbang_ntm.core.once import once, one_reading
from kbang_ntm.core.queries.inbox import inbox_of
from kbang_ntm.core.registry import InboxItem, registry
from tests.core.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Sources that look for people of that name; the list tells which of them were called."""
    sources, rows, cards = dict(registry.inbox), dict(registry.inbox_rows), registry.side_cards
    registry.inbox, registry.inbox_rows, registry.side_cards = {}, {}, {}
    called: list[str] = []

    def source(name: str) -> None:
        def lines(user: User) -> list[InboxItem]:
            called.append(name)
            return [InboxItem(name, "/x/", "") for _ in User.objects.filter(username=name)]

        def look(user: User) -> QuerySet[User] | None:
            return User.objects.filter(username=name) if name != "nobody" else None

        registry.add_inbox(name, lines, look)

    for name in ("alice", "bob", "nobody"):
        source(name)
    registry.add_inbox("always", lambda user: called.append("always") or [])
    yield called
    registry.inbox, registry.inbox_rows, registry.side_cards = sources, rows, cards


def test_only_sources_with_rows_are_called(asked: list[str]) -> None:
    alice = make_person()
    titles = [line.title for group in inbox_of(alice).groups for line in group.lines]
    assert asked == ["alice", "always"] and titles == ["alice"]
    make_person("bob")
    asked.clear()
    inbox_of(alice)
    assert asked == ["alice", "bob", "always"]


def test_one_query_looks_into_all(asked: list[str]) -> None:
    alice = make_person()
    with CaptureQueriesContext(connection) as found:
        inbox_of(alice)
    assert len(found) == 2  # the look, and the rows of the one source that has some


def test_answers_are_kept_for_one_reading_only() -> None:
    calls: list[int] = []

    @once
    def double(number: int) -> int:
        calls.append(number)
        return 2 * number

    assert (double(2), double(2)) == (4, 4) and calls == [2, 2]
    calls.clear()
    with one_reading():
        assert (double(2), double(3)) == (4, 6)
        with one_reading():
            assert double(2) == 4
        assert double(3) == 6
    assert calls == [2, 3]
    assert double(2) == 4 and calls == [2, 3, 2]
