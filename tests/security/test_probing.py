"""Guessing from outside: who has an account, passwords, and keeping others out on purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import AccountLink, User
from kbang_ntm.core.services.accounts import issue_link, use_link
from kbang_ntm.core.strangers import MOST_SEARCHES
from tests.core.people import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"
ATTACKER, HOME = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "10.1.1.1"}


class CountingHasher(MD5PasswordHasher):
    """The tests' quick hasher, which also says how often it was asked."""

    asked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).asked += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def no_counts() -> None:
    cache.clear()


@pytest.fixture
def hasher(settings: Any) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return CountingHasher


def sign_in(name: str, password: str, **extra: Any) -> HttpResponseBase:
    """By the page, in a new browser."""
    data = {"login": name, "password": password}
    return Client().post(reverse("account_login"), data, **extra)


def again(name: str, password: str, **extra: Any) -> HttpResponseBase:
    """By the dialog, in a new browser."""
    data = {"username": name, "password": password}
    return Client().post(reverse("core:sign_in_again"), data, **extra)


@pytest.mark.parametrize("door", [sign_in, again], ids=["page", "dialog"])
def test_an_unknown_name_takes_as_long_and_reads_the_same(
    door: Any, hasher: type[CountingHasher]
) -> None:
    """Hashing a password is nearly all of the time: the number of hashes is the same for a wrong
    password, a name nobody has, an account that is closed and one that has no password yet."""
    make_person("alice")
    make_person("dong", is_active=False)
    fresh = make_person("moi")
    fresh.set_unusable_password()
    fresh.save()
    costs, bodies = {}, {}
    for name in ("alice", "khong-ai", "dong", "moi"):
        hasher.asked = 0
        answer = door(name, "sai-mat-khau")
        costs[name] = hasher.asked
        text = str(answer.json()) if door is again else answer.content.decode()
        bodies[name] = (answer.status_code, "chưa đúng" in text, "không còn dùng" in text)
    assert costs == dict.fromkeys(costs, 1)
    assert set(bodies.values()) == {(bodies["alice"][0], True, False)}


def test_lock_out_tells_nothing_about_the_name() -> None:
    make_person("alice")
    for name in ("alice", "khong-ai"):
        codes = [sign_in(name, "sai", **ATTACKER).status_code for _ in range(6)]
        assert codes == [200, 200, 200, 200, 429, 429]


def test_nobody_is_kept_out_from_elsewhere() -> None:
    """Whatever is tried from one address, the person signs in at another."""
    make_person("alice")
    for _ in range(40):
        sign_in("alice", "sai", **ATTACKER)
    assert sign_in("alice", PASSWORD, **ATTACKER).status_code != 302
    assert sign_in("alice", PASSWORD, **HOME).status_code == 302


def test_the_lock_opens_by_itself_though_the_knocking_goes_on() -> None:
    """Behind one address with the attacker: a quarter of an hour, not prolonged by more tries."""
    make_person("alice")
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(5):
            sign_in("alice", "sai", **ATTACKER)
        for _ in range(14):
            clock.shift(timedelta(minutes=1))
            assert sign_in("alice", "sai", **ATTACKER).status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))
        assert sign_in("alice", PASSWORD, **ATTACKER).status_code == 302


def test_a_link_of_the_administrator_opens_the_lock_at_once() -> None:
    boss, alice = make_person("boss", is_superuser=True), make_person("alice")
    for _ in range(6):
        sign_in("alice", "sai", **ATTACKER)
    link = issue_link(actor=boss, user=alice, purpose=AccountLink.Purpose.RESET)
    use_link(token=link.path.rstrip("/").rpartition("/")[2], password="mot-cau-khac-hẳn")
    assert sign_in("alice", "mot-cau-khac-hẳn", **ATTACKER).status_code == 302


def test_many_names_from_one_address_are_slowed_down() -> None:
    codes = [sign_in(f"ai{number}", "sai", **ATTACKER).status_code for number in range(70)]
    assert 429 in codes or "liền" in sign_in("ai", "sai", **ATTACKER).content.decode()
    make_person("alice")
    assert sign_in("alice", PASSWORD, **HOME).status_code == 302


def test_a_forged_address_of_the_caller_opens_no_lock() -> None:
    """What a browser claims about its own address is not believed."""
    make_person("alice")
    codes = []
    for number in range(8):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        codes.append(sign_in("alice", "sai", **ATTACKER, **forged).status_code)
    assert codes[-1] == 429


@pytest.mark.parametrize("name", ["campaigns:stories-public", "awards:awarded-public"])
def test_searches_from_one_address_are_bounded(name: str) -> None:
    address = reverse(name)
    client = Client()
    codes = [
        client.get(address, {"tim": str(number % 3)}, **ATTACKER).status_code
        for number in range(MOST_SEARCHES + 1)
    ]
    assert codes == [200] * MOST_SEARCHES + [429]
    assert client.get(address, **ATTACKER).status_code == 200, "the plain page stays open"
    assert client.get(address, {"tim": "x"}, **HOME).status_code == 200


def test_people_who_have_signed_in_search_without_a_bound() -> None:
    client = Client()
    client.force_login(make_person("alice"), "allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("campaigns:stories-public")
    for number in range(MOST_SEARCHES + 1):
        client.get(reverse("campaigns:stories-public"), {"tim": str(number)}, **ATTACKER)
    assert client.get(address, {"tim": "x"}, **ATTACKER).status_code == 200


def test_nobody_becomes_more_by_fields_that_are_not_theirs() -> None:
    """Mass assignment: names of columns sent along with forms that do not ask for them."""
    from communes.enums import Role
    from tests.factories.communes import make_post, make_world

    world = make_world()
    boss = make_person("boss", is_superuser=True)
    make_post(boss, Role.ADMINISTRATOR, world.district)
    client = Client()
    client.force_login(boss, "allauth.account.auth_backends.AuthenticationBackend")
    alice = make_person("alice")
    page = reverse("core:account_edit", args=[alice.uid])
    form = client.get(page).context["form"]
    kept = {name: form[name].value() or "" for name in form.fields}
    more = {
        "is_superuser": "on", "is_staff": "on", "password": "x", "username": "boss2", "id": "1",
        "pk": "1", "uid": str(boss.uid), "groups": "1", "is_active": "",
    }  # fmt: skip
    before = User.objects.filter(pk=alice.pk).values().get()
    answer = client.post(page, {**more, **kept, "full_name": "Alice Mới"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    after = User.objects.filter(pk=alice.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"full_name", "sort_key", "search_key"}
    assert "full_name" in changed
