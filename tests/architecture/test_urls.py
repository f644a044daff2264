"""Every address is public by name or asks strangers to sign in; the list holds no dead name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kbang_ntm.core.public_urls import PUBLIC_URL_NAMES

SAMPLES: dict[str, Any] = {
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "IntConverter": 1,
    "SlugConverter": "khong-co",
    "StringConverter": "khong-co",
    "PathConverter": "khong/co",
}
# Answer strangers by themselves: the admin asks for the sign-in page, static files are no views.
ADMIN = "admin:"


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with namespace, pattern) of every address."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from patterns(one, inner)
        else:
            yield f"{prefix}{one.name}", one


ALL = list(patterns(get_resolver()))


def is_public(pattern: URLPattern) -> bool:
    """Whether the sign-in middleware lets strangers through to the view."""
    return getattr(pattern.callback, "login_required", True) is False


def test_every_address_has_a_name() -> None:
    unnamed = [str(p.pattern) for name, p in ALL if name.endswith("None") and ADMIN not in name]
    assert unnamed == []


def test_what_is_open_is_on_the_list() -> None:
    opened = {name for name, pattern in ALL if is_public(pattern) and not name.startswith(ADMIN)}
    assert opened == PUBLIC_URL_NAMES


def address(name: str, pattern: URLPattern) -> str:
    converters = pattern.pattern.converters
    return reverse(
        name, kwargs={k: SAMPLES.get(type(c).__name__, "khong-co") for k, c in converters.items()}
    )


PROTECTED = [
    (name, pattern)
    for name, pattern in ALL
    if name not in PUBLIC_URL_NAMES and not name.startswith(ADMIN)
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in PROTECTED])
def test_stranger_is_asked_to_sign_in(client: Client, name: str) -> None:
    pattern = dict(PROTECTED)[name]
    answer = client.get(address(name, pattern))
    assert answer.status_code == 302, name
    assert answer.url.startswith(reverse(settings.LOGIN_URL))


@pytest.mark.django_db
def test_admin_asks_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("admin:index"))
    assert (answer.status_code, reverse("admin:login") in answer.url) == (302, True)
