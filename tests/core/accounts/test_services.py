"""Accounts are given, helped and closed by an administrator, with a trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AccountLink, AuditEvent, User
from kbang_ntm.core.services import accounts
from kbang_ntm.core.signals import account_left
from tests.core.accounts.people import make_boss, make_person

pytestmark = pytest.mark.django_db
GOOD = "buoi sang o Kon Loc"


@pytest.fixture
def boss() -> User:
    return make_boss()


@pytest.fixture
def alice() -> User:
    return make_person("alice")


def test_a_new_account_has_no_password_and_leaves_a_trace(boss: User) -> None:
    user = accounts.create_account(
        actor=boss, username=" Xa.SonLang2 ", full_name="Đinh Thị Hạnh", position="công chức"
    )
    assert (user.username, user.has_usable_password()) == ("xa.sonlang2", False)
    event = AuditEvent.objects.get(subject_uid=user.uid)
    assert (event.action, event.actor_uid) == ("account.create", boss.uid)


@pytest.mark.parametrize(
    ("username", "code"), [("alice", "username_taken"), ("hạnh", "invalid"), ("a b", "invalid")]
)
def test_a_wrong_or_taken_name_is_refused(
    boss: User, alice: User, username: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        accounts.create_account(actor=boss, username=username, full_name="Người khác")
    assert refusal.value.code == code
    assert User.objects.count() == 2


def acts(actor: User, user: User) -> list[Any]:
    """Every act of an administrator on an account, ready to be called."""
    today = date(2025, 6, 20)
    return [
        lambda: accounts.issue_link(actor=actor, user=user, purpose="reset"),
        lambda: accounts.sign_out_everywhere(actor=actor, user=user),
        lambda: accounts.close_account(actor=actor, user=user, left_on=today, reason="x"),
        lambda: accounts.reopen_account(actor=actor, user=user, reason="x"),
        lambda: accounts.update_account(
            actor=actor, user=user, full_name="Đổi", position="", phone="", email=""
        ),
    ]


def test_nobody_but_an_administrator_acts_and_not_on_himself(boss: User, alice: User) -> None:
    bob = make_person("bob")
    for act in acts(alice, bob) + acts(boss, boss):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        accounts.create_account(actor=alice, username="carol", full_name="Carol")
    assert not AuditEvent.objects.exists()
    assert not AccountLink.objects.exists()


def test_a_role_administrator_may_not_touch_a_system_administrator(
    boss: User, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts.registry, "is_administrator", lambda user: True)
    bob = make_person("bob")
    assert accounts.issue_link(actor=alice, user=bob, purpose="reset").link.user == bob
    for act in acts(alice, boss):
        with pytest.raises(NotAllowed):
            act()


def test_the_link_sets_the_password_once(boss: User, alice: User) -> None:
    issued = accounts.issue_link(actor=boss, user=alice, purpose="invite")
    assert issued.token not in issued.link.token_hash
    assert accounts.use_link(token=issued.token, password=GOOD) == alice
    alice.refresh_from_db()
    assert alice.check_password(GOOD)
    with pytest.raises(Refused) as again:
        accounts.use_link(token=issued.token, password="mot cau hoan toan khac")
    assert again.value.code == "link_used"
    alice.refresh_from_db()
    assert alice.check_password(GOOD)


def test_an_expired_unknown_or_replaced_link_is_refused(boss: User, alice: User) -> None:
    first = accounts.issue_link(actor=boss, user=alice, purpose="reset")
    second = accounts.issue_link(actor=boss, user=alice, purpose="reset")
    AccountLink.objects.filter(pk=second.link.pk).update(
        expires_at=second.link.created_at - timedelta(seconds=1)
    )
    for token, code in (
        (first.token, "link_expired"),
        (second.token, "link_expired"),
        ("khong-co", "link_unknown"),
    ):
        with pytest.raises(Refused) as refusal:
            accounts.use_link(token=token, password=GOOD)
        assert refusal.value.code == code
    alice.refresh_from_db()
    assert not alice.check_password(GOOD)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan", "Mật khẩu ngắn quá. Dùng ít nhất 10 ký tự."),
        ("8205720574", "Mật khẩu chỉ có chữ số. Thêm chữ vào."),
        ("alice.alice", "Mật khẩu giống tên đăng nhập hay họ tên. Chọn câu khác."),
        ("qwertyuiop", "Mật khẩu này nhiều người hay dùng nên dễ đoán. Chọn câu khác."),
    ],
)
def test_a_weak_password_is_refused_in_words(boss: User, password: str, sentence: str) -> None:
    user = accounts.create_account(actor=boss, username="alice.alice", full_name="Alice")
    issued = accounts.issue_link(actor=boss, user=user, purpose="invite")
    with pytest.raises(Refused) as refusal:
        accounts.use_link(token=issued.token, password=password)
    assert sentence in refusal.value.message
    assert accounts.find_link(issued.token).used_at is None


def test_a_lost_second_factor_needs_a_reason_and_its_own_link(boss: User, alice: User) -> None:
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with pytest.raises(Refused) as refusal:
        accounts.issue_link(actor=boss, user=alice, purpose="mfa_reset")
    assert refusal.value.code == "no_reason"
    wrong = accounts.issue_link(actor=boss, user=alice, purpose="reset")
    with pytest.raises(Refused):
        accounts.remove_second_factor(token=wrong.token)
    right = accounts.issue_link(
        actor=boss, user=alice, purpose="mfa_reset", reason="gọi lại số của UBND xã"
    )
    with pytest.raises(Refused):
        accounts.use_link(token=right.token, password=GOOD)
    accounts.remove_second_factor(token=right.token)
    assert not Authenticator.objects.filter(user=alice).exists()
    recorded = AuditEvent.objects.filter(subject_uid=alice.uid).first()
    assert recorded is not None
    assert recorded.action == "account.second_factor_removed"


def test_departure_closes_links_and_tells_the_apps_after_the_commit(
    boss: User, alice: User, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[User] = []

    def hear(sender: object, user: User, actor: User, **kwargs: object) -> None:
        told.append(user)

    issued = accounts.issue_link(actor=boss, user=alice, purpose="reset")
    account_left.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            accounts.close_account(
                actor=boss, user=alice, left_on=date(2025, 6, 30), reason="nghỉ hưu"
            )
            assert told == []
    finally:
        account_left.disconnect(hear)
    assert told == [alice]
    alice.refresh_from_db()
    assert (alice.is_active, alice.left_on) == (False, date(2025, 6, 30))
    with pytest.raises(Refused):
        accounts.use_link(token=issued.token, password=GOOD)
    with pytest.raises(Refused) as refusal:
        accounts.issue_link(actor=boss, user=alice, purpose="reset")
    assert refusal.value.code == "left"


def test_a_reopened_account_has_no_old_password(boss: User, alice: User) -> None:
    accounts.close_account(actor=boss, user=alice, left_on=date(2025, 6, 30), reason="x")
    accounts.reopen_account(actor=boss, user=alice, reason="trở lại")
    alice.refresh_from_db()
    assert (alice.is_active, alice.left_on, alice.has_usable_password()) == (True, None, False)


def test_a_changed_name_gets_a_new_sort_key(boss: User, alice: User) -> None:
    before = alice.sort_key
    changed = accounts.update_account(
        actor=boss, user=alice, full_name="Đinh Văn Thuận", position="", phone="", email=""
    )
    assert changed.sort_key != before
    assert changed.search_key == "dinh van thuan"


def test_the_command_makes_one_administrator_and_helps_the_same_again() -> None:
    first = accounts.create_administrator(username="quantri", full_name="Quản trị")
    accounts.use_link(token=first.token, password=GOOD)
    again = accounts.create_administrator(username="quantri", full_name="Tên khác")
    assert again.link.user == first.link.user
    assert User.objects.get().full_name == "Quản trị"
    make_person("alice")
    with pytest.raises(Refused) as refusal:
        accounts.create_administrator(username="alice", full_name="Alice")
    assert refusal.value.code == "username_taken"
