"""What opening "Việc của tôi" costs on the demonstration data."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


@pytest.mark.parametrize(("username", "queries"), [("xa.sonlang", 21), ("dieuphoi", 32)])
def test_the_first_page_asks_so_many_queries(username: str, queries: int) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.get(reverse("core:home"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("core:home")).status_code == 200
    assert len(asked) == queries
