"""Who is let in, what stands for the answer, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.admission.gate import DASHBOARD, PAGE, PAPER, PLACES, class_of, papers_wait
from kbang_ntm.core.admission.kept import TOKEN
from kbang_ntm.core.registry import registry
from tests.factories.communes import make_user, make_world

pytestmark = pytest.mark.django_db


@contextmanager
def full(*classes: str) -> Iterator[None]:
    """One place of each class, and somebody in it."""
    assert all(PLACES[name].take() for name in classes)
    try:
        yield
    finally:
        for name in classes:
            PLACES[name].leave()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def one_place_each(settings) -> None:
    settings.ADMISSION_PAGES = settings.ADMISSION_DASHBOARDS = settings.ADMISSION_PAPERS = 1
    settings.ADMISSION_PATIENCE = 0


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(make_user("an"))
    return found


def test_a_page_without_a_place_is_the_waiting_page_and_costs_no_query(
    client, django_assert_num_queries
):
    client.get(reverse("core:jobs"))
    with full(PAGE), django_assert_num_queries(0):
        answer = client.get(reverse("core:jobs"))
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta http-equiv="refresh" content="10">' in page
    assert "chữ đã gõ vẫn còn" in page
    assert "<script" not in page
    assert "style=" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert client.get(reverse("core:jobs")).status_code == 200


def test_a_script_gets_a_sentence(client):
    with full(PAGE):
        answer = client.get(reverse("core:jobs"), HTTP_HX_REQUEST="true")
    assert answer.status_code == 503
    assert answer.json()["wait"] == 10


def test_a_place_is_given_back_when_the_view_breaks(client):
    assert client.get(
        reverse("core:job", args=["00000000-0000-4000-8000-000000000000"])
    ).status_code
    assert PLACES[PAGE].take()
    PLACES[PAGE].leave()


def test_acts_are_let_in_when_every_place_is_taken(client):
    with full(PAGE, DASHBOARD, PAPER):
        answer = client.post(reverse("account_logout"))
    assert answer.status_code == 302


def test_signing_in_waits_as_pages_do():
    with full(PAGE):
        answer = Client().post(reverse("account_login"), {"login": "an", "password": "x"})
    assert answer.status_code == 503
    assert "nhập lại mật khẩu" in answer.content.decode()


@pytest.mark.parametrize("name", ["health", "alive", "ready"])
def test_the_supervisor_is_always_answered(name):
    with full(PAGE, DASHBOARD, PAPER):
        assert Client().get(reverse(name)).status_code == 200


def test_every_registered_name_is_an_address():
    from django.urls import get_resolver

    resolver = get_resolver()
    for name in registry.dashboards | registry.papers:
        app, view = name.split(":")
        assert view in resolver.namespace_dict[app][1].reverse_dict, name


def test_classes(rf):
    get, post = rf.get("/"), rf.post("/")
    assert class_of(get, "reports:matrix") == DASHBOARD
    assert class_of(get, "reports:paper-file") == PAPER
    assert class_of(get, "communes:entry") == PAGE
    assert class_of(post, "communes:entry-save") == ""
    assert class_of(post, "communes:submit") == ""
    assert class_of(post, "account_login") == PAGE


class TestDashboards:
    @pytest.fixture
    def reader(self) -> Client:
        world = make_world()
        client = Client()
        client.force_login(world.coordinator)
        client.get(reverse("core:jobs"))  # the cookie of forms is there from the first page on
        return client

    def test_without_a_place_it_is_what_this_session_saw_last(self, reader):
        url = reverse("reports:matrix")
        first = reader.get(url)
        assert first.status_code == 200
        with full(DASHBOARD):
            again = reader.get(url)
        page = again.content.decode()
        assert again.status_code == 200
        assert "Trang này giữ từ" in page
        assert "<h1>" in page
        assert again.headers["Cache-Control"] == "no-store"
        assert "Trang này giữ từ" not in reader.get(url).content.decode()

    def test_another_session_waits(self, reader):
        url = reverse("reports:matrix")
        reader.get(url)
        other = Client()
        other.force_login(make_user("binh"))
        with full(DASHBOARD):
            assert other.get(url).status_code == 503
            assert Client().get(url).status_code == 503

    def test_a_session_that_has_ended_sees_nothing(self, reader):
        url = reverse("reports:matrix")
        reader.get(url)
        Session.objects.all().delete()
        with full(DASHBOARD):
            answer = reader.get(url)
        assert answer.status_code == 503
        assert "giữ từ" not in answer.content.decode()

    def test_strangers_share_a_copy_without_tokens(self):
        make_world()
        url = reverse("reports:public-home")
        assert re.search(TOKEN, Client().get(url).content.decode())
        with full(DASHBOARD):
            answer = Client().get(url)
        assert answer.status_code == 200
        assert "Trang này giữ từ" in answer.content.decode()
        assert not re.search(TOKEN, answer.content.decode())

    def test_another_address_waits(self, reader):
        reader.get(reverse("reports:matrix"))
        with full(DASHBOARD):
            assert reader.get(reverse("reports:matrix") + "?ky=2024-Q1").status_code == 503

    def test_what_was_refused_is_not_kept(self):
        stranger = Client()
        stranger.force_login(make_user("binh"))
        url = reverse("reports:matrix")
        assert stranger.get(url).status_code == 403
        with full(DASHBOARD):
            assert stranger.get(url).status_code == 503


def test_files_become_jobs_while_places_are_taken():
    assert not papers_wait()
    with full(PAPER):
        assert papers_wait()
