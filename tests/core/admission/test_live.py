"""On a server with threads: pages that hang hold their places, and a save goes past them."""

from __future__ import annotations

import threading
import time
import uuid
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as portal
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from communes.models import ProgressReport, Receipt
from kbang_ntm.core.admission.gate import PAGE, PLACES
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data("demo")]


class Caller:
    """A signed-in person at a live server."""

    def __init__(self, address: str, username: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=username))
        client.get(reverse("core:jobs"))
        self.place = urlsplit(address).netloc
        self.csrf = client.cookies[portal.CSRF_COOKIE_NAME].value
        self.cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())

    def ask(self, method: str, path: str, **body: str) -> tuple[int, str]:
        """(status, page)."""
        line = HTTPConnection(self.place, timeout=30)
        heads = {"Cookie": self.cookie, "X-CSRFToken": self.csrf,
                 "X-Requested-With": "XMLHttpRequest",
                 "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        line.request(method, path, urlencode(body) if body else None, heads)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text


def test_saving_goes_past_pages_that_hang(live_portal, settings):
    settings.ADMISSION_PAGES, settings.ADMISSION_PATIENCE = 2, 0.2
    officer, office = Caller(live_portal, "xa.sonlang"), Caller(live_portal, "dieuphoi")
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    entry = report.entries.filter(number__isnull=False).first()
    (part,) = entry.indicator.parts.values_list("key", flat=True)
    documents, answers = reverse("reports:documents"), []
    hanging = [
        threading.Thread(target=lambda: answers.append(office.ask("GET", documents)[0]))
        for _ in range(2)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_documentsnapshot IN ACCESS EXCLUSIVE MODE")
        for one in hanging:
            one.start()
        end = time.monotonic() + 20
        while not PLACES[PAGE].full and time.monotonic() < end:
            time.sleep(0.02)
        status, said = office.ask("GET", documents)
        assert (status, "wait" in said) == (503, True)
        values = {f"i{entry.indicator_id}_v": str(entry.version),
                  f"i{entry.indicator_id}_{part}_number": "17"}  # fmt: skip
        cell = reverse("communes:cell-save", args=[report.uid, entry.indicator_id])
        status, said = officer.ask("POST", cell, key=uuid.uuid4().hex, **values)
        assert status == 200, said
    for one in hanging:
        one.join(30)
    assert answers == [200, 200], "who had a place was served when the lock went"
    assert Receipt.objects.filter(report=report, by__username="xa.sonlang").exists()
    assert office.ask("GET", documents)[0] == 200
