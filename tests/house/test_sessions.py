"""Sessions are long and slide once a day, without a write per page."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import User
from kbang_ntm.core.sessions import RENEWED_AT

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(User.objects.create_user(username="lan", full_name="Nguyễn Thị Lan"))
    client.get(reverse("core:help"))
    return client


def expires() -> float:
    return Session.objects.get().expire_date.timestamp()


def test_second_page_of_a_day_renews_nothing(signed_in: Client) -> None:
    before = expires()
    answer = signed_in.get(reverse("core:help"))
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert expires() == before


def test_next_day_renews_row_and_cookie(signed_in: Client) -> None:
    before = expires()
    with time_machine.travel(time.time() + DAY + 60):
        answer = signed_in.get(reverse("core:help"))
        assert answer.status_code == 200
        assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * DAY
        assert expires() - before >= DAY


def test_who_stays_away_too_long_signs_in_again(signed_in: Client) -> None:
    with time_machine.travel(time.time() + timedelta(days=15).total_seconds()):
        answer = signed_in.get(reverse("core:help"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse(settings.LOGIN_URL))


def test_strangers_get_no_session(client: Client) -> None:
    client.get(reverse("health"))
    assert Session.objects.count() == 0
    assert RENEWED_AT not in client.session
