"""The register of works: append-only, corrected by counter-entries; statements stand apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateRange

from communes.models import DebtStatement, Succession, UnitVersion, Work, WorkLine
from communes.queries.debt import debt_figures
from communes.queries.registers import construction_debt
from communes.services import works as service
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.communes import make_post, make_unit, make_user
from tests.factories.registers import TODAY, Registers, make_registers, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


def owed(book: Registers) -> tuple[int, int, Decimal, int]:
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    return found.works, int(found.given), found.owed, found.unknown


def test_others_may_not(book: Registers) -> None:
    work, world = book.work(), book.world
    line = book.line(work, "paid", 5)
    text = service.WorkText(name="Khác", programme="ntm")
    for person in (world.neighbour_officer, world.neighbour_leader, world.coordinator, book.front):
        for act in (
            lambda who: service.add_work(unit_id=book.unit_id, text=text, actor=who),
            lambda who: service.change_work(work=work, text=text, actor=who),
            lambda who: service.withdraw_work(work=work, reason="x", actor=who),
            lambda who: service.add_line(
                work=work, line=service.Line("paid", Decimal(1), TODAY), actor=who
            ),
            lambda who: service.take_back_line(line=line, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert (Work.objects.count(), WorkLine.objects.count()) == (1, 1)


def test_only_the_leader_withdraws_and_states(book: Registers) -> None:
    work = book.work()
    with pytest.raises(NotAllowed):
        service.withdraw_work(work=work, reason="Nhập nhầm", actor=book.world.officer)
    with pytest.raises(NotAllowed):
        book.statement(actor=book.world.officer)
    assert DebtStatement.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"programme": "khac"}, "programme"),
        ({"programme": "other"}, "programme"),
        ({"programme_name": "Vốn huyện"}, "programme"),
        ({"total_investment": Decimal(-1)}, "amount"),
        ({"total_investment": Decimal("0.5")}, "amount"),
        ({"decision_date": date(2025, 6, 21)}, "future"),
    ],
)
def test_what_cannot_be_a_work(book: Registers, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        book.work(**fields)
    assert refused.value.code == code
    assert Work.objects.count() == 0


def test_one_name_once(book: Registers) -> None:
    work = book.work()
    with pytest.raises(Refused) as refused:
        book.work()
    assert refused.value.code == "same_name"
    service.withdraw_work(work=work, reason="Nhập nhầm", actor=book.world.leader)
    assert book.work().name == work.name


@pytest.mark.parametrize(
    ("kind", "amount", "fields", "code"),
    [
        ("paid", -5, {}, "amount"),
        ("paid", 10**15, {}, "amount"),
        ("paid", 5, {"on": date(2025, 6, 21)}, "future"),
        ("given", 5, {"source": ""}, "no_source"),
        ("given", 5, {"year": 1990}, "year"),
        ("lent", 5, {}, "kind"),
    ],
)
def test_what_cannot_be_a_row(
    book: Registers, kind: str, amount: int, fields: dict[str, Any], code: str
) -> None:
    work = book.work()
    with pytest.raises(Refused) as refused:
        book.line(work, kind, amount, **fields)
    assert refused.value.code == code
    assert WorkLine.objects.count() == 0


def test_nothing_known_is_no_figure(book: Registers) -> None:
    assert construction_debt(book.unit_id, on=TODAY) is None


def test_debt_of_the_programme_only(book: Registers) -> None:
    road = book.work()
    book.line(road, "given", 900)
    book.line(road, "accepted", 1000)
    book.line(road, "paid", 600)
    book.line(road, "paid", 100)
    school = book.work("Nhà văn hóa", programme="other", programme_name="Vốn huyện")
    book.line(school, "accepted", 5000)
    book.line(school, "paid", 0)
    assert owed(book) == (1, 900, Decimal(300), 0)


def test_a_work_without_sums_is_unknown_until_zero_is_said(book: Registers) -> None:
    work = book.work()
    assert owed(book) == (1, 0, Decimal(0), 1)
    book.line(work, "accepted", 0)
    assert owed(book)[3] == 1
    book.line(work, "paid", 0)
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert (found.owed, found.unknown, found.computed) == (0, 0, True)


def test_an_advance_does_not_pay_for_another_work(book: Registers) -> None:
    for name, accepted, paid in (("A", 100, 250), ("B", 300, 100)):
        work = book.work(name)
        book.line(work, "accepted", accepted)
        book.line(work, "paid", paid)
    assert owed(book)[2] == 200


def test_a_counter_entry_takes_a_row_back_once(book: Registers) -> None:
    work = book.work()
    book.line(work, "accepted", 100)
    wrong = book.line(work, "paid", 1000)
    with pytest.raises(Refused) as refused:
        service.take_back_line(line=wrong, reason="", actor=book.world.officer)
    assert refused.value.code == "no_reason"
    counter = service.take_back_line(line=wrong, reason="Thừa một số 0", actor=book.world.officer)
    assert counter.amount == -1000
    assert owed(book)[3] == 1  # no payment is known any more
    for row, code in ((wrong, "already"), (counter, "counter")):
        with pytest.raises(Refused) as refused:
            service.take_back_line(line=row, reason="x", actor=book.world.officer)
        assert refused.value.code == code
    book.line(work, "paid", 100)
    assert owed(book)[2:] == (0, 0)


def test_the_database_keeps_the_ledger(book: Registers, app_role: Callable[[], Any]) -> None:
    row = book.line(book.work(), "paid", 10)
    with pytest.raises(InternalError), transaction.atomic():
        WorkLine.objects.filter(pk=row.pk).update(amount=5)
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()
    with pytest.raises(InternalError, match="Bút toán đảo"), transaction.atomic():
        WorkLine.objects.create(
            work=row.work, kind="paid", amount=-9, on=TODAY, corrects=row, reason="sai"
        )
    with pytest.raises(ProgrammingError, match="permission denied"), app_role():
        WorkLine.objects.filter(pk=row.pk).update(amount=5)
    row.refresh_from_db()
    assert row.amount == 10


def test_rows_count_from_their_day_on(book: Registers) -> None:
    work = book.work()
    book.line(work, "accepted", 100, on=date(2025, 1, 1))
    book.line(work, "paid", 0, on=date(2025, 1, 1))
    book.line(work, "paid", 100, on=date(2025, 5, 1))
    before = construction_debt(book.unit_id, on=date(2025, 4, 30))
    after = construction_debt(book.unit_id, on=date(2025, 5, 1))
    assert before is not None
    assert after is not None
    assert (before.owed, after.owed) == (100, 0)


def test_a_withdrawn_work_counts_no_more(book: Registers) -> None:
    work = book.work()
    service.withdraw_work(work=work, reason="Nhập trùng", actor=book.world.leader)
    assert construction_debt(book.unit_id, on=TODAY) is None
    with pytest.raises(Refused) as refused:
        book.line(work, "paid", 1)
    assert refused.value.code == "withdrawn"


def test_a_statement_stands_beside_the_register(book: Registers) -> None:
    book.statement(0)
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert (found.works, found.stated, found.computed, found.contradicts) == (0, 0, False, False)
    work = book.work()
    book.line(work, "accepted", 100)
    book.line(work, "paid", 40)
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert (found.owed, found.stated, found.contradicts) == (60, 0, True)
    book.line(work, "paid", 60)
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert found.contradicts is False
    assert construction_debt(book.unit_id, on=date(2025, 1, 1)) is not None  # works, no paper yet


def test_the_newest_statement_counts_and_none_is_changed(book: Registers) -> None:
    old = book.statement(500, as_of=date(2025, 3, 31))
    book.statement(0)
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert found.stated == 0
    with pytest.raises(InternalError), transaction.atomic():
        DebtStatement.objects.filter(pk=old.pk).update(owed=0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"paper_number": " "}, "no_number"),
        ({"paper_date": date(2025, 6, 21)}, "future"),
        ({"as_of": date(2025, 6, 2), "paper_date": date(2025, 6, 1)}, "as_of"),
        ({"owed": Decimal(-1)}, "amount"),
    ],
)
def test_what_is_no_statement(book: Registers, fields: dict[str, Any], code: str) -> None:
    values = {
        "as_of": TODAY,
        "owed": Decimal(0),
        "paper_number": "1/BC",
        "paper_date": TODAY,
        **fields,
    }
    with pytest.raises(Refused) as refused:
        service.state_debt(
            unit_id=book.unit_id, name="a.pdf", stream=scan(), actor=book.world.leader, **values
        )
    assert refused.value.code == code


def successor(book: Registers, *shares: str) -> list[Any]:
    """The commune ends on 01/6/2025 and goes over to as many new ones as there are shares."""
    old, day = book.world.commune, date(2025, 6, 1)
    UnitVersion.objects.filter(unit=old).update(valid=DateRange(None, day))
    found = []
    for number, share in enumerate(shares):
        new = make_unit(f"moi-{number}", f"Xã Mới {number}", parent=book.world.district)
        Succession.objects.create(
            predecessor=old,
            successor=new,
            kind="merge" if len(shares) == 1 else "split",
            date=day,
            population_share=Decimal(share),
            legal_basis="NQ thử",
        )
        found.append(new)
    return found


def test_debt_goes_over_with_the_whole_commune(book: Registers) -> None:
    work = book.work()
    book.line(work, "accepted", 100)
    book.line(work, "paid", 40)
    (new,) = successor(book, "1")
    found = construction_debt(new.pk, on=TODAY)
    assert found is not None
    assert (found.works, found.owed, found.unknown) == (1, 60, 0)
    officer = make_user("moi")
    make_post(officer, "congchuc", new)
    service.add_line(work=work, line=service.Line("paid", Decimal(60), TODAY), actor=officer)
    found = construction_debt(new.pk, on=TODAY)
    assert found is not None
    assert found.owed == 0


def test_works_of_a_divided_commune_are_unknown_until_placed(book: Registers) -> None:
    work = book.work()
    book.line(work, "accepted", 100)
    book.line(work, "paid", 100)
    one, two = successor(book, "0.4", "0.6")
    for new in (one, two):
        found = construction_debt(new.pk, on=TODAY)
        assert found is not None
        assert (found.works, found.unknown, found.computed) == (1, 1, False)
    village = book.villages[0]
    UnitVersion.objects.filter(unit=village).update(parent=one)
    Work.objects.filter(pk=work.pk).update(village=village)
    found = construction_debt(one.pk, on=TODAY)
    assert found is not None
    assert (found.works, found.unknown) == (1, 0)
    assert construction_debt(two.pk, on=TODAY) is None


def test_figures_of_many_communes_take_constant_queries(
    book: Registers, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    for number in range(3):
        book.line(book.work(f"Việc {number}"), "accepted", 10)
    with django_assert_num_queries(4):  # two more where communes have ended, works lie in villages
        found = debt_figures([book.unit_id, book.world.neighbour.pk], on=TODAY)
    assert set(found) == {book.unit_id}
