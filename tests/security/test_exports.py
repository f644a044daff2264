"""Lists as files where the page is refused or has no list. That every page which offers its list
answers both kinds stands in the walk of `test_rights`."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.stage import client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]


def test_a_file_is_refused_where_the_page_is() -> None:
    client = client_of("xa.sonlang")
    for name in ("core:accounts", "core:audit", "communes:outstanding", "reports:late"):
        assert client.get(reverse(name), {"tai": "csv"}).status_code == 403, name
    anonymous = Client()
    assert anonymous.get(reverse("reports:matrix"), {"tai": "xlsx"}).status_code == 302


def test_a_page_without_a_list_stays_a_page() -> None:
    client = client_of("dieuphoi")
    page = client.get(reverse("core:home"), {"tai": "csv"})
    assert page.headers["Content-Type"].startswith("text/html")
    strange = client.get(reverse("reports:targets"), {"tai": "exe"})
    assert strange.headers["Content-Type"].startswith("text/html")
