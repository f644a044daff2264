"""make_scale: a small portal of invented figures holds what a large one would, and only once."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from communes.enums import Basis, ReportState
from communes.models import (
    EntryRevision,
    Evidence,
    IndicatorEntry,
    Membership,
    ProgressReport,
    Receipt,
    ReceiptCounter,
    Standing,
    UnitVersion,
)
from communes.queries.verification import verify_verdicts
from kbang_ntm.core.models import AuditDetail, AuditEvent, AuditWaiting, User
from kbang_ntm.core.services.seals import seal_all

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
COMMUNES, PERIODS = 6, 2
TABLES = ("communes_indicatorentry", "communes_entryrevision")


def make(**options: int) -> str:
    out = io.StringIO()
    sizes = {"communes": COMMUNES, "periods": PERIODS} | options
    call_command("make_scale", stdout=out, **sizes)
    return out.getvalue()


def guards() -> set[tuple[str, str]]:
    """Constraints, indexes and triggers of the large tables, by definition."""
    found = set()
    with connection.cursor() as cursor:
        for table in TABLES:
            for ask in (
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass",
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
                "WHERE indrelid = %s::regclass",
                "SELECT tgname, tgenabled::text FROM pg_trigger "
                "WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            ):
                cursor.execute(ask, [table])
                found |= set(cursor.fetchall())
    return found


def test_everything_is_there_and_agrees() -> None:
    before = guards()
    assert f"{COMMUNES + 2} đơn vị" in make()
    assert guards() == before
    assert ProgressReport.objects.count() == COMMUNES * PERIODS
    assert not ProgressReport.objects.filter(illustrative=False).exists()
    count = IndicatorEntry.objects.count()
    assert COMMUNES * 57 < count <= COMMUNES * 57 * PERIODS
    assert EntryRevision.objects.count() == count
    assert Receipt.objects.filter(kind="save").count() == COMMUNES * PERIODS
    assert Evidence.objects.count() >= COMMUNES * PERIODS
    confirmed = ProgressReport.objects.filter(state=ReportState.CONFIRMED).count()
    assert confirmed >= COMMUNES
    assert Standing.objects.filter(basis=Basis.CONFIRMED).count() == confirmed
    assert Standing.objects.filter(basis=Basis.SELF_ASSESSED).count() == COMMUNES * PERIODS
    found = verify_verdicts()
    assert (found.entries, found.differences) == (count, ())
    assert found.criteria == 19 * Standing.objects.count()


def test_people_have_posts_and_nobody_is_a_superuser() -> None:
    make()
    made = User.objects.filter(username__startswith="qm.")
    assert made.count() == COMMUNES * 2 + 3
    assert not made.filter(is_superuser=True).exists()
    assert not made.filter(is_staff=True).exists()
    assert Membership.objects.filter(user__in=made).count() == made.count()


def test_the_next_receipt_has_a_new_number() -> None:
    make()
    sent = Receipt.objects.filter(kind="submit")
    assert sent.count() == sum(ReceiptCounter.objects.values_list("last", flat=True))


def test_the_trail_has_as_many_events_as_asked_and_chains() -> None:
    make(audit_events=200)
    assert AuditEvent.objects.count() == AuditDetail.objects.count() == 200
    seal_all()
    assert not AuditWaiting.objects.exists()
    call_command("verify_audit", verbosity=0)


def test_pages_open(client: Client) -> None:
    make()
    for username, addresses in {
        "qm.xa0001": [
            reverse("core:home"),
            *(
                reverse("communes:entry", args=[uid])
                for uid in ProgressReport.objects.filter(unit__key="quy-mo-xa-0001").values_list(
                    "uid", flat=True
                )
            ),
        ],
        "qm.huyen001": [
            reverse("core:home"),
            reverse("reports:matrix"),
            reverse("reports:unit", args=["quy-mo-xa-0001"]),
        ],
    }.items():
        client.force_login(User.objects.get(username=username))
        for address in addresses:
            assert client.get(address).status_code == 200, (username, address)
    page = client.get(reverse("reports:matrix")).content.decode()
    assert UnitVersion.objects.get(unit__key="quy-mo-xa-0001").short_name in page


def test_a_second_run_is_refused_and_changes_nothing() -> None:
    make()
    with pytest.raises(CommandError, match="đã có số liệu quy mô lớn"):
        make()
    assert ProgressReport.objects.count() == COMMUNES * PERIODS


def test_two_runs_make_the_same_figures() -> None:
    """The seed decides: measurements of two days can be compared."""
    columns = ("report__unit__key", "report__period__key", "indicator_id", "verdict", "numerator")

    def figures() -> list[tuple[object, ...]]:
        with transaction.atomic():
            make()
            rows = list(IndicatorEntry.objects.order_by(*columns).values_list(*columns))
            transaction.set_rollback(True)
        return rows

    first = figures()
    assert len(first) > COMMUNES * 57
    assert first == figures()


@pytest.mark.parametrize("sizes", [{"periods": 0}, {"periods": 24}, {"communes": 0}])
def test_impossible_sizes_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="Số"):
        make(**sizes)
    assert not ProgressReport.objects.exists()


def test_real_figures_keep_invented_ones_out() -> None:
    make()
    ProgressReport.objects.update(illustrative=False)
    with pytest.raises(CommandError, match="số liệu thật"):
        make()


@pytest.mark.parametrize(
    ("setting", "words"),
    [({"PRODUCTION": True}, "Bản chính thức"), ({"DATABASE_ROLE": "app"}, "vai trò chủ")],
)
def test_refused_in_production_and_without_the_owner(
    setting: dict[str, object], words: str
) -> None:
    with override_settings(**setting), pytest.raises(CommandError, match=words):
        make()


@pytest.mark.data("empty")
def test_reference_data_comes_first() -> None:
    with pytest.raises(CommandError, match="load_reference"):
        make()
