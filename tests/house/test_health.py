"""The health page: open to the engine, honest about the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from kbang_ntm.core.views import health


@pytest.mark.django_db
def test_healthy_without_signing_in(client: Client) -> None:
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()) == (200, {"database": True})


@pytest.mark.django_db(transaction=True)
def test_unhealthy_without_database(client: Client) -> None:
    right = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        answer = client.get("/suc-khoe/")
    finally:
        connection.settings_dict["NAME"] = right
    assert (answer.status_code, answer.json()) == (503, {"database": False})


@pytest.mark.django_db
def test_asked_from_inside_without_tls(settings: Settings) -> None:
    """The engine asks the container itself; everybody else is sent to TLS."""
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/suc-khoe/").status_code == 200
    assert client.get("/huong-dan/").status_code == 301


@pytest.mark.django_db
def test_ready_with_all_tables(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "tables": True, "broker": True}


@pytest.mark.django_db
def test_not_ready_before_the_tables(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that is newer than its tables takes nobody in."""
    monkeypatch.setattr(health, "_seen_there", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reports'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["tables"] is False


@pytest.mark.django_db(transaction=True)
def test_alive_but_not_ready_without_database(client: Client) -> None:
    right = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        answers = [client.get(address) for address in ("/healthz", "/readyz")]
    finally:
        connection.settings_dict["NAME"] = right
    assert [answer.status_code for answer in answers] == [200, 503]
