"""For tests that send thousands of requests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def quiet() -> Iterator[None]:
    """Each request writes lines of log: they would bury what is wrong."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
