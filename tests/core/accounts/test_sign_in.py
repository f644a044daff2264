"""Signing in: lock-out, the second factor, and an ended session that loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kbang_ntm.core.models import User
from kbang_ntm.core.redaction import hide_link_tokens
from kbang_ntm.core.registry import registry
from tests.core.accounts.people import PASSWORD, make_boss, make_person, sign_in

pytestmark = pytest.mark.django_db
OTHER = {"REMOTE_ADDR": "10.9.8.7"}
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def alice() -> User:
    return make_person("alice")


def current_code(secret: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def test_the_right_password_opens_and_a_wrong_one_says_so(client: Client, alice: User) -> None:
    page = sign_in(client, password="sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert sign_in(client).status_code == 302
    assert client.get(reverse("core:my_account")).status_code == 200


def test_signing_up_does_not_exist(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/tai-khoan/signup/").status_code == 404
    assert "liên kết dùng một lần" in client.get(reverse("account_reset_password")).content.decode()


def test_five_failures_lock_the_name_here_but_not_elsewhere(alice: User) -> None:
    client = Client()
    for name in ("alice", "Alice", "ALICE", " alice"):
        assert sign_in(client, name, password="sai").status_code == 200
    locked = sign_in(client, password="sai")
    assert locked.status_code == 429
    assert "tạm khóa tên này ở máy này 15 phút" in locked.content.decode()
    assert sign_in(client).status_code == 429, "the right password must not open it now"
    assert sign_in(Client(), **OTHER).status_code == 302
    make_person("bob")
    assert sign_in(Client(), "bob").status_code == 302


def test_the_dialog_is_told_of_a_lock_out_in_words(alice: User) -> None:
    client = Client()
    answer = None
    for _ in range(6):
        answer = client.post(
            reverse("core:sign_in_again"), {"username": "alice", "password": "sai"}, **SCRIPT
        )
    assert answer is not None
    assert answer.status_code == 429
    assert "tạm khóa" in answer.json()["message"]


def test_a_page_of_a_stranger_leads_to_the_sign_in_page(client: Client) -> None:
    answer = client.get(reverse("core:my_account"))
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('core:my_account')}"


@pytest.mark.parametrize("header", [{"HTTP_HX_REQUEST": "true"}, SCRIPT])
def test_a_script_of_a_stranger_gets_401(client: Client, header: dict[str, str]) -> None:
    answer = client.get(reverse("core:my_account"), **header)
    assert answer.status_code == 401
    assert answer.json() == {"sign_in": reverse("core:sign_in_again")}


def test_signing_in_again_in_place(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    address = reverse("core:sign_in_again")
    hello = client.get(address, **SCRIPT).json()
    assert hello["username"] == ""
    given = {"username": "alice", "password": "sai", "csrfmiddlewaretoken": hello["csrf"]}
    assert client.post(address, given, **SCRIPT).status_code == 400
    answer = client.post(address, {**given, "password": PASSWORD}, **SCRIPT).json()
    assert answer["signed_in"] is True
    assert client.get(address).json()["username"] == "alice"
    assert client.get(reverse("core:my_account")).status_code == 200
    assert client.post(address, {"username": "alice"}, **SCRIPT).status_code == 403


def test_a_closed_account_cannot_sign_in_again_in_place(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()
    answer = client.post(
        reverse("core:sign_in_again"), {"username": "alice", "password": PASSWORD}, **SCRIPT
    )
    assert answer.status_code == 400
    assert "_auth_user_id" not in client.session


def test_without_scripts_an_interrupted_form_keeps_its_fields(client: Client, alice: User) -> None:
    boss = make_boss()
    to = reverse("core:account_edit", args=[alice.uid])
    typed = {"full_name": "Đinh <Văn> Thuận", "phone": "0905", "password": "khong-giu"}
    page = client.post(to, typed)
    assert page.status_code == 401
    body = page.content.decode()
    assert 'name="kept:full_name" value="Đinh &lt;Văn&gt; Thuận"' in body
    assert "khong-giu" not in body

    kept = {"kept:full_name": typed["full_name"], "kept:phone": "0905", "to": to}
    wrong = client.post(
        reverse("core:resume"), {**kept, "username": boss.username, "password": "sai"}
    )
    assert wrong.status_code == 400
    assert "Đinh &lt;Văn&gt; Thuận" in wrong.content.decode()
    again = client.post(
        reverse("core:resume"), {**kept, "username": boss.username, "password": PASSWORD}
    )
    body = again.content.decode()
    assert f'action="{to}"' in body
    assert 'name="phone" value="0905"' in body
    assert client.post(to, {"full_name": typed["full_name"], "phone": "0905"}).status_code == 302
    alice.refresh_from_db()
    assert (alice.full_name, alice.phone) == (typed["full_name"], "0905")


@pytest.mark.parametrize("to", ["https://xau.example/", "//xau.example/", "javascript:alert(1)"])
def test_resuming_never_leads_elsewhere(client: Client, to: str) -> None:
    assert client.post(reverse("core:resume"), {"to": to})["Location"] == "/"


def test_the_dialog_asks_for_the_second_factor(client: Client, alice: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    address = reverse("core:sign_in_again")
    given = {"username": "alice", "password": PASSWORD}
    first = client.post(address, given, **SCRIPT)
    assert (first.status_code, first.json()["code_needed"]) == (400, True)
    assert "_auth_user_id" not in client.session
    wrong = client.post(address, {**given, "code": "000000"}, **SCRIPT)
    assert wrong.json()["message"].startswith("Mã chưa đúng")
    right = client.post(address, {**given, "code": current_code(secret)}, **SCRIPT)
    assert right.json()["signed_in"] is True


def test_a_reserve_code_works_once(alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())
    code = RecoveryCodes.activate(alice).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_the_secret_of_a_link_stays_out_of_the_log() -> None:
    line = {"request": "GET /tai-khoan/lien-ket/abcDEF_-0123456789012345/", "code": 200}
    assert hide_link_tokens(None, "info", line)["request"] == "GET /tai-khoan/lien-ket/…/"


def test_a_role_that_needs_a_second_factor_is_sent_to_set_it_up(
    client: Client, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MFA_REQUIRED_ROLES = frozenset({"dieuphoi"})
    monkeypatch.setattr(registry, "role_codes", lambda user: frozenset({"dieuphoi"}))
    sign_in(client)
    answer = client.get(reverse("core:my_account"))
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(
        reverse("account_reauthenticate")
    )
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert '<svg viewBox="0 0' in page.content.decode()
    done = client.post(
        reverse("mfa_activate_totp"), {"code": current_code(page.context["form"].secret)}
    )
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"])
    assert codes.status_code == 200
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    kept = client.post(reverse("mfa_deactivate_totp"))
    assert "buộc phải có xác thực hai bước" in kept.content.decode()
    assert client.get(reverse("core:my_account")).status_code == 200


def test_other_roles_need_none(
    client: Client, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MFA_REQUIRED_ROLES = frozenset({"dieuphoi"})
    monkeypatch.setattr(registry, "role_codes", lambda user: frozenset({"congchuc"}))
    sign_in(client)
    assert client.get(reverse("core:my_account")).status_code == 200


def test_changing_the_password_ends_other_sessions(alice: User) -> None:
    desk, phone = Client(), Client()
    sign_in(desk)
    sign_in(phone)
    form = {"oldpassword": PASSWORD, "password1": "ngan", "password2": "ngan"}
    weak = desk.post(reverse("account_change_password"), form)
    assert "Mật khẩu ngắn quá. Dùng ít nhất 10 ký tự." in weak.content.decode()
    new = "buoi sang o Kon Loc"
    desk.post(reverse("account_change_password"), {**form, "password1": new, "password2": new})
    assert desk.get(reverse("core:my_account")).status_code == 200
    assert phone.get(reverse("core:my_account")).status_code == 302


def test_own_sessions_are_listed_and_ended(alice: User) -> None:
    desk, phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120"), Client()
    sign_in(desk)
    sign_in(phone)
    assert "Chrome, Windows" in phone.get(reverse("core:my_sessions")).content.decode()
    desk.post(reverse("core:my_sessions"))
    assert phone.get(reverse("core:my_account")).status_code == 302
    assert desk.get(reverse("core:my_account")).status_code == 200


def test_the_administration_screens_use_the_same_door(client: Client, alice: User) -> None:
    answer = client.get("/quan-tri/")
    login = client.get(answer["Location"]) if answer["Location"].startswith("/quan-tri") else answer
    assert login["Location"].startswith(reverse("account_login"))
    sign_in(client)
    assert client.get("/quan-tri/login/").status_code == 403


def test_signing_out_asks_first_and_ends_the_session(client: Client, alice: User) -> None:
    sign_in(client)
    assert "Thoát khỏi cổng?" in client.get(reverse("account_logout")).content.decode()
    assert client.get(reverse("core:my_account")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("core:my_account")).status_code == 302
