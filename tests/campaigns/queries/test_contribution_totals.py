"""Sums by source, kind, unit and household; what is unknown is said; constant queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateRange

from campaigns.burden import FITS, HEAVY, UNKNOWN
from campaigns.queries.contribution_totals import Totals, households_of, public_sums, totals
from campaigns.queries.contributions import (
    PROTECTED,
    AskedRows,
    contribution_rows,
    reading,
    units_of_ledger,
)
from campaigns.services import contributions as service
from communes.models import Succession, UnitFact, UnitVersion
from kbang_ntm.core.models import User
from tests.factories.campaigns_contributions import Ledger, make_ledger
from tests.factories.communes import make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return make_ledger()


def of(ledger: Ledger, user: User, year: int = 2025) -> Totals:
    mine = reading(user)
    return totals(mine, ledger.campaign, year, units_of_ledger(mine))


def fill(ledger: Ledger) -> None:
    ledger.rate(200_000)
    ledger.add(1_000_000)
    ledger.add(10, kind="labour")
    ledger.add(500, kind="land")
    ledger.add(7_000_000, source="central")
    wrong = ledger.add(99)
    service.take_back(row=wrong, reason="Nhầm", actor=ledger.world.officer)
    ledger.add(50, actor=ledger.world.neighbour_officer, unit_id=ledger.world.neighbour.pk)
    ledger.add(3, on=date(2024, 5, 1))


def test_sums_against_plan(ledger: Ledger) -> None:
    fill(ledger)
    service.set_plan(
        campaign=ledger.campaign, unit_id=ledger.world.commune.pk, year=2025,
        amounts={"people": Decimal(6_000_000)}, paper="", actor=ledger.world.officer,
    )  # fmt: skip
    found = of(ledger, ledger.world.coordinator)
    assert found.sums.value == 10_000_050
    assert (found.sums.people, found.sums.unconverted) == (3_000_050, 1)
    assert (found.sums.by_kind["labour"], found.sums.by_kind["land"]) == (10, 500)
    people = next(line for line in found.sources if line.source == "people")
    assert (people.planned, people.done) == (6_000_000, 3_000_050)
    assert next(line for line in found.sources if line.source == "credit").planned is None
    assert [(line.name, line.sums.value, line.planned) for line in found.units] == [
        ("Xã Sơn Lang", 10_000_000, 6_000_000),
        ("Xã Krong", 50, None),
    ]
    assert of(ledger, ledger.world.coordinator, 2024).sums.value == 3


def test_a_commune_sums_its_own(ledger: Ledger) -> None:
    fill(ledger)
    assert [line.name for line in of(ledger, ledger.world.officer).units] == ["Xã Sơn Lang"]
    assert of(ledger, ledger.world.neighbour_officer).sums.value == 50


def test_households_from_the_report_else_from_facts(ledger: Ledger) -> None:
    world = ledger.world
    units = [world.commune.pk, world.neighbour.pk]
    assert households_of(units, 2025) == {}
    UnitFact.objects.create(unit=world.neighbour, metric="households", value=310, as_of="8/2018")
    draft = world.fill(world.report())
    assert set(households_of(units, 2025)) == {world.neighbour.pk}, "a draft is nobody's figure"
    world.send(draft)
    found = households_of(units, 2025)
    assert found[world.commune.pk].count == 1236
    assert found[world.neighbour.pk].source == "số đã biết 8/2018"
    assert set(households_of(units, 2024)) == {world.neighbour.pk}


def test_the_warning_says_its_numbers(ledger: Ledger) -> None:
    ledger.limits()
    UnitFact.objects.create(unit=ledger.world.commune, metric="households", value=10, as_of="2024")
    village = ledger.book.villages[0]
    ledger.add(900_000, village_id=village.pk, poor_households=2, poor_value=Decimal(300_000))
    assert of(ledger, ledger.world.officer).units[0].burden.verdict == FITS
    ledger.add(200_000, village_id=village.pk, poor_households=2, poor_value=Decimal(200_000))
    line = of(ledger, ledger.world.officer).units[0]
    assert line.burden.verdict == HEAVY
    assert (
        "Làng Hà Nừng: mỗi hộ nghèo, cận nghèo góp bình quân 250.000 đồng"
        in (line.burden.reasons[0])
    )
    assert line.burden.per_household == 110_000


def test_without_households_it_is_unknown(ledger: Ledger) -> None:
    ledger.limits()
    ledger.add(5)
    line = of(ledger, ledger.world.officer).units[0]
    assert (line.households, line.burden.verdict) == (None, UNKNOWN)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_sums_asks_a_constant_number(ledger: Ledger, rows: int) -> None:
    for number in range(rows):
        ledger.add(
            100 + number, village_id=ledger.book.villages[number % 2].pk,
            poor_households=1, poor_value=Decimal(1),
        )  # fmt: skip
    mine = reading(ledger.world.coordinator)
    units = units_of_ledger(mine)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        totals(mine, ledger.campaign, 2025, units)
    assert len(asked) == 9
    with CaptureQueriesContext(connection) as asked:
        public_sums(ledger.campaign)
    assert len(asked) == 2


def test_names_of_donors_by_reader(ledger: Ledger) -> None:
    row = ledger.add(5, donor="Đinh Thị Hương")
    open_ = ledger.add(6, donor="Đinh Văn Mở", donor_public=True)
    world = ledger.world
    for user, name in (
        (world.officer, "Đinh Thị Hương"),
        (world.coordinator, "Đinh Thị Hương"),
        (ledger.admin, "Đinh Thị Hương"),
        (world.reader, PROTECTED),
        (world.reviewer, PROTECTED),
    ):
        mine = reading(user)
        assert mine.donor_of(row) == name
        assert mine.donor_of(open_) == "Đinh Văn Mở"
        asked = contribution_rows(mine, ledger.campaign, AskedRows(words="huong"))
        assert asked.exists() == (name != PROTECTED), "search does not guess names"
    neighbour = reading(world.neighbour_officer)
    assert not contribution_rows(neighbour, ledger.campaign, AskedRows()).exists()


def test_the_list_is_narrowed(ledger: Ledger) -> None:
    fill(ledger)
    ledger.add(4, kind="goods", what="bao xi măng", receipt="PT 07")
    mine = reading(ledger.world.coordinator)

    def count(**asked: object) -> int:
        return contribution_rows(mine, ledger.campaign, AskedRows(**asked)).count()  # type: ignore[arg-type]  # as a form gives them

    assert count() == 9
    assert count(year=2024) == 1
    assert count(source="central") == 1
    assert count(kind="labour") == 1
    assert count(unit_id=ledger.world.neighbour.pk) == 1
    assert count(words="XI MANG pt") == 1


def test_public_sums_follow_the_map_and_name_nobody(ledger: Ledger) -> None:
    fill(ledger)
    world = ledger.world
    plain = public_sums(ledger.campaign)
    assert (plain.sums.value, plain.until, plain.units) == (10_000_053, date(2025, 3, 1), ())
    assert plain.kinds == (("Ngày công", Decimal(10), "ngày"), ("Đất hiến", Decimal(500), "m²"))
    new, day = make_unit("xa-moi", "Xã Mới", parent=world.district), date(2025, 7, 1)
    UnitVersion.objects.filter(unit=world.commune).update(valid=DateRange(None, day))
    Succession.objects.create(
        predecessor=world.commune, successor=new, kind="merge", date=day, legal_basis="NQ"
    )
    later = public_sums(ledger.campaign, day)
    assert dict(later.units) == {"Xã Mới": 10_000_003, "Xã Krong": 50}
    assert later.elsewhere == 0
    Succession.objects.create(
        predecessor=world.commune, successor=world.neighbour, kind="split", date=day,
        legal_basis="NQ",
    )  # fmt: skip
    divided = public_sums(ledger.campaign, day)
    assert divided.elsewhere == 10_000_003, "a divided commune's sum is not guessed"
