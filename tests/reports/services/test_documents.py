"""Documents are frozen once, printed in the background, and the same snapshot repeats."""

from __future__ import annotations

import hashlib

import pytest

from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job
from kbang_ntm.core.storage import read_stored
from reports.documents.registry import Format
from reports.models import DocumentFile, DocumentSnapshot
from reports.services.documents import Order, build_snapshot, order_print
from reports.services.snapshots import document_of, file_of, render_snapshot
from tests.factories.communes import make_world

pytestmark = pytest.mark.django_db
ORDER = Order(kind="progress-report", period="2025-Q2", format="pdf")


def test_job_makes_snapshot_and_file_once() -> None:
    world = make_world()
    world.sent_report()
    job = order_print(order=ORDER, key="abc", actor=world.reader)
    again = order_print(order=ORDER, key="abc", actor=world.reader)
    assert again.pk == job.pk
    run_next(job.uid)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert job.result_file is not None
    assert read_stored(job.result_file).startswith(b"%PDF-")
    assert DocumentSnapshot.objects.count() == DocumentFile.objects.count() == 1


def test_same_snapshot_same_bytes() -> None:
    world = make_world()
    world.sent_report()
    snapshot = build_snapshot(order=ORDER, actor=world.reader)
    for format_ in (Format.PDF, Format.DOCX, Format.XLSX):
        one, two = (render_snapshot(snapshot, format_).content for _ in range(2))
        assert one == two
    first = file_of(snapshot=snapshot, format_=Format.PDF, actor=world.reader)
    assert file_of(snapshot=snapshot, format_=Format.PDF, actor=world.reader).pk == first.pk
    assert first.sha256 == hashlib.sha256(read_stored(first)).hexdigest()


def test_two_prints_of_unchanged_data_have_one_hash() -> None:
    world = make_world()
    world.sent_report()
    one, two = (build_snapshot(order=ORDER, actor=world.reader) for _ in range(2))
    assert (one.body, one.sha256) == (two.body, two.sha256)
    assert one.known_at < two.known_at and one.code != two.code
    assert document_of(one).created == one.known_at
    assert document_of(one).sha256 == one.sha256


def test_commune_may_not_print_the_district() -> None:
    world = make_world()
    with pytest.raises(NotAllowed):
        order_print(order=ORDER, key="abc", actor=world.officer)
    assert not Job.objects.exists()


def test_pdf_switched_off_is_said(settings: object) -> None:
    world = make_world()
    settings.PDF_ENABLED = False  # type: ignore[attr-defined]  # pytest-django's settings
    with pytest.raises(Refused) as refused:
        order_print(order=ORDER, key="abc", actor=world.reader)
    assert refused.value.code == "pdf_off"
