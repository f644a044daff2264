"""The head shows what a person may open, and which page is open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kbang_ntm.core import navigation
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem, build, register

JOINED = datetime(2022, 8, 5, tzinfo=UTC)  # given, so that no clock is asked
ALICE = User(username="alice", full_name="Alice", date_joined=JOINED)


@pytest.fixture(autouse=True)
def own_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation.registry, "post_label", lambda user: "công chức")
    register(NavItem("Việc của tôi", "core:home", order=10))
    register(NavItem("Quản trị", "core:accounts", order=30, visible=lambda user: False))
    register(NavItem("Tài khoản", "core:my_account", order=20, foot_only=True))
    register(NavItem("Đăng nhập", "account_login", order=5, public=True))
    register(NavItem("Chưa có", "khong-co-ten-nay", order=1))


def test_items_in_order_and_only_those_allowed() -> None:
    found = build("/", ALICE)
    assert [link.label for link in found.links.all] == ["Đăng nhập", "Việc của tôi", "Tài khoản"]
    assert [link.label for link in found.links.top] == ["Đăng nhập", "Việc của tôi"]
    assert found.post == "công chức"


def test_strangers_see_public_items_only() -> None:
    found = build("/", None)
    assert [link.label for link in found.links.all] == ["Đăng nhập"]
    assert found.post == ""


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Việc của tôi"),
        ("/tai-khoan/phien/", "Tài khoản"),
        ("/tai-khoan/dang-nhap/", "Đăng nhập"),
    ],
)
def test_the_longest_beginning_is_current(path: str, label: str) -> None:
    assert [link.label for link in build(path, ALICE).links.all if link.current] == [label]


def test_no_item_is_current_elsewhere() -> None:
    assert not [link for link in build("/quan-tri/", ALICE).links.all if link.current]


def test_the_head_marks_its_own_item_for_a_page_below_it() -> None:
    """The foot marks the page itself, the head the part of the portal it lies in."""
    register(NavItem("Phong trào", "campaigns:home"))
    register(NavItem("Nhiệm vụ", "campaigns:tasks", foot_only=True))
    found = build("/phong-trao/nhiem-vu/bang/", ALICE)
    assert [link.label for link in found.links.all if link.current] == ["Nhiệm vụ"]
    assert [link.label for link in found.links.top if link.current] == ["Phong trào"]


def test_the_foot_lists_by_parts_and_ends_with_what_no_part_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation, "_groups", {})
    navigation.name_group("campaigns", "Phong trào")
    register(NavItem("Nhiệm vụ", "campaigns:tasks", order=60, foot_only=True))
    found = [
        (one.label, [link.label for link in one.links]) for one in build("/", ALICE).links.groups
    ]
    assert found == [
        ("Phong trào", ["Nhiệm vụ"]),
        ("Chung", ["Đăng nhập", "Việc của tôi", "Tài khoản"]),
    ]
    assert [one.label for one in build("/", None).links.groups] == ["Chung"]


def test_the_foot_is_drawn_once_for_all_who_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_groups", {})
    navigation.name_group("campaigns", "Phong <trào>")
    register(NavItem("Nhiệm vụ", "campaigns:tasks", order=60, foot_only=True))
    here, elsewhere = build("/phong-trao/nhiem-vu/", ALICE).links, build("/", ALICE).links
    link = '<a href="/phong-trao/nhiem-vu/"{}>Nhiệm vụ</a>'
    assert link.format(' aria-current="page"') in here.parts
    assert link.format("") in elsewhere.parts
    assert "<b>Phong &lt;trào&gt;</b>" in here.parts
    assert ">Tài khoản</a>" in here.own
    assert ">Tài khoản</a>" not in here.parts
    bob = User(username="bob", full_name="Bob", date_joined=JOINED)
    assert build("/phong-trao/nhiem-vu/bang/", bob).links is here
