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
VERBS = ("PUT", "DELETE", "TRACE")
REFUSED = {302, 401, 403, 404, 405}


@pytest.mark.parametrize("account", [ANONYMOUS, "dieuphoi"])
def test_other_methods_are_refused(account: str) -> None:
    stage = Stage()
    client, wrong = client_of(account), []
    addresses = {  # all before: the stage makes what an address is about when it is asked for
        name: reverse(name, kwargs=next(iter(stage.objects(name, pattern).values())))
        for name, pattern in portal_names().items()
    }
    before = fingerprint()
    for name, address in addresses.items():
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
    stage, client, wrong, seen = Stage(), client_of("xa.sonlang"), [], set()
    for cell in cells_of("xa.sonlang", stage, ("GET",)):
        light = not cell.url.endswith(("logout", "-sheet", "-file"))
        if cell.answer in (200, 403, 404) and light and cell.url not in seen:
            seen.add(cell.url)
            answer = client.head(cell.address)
            # A page that offers GET alone refuses HEAD too; nothing else may differ.
            if answer.status_code not in (cell.answer, 405) or b"".join(answer):
                wrong.append(f"{cell}: {answer.status_code}")
    assert wrong == []
    assert len(seen) > 200


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


def test_a_character_no_text_can_hold_is_answered_in_words() -> None:
    """In a filter, in an address and in a field that no form reads."""
    client = client_of("dieuphoi")
    for address in (reverse("reports:matrix"), "/ra-soat/con-lai/", "/tai-khoan/lien-ket/a%00b/"):
        answer = client.get(address, {"ky": "2025-Q2", "tim": "a\x00b"})
        assert answer.status_code == 400
        assert "ký tự ẩn" in answer.content.decode()
    assert client.post(reverse("reports:remind"), {"ky": "\x00"}).status_code == 400


def test_a_button_that_names_no_unit_at_all() -> None:
    body = {"ky": "2025-Q2", "don_vi": "khong-phai-ma"}
    assert client_of("dieuphoi").post(reverse("reports:remind"), body).status_code == 404
