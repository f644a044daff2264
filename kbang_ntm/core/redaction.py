"""Secrets that must not stand in logs; imported by the settings, so nothing of Django here."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

LINK_TOKEN = re.compile(r"(/lien-ket/)[\w-]{20,}")


def hide_link_tokens(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: one-time links keep their path and lose their secret."""
    for key, value in event.items():
        if isinstance(value, str) and "/lien-ket/" in value:
            event[key] = LINK_TOKEN.sub(r"\1…", value)
    return event
