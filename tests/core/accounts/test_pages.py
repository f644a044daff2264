"""The administrator's pages: the right role may, others are told why not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import AccountLink, User
from kbang_ntm.core.services import accounts
from tests.core.accounts.people import PASSWORD, make_boss, make_person, sign_in

pytestmark = pytest.mark.django_db
GOOD = "buoi sang o Kon Loc"


@pytest.fixture
def boss() -> User:
    return make_boss()


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def office(boss: User) -> Client:
    client = Client()
    client.force_login(boss, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def pages(user: User) -> list[str]:
    return [
        reverse("core:accounts"),
        reverse("core:account_new"),
        *(
            reverse(f"core:{name}", args=[user.uid])
            for name in ("account", "account_edit", "account_close", "account_reopen")
        ),
        reverse("core:account_link", args=[user.uid, "reset"]),
    ]


def test_only_administrators_open_the_pages(office: Client, boss: User, alice: User) -> None:
    stranger, worker = Client(), Client()
    worker.force_login(alice, "allauth.account.auth_backends.AuthenticationBackend")
    for address in pages(make_person("bob")):
        assert office.get(address).status_code == 200, address
        refused = worker.get(address)
        assert refused.status_code == 403, address
        assert "dành cho người quản trị tài khoản" in refused.content.decode()
        away = stranger.get(address)
        assert (away.status_code, away["Location"].split("?")[0]) == (
            302,
            reverse("account_login"),
        )


def test_posts_of_others_change_nothing(alice: User) -> None:
    bob = make_person("bob")
    worker = Client()
    worker.force_login(alice, "allauth.account.auth_backends.AuthenticationBackend")
    for address in [*pages(bob), reverse("core:account_sign_out", args=[bob.uid])]:
        answer = worker.post(address, {"reason": "x", "left_on": "30/06/2025"})
        assert answer.status_code in (403, 405), address
    bob.refresh_from_db()
    assert bob.is_active
    assert not AccountLink.objects.exists()


def test_an_unknown_person_is_404(office: Client) -> None:
    address = reverse("core:account", args=["00000000-0000-4000-8000-000000000000"])
    assert office.get(address).status_code == 404


def test_from_new_account_to_first_sign_in(office: Client) -> None:
    made = office.post(
        reverse("core:account_new"), {"username": "xa.dong2", "full_name": "Trần Thị Bé"}
    )
    user = User.objects.get(username="xa.dong2")
    to_link = reverse("core:account_link", args=[user.uid, "invite"])
    assert (made.status_code, made["Location"]) == (302, to_link)
    shown = office.post(to_link, {"reason": ""})
    path = shown.context["issued"].path
    assert f"http://testserver{path}" in shown.content.decode()
    assert path not in office.get(to_link).content.decode()

    person = Client()
    assert person.get(path).status_code == 200
    assert person.get(path).status_code == 200, "opening must not use the link up"
    unlike = person.post(path, {"password": GOOD, "again": "khác hẳn câu trên"})
    assert unlike.status_code == 422
    assert "chưa giống nhau" in unlike.content.decode()
    assert person.post(path, {"password": GOOD, "again": GOOD}).status_code == 302
    assert person.get(path).status_code == 410
    assert sign_in(person, "XA.dong2", GOOD)["Location"] == "/"
    assert person.get(reverse("core:my_account")).status_code == 200


def test_the_list_finds_without_marks_in_constant_queries(
    office: Client, django_assert_max_num_queries: Any
) -> None:
    make_person("quyen").save()
    User.objects.filter(username="quyen").update(full_name="x")
    user = User.objects.get(username="quyen")
    user.full_name = "Đinh Thị Mỹ Quyên"
    user.save()
    address = reverse("core:accounts")
    for text in ("my quyen", "QUYÊN mỹ", "quyen"):
        found = office.get(address, {"q": text}).context["table"].rows
        assert [row.record.username for row in found] == ["quyen"], text
    assert "Không có tài khoản nào khớp" in office.get(address, {"q": "zzz"}).content.decode()
    for count in (1, 3):
        for number in range(count):
            make_person(f"nguoi{count}{number}")
        with django_assert_max_num_queries(8):  # four for the page, the rest for the frame
            assert office.get(address).status_code == 200


def test_closing_ends_the_open_session_at_once(office: Client, alice: User) -> None:
    person = Client()
    sign_in(person)
    assert person.get(reverse("core:my_account")).status_code == 200
    assert UserSession.objects.filter(user=alice).count() == 1
    done = office.post(
        reverse("core:account_close", args=[alice.uid]),
        {"left_on": "30/06/2025", "reason": "chuyển công tác"},
    )
    assert done.status_code == 302
    alice.refresh_from_db()
    assert alice.left_on == date(2025, 6, 30)
    assert person.get(reverse("core:my_account")).status_code == 302
    assert (
        "không còn dùng" in sign_in(Client()).content.decode()
        or not sign_in(Client()).wsgi_request.user.is_authenticated
    )


def test_signing_somebody_out_everywhere(office: Client, alice: User) -> None:
    desk, phone = Client(), Client()
    sign_in(desk)
    sign_in(phone)
    office.post(reverse("core:account_sign_out", args=[alice.uid]))
    for client in (desk, phone):
        assert client.get(reverse("core:my_account")).status_code == 302


def test_own_account_is_not_managed_here(office: Client, boss: User) -> None:
    page = office.get(reverse("core:account", args=[boss.uid])).content.decode()
    assert reverse("core:account_close", args=[boss.uid]) not in page
    answer = office.post(reverse("core:account_link", args=[boss.uid, "reset"]), {"reason": ""})
    assert answer.status_code == 422
    assert not AccountLink.objects.exists()


def test_the_command_prints_a_link_that_works(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_administrator", "--username", "sep", "--site", "https://ntm.example/")
    address = capsys.readouterr().out.strip().splitlines()[-1]
    assert address.startswith("https://ntm.example/tai-khoan/lien-ket/")
    client = Client()
    client.post(address.removeprefix("https://ntm.example"), {"password": GOOD, "again": GOOD})
    assert sign_in(client, "sep", GOOD).status_code == 302
    make_person("alice")
    with pytest.raises(CommandError, match="tài khoản thường"):
        call_command("create_administrator", "--username", "alice")


def test_a_lost_second_factor_needs_the_password_beside_the_link(boss: User, alice: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(alice, generate_totp_secret())
    issued = accounts.issue_link(
        actor=boss, user=alice, purpose="mfa_reset", reason="gặp trực tiếp"
    )
    client = Client()
    wrong = client.post(issued.path, {"password": "khong-phai"})
    assert wrong.status_code == 422
    assert alice.authenticator_set.exists()
    assert client.post(issued.path, {"password": PASSWORD}).status_code == 302
    assert not alice.authenticator_set.exists()
    assert sign_in(client).status_code == 302
