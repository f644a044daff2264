"""Numbers for a monitor: for the token's holder or this very machine, for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kbang_ntm.core.metrics import NUMBERS
from kbang_ntm.core.queries.condition import facts

pytestmark = pytest.mark.django_db
TOKEN = "mot-tu-khoa-dai-cho-may-theo-doi"


def test_this_machine_may_ask(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "django_http_requests_before_middlewares_total" in text
    assert re.search(r'portal_good\{fact="queue"\} 1\.0', text)
    for fact in facts():
        if fact.key in NUMBERS and fact.number is not None:
            assert re.search(rf"^{NUMBERS[fact.key][0]} \d", text, re.M), fact.key


@pytest.mark.parametrize(
    "how",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
)
def test_others_are_told_of_no_such_page(client: Client, how: dict[str, str]) -> None:
    answer = client.get("/metrics", **how)
    assert answer.status_code == 404
    assert b"portal_" not in answer.content


def test_a_token_opens_from_anywhere_and_then_only_a_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    far = {"REMOTE_ADDR": "10.0.0.7"}
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=right, **far).status_code == 200
    for wrong in ("", TOKEN, f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer té"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404


def test_no_person_and_no_path_with_numbers_stands_in_it(client: Client) -> None:
    """Requests are counted by the name of their address, so that no uid becomes a label."""
    client.get("/khong-co/6b62616e-676e-4746-8d00-000000000001/")
    assert "6b62616e" not in client.get("/metrics").content.decode()
