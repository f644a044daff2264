"""A long file is made by a job, with the page of the job; a short one at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job, JobStep, StoredFile
from kbang_ntm.core.storage import read_stored
from reports.documents.registry import Format
from reports.models import DocumentSnapshot
from reports.services.documents import Order, build_snapshot
from reports.services.long_files import QUICK, is_quick
from reports.services.snapshots import render_snapshot
from tests.factories.communes import World, make_world
from tests.factories.issuing import make_round
from tests.reports.documents import samples
from tests.reports.services import long_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_print() -> Iterator[tuple[World, DocumentSnapshot]]:
    world = make_world()
    with long_kind.registered():
        order = Order(kind=long_kind.KIND.code, period=world.period.key, format="")
        yield world, build_snapshot(order=order, actor=world.reader)


def ask(client: Client, snapshot: DocumentSnapshot) -> str:
    answer = client.post(reverse("reports:document-file", args=[snapshot.uid, "pdf"]))
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_long_pdf_is_made_by_a_job_once(
    client: Client, long_print: tuple[World, DocumentSnapshot]
) -> None:
    world, snapshot = long_print
    client.force_login(world.reader)
    first, second = ask(client, snapshot), ask(client, snapshot)
    job = Job.objects.get()
    assert first == second == reverse("core:job", args=[job.uid])
    assert not StoredFile.objects.exists()
    assert snapshot.title[:40] in client.get(first).content.decode()

    run_next(job.uid)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert job.result_file is not None
    assert read_stored(job.result_file) == render_snapshot(snapshot, Format.PDF).content
    page = client.get(first).content.decode()
    assert reverse("reports:document", args=[snapshot.uid]) in page
    # The parts are let go, and asking again leads to the file.
    assert list(StoredFile.objects.all()) == [job.result_file]
    assert not JobStep.objects.exists()
    assert ask(client, snapshot) == reverse("core:file", args=[job.result_file.uid])


def test_another_person_has_a_job_of_the_own(
    client: Client, long_print: tuple[World, DocumentSnapshot]
) -> None:
    world, snapshot = long_print
    client.force_login(world.reader)
    first = ask(client, snapshot)
    client.force_login(world.coordinator)
    second = ask(client, snapshot)
    assert first != second
    assert client.get(second).status_code == 200
    assert client.get(first).status_code == 404


def test_asking_for_a_long_one_costs_a_page_little(
    client: Client, long_print: tuple[World, DocumentSnapshot]
) -> None:
    world, snapshot = long_print
    client.force_login(world.reader)
    ask(client, snapshot)
    with CaptureQueriesContext(connection) as asked:
        ask(client, snapshot)
    assert len(asked) == 9


def test_a_short_document_going_out_is_made_at_once(client: Client) -> None:
    round_ = make_round(make_world())
    row = round_.draft()
    client.force_login(round_.maker)
    answer = client.post(reverse("reports:issued-file", args=[row.uid, "pdf"]))
    file = row.snapshot.files.get().file
    assert answer["Location"] == reverse("core:file", args=[file.uid])
    assert not Job.objects.exists()


def test_a_long_document_going_out_leads_back_to_its_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(QUICK, Format.PDF, 0)
    round_ = make_round(make_world())
    row = round_.draft()
    client.force_login(round_.maker)
    answer = client.post(reverse("reports:issued-file", args=[row.uid, "pdf"]))
    job = Job.objects.get()
    assert answer["Location"] == reverse("core:job", args=[job.uid])
    run_next(job.uid)
    job.refresh_from_db()
    assert job.result["url"] == reverse("reports:issued", args=[row.uid])
    assert job.result_file == row.snapshot.files.get().file
    assert client.get(reverse("core:file", args=[job.result_file.uid])).status_code == 200


def test_a_format_that_is_not_offered_is_said(
    client: Client, long_print: tuple[World, DocumentSnapshot]
) -> None:
    world, snapshot = long_print
    client.force_login(world.reader)
    answer = client.post(reverse("reports:document-file", args=[snapshot.uid, "docx"]), follow=True)
    assert "chỉ in được dạng: pdf" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_rule() -> None:
    short = samples.report()
    assert is_quick(short, Format.PDF)
    with long_kind.registered():
        long = long_kind.build(period=make_world().period)
    assert not is_quick(long, Format.PDF)
    assert is_quick(long, Format.XLSX) and is_quick(long, Format.DOCX)
