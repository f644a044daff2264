"""In a browser: a session that ends while somebody types is asked for in place."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from tests.browser.leading import FIRST_PAGE
from tests.core.accounts.people import PASSWORD, make_boss, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Any, username: str) -> None:
    page.goto("/tai-khoan/dang-nhap/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(FIRST_PAGE)


def test_the_dialog_keeps_the_page_and_sends_the_request_again(page: Any) -> None:
    make_boss()
    make_person("hanh")
    enter(page, "quantri")
    page.goto("/tai-khoan/danh-sach/")
    Session.objects.all().delete()

    page.fill("input[type=search]", "hanh")
    dialog = page.locator("dialog")
    dialog.wait_for()
    dialog.locator("[name=password]").fill("sai")
    dialog.locator("button[type=submit]").click()
    dialog.locator("[data-error]").wait_for()
    assert "chưa đúng" in dialog.locator("[data-error]").inner_text()
    assert page.locator("input[type=search]").input_value() == "hanh"

    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    dialog.wait_for(state="detached")
    page.get_by_text("1-1 trong 1 tài khoản").wait_for()
    assert page.locator("input[type=search]").input_value() == "hanh"
    # Forms already on the page carry the mark of the new session.
    page.click(".me button[type=submit]")
    page.wait_for_url("**/tai-khoan/dang-nhap/")


def test_own_scripts_get_the_same_dialog(page: Any) -> None:
    make_boss()
    enter(page, "quantri")
    page.goto("/tai-khoan/")
    Session.objects.all().delete()
    page.evaluate("void (window.later = portal.fetch('/tai-khoan/phien/').then((r) => r.status))")
    page.locator("dialog [name=password]").fill(PASSWORD)
    page.locator("dialog button[type=submit]").click()
    assert page.evaluate("window.later") == 200


def test_put_off_the_request_stays_unsent(page: Any) -> None:
    make_boss()
    enter(page, "quantri")
    page.goto("/tai-khoan/")
    Session.objects.all().delete()
    page.evaluate("void (window.later = portal.fetch('/tai-khoan/phien/').then((r) => r.status))")
    page.locator("dialog [data-later]").click()
    assert page.evaluate("window.later") == 401
    assert page.locator("dialog").count() == 0


def test_a_refusal_of_htmx_is_said_on_the_page(page: Any) -> None:
    make_person("hanh")
    enter(page, "hanh")
    page.goto("/tai-khoan/")
    page.evaluate("void htmx.ajax('GET', '/tai-khoan/danh-sach/', 'main')")
    page.locator("#trouble").wait_for()
    assert "dành cho người quản trị tài khoản" in page.locator("#trouble").inner_text()


def test_a_lost_network_is_said_and_taken_back(page: Any) -> None:
    make_person("hanh")
    enter(page, "hanh")
    page.goto("/tai-khoan/")
    page.context.set_offline(True)
    page.locator("#trouble").wait_for()
    assert "Mất mạng" in page.locator("#trouble").inner_text()
    page.context.set_offline(False)
    page.locator("#trouble").wait_for(state="hidden")
