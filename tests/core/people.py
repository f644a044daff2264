"""People for the tests of core, which knows nothing of posts and communes."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kbang_ntm.core.models import User


def make_person(username: str = "alice", **fields: object) -> User:
    """An account; `is_superuser=True` makes the portal's administrator."""
    return User.objects.create_user(
        username=username, password="mot-mat-khau-dai", full_name=username.title(), **fields
    )


def questions(client: Client, address: str) -> int:
    """How many statements one opening of a page takes; the first opening fills caches."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
