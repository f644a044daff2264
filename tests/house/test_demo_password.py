"""The shared password of demonstration accounts can be changed by the next start."""

from __future__ import annotations

import pytest

from kbang_ntm.core.models import User
from kbang_ntm.run.content import renew_password


@pytest.mark.django_db
def test_only_accounts_with_the_old_password_get_the_new_one() -> None:
    shared, own = (
        User.objects.create_user(username=name, full_name=name, password=password)
        for name, password in (("chung", "mật khẩu cũ"), ("rieng", "của riêng tôi"))
    )
    renew_password("mật khẩu cũ", "mật khẩu mới")
    shared.refresh_from_db()
    own.refresh_from_db()
    assert shared.check_password("mật khẩu mới")
    assert own.check_password("của riêng tôi")


@pytest.mark.django_db
def test_same_password_changes_nothing() -> None:
    user = User.objects.create_user(username="chung", full_name="Chung", password="mật khẩu")
    before = user.password
    renew_password("mật khẩu", "mật khẩu")
    user.refresh_from_db()
    assert user.password == before
