"""Methods of HTTP other than those a page is made for: refused, and nothing is written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.stage import ANONYMOUS, Stage, client_of
from tests.security.test_rights import cells_of, fingerprint, portal_names

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
    pytest.mark.one_server,
]
VERBS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
REFUSED = {302, 401, 403, 404, 405}


@pytest.mark.parametrize("account", [ANONYMOUS, "xa.sonlang", "dieuphoi"])
def test_other_methods_are_refused(account: str) -> None:
    stage = Stage()
    client, wrong = client_of(account), []
    before = fingerprint()
    for name, pattern in portal_names().items():
        values = next(iter(stage.objects(name, pattern).values()))
        address = reverse(name, kwargs=values)
        for verb in VERBS:
            answer = client.generic(verb, address, "x=1")
            if answer.status_code not in REFUSED:
                wrong.append(f"{verb} {name}: {answer.status_code}")
            if verb == "TRACE" and b"x=1" in b"".join(answer):
                wrong.append(f"TRACE {name} gives back what was sent")
    after = fingerprint()
    assert wrong == []
    assert [name for name in after if after[name] != before.get(name)] == []


def test_a_head_is_a_page_without_its_body() -> None:
    stage, client, wrong, asked = Stage(), client_of("xa.sonlang"), [], 0
    for cell in cells_of("xa.sonlang", stage, ("GET",)):
        if cell.answer in (200, 403, 404) and "logout" not in cell.url:
            answer = client.head(cell.address)
            asked += 1
            # A page that offers GET alone refuses HEAD too; nothing else may differ.
            if answer.status_code not in (cell.answer, 405) or b"".join(answer):
                wrong.append(f"{cell}: {answer.status_code}")
    assert wrong == []
    assert asked > 300


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_field_makes_another_method(client: Client, header: str) -> None:
    address = reverse("core:notices_read")  # for POST alone
    officer = client_of("xa.sonlang")
    assert officer.get(address).status_code == 405
    assert officer.get(address, {"_method": "POST"}, headers={header: "POST"}).status_code == 405
    page = reverse("core:notices")  # for GET alone
    assert officer.post(page, {"_method": "GET"}, headers={header: "GET"}).status_code == 405


def test_options_tell_nothing_and_do_nothing() -> None:
    client = client_of("dieuphoi")
    for name in ("core:home", "core:notices_read", "account_change_password", "reports:matrix"):
        answer = client.options(reverse(name))
        assert answer.status_code in (200, 405)
        assert answer.content == b""
        assert "Access-Control-Allow-Origin" not in answer.headers
