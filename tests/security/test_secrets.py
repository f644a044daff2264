"""Nothing secret stands in a log line, on the page of a fault or in the metrics."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import AccountLink
from kbang_ntm.core.services.accounts import issue_link
from tests.core.people import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"
TYPED = "mat-khau-vua-go-7731"


class Lines(logging.Handler):
    """Keeps what the portal's own formatter would write."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        made = logging.getLogger().handlers
        formats = [one.formatter for one in made if one.formatter is not None]
        self.setFormatter(next(iter(formats), logging.Formatter()))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    names = ["", "django_structlog", "kbang_ntm", "django.request", "django.security"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG if name else logging.INFO)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def secrets_of_the_portal() -> set[str]:
    database = portal.DATABASES["default"]
    return {portal.SECRET_KEY, str(database["PASSWORD"]) or "-" * 9, portal.REDIS_URL}


def test_signing_in_leaves_no_password_in_the_log(log: Lines) -> None:
    make_person("alice")
    client = Client()
    for password in (TYPED, PASSWORD):
        client.post(reverse("account_login"), {"login": "alice", "password": password})
    client.post(reverse("core:sign_in_again"), {"username": "alice", "password": TYPED})
    assert len(log.lines) > 3, "the log was read"
    assert [line for line in log.lines if TYPED in line or PASSWORD in line] == []


def test_a_fault_shows_and_logs_no_secret(log: Lines, settings: Any) -> None:
    """The database goes away in the middle of a sign-in: a page without words of the machine, a
    trace without values."""
    make_person("alice")
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(_gone):
        answer = client.post(reverse("account_login"), {"login": "alice", "password": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 500
    told = "\n".join(log.lines)
    assert "went away" in told, "the trace was logged"
    for secret in {TYPED, *secrets_of_the_portal()}:
        assert secret not in page
        assert secret not in told
    for word in ("Traceback", "kbang_ntm", "SELECT", "went away", "settings"):
        assert word not in page


def _gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if "core_user" in sql:
        raise RuntimeError("the database went away")
    return execute(sql, params, many, context)


def test_a_one_time_link_loses_its_secret_in_the_log(log: Lines) -> None:
    boss, alice = make_person("boss", is_superuser=True), make_person("alice")
    link = issue_link(actor=boss, user=alice, purpose=AccountLink.Purpose.RESET)
    token = link.path.rstrip("/").rpartition("/")[2]
    Client().get(link.path)
    Client().get(f"/lien-ket/{token}/khac/")
    assert any("/lien-ket/" in line for line in log.lines)
    assert [line for line in log.lines if token in line] == []


def test_metrics_hold_no_secret(client: Client) -> None:
    text = client.get("/metrics").content.decode()
    assert "portal_good" in text
    assert [secret for secret in secrets_of_the_portal() if secret in text] == []
