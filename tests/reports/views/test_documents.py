"""Pages of printing: who may, what is offered, what goes wrong in words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import Job
from reports.services.documents import Order, build_snapshot
from tests.factories.communes import make_world

pytestmark = pytest.mark.django_db


def ask(client: Client, **fields: str) -> object:
    data = {"kind": "progress-report", "period": "2025-Q2", "format": "pdf", "key": "a"} | fields
    return client.post(reverse("reports:print"), data)


def test_newest_quarter_is_proposed(client: Client) -> None:
    world = make_world()
    client.force_login(world.coordinator)
    page = client.get(reverse("reports:print")).content.decode()
    assert '<option value="2025-Q2" selected>' in page
    asked = client.get(reverse("reports:print"), {"ky": "2025-Q1"}).content.decode()
    assert '<option value="2025-Q1" selected>' in asked


def test_order_leads_to_its_job_once(client: Client) -> None:
    world = make_world()
    client.force_login(world.coordinator)
    first, second = ask(client), ask(client)
    job = Job.objects.get()
    assert first["Location"] == second["Location"] == reverse("core:job", args=[job.uid])  # type: ignore[index]  # responses


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("map_date", "hôm qua", "Không đọc được ngày hoặc kỳ này"),
        ("known_at", "31/02/2025", "Giờ chưa đúng"),
        ("known_at", "01/01/2099", "không thể sau lúc này"),
    ],
)
def test_wrong_order_says_why(client: Client, field: str, value: str, words: str) -> None:
    world = make_world()
    client.force_login(world.coordinator)
    answer = ask(client, **{field: value})
    assert answer.status_code == 422  # type: ignore[attr-defined]  # a response
    assert words in answer.content.decode()  # type: ignore[attr-defined]  # a response
    assert not Job.objects.exists()


def test_commune_is_told_who_prints(client: Client) -> None:
    world = make_world()
    client.force_login(world.officer)
    answer = client.get(reverse("reports:print"))
    assert answer.status_code == 403
    assert "Chỉ người của huyện" in answer.content.decode()


def test_snapshot_page_shows_the_paper_and_makes_files(client: Client) -> None:
    world = make_world()
    world.sent_report()
    snapshot = build_snapshot(
        order=Order(kind="progress-report", period="2025-Q2", format="pdf"), actor=None
    )
    client.force_login(world.reader)
    page = client.get(reverse("reports:document", args=[snapshot.uid])).content.decode()
    assert "Kết quả thực hiện phong trào thi đua" in page
    made = client.post(reverse("reports:document-file", args=[snapshot.uid, "docx"]))
    file = snapshot.files.get().file
    assert made["Location"] == reverse("core:file", args=[file.uid])
    assert client.get(made["Location"]).status_code == 200
    client.force_login(world.officer)
    assert client.get(made["Location"]).status_code == 404


def test_receipt_as_pdf_for_those_who_see_the_report(client: Client) -> None:
    world = make_world()
    report = world.report()
    world.fill(report)
    receipt = world.send(report)
    address = reverse("reports:receipt-pdf", args=[receipt.uid])
    client.force_login(world.leader)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    client.force_login(world.neighbour_officer)
    assert client.get(address).status_code == 404
