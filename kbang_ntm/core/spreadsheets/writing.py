"""Text that leaves the portal in a spreadsheet and can never be taken for a formula."""

from __future__ import annotations

import re
from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:\s?%)?")
_BLANKS = " \u00a0\ufeff"
GUARD = "'"
_BEFORE = GUARD + _BLANKS


def may_compute(text: str) -> bool:
    """Whether a spreadsheet program could read the text as a formula or a command: it starts with
    = + - @, a tab or a line break (or one of their wide twins) and is no plain number."""
    bare = text.lstrip(_BLANKS)
    return bare.startswith(_STARTS) and not _NUMBER.fullmatch(bare)


def guarded(value: Any) -> Any:
    """A value for a CSV cell: text that may compute gets an apostrophe in front, which spreadsheet
    programs show as text and `read_spreadsheet` takes off again; anything else as it is."""
    # An apostrophe that stands before such a text already gets another, to come back as it was.
    if isinstance(value, str) and may_compute(value.lstrip(_BEFORE)):
        return f"{GUARD}{value}"
    return value


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith(GUARD) and may_compute(text.lstrip(_BEFORE)) else text
