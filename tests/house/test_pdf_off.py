"""A machine without the libraries for PDF: the page says so, everything else works."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kbang_ntm.core.models import Job, User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.get(username="dieuphoi"))
    return client


@pytest.mark.parametrize("enabled", [True, False])
def test_page_says_so(office: Client, settings: Settings, enabled: bool) -> None:
    settings.PDF_ENABLED = enabled
    page = office.get(reverse("reports:print")).content.decode()
    assert ("Máy chủ chưa in được PDF." in page) is not enabled


def test_asking_for_pdf_is_refused_with_a_way_out(office: Client, settings: Settings) -> None:
    settings.PDF_ENABLED = False
    form = office.get(reverse("reports:print")).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    before = Job.objects.count()
    answer = office.post(
        reverse("reports:print"),
        {**given, "kind": "progress-report", "period": "2024-Q3", "format": "pdf"},
    )
    assert answer.status_code == 422
    assert "In DOCX hoặc XLSX" in answer.content.decode()
    assert Job.objects.count() == before
