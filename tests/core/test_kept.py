"""Answers kept in the process are asked on every use whether they still hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from communes.models import Agency, UnitVersion
from kbang_ntm.core.kept import Footing, Shelf, Totals, table_of, total_of
from kbang_ntm.core.once import one_reading

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]

AGENCIES = Footing(Agency)
UNITS = Footing(UnitVersion)
calls: list[str] = []


@AGENCIES.kept
def name_of(code: str) -> str:
    calls.append(code)
    return str(Agency.objects.get(code=code).name)


@pytest.fixture
def agency() -> Agency:
    calls.clear()
    row = Agency.objects.get(code="thongke")
    Agency.objects.filter(pk=row.pk).update(name="Phòng thử")
    return row


def test_asked_of_the_rows_once(agency: Agency, django_assert_num_queries: Callable[..., Any]):
    assert name_of("thongke") == "Phòng thử"
    with django_assert_num_queries(1):  # the stamp
        assert name_of("thongke") == "Phòng thử"
    with django_assert_num_queries(1), one_reading():  # one stamp a reading, of all footings
        assert UNITS.stamp() == UNITS.stamp()
        assert name_of("thongke") == name_of("thongke") == "Phòng thử"
    assert calls == ["thongke"]


def test_a_change_is_seen_at_once(agency: Agency):
    assert name_of("thongke") == "Phòng thử"
    Agency.objects.filter(pk=agency.pk).update(name="Phòng khác")
    assert name_of("thongke") == "Phòng khác"


def test_what_was_taken_back_is_not_kept(agency: Agency):
    before = AGENCIES.ask()
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(name="Phòng khác")
        assert name_of("thongke") == "Phòng khác"
        transaction.set_rollback(True)
    assert AGENCIES.ask() == before
    assert name_of("thongke") == "Phòng thử"


def test_totals_of_a_part_of_a_table(agency: Agency):
    part = Totals(total_of(table_of(Agency), "WHERE code = ANY(%(codes)s)"))
    before = part.ask(codes=["thongke"])
    Agency.objects.exclude(pk=agency.pk).update(order=7)
    assert part.ask(codes=["thongke"]) == before
    Agency.objects.filter(pk=agency.pk).update(order=7)
    assert part.ask(codes=["thongke"]) != before
    assert part.ask(codes=[]) == ("0:0",)


def test_a_removed_row_counts():
    before = UNITS.ask()
    UnitVersion.objects.order_by("-pk")[:1].get().delete()
    assert UNITS.ask() != before


def test_a_shelf_forgets_the_oldest():
    shelf, made = Shelf(2), list[str]()

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    for key in ("a", "b", "a", "c", "a"):
        assert shelf.get(key, 1, lambda key=key: make(key)) == key.upper()
    assert made == ["a", "b", "c", "a"]
    assert shelf.get("a", 2, lambda: "other stamp") == "other stamp"


def test_planned_once_and_asked_with_values(agency: Agency):
    """On a connection that knows the plan, on a new one, within an act and outside."""
    totals = Totals(
        total_of(table_of(Agency), "WHERE id = %(one)s"),
        total_of(table_of(Agency), "WHERE id = ANY(%(some)s) OR id = %(one)s"),
    )
    first = totals.ask(one=agency.pk, some=[], other="left alone")
    assert first[0] == first[1] and first[0].startswith("1:")
    assert totals.ask(one=0, some=[agency.pk])[1] == first[0]
    assert totals.ask(one=0, some=[]) == ("0:0", "0:0")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew(django_assert_num_queries: Callable[..., Any]):
    totals = Totals(total_of(table_of(Agency), "WHERE id > %(least)s"))
    before = totals.ask(least=0)
    connection.close()
    assert totals.ask(least=0) == before
    with django_assert_num_queries(1):
        assert totals.ask(least=10**9) == ("0:0",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)  # only its own statement had one plan for all
        cursor.execute("SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements")
        assert cursor.fetchone() == (2, 0)
