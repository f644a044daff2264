"""Refusals: what a service says when it will not do what was asked."""

from __future__ import annotations


class Refused(Exception):
    """A request that business rules do not allow.

    `code` is stable and for tests and logs; `message` is the Vietnamese sentence the person
    reads: what is wrong, then what to do. Nothing is stored when a service raises it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotAllowed(Refused):
    """The person has no right to this act; a view answers 403 with the sentence."""


class Conflict(Refused):
    """Somebody else was first, or a key was used again with another body; answered 409."""
