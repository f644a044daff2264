"""The person of a request is read once with posts and label, and never for a stale session."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import Membership
from communes.queries.people import post_label
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.who import known, person

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def test_as_the_questions_it_replaces() -> None:
    for user in User.objects.all():
        read = person(user.pk)
        assert read is not None
        assert vars(read)["_state"].adding is False
        for field in User._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(user, field.attname), field
        assert known(user, "communes.posts", clock.today()) is None
        assert (reach(read), post_label(read)) == (reach(user), post_label(user))


def test_a_page_reads_session_and_person_in_two_queries(client: Client) -> None:
    client.force_login(User.objects.get(username="xa.sonlang"))
    client.get(reverse("core:help"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("core:help")).status_code == 200
    assert len(asked) == 2


def test_the_first_page_of_a_session_writes_nothing(client: Client) -> None:
    client.force_login(User.objects.get(username="xa.sonlang"))
    client.get(reverse("core:help"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("core:help"))
    assert not [query for query in asked if "UPDATE" in query["sql"]]


def test_a_post_that_ended_is_gone_with_the_next_page(client: Client) -> None:
    user = User.objects.get(username="xa.sonlang")
    client.force_login(user)
    assert client.get(reverse("communes:entry-home")).status_code == 200
    today = clock.today()
    Membership.objects.filter(user=user).update(valid=(today.replace(year=2021), today))
    assert client.get(reverse("communes:entry-home")).status_code == 403


@pytest.mark.parametrize("what", ["closed", "password", "gone", "backend"])
def test_whom_the_session_no_longer_names(client: Client, what: str) -> None:
    user = User.objects.get(username="xa.sonlang")
    client.force_login(user)
    home = reverse("communes:entry-home")
    assert client.get(home).status_code == 200
    if what == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif what == "password":
        user.set_password("mat-khau-khac-2025")
        user.save()
    elif what == "backend":
        session = client.session
        session["_auth_user_backend"] = "no.such.Backend"
        session.save()
    else:
        session = client.session
        session[SESSION_KEY] = "999999999"
        session.save()
    assert client.get(home).status_code == 302
    if what == "password":  # Django throws such a session away
        assert not Session.objects.filter(session_key=client.session.session_key).exists()
