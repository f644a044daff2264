"""Asking twice gets the first answer: unique (account, key) with a fingerprint of the request."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kbang_ntm.core.errors import Conflict
from kbang_ntm.core.models import IdempotencyKey, User


def fingerprint(body: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of a request body."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def earlier_answer(*, user: User, key: str, print_: str) -> dict[str, Any] | None:
    """The stored answer for this key, or None when it was never used.

    Raises Conflict (`key_reused`) when the key was used with another body.
    """
    row = IdempotencyKey.objects.filter(user=user, key=key).first()
    if row is None:
        return None
    if row.fingerprint != print_:
        raise Conflict(
            "key_reused",
            "Lần lưu này trùng mã với một lần lưu khác. Tải lại trang rồi lưu lại.",
        )
    answer: dict[str, Any] = row.response
    return answer


def keep_answer(*, user: User, key: str, print_: str, answer: dict[str, Any]) -> None:
    """Store the answer in the caller's transaction; a race on the key fails the later one."""
    IdempotencyKey.objects.create(user=user, key=key, fingerprint=print_, response=answer)
