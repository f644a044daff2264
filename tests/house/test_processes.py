"""What the test fixtures promise: a real worker, a real browser, the application's rights."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from subprocess import Popen
from typing import Any

import pytest
from django.urls import reverse

from kbang_ntm.celery import app

Begin = Callable[..., Popen[bytes]]


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_worker_answers_and_dies_at_once(celery_worker_process: Begin) -> None:
    worker = celery_worker_process()
    assert len(app.control.ping(timeout=1)) == 1
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait(5) == -signal.SIGKILL


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_stranger_is_sent_to_the_sign_in_page(page: Any) -> None:
    answer = page.goto(reverse("reports:print"))
    assert answer.status == 200
    assert reverse("account_login") in page.url
