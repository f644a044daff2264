"""A prepared question answers as the queryset it was made of, each time by one query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import QuerySet

from communes.enums import Role, UnitKind
from communes.models import (
    AdministrativeUnit,
    Indicator,
    IndicatorAssignment,
    Membership,
    ProgressReport,
    UnitVersion,
)
from communes.queries.columns import _column
from communes.queries.gaps import _filed
from communes.queries.people import _division, _label_of, _question
from communes.queries.values import _of_one, _of_two
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


def same(prepared: Prepared, *values: Any) -> list[Any]:
    rows = prepared(*values)
    # Rows as tuples of what Django gives too: numbers, texts, moments, identifiers.
    assert sorted(rows, key=str) == sorted(map(tuple, prepared.build(*values)), key=str)
    return rows


def test_what_every_save_asks_as_the_queryset() -> None:
    with_files = ProgressReport.objects.filter(entries__evidence__isnull=False).order_by("pk")
    reports = list(with_files.values_list("pk", flat=True).distinct()[:6])
    for one, other in pairwise(reports):
        assert len(same(_of_two, one, other)) == len(same(_of_one, one)) + len(_of_one(other))
    assert sum(len(same(_filed, one)) for one in reports) > 10
    day = clock.today()
    units = list(AdministrativeUnit.objects.values_list("pk", flat=True))
    kinds = {row[1] for unit in units for row in same(_column, unit, day)}
    assert {UnitKind.COMMUNE, UnitKind.VILLAGE} <= kinds


def test_a_division_as_the_queryset() -> None:
    officer = Membership.objects.on(clock.today()).filter(role=Role.COMMUNE_OFFICER)[0]
    IndicatorAssignment.objects.create(
        membership=officer,
        indicator=Indicator.objects.order_by("pk")[0],
        valid=officer.valid,
        created_by=officer.user,
    )
    assert len(same(_division, officer.unit_id, clock.today())) == 1
    assert same(_division, officer.unit_id, clock.today().replace(year=1999)) == []


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
