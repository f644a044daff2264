"""Sign-in names and ways of the tests of accounts."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import User
from tests.core.people import make_person

PASSWORD = "mot-mat-khau-dai"


def make_boss(username: str = "quantri") -> User:
    """An administrator of the whole system."""
    return make_person(username, is_superuser=True, is_staff=True)


def sign_in(client: Client, username: str = "alice", password: str = PASSWORD, **extra: str):
    """Fills the sign-in form as a person would."""
    return client.post(reverse("account_login"), {"login": username, "password": password}, **extra)
