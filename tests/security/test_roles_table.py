"""docs/roles.md says what rights.csv says."""

from __future__ import annotations

from tests.security.roles_table import BEGIN, NAMES, PAGE, allowed, rendered_page, who
from tests.security.stage import ACCOUNTS, ANONYMOUS


def test_the_page_is_current() -> None:
    """Otherwise: python -m tests.security.roles_table"""
    text = PAGE.read_text(encoding="utf-8")
    assert BEGIN in text
    assert rendered_page(text) == text


def test_accounts_in_words() -> None:
    members = [name for name in ACCOUNTS if name != ANONYMOUS]
    assert set(members) == set(NAMES)
    assert who([]) == "nobody"
    assert who(members) == "all signed in"
    assert who(ACCOUNTS) == "everybody"
    assert who(members[1:]) == "all but xa"
    assert who(["quantri", ANONYMOUS]) == "quản trị, strangers"


def test_what_the_table_refuses_is_not_called_allowed() -> None:
    assert allowed("core:condition", "none", "GET") == ["quantri"]
    assert allowed("core:condition", "none", "POST") == []
    assert ANONYMOUS not in allowed("core:notices", "none", "GET")
    assert allowed("admin:core_auditevent_changelist", "none", "GET") == ["quantri"]
