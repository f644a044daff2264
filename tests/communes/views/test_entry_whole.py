"""The whole form on one page: opened, saved and handed over with one request each."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from communes.models import EntryRevision, ProgressReport, Receipt
from communes.queries.specs import WHOLE
from kbang_ntm.core.models import AuditEvent
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db
VALUES = {"number": "17", "numerator": "154", "denominator": "1.236", "choice": "yes"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return world.report()


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def opened(client: Client, report: ProgressReport) -> str:
    url = reverse("communes:entry", args=[report.uid])
    return client.get(f"{url}?nhom={WHOLE}").content.decode()


def filled(page: str, **more: str) -> dict[str, str]:
    """What the page's form sends when every field of figures has been typed in."""
    names = re.findall(r'name="(i\d+_\w+?)_(number|numerator|denominator|choice)"', page)
    body = {f"{name}_{kind}": VALUES[kind] for name, kind in names}
    body |= dict(re.findall(r'name="(i\d+_v)" value="(\d+)"', page))
    steps = r'<select[^>]* name="(i\d+_\w+_choice)".*?</option><option[^>]*>(.+?)</option>'
    body |= dict(re.findall(steps, page))
    return {"nhom": str(WHOLE), "key": uuid.uuid4().hex, **body, **more}


def save(client: Client, report: ProgressReport, body: dict[str, str]):
    return client.post(reverse("communes:entry-save", args=[report.uid]), body)


def test_every_indicator_stands_on_it(world, report, officer):
    page = opened(officer, report)
    assert {int(pk) for pk in re.findall(r'name="i(\d+)_v"', page)} == {
        one.pk for one in world.indicators.values()
    }
    assert f'name="nhom" value="{WHOLE}"' in page
    assert "Cả biểu trên một trang" in page


def test_it_is_saved_with_one_receipt_and_one_event(world, report, officer):
    answer = save(officer, report, filled(opened(officer, report)))
    assert answer.status_code == 302
    assert answer.url.endswith(f"?nhom={WHOLE}")
    count = len(world.indicators)
    (receipt,) = Receipt.objects.filter(report=report)
    assert receipt.entries == count
    assert EntryRevision.objects.filter(receipt=receipt, version=1).count() == count
    assert {one.save_code for one in report.entries.all()} == {receipt.code}
    assert AuditEvent.objects.filter(action="report.save", subject_uid=report.uid).count() == 1


def test_new_and_old_entries_are_written_together(world, report, officer):
    world.save(report, world.edit("10", {"a": {"number": "52"}}))
    save(officer, report, filled(opened(officer, report)))
    changed = world.entry(report, "10")
    assert (changed.version, changed.number) == (2, 17)
    assert report.entries.count() == len(world.indicators)
    assert [one.version for one in changed.revisions.order_by("version")] == [1, 2]
    assert {one.changed_by for one in report.entries.select_related("changed_by")} == {
        world.officer
    }


def test_the_same_key_is_stored_once(report, officer):
    body = filled(opened(officer, report))
    save(officer, report, body)
    save(officer, report, body)
    assert Receipt.objects.filter(report=report).count() == 1


def test_statements_do_not_grow_with_the_number_of_figures(
    world, report, officer, django_assert_num_queries
):
    few = filled(opened(officer, report))
    one = world.indicators["10"].pk
    two = world.indicators["9"].pk
    kept = ("nhom", "key", f"i{one}_", f"i{two}_")
    some = {name: text for name, text in few.items() if name.startswith(kept)}
    with django_assert_num_queries(21):
        save(officer, report, some)
    page = opened(officer, report)
    body = filled(page) | {f"i{one}_a_number": "18"}
    with django_assert_num_queries(22):  # new ones and old ones are two statements
        save(officer, report, body)


def test_what_is_wrong_comes_back_on_the_same_page(world, report, officer):
    pk = world.indicators["10"].pk
    body = filled(opened(officer, report)) | {f"i{pk}_a_number": "mười"}
    answer = save(officer, report, body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa lưu được 1 mục, các mục khác đã lưu" in page
    assert 'value="mười"' in page
    assert f'name="nhom" value="{WHOLE}"' in page
    assert report.entries.filter(version=1).count() == len(world.indicators) - 1


def test_it_is_handed_over_in_the_same_request(report, officer):
    answer = save(officer, report, filled(opened(officer, report), trinh="1", du="1"))
    report.refresh_from_db()
    assert report.state == "handed"
    assert answer.url == reverse("communes:sign-off", args=[report.uid])
