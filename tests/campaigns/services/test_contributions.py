"""The ledger of contributions: append-only, no negative rows, corrected by counter-entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from psycopg2.extras import DateRange

from campaigns.models import (
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)
from campaigns.services import contributions as service
from campaigns.services.contribution_papers import may_read_paper
from communes.models import Succession, UnitVersion
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_contributions import Ledger, make_ledger
from tests.factories.communes import ALWAYS, make_post, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return make_ledger()


def test_others_may_not(ledger: Ledger) -> None:
    row, world = ledger.add(), ledger.world
    for person in (
        world.neighbour_officer, world.coordinator, world.reader, ledger.home_affairs,
        ledger.admin, ledger.book.front,
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            ledger.add(actor=person)
        with pytest.raises(NotAllowed):
            service.take_back(row=row, reason="x", actor=person)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "fields", "code"),
    [
        (-5, {}, "amount"),
        (0, {}, "amount"),
        ("0.5", {}, "amount"),
        (10**13, {}, "amount"),
        ("1.234", {"kind": "labour"}, "amount"),
        (5, {"source": "trời"}, "source"),
        (5, {"kind": "vàng"}, "kind"),
        (5, {"on": date(2025, 6, 21)}, "future"),
        (5, {"kind": "goods"}, "no_what"),
        (5, {"kind": "goods", "what": "bao xi măng", "value": Decimal(9)}, "no_agreement"),
        (5, {"donor_public": True}, "no_donor"),
        (5, {"poor_households": 3}, "poor"),
        (5, {"poor_households": 3, "poor_value": Decimal(6)}, "poor"),
        (5, {"source": "credit", "poor_households": 3, "poor_value": Decimal(2)}, "poor"),
        (5, {"village_id": 0}, "not_own_village"),
        (5, {"works": [0]}, "work"),
    ],
)
def test_what_cannot_be_a_row(
    ledger: Ledger, amount: int | str, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        ledger.add(amount, **fields)
    assert refused.value.code == code
    assert Contribution.objects.count() == 0


def test_villages_and_works_of_the_neighbour_are_refused(ledger: Ledger) -> None:
    with pytest.raises(Refused) as refused:
        ledger.add(village_id=ledger.book.other_village.pk)
    assert refused.value.code == "not_own_village"
    assert ledger.add(village_id=ledger.book.villages[0].pk).village_id


def test_a_unit_that_did_not_live_that_day(ledger: Ledger) -> None:
    UnitVersion.objects.filter(unit=ledger.world.commune).update(
        valid=DateRange(date(2025, 1, 1), None)
    )
    with pytest.raises(Refused) as refused:
        ledger.add(on=date(2024, 12, 31))
    assert refused.value.code == "unit"
    with pytest.raises(Refused) as refused:
        service.set_plan(
            campaign=ledger.campaign,
            unit_id=ledger.world.commune.pk,
            year=2024,
            amounts={"people": Decimal(5)},
            paper="",
            actor=ledger.world.officer,
        )
    assert refused.value.code == "unit"
    assert ContributionPlan.objects.count() == 0


def test_money_is_its_own_value(ledger: Ledger) -> None:
    row = ledger.add(1_250_000, donor="Đinh Văn A", voluntary=True)
    assert (row.value, row.rate, row.donor_key) == (1_250_000, None, "dinh van a")
    assert AuditEvent.objects.filter(action="contribution.add", subject_uid=row.uid).exists()


def test_labour_takes_the_rate_in_force(ledger: Ledger) -> None:
    ledger.rate(200_000, valid=DateRange(date(2025, 1, 1), None))
    row = ledger.add("12.5", kind="labour")
    assert (row.value, row.rate is not None) == (2_500_000, True)
    early = ledger.add(12, kind="labour", on=date(2024, 12, 31))
    assert (early.value, early.rate) == (None, None)
    ledger.rate(150_000, unit=ledger.world.commune)
    assert ledger.add(10, kind="labour").value == 1_500_000  # its own before the common one


def test_a_typed_value_names_who_agreed(ledger: Ledger) -> None:
    row = ledger.add(
        40, kind="goods", what="bao xi măng", value=Decimal(3_600_000),
        agreed_by="Ban Phát triển thôn",
    )  # fmt: skip
    assert (row.value, row.agreed_by) == (3_600_000, "Ban Phát triển thôn")
    assert service.amount_words(row) == "40 bao xi măng"
    assert ledger.add(2, kind="goods", what="xe đá").value is None


def test_a_counter_entry_takes_a_row_back_once(ledger: Ledger) -> None:
    work = ledger.book.work()
    row = ledger.add(
        700, works=[work.pk], poor_households=2, poor_value=Decimal(100), donor="Đinh Văn A"
    )
    with pytest.raises(Refused) as refused:
        service.take_back(row=row, reason=" ", actor=ledger.world.officer)
    assert refused.value.code == "no_reason"
    counter = service.take_back(row=row, reason="Ghi nhầm", actor=ledger.world.officer)
    assert (counter.amount, counter.value, counter.poor_value) == (-700, -700, -100)
    assert ContributionWork.objects.filter(work=work).count() == 2
    for target, code in ((row, "already"), (counter, "counter")):
        with pytest.raises(Refused) as refused:
            service.take_back(row=target, reason="x", actor=ledger.world.officer)
        assert refused.value.code == code
    assert Contribution.objects.count() == 2


def raw(ledger: Ledger, **fields: Any) -> Contribution:
    """A row past the service, good unless told otherwise."""
    values: dict[str, Any] = {
        "campaign": ledger.campaign,
        "unit": ledger.world.commune,
        "on": date(2025, 3, 1),
        "source": "people",
        "kind": "money",
        "amount": 5,
        "value": 5,
    }
    return Contribution.objects.create(**{**values, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": -5, "value": -5},
        {"amount": 0, "value": 0},
        {"kind": "labour", "amount": 5, "value": -5, "agreed_by": "A"},
        {"value": 6},
        {"value": None},
        {"poor_value": 2},
        {"kind": "labour", "value": 100},
        {"kind": "goods", "value": None},
        {"donor_public": True},
        {"poor_households": 4},
        {"poor_households": 4, "poor_value": 2, "source": "credit"},
    ],
)
def test_the_database_refuses_too(ledger: Ledger, fields: dict[str, Any]) -> None:
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        raw(ledger, **fields)
    assert Contribution.objects.count() == 0


def test_a_counter_entry_must_mirror_its_row(ledger: Ledger) -> None:
    row = ledger.add(700)
    good: dict[str, Any] = {"corrects": row, "reason": "x", "amount": -700, "value": -700}
    for wrong in (
        {"amount": -600, "value": -600},
        {"source": "credit"},
        {"unit": ledger.world.neighbour},
        {"on": date(2025, 3, 2)},
        {"reason": ""},
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            raw(ledger, **{**good, **wrong})
    raw(ledger, **good)


def test_nothing_is_changed_or_deleted(ledger: Ledger) -> None:
    row = ledger.add(700, works=[ledger.book.work().pk])
    acts: list[Callable[[], Any]] = [
        lambda: Contribution.objects.update(note="khác"),
        lambda: Contribution.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda: ContributionWork.objects.all().delete(),
    ]
    for act in acts:
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            act()
    assert Contribution.objects.get().note == ""


def test_two_rates_at_once_are_refused(ledger: Ledger) -> None:
    ledger.rate(100)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.rate(200, valid=DateRange(date(2025, 1, 1), None))
    ledger.rate(200, unit=ledger.world.commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.rate(0, kind="land")
    assert ConversionRate.objects.count() == 2


def plan(ledger: Ledger, actor: Any, **amounts: int | None) -> list[ContributionPlan]:
    return service.set_plan(
        campaign=ledger.campaign,
        unit_id=ledger.world.commune.pk,
        year=2025,
        amounts={
            source: None if amount is None else Decimal(amount)
            for source, amount in amounts.items()
        },
        paper="12/KH-UBND",
        actor=actor,
    )


def test_the_plan_by_commune_and_office(ledger: Ledger) -> None:
    for person in (ledger.world.neighbour_leader, ledger.world.reader, ledger.world.reviewer):
        with pytest.raises(NotAllowed):
            plan(ledger, person, people=5)
    plan(ledger, ledger.world.officer, people=900, credit=None)
    plan(ledger, ledger.home_affairs, people=900, credit=50)
    found = dict(ContributionPlan.objects.values_list("source", "amount"))
    assert found == {"people": 900, "credit": 50}
    assert AuditEvent.objects.filter(action="contribution.plan").count() == 2
    with pytest.raises(Refused):
        plan(ledger, ledger.home_affairs, people=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionPlan.objects.update(amount=-1)


def test_papers_name_donors(ledger: Ledger) -> None:
    row = ledger.add(minutes=True)
    file, world = row.minutes_file, ledger.world
    assert file is not None
    for person in (world.officer, world.coordinator, ledger.home_affairs, ledger.admin):
        assert may_read_paper(person, file)
    for person in (world.neighbour_officer, world.reader, world.reviewer):
        assert not may_read_paper(person, file)


def test_the_successor_keeps_the_ledger(ledger: Ledger) -> None:
    world = ledger.world
    row = ledger.add(700)
    new = make_unit("xa-moi", "Xã Mới", parent=world.district)
    officer = make_user("xm", "Người Mới")
    make_post(officer, "congchuc", new)
    with pytest.raises(NotAllowed):
        service.take_back(row=row, reason="x", actor=officer)
    end = date(2025, 6, 1)
    UnitVersion.objects.filter(unit=world.commune).update(valid=DateRange(None, end))
    Succession.objects.create(
        predecessor=world.commune, successor=new, kind="merge", date=end, legal_basis="NQ"
    )
    officer = type(officer).objects.get(pk=officer.pk)
    assert service.take_back(row=row, reason="Ghi nhầm", actor=officer).unit == world.commune
    assert UnitVersion.objects.filter(unit=new, valid=ALWAYS).exists()


def test_the_application_may_write_and_take_back_only(ledger: Ledger, app_role: Any) -> None:
    row = ledger.add(700)
    with app_role():
        service.take_back(row=row, reason="Nhầm", actor=ledger.world.officer)
        ledger.add(5)
    with pytest.raises(ProgrammingError), app_role():
        Contribution.objects.update(note="khác")
