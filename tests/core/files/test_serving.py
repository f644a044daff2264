"""Files leave only through the rule of their owner."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services.files import store_bytes
from tests.core.people import make_person

pytestmark = pytest.mark.django_db
OWN = "test.own"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def own_rule() -> Iterator[None]:
    """An owner kind whose files only their maker reads."""
    registry.add_file_rule(OWN, lambda user, file: file.created_by_id == user.pk)
    yield
    del registry.file_rules[OWN]


def keep(user: User, name: str = "Tệp.pdf", kind: str = OWN, **changes: str) -> StoredFile:
    return store_bytes(
        name=name,
        content=b"%PDF-1.7 body",
        content_type=changes.get("content_type", "application/pdf"),
        owner_kind=kind,
        owner_uid=uuid.uuid4(),
        user=user,
    )


def get(client: Client, file: StoredFile, query: str = "", **headers: str) -> HttpResponse:
    return client.get(reverse("core:file", args=[file.uid]) + query, headers=headers)


def body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # streamed


def test_the_owner_downloads_under_the_accented_name(client: Client) -> None:
    alice = make_person()
    file = keep(alice, "Nghị quyết Đăk Smar.pdf")
    client.force_login(alice)
    answer = get(client, file)
    assert answer.streaming and body(answer) == b"%PDF-1.7 body"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.split("''")[1]) == "Nghị quyết Đăk Smar.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Length"] == "13"


def test_a_neighbour_gets_404(client: Client) -> None:
    file = keep(make_person("alice"))
    client.force_login(make_person("bob"))
    assert get(client, file).status_code == 404
    assert get(client, file, If_None_Match=f'"{file.sha256}"').status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = get(client, keep(make_person()))
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


def test_a_kind_without_a_rule_has_no_readers(client: Client) -> None:
    root = make_person("root", is_superuser=True)
    client.force_login(root)
    assert get(client, keep(root, kind="test.nobody_registered_this")).status_code == 404


def test_an_unknown_file_is_404(client: Client) -> None:
    client.force_login(make_person())
    assert client.get(reverse("core:file", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "image/jpeg"])
def test_papers_and_pictures_may_be_looked_at(client: Client, kind: str) -> None:
    alice = make_person()
    client.force_login(alice)
    answer = get(client, keep(alice, content_type=kind), "?xem=1")
    assert answer["Content-Disposition"].startswith("inline;")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", DOCX])
def test_nothing_else_is_ever_shown_in_the_browser(client: Client, kind: str) -> None:
    alice = make_person()
    client.force_login(alice)
    answer = get(client, keep(alice, "trang.html", content_type=kind), "?xem=1")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    alice = make_person()
    file = keep(alice)
    client.force_login(alice)
    assert get(client, file, If_None_Match=f'"{file.sha256}"').status_code == 304


def test_an_unchanged_paper_may_still_stand_in_our_own_page(client: Client) -> None:
    """A browser takes the headers of a 304 over; a default policy there would block the frame."""
    alice = make_person()
    file = keep(alice)
    client.force_login(alice)
    whole = get(client, file, "?xem=1")
    again = get(client, file, "?xem=1", if_none_match=whole["ETag"])
    assert again.status_code == 304
    for name in ("Content-Security-Policy", "X-Frame-Options", "Cache-Control"):
        assert again[name] == whole[name]
    assert "frame-ancestors 'self'" in again["Content-Security-Policy"]
