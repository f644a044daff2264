"""The addresses that answer in JSON, asked with whatever a program can think of: they keep to
docs/openapi.yaml, never fail with 500, and refuse other verbs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core.cache import cache as counts
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.core.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_server]
SPEC = yaml.safe_load((Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text())
ADDRESS = "http://127.0.0.1"


@cache
def application() -> WSGIHandler:
    """Made with the first question, not while tests are collected; the server's own would also
    settle the memory of this process."""
    return get_wsgi_application()


def from_here(environ: dict[str, Any], start_response: Any) -> Any:
    """The portal as gunicorn calls it: with the address of who asks."""
    return application()({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


schema = schemathesis.openapi.from_dict(SPEC)
schema.app = from_here
schema.config.update(base_url=ADDRESS)


@pytest.fixture(autouse=True)
def one_transaction() -> Iterator[None]:
    """The server closes an old connection between requests; here it holds the test's rows."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


VERBS = [(path, verb) for path, verbs in SPEC["paths"].items() for verb in verbs]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "verb"), VERBS)
def test_what_is_said_is_answered(path: str, verb: str, mode: GenerationMode) -> None:
    """In both modes: what the description allows, and what it does not."""
    counts.clear()
    make_person("xa.thu")
    request = RequestFactory().get("/")
    sent = {  # as the dialog sends it; without the token every POST is the page of 403
        "headers": {
            "X-CSRFToken": get_token(request),
            "X-Requested-With": "XMLHttpRequest",
            "Accept-Encoding": "identity",  # this caller does not unpack
        },
        "cookies": {settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"]},
    }

    @how(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][verb.upper()].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        # A name and a password nobody has are well said and refused all the same.
        case.call_and_validate(excluded_checks=[positive_data_acceptance], **sent)

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE and "requestBody" not in SPEC["paths"][path][verb]


def test_every_address_of_the_description_is_ours() -> None:
    for path in SPEC["paths"]:
        get_resolver().resolve(path)


@pytest.mark.parametrize("path", SPEC["paths"])
def test_each_answers_json(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
