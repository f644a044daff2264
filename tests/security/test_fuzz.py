"""Whatever is typed, chosen or forged into any form or address: an answer, never a fault.

The forms are found on the pages themselves, so a new one is tried without being named here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import zeal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.security.forms_found import Field, Form, forms_on
from tests.security.looks import is_page
from tests.security.stage import ANONYMOUS, Stage, client_of, url_names
from tests.security.test_rights import cells_of, screens

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
    pytest.mark.one_server,
]
# Who may most first: a page is read as the first of them who may open it.
ACCOUNTS = ("dieuphoi", "ld.sonlang", "xa.sonlang", "noivu", "mattran", "quantri", ANONYMOUS)
TRIES = int(os.environ.get("FUZZ_TRIES", "2"))  # of each form; more by hand
LONG = "ký tự " * 2000
JUNK = (
    "", " ", "0", "-1", "1,5", "12.5 %", "1.234,5", "9" * 400, "1e400", "NaN", "-Infinity", "٣",
    "31/02/2025", "00/00/0000", "32/13/99999", "2025-06-20", "24:61", "\x00", "a\x00b", "\u202e",
    "\ud83d\ude00", "'; DROP TABLE core_user; --", "%s%(x)s{0}{{7*7}}", "<script>alert(1)</script>",
    "../../etc/passwd", "6b62616e-676e-4746-8d00-000000000001", "99999999999999999999", "on", LONG,
    "true", "null", "[]", "\r\nX-Header: 1", "=1+1", "ế" * 300,
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(JUNK), st.text(max_size=40), st.integers().map(str), st.dates().map(str)
)
QUICK = settings(
    max_examples=TRIES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def values(field: Field) -> st.SearchStrategy[list[Any]]:
    """What is sent under a name: nothing, what stood there, a choice, or anything at all; once or
    twice."""
    if field.kind == "file":
        files = st.builds(
            lambda name, body: SimpleUploadedFile(name, body),
            st.sampled_from(["a.pdf", "b.xlsx", "c.docx", "d.svg", "e.csv", "f.png", "khong"]),
            st.sampled_from([b"", b"%PDF-1.4", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff" * 99]),
        )
        return st.lists(files, max_size=1)
    one = st.one_of(st.just(field.value), WORDS)
    if field.choices:
        one = st.one_of(st.sampled_from(field.choices), one)
    return st.lists(one, max_size=2) | st.just([field.value])


def bodies(form: Form) -> st.SearchStrategy[dict[str, list[Any]]]:
    fields = {name: values(one) for name, one in form.fields.items()}
    return st.fixed_dictionaries(fields)


def found_forms(stage: Stage) -> Iterator[tuple[str, Form]]:
    """(account, form), each view and set of names once; each page is read once."""
    known, seen = set(), set()
    for account in ACCOUNTS:
        client = client_of(account)
        pages = [
            (cell.url, cell.address)
            for cell in cells_of(account, stage, ("GET",))
            if cell.answer == 200 and not cell.url.endswith(("logout", "-sheet", "-file"))
        ]
        if account == "quantri":
            pages += [one for one in screens() if one[0].endswith("_add")]
        for url, address in pages:
            if url in seen:
                continue
            seen.add(url)
            page = client.get(address)
            forms = forms_on(address, page.content.decode()) if is_page(page) else []
            for form in forms:
                try:
                    name = resolve(form.action).view_name
                except Resolver404:
                    continue
                key = (name, *form.shape)
                if key not in known and "logout" not in name:
                    known.add(key)
                    yield account, form


def sendable(value: Any) -> Any:
    """Halves of characters cannot leave a browser."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def faults(account: str, form: Form) -> list[str]:
    """What was sent each time a form was answered with a fault."""
    client, broken = client_of(account), list[str]()
    ask = client.post if form.method == "post" else client.get

    @QUICK
    @given(bodies(form))
    def send(body: dict[str, list[Any]]) -> None:
        sent = {name: [sendable(one) for one in many] for name, many in body.items()}
        # What a forged form makes Django ask twice is no list that grows with its rows.
        with zeal.zeal_ignore(), transaction.atomic():
            answer = ask(form.action, sent)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            short = {name: [str(one)[:60] for one in many] for name, many in sent.items()}
            broken.append(f"{account} {form.method} {form.action}: {short}")

    send()
    return broken


def test_no_form_breaks() -> None:
    stage, broken, tried = Stage(), list[str](), 0
    for account, form in list(found_forms(stage)):
        tried += 1
        broken += faults(account, form)
    assert "\n".join(broken) == ""
    assert tried > 250


# What an address can carry where it holds a word or a number.
PATHS = {
    "int": ("0", "9" * 30, "2147483648", "9223372036854775808"),
    "str": ("\x00", "a\x00b", "'", "%", "ế" * 300, "..", "\u202e"),
    "slug": ("-", "_" * 400, "x"),
}


@pytest.mark.parametrize("account", [ANONYMOUS, "dieuphoi"])
def test_no_address_breaks(account: str) -> None:
    stage, client, broken, tried = Stage(), client_of(account), [], 0
    kinds = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug"}
    for name, pattern in url_names().items():
        words = {
            word: kinds[type(one).__name__]
            for word, one in pattern.pattern.converters.items()
            if type(one).__name__ in kinds
        }
        if not words or "logout" in name:
            continue
        things = {} if name.startswith("admin:") else stage.objects(name, pattern)
        for kept in [dict(next(iter(things.values()), {}))] if things else []:
            base = reverse(name, kwargs=kept)
            for word, kind in words.items():
                for bad in PATHS[kind]:
                    mark = "0" * 18 + "7" if kind == "int" else "zqzq"
                    address = reverse(name, kwargs={**kept, word: mark})
                    address = address.replace(str(mark), quote(bad))
                    tried += 1
                    with transaction.atomic():
                        answers = [client.get(address), client.post(address, {})]
                        transaction.set_rollback(True)
                    if any(answer.status_code >= 500 for answer in answers):
                        broken.append(f"{name} {word}={bad[:20]!r} (of {base})")
    assert "\n".join(broken) == ""
    assert tried > 50


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("name", ["core:sign_in_again", "health", "alive", "ready", "metrics"])
def test_addresses_that_answer_programs_never_break(name: str) -> None:
    """Those of the portal that speak JSON: bodies of any kind, and names that are not theirs."""
    client = client_of(ANONYMOUS)
    address = reverse(name)

    @settings(QUICK, max_examples=10)
    @given(ANYTHING, st.sampled_from(["application/json", "text/plain", "multipart/form-data"]))
    def send(body: Any, kind: str) -> None:
        with transaction.atomic():
            answers = [
                client.generic(verb, address, json.dumps(body), content_type=kind)
                for verb in ("POST", "PUT", "GET")
            ]
            transaction.set_rollback(True)
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == []

    send()
