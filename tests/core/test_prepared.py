"""A prepared question answers as the queryset it was made of, each time by one query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from communes.models import Membership, UnitVersion
from communes.queries.people import _label_of, _question
from communes.rules import _posts, _posts_in_force
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.prepared import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


@pytest.mark.parametrize(("prepared", "build"), [(_posts, _posts_in_force), (_label_of, _question)])
def test_as_the_queryset(
    prepared: Prepared,
    build: Callable[..., QuerySet[Any, Any]],
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    today, answers = clock.today(), 0
    for day in (today, today.replace(year=2022), today + timedelta(days=4000)):
        for pk in people:
            prepared(pk, day)  # the first of a process is put into words
            with django_assert_num_queries(1):
                rows = prepared(pk, day)
            assert sorted(rows, key=str) == sorted(build(pk, day), key=str)
            answers += sum(bool(found) for (found,) in rows)
    assert answers > len(people)


def test_words_that_change_are_refused() -> None:
    def changing(pk: int) -> QuerySet[Any, Any]:
        posts = Membership.objects.values_list("id")
        return posts.filter(pk=pk) if pk > 0 else posts

    with pytest.raises(ValueError, match="change with its values"):
        Prepared(changing)(1)


def test_a_value_that_goes_in_otherwise_is_refused() -> None:
    def doubled(pk: int) -> QuerySet[Any, Any]:
        return UnitVersion.objects.values_list("id").filter(pk=pk * 2)

    with pytest.raises(ValueError, match="change with its values"):
        Prepared(doubled)(1)
