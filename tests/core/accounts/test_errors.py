"""Refusals are pages in Vietnamese that say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.core.people import make_person

pytestmark = pytest.mark.django_db


def test_not_found(client: Client) -> None:
    client.force_login(make_person(), "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "Mở lại từ Việc của tôi hay từ danh mục" in answer.content.decode()


def test_a_form_without_its_mark_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert answer.status_code == 403
    assert "tải lại trang rồi gửi lại" in answer.content.decode()


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert "Những gì đã báo «Đã lưu» vẫn còn" in page


def test_pages_carry_no_inline_script_or_style(client: Client) -> None:
    page = client.get(reverse("account_login"))
    body = page.content.decode()
    assert "<style" not in body
    assert " style=" not in body
    assert body.count("<script") == body.count("<script src=")
    policy = page["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
