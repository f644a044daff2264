"""Search without marks in columns that hold text as it was written."""

from __future__ import annotations

import unicodedata
from typing import Any, TypeVar

from django.db.models import CharField, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Lower

from kbang_ntm.core.vietnamese import fold
from kbang_ntm.core.vietnamese.text import APOSTROPHES, DASHES

# Letters that only mark the one before them.
MARKS = f"[{chr(0x300)}-{chr(0x36F)}{chr(0x1AB0)}-{chr(0x1AFF)}{chr(0x20D0)}-{chr(0x20FF)}]+"
# translate() maps letter by letter; what has no partner at the end is dropped.
LETTERS, PLAIN = "đƀy" + DASHES, "dbi" + "-" * len(DASHES)


T = TypeVar("T", bound=Model)


class Folded(Func):
    """A text column as `fold()` writes it, worked out by the database: without case, marks,
    apostrophes, kinds of dash and of blank."""

    output_field = CharField()

    def __init__(self, column: str, **extra: Any) -> None:
        bare = Func(column, Value(APOSTROPHES), Value(""), function="translate")
        apart = Func(bare, template="normalize(%(expressions)s, NFKD)")
        plain = Func(Lower(apart), Value(MARKS), Value(""), Value("g"), function="regexp_replace")
        letters = Func(plain, Value(LETTERS + APOSTROPHES), Value(PLAIN), function="translate")
        super().__init__(
            letters, Value(r"\s+"), Value(" "), Value("g"), function="regexp_replace", **extra
        )


def holding(rows: QuerySet[T], text: str, *columns: str) -> QuerySet[T]:
    """Rows in which every word of `text` stands in one of the columns, marks ignored."""
    words = fold(unicodedata.normalize("NFC", text or "")).split()
    if not words:
        return rows
    names = {f"folded_{number}": column for number, column in enumerate(columns)}
    rows = rows.alias(**{name: Folded(column) for name, column in names.items()})
    for word in words:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__contains": word})
        rows = rows.filter(found)
    return rows
