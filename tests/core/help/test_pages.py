"""Help pages: apps bring them, core lists and shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.registry import registry
from kbang_ntm.core.views.help import title_of
from tests.core.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_page(settings: Any) -> Iterator[None]:
    """One help page, from the templates beside this test."""
    engine, *others = settings.TEMPLATES
    folders = [*engine["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [{**engine, "DIRS": folders}, *others]
    before = registry.help_pages
    registry.help_pages = {"cong-chuc-xa": "officer.html"}
    yield
    registry.help_pages = before


def test_the_list_carries_the_titles(client: Client) -> None:
    client.force_login(make_person())
    text = client.get(reverse("core:help")).content.decode()
    assert "Công chức phụ trách của xã" in text
    assert reverse("core:help_page", args=["cong-chuc-xa"]) in text


def test_a_page_shows_its_text(client: Client) -> None:
    client.force_login(make_person())
    text = client.get(reverse("core:help_page", args=["cong-chuc-xa"])).content.decode()
    assert "<h1>Công chức phụ trách của xã</h1>" in text and "Nhập từng chỉ tiêu" in text


def test_an_unknown_page_is_404(client: Client) -> None:
    client.force_login(make_person())
    assert client.get(reverse("core:help_page", args=["khong-co"])).status_code == 404


def test_a_template_without_a_title_is_a_fault() -> None:
    with pytest.raises(ValueError, match="help_title"):
        title_of("core/inbox.html")


def test_help_is_for_people_who_signed_in(client: Client) -> None:
    answer = client.get(reverse("core:help"))
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]
