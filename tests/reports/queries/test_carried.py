"""A quarter on another map, against the rows of the database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.enums import Basis, CarryMethod, CarryScope, Divided
from communes.models import (
    AdministrativeUnit,
    CarryRule,
    IndicatorEntry,
    ReportingPeriod,
    Snapshot,
    Standing,
    Succession,
    UnitFact,
)
from communes.services.snapshots import canonical_body
from reports.queries.matrix import Matrix, Row, load_matrix

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
DIVIDED, SIX = date(2024, 11, 1), date(2025, 7, 1)


def matrix(key: str, day: date | None, **more: object) -> Matrix:
    period = ReportingPeriod.objects.get(key=key)
    found = load_matrix(period=period, map_date=day, **more)  # type: ignore[arg-type]  # a test's short form
    assert found is not None
    return found


def unit(key: str) -> AdministrativeUnit:
    return AdministrativeUnit.objects.get(key=key)


def row(found: Matrix, key: str) -> Row:
    return next(line for line in found.rows if line.key == key)


def counts(period: str, code: str, *keys: str) -> dict[str, tuple[Decimal, Decimal]]:
    entries = IndicatorEntry.objects.filter(
        report__period__key=period, indicator__code=code, report__unit__key__in=keys
    )
    found = {}
    for entry in entries.select_related("report__unit"):
        assert entry.numerator is not None and entry.denominator is not None
        found[entry.report.unit.key] = (entry.numerator, entry.denominator)
    assert found.keys() == set(keys)
    return found


def figure(line: Row, code: str) -> tuple[Decimal | None, Decimal | None]:
    assert line.carried is not None
    made = next(f for f in line.carried.figures.values() if f.row.code == code)
    assert made.carried.value is not None, made.carried.reason
    part = made.carried.value.parts[0]
    return part.numerator, part.denominator


def reason(line: Row, code: str) -> str:
    assert line.carried is not None
    made = next(f for f in line.carried.figures.values() if f.row.code == code)
    assert made.carried.value is None and made.result.verdict == "unknown"
    return made.result.reason


def test_a_day_with_the_same_map_changes_nothing() -> None:
    for more in ({}, {"basis": Basis.CONFIRMED}):
        own, same = matrix("2025-Q1", None, **more), matrix("2025-Q1", date(2024, 12, 24), **more)
        assert same.rows == own.rows and not same.carried


def test_six_communes_are_made_of_the_twelve() -> None:
    found = matrix("2025-Q1", SIX)
    assert len(found.rows) == 6 and len(found.own_rows) == 12 and found.carried
    parts = counts("2025-Q1", "11", "dong", "nghia-an", "kong-bo-la").values()
    sums = (sum(top for top, _ in parts), sum(bottom for _, bottom in parts))
    assert figure(row(found, "xa-kong-bo-la-2025"), "11") == sums
    assert row(found, "krong").carried is None
    assert row(found, "krong") == row(matrix("2025-Q1", None), "krong")


def test_all_counted_figures_add_up_to_the_same_on_both_maps() -> None:
    found = matrix("2024-Q3", SIX)
    town = row(found, "xa-kbang-2025")
    units = [line for line in found.rows if line.carried and line is not town]
    old = {source.key for line in units for source in line.carried.sources}  # type: ignore[union-attr]  # told above
    assert len(old) == 10 and "dak-hlo" in old
    for code in ("11", "9.2", "17.8"):
        before = counts("2024-Q3", code, *old).values()
        after = [figure(line, code) for line in units]
        assert sum(top or 0 for top, _ in after) == sum(top for top, _ in before)
        assert sum(bottom or 0 for _, bottom in after) == sum(bottom for _, bottom in before)


def test_a_divided_commune_gives_each_its_stored_share() -> None:
    found = matrix("2024-Q3", DIVIDED)
    known = counts("2024-Q3", "11", "dak-hlo", "nghia-an")
    share = Succession.objects.get(
        predecessor__key="dak-hlo", successor__key="nghia-an"
    ).population_share
    assert share is not None
    expected = tuple(
        own + share * old for own, old in zip(known["nghia-an"], known["dak-hlo"], strict=True)
    )
    assert figure(row(found, "nghia-an"), "11") == expected
    assert [line.key for line in found.rows if line.carried] == ["nghia-an", "kong-bo-la"]
    assert "Đăk Hlơ (đơn vị bị chia, chưa có quy ước" in reason(row(found, "nghia-an"), "1.1")


def test_the_town_leaves_its_commune_unknown_and_out_of_the_mean() -> None:
    found = matrix("2025-Q1", SIX)
    line = row(found, "xa-kbang-2025")
    top, bottom = (sum(n) for n in zip(*counts("2025-Q1", "11", "lo-ku", "dak-smar").values()))  # noqa: B905 - equal lengths
    words = reason(line, "11")
    assert words.startswith("thiếu thị trấn Kbang (không báo cáo bộ tiêu chí xã); riêng ")
    assert f"{top:.0f}/{bottom:,.0f} hộ".replace(",", ".") in words
    assert all(cell.verdict == "unknown" for cell in line.cells) and line.met == 0
    assert line not in found.counted and line in found.shown


def test_a_mean_waits_for_dated_populations() -> None:
    line = row(matrix("2025-Q1", SIX), "xa-son-lang-2025")
    assert "chưa có dân số ghi ngày tháng" in reason(line, "10")
    for key, people in (("son-lang", 4401), ("so-pai", 5633)):
        UnitFact.objects.create(
            unit=unit(key), metric="population", value=people, as_of="2024-12-31"
        )
    entries = IndicatorEntry.objects.filter(
        report__period__key="2025-Q1",
        indicator__code="10",
        report__unit__key__in=["son-lang", "so-pai"],
    ).order_by("report__unit__order")
    incomes = [entry.number or Decimal() for entry in entries]
    line = row(matrix("2025-Q1", SIX), "xa-son-lang-2025")
    assert line.carried is not None
    made = next(f for f in line.carried.figures.values() if f.row.code == "10")
    assert made.carried.value is not None
    number = made.carried.value.parts[0].number or Decimal()
    truth = (incomes[0] * 4401 + incomes[1] * 5633) / Decimal(10034)
    assert abs(number - truth) < Decimal("1e-20")


def test_without_a_rule_in_force_nothing_is_carried() -> None:
    for rule in CarryRule.objects.all():
        rule.valid = (SIX + timedelta(days=1), None)
        rule.save()
    found = matrix("2025-Q1", SIX)
    assert all(cell.verdict == "unknown" for cell in row(found, "xa-to-tung-2025").cells)
    assert (
        reason(row(found, "xa-to-tung-2025"), "11")
        == "chưa có quy ước tính chuyển cho chỉ tiêu này"
    )
    assert row(found, "krong").has_figures and found.counted == (row(found, "krong"),)


def test_an_indicators_own_rule_goes_before_that_of_its_method() -> None:
    own = matrix("2024-Q3", DIVIDED)
    indicator_id = next(i.id for i in own.spec.indicators.values() if i.code == "1.1")
    CarryRule.objects.create(
        scope=CarryScope.INDICATOR, indicator_id=indicator_id, method=CarryMethod.ALL,
        divided=Divided.SAME, valid=(DIVIDED, None), legal_basis="Biên bản thử nghiệm",
    )  # fmt: skip
    line = row(matrix("2024-Q3", DIVIDED), "nghia-an")
    assert line.carried is not None
    made = line.carried.figures[indicator_id]
    assert made.carried.value is not None and made.carried.value.parts[0].choice in ("yes", "no")
    assert made.carried.way is not None and made.carried.way.legal_basis == "Biên bản thử nghiệm"


def test_an_older_map_is_not_guessed() -> None:
    found = matrix("2025-Q1", date(2024, 10, 1))
    assert len(found.rows) == 13
    for key, words in (("dak-hlo", "Nghĩa An, Kông Bơ La"), ("nghia-an", "Nghĩa An")):
        line = row(found, key)
        assert line.carried is not None and not line.cells
        assert line.carried.blocked == (
            f"số liệu của kỳ đã gộp trong {words}, không tách lại theo bản đồ cũ được"
        )
    assert row(found, "krong") == row(matrix("2025-Q1", None), "krong")


def test_what_was_not_known_yet_is_not_carried() -> None:
    period = ReportingPeriod.objects.get(key="2025-Q1")
    before = matrix("2025-Q1", SIX, known_at=period.opens_at)
    assert not before.shown
    after = matrix("2025-Q1", SIX, known_at=period.closes_at + timedelta(days=60))
    now = matrix("2025-Q1", SIX)
    assert [line.cells for line in after.rows] == [line.cells for line in now.rows]
    assert [line.confirmed for line in after.rows] == [line.confirmed for line in now.rows]


def test_only_confirmed_figures_where_asked() -> None:
    found = matrix("2025-Q2", SIX, basis=Basis.CONFIRMED)
    for line in found.rows:
        if line.carried is not None:
            assert all(figures.confirmed for figures in line.carried.with_figures)


def test_later_changes_of_the_map_touch_nothing_stored() -> None:
    kept = {snapshot.pk: (snapshot.sha256, snapshot.body) for snapshot in Snapshot.objects.all()}
    standings = list(Standing.objects.order_by("id").values())
    Succession.objects.create(
        predecessor=unit("krong"),
        successor=unit("dong"),
        kind="split",
        date=date(2025, 8, 1),
        population_share=Decimal("0.5"),
        legal_basis="thử",
    )
    matrix("2025-Q1", date(2025, 9, 1))
    assert list(Standing.objects.order_by("id").values()) == standings
    newest = Snapshot.objects.order_by("report_id", "-sequence").distinct("report_id")
    for snapshot in newest.select_related("report__unit", "report__period", "report__criteria_set")[
        :3
    ]:
        assert canonical_body(snapshot.report) == snapshot.body
    assert {s.pk: (s.sha256, s.body) for s in Snapshot.objects.all()} == kept


def test_the_number_of_queries_does_not_grow_with_the_units_carried() -> None:
    used = []
    matrix("2024-Q3", DIVIDED)  # a process reads the words of a set once, then only their stamp
    for day in (DIVIDED, SIX):
        with CaptureQueriesContext(connection) as asked:
            found = matrix("2024-Q3", day)
        used.append((sum(line.carried is not None for line in found.rows), len(asked)))
    assert used == [(2, QUERIES), (5, QUERIES)]


QUERIES = 11  # period, set, reports, standings, stamps of law and map, rules, people, values
