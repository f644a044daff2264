"""People for the tests of core, which knows nothing of posts and communes."""

from __future__ import annotations

from kbang_ntm.core.models import User


def make_person(username: str = "alice", **fields: object) -> User:
    """An account; `is_superuser=True` makes the portal's administrator."""
    return User.objects.create_user(
        username=username, password="mot-mat-khau-dai", full_name=username.title(), **fields
    )
