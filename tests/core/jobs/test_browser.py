"""The page of a job in a real browser: it follows the work without a hand on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.jobs import claim, enqueue
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_progress_moves_and_ends_in_the_result(page: Any, live_portal: str) -> None:
    alice = make_person()
    job = enqueue(kind=kinds.COUNT, key="1", title="Báo cáo thử", parameters={}, requested_by=alice)
    client = Client()
    client.force_login(alice)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_portal}]
    )
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(reverse("core:job", args=[job.uid]))
    page.get_by_text("Đang chờ").wait_for()

    context = claim(job.uid)
    assert context is not None
    context.step("Dựng bảng phụ lục", 2, 5)
    page.get_by_text("2/5 bước").wait_for(timeout=6_000)
    context.finish({"note": "Số liệu đến 30/9/2024."})
    page.get_by_text("Số liệu đến 30/9/2024.").wait_for(timeout=6_000)

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2_500)
    assert not asked, "a finished job is not asked about any more"
    assert not wrong
