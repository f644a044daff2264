"""Requests that pretend: forged forms, foreign hosts, ways out, sessions prepared beforehand."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kbang_ntm.core.models import User
from tests.factories.communes import PASSWORD, make_user
from tests.security.stage import ANONYMOUS, Stage, person, url_names

OUTSIDE = (
    "https://xau.example/",
    "//xau.example/",
    "/\\xau.example",
    "\\\\xau.example",
    "javascript:alert(1)",
    "https:xau.example",
    "http://testserver.xau.example/",
)


@pytest.mark.one_server  # refused before anything of the address is asked
@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("account", [ANONYMOUS, "xa.sonlang", "dieuphoi", "quantri"])
def test_every_form_needs_its_token(account: str) -> None:
    """A POST without the token of the page never gets past the middleware."""
    stage = Stage()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if account != ANONYMOUS:
        client.force_login(person(account), settings.AUTHENTICATION_BACKENDS[-1])
    wrong = []
    for name, pattern in url_names().items():
        if name.startswith("admin:") and not name.endswith(("_changelist", "_add", "_import")):
            continue
        for thing, values in stage.objects(name, pattern).items():
            answer = client.post(reverse(name, kwargs=values), stage.body(name, thing))
            if answer.status_code != 403 or answer.wsgi_request.META.get(
                "CSRF_COOKIE_NEEDS_UPDATE"
            ):
                wrong.append(f"{name} [{thing}] {answer.status_code}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("to", OUTSIDE)
def test_signing_in_never_leads_outside(client: Client, to: str) -> None:
    make_user("thu")
    data = {"login": "thu", "password": PASSWORD, "next": to}
    answer = client.post(f"{reverse('account_login')}", data)
    assert answer.status_code == 302
    assert url_has_allowed_host_and_scheme(answer["Location"], allowed_hosts=None)
    page = Client().get(reverse("account_login"), {"next": to}).content.decode()
    assert re.findall(r'(?:href|action)="[^"]*(?:xau|javascript)', page) == []


@pytest.mark.django_db
def test_signing_in_leads_back_to_our_own_page(client: Client) -> None:
    make_user("thu")
    data = {"login": "thu", "password": PASSWORD, "next": "/thong-bao/"}
    assert client.post(reverse("account_login"), data)["Location"] == "/thong-bao/"


@pytest.mark.django_db
@pytest.mark.parametrize("to", OUTSIDE)
def test_leaving_never_leads_outside(client: Client, to: str) -> None:
    client.force_login(make_user("thu"), settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.post(reverse("account_logout"), {"next": to})
    assert url_has_allowed_host_and_scheme(answer["Location"], allowed_hosts=None)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["xau.example", "127.0.0.1.xau.example", "localhost@xau.example"])
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    answer = client.get(reverse("account_login"), headers={"host": host})
    assert answer.status_code == 400
    forwarded = client.get(reverse("account_login"), headers={"x-forwarded-host": host})
    assert forwarded.status_code == 200
    assert host not in forwarded.content.decode()


@pytest.mark.django_db
def test_the_session_key_is_new_after_signing_in(client: Client) -> None:
    """A key somebody planted before signing in opens nothing afterwards."""
    make_user("thu")
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    answer = client.post(reverse("account_login"), {"login": "thu", "password": PASSWORD})
    assert answer.status_code == 302
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value not in ("", planted)
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(planted)
    assert thief.get(reverse("core:my_account")).status_code == 302
    assert User.objects.get(username="thu").last_login is not None


@pytest.mark.django_db
def test_the_session_key_is_new_after_the_dialog(client: Client) -> None:
    make_user("thu")
    session = client.session
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    data = {"username": "thu", "password": PASSWORD}
    answer = client.post(reverse("core:sign_in_again"), data)
    assert answer.json()["signed_in"] is True
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["signup/", "dang-ky/", "email/", "social/", "password/reset/"])
def test_nobody_gives_themselves_an_account(client: Client, address: str) -> None:
    data = {"username": "la", "password1": PASSWORD, "password2": PASSWORD}
    for root in ("/tai-khoan/", "/accounts/", "/"):
        assert client.get(root + address).status_code == 404
        assert client.post(root + address, data).status_code in (401, 404)
    assert not User.objects.filter(username="la").exists()
