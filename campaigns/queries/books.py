"""Rows of the registers as their lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.books import BOOKS, Book
from campaigns.models import BookRow, OcopProduct
from campaigns.queries.parties import Names, party_names
from campaigns.rules import acting
from communes.queries.register_rules import kept_units
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, format_date, format_number


@dataclass(frozen=True)
class BookAsked:
    """What a register is narrowed to."""

    party: str = ""
    year: int | None = None
    words: str = ""


@dataclass(frozen=True)
class BookLine:
    """A row with its owner's name; `expired` for stars that count no more."""

    row: BookRow
    owner: str
    expired: bool


def book_lines(user: User, book: Book, asked: BookAsked) -> list[BookLine]:
    """Rows that stand, in the register's order. Five queries at most."""
    rows = book.model.objects.visible_to(user).filter(withdrawn_at__isnull=True)
    if asked.year and book.year:
        column = book.year if book.year == "year" else f"{book.year}__year"
        rows = rows.filter(**{column: asked.year})
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    found: list[BookRow] = list(rows)
    names = names_for(found)
    lines = [line_of(row, names) for row in found]
    return [line for line in lines if not asked.party or line.owner == asked.party]


def line_of(row: BookRow, names: Names) -> BookLine:
    """A row with its words."""
    expired = isinstance(row, OcopProduct) and row.expired_on(clock.today())
    return BookLine(row, names.of(row.unit_id, row.agency_id), expired)


def names_for(rows: Iterable[BookRow]) -> Names:
    """Names of owners. Two queries at most."""
    rows = list(rows)
    return party_names([r.unit_id for r in rows], [r.agency_id for r in rows], clock.today())


def owners_seen(user: User, book: Book) -> list[str]:
    """Owners in the person's register, for the filter. Five queries at most."""
    rows = book.model.objects.visible_to(user).filter(withdrawn_at__isnull=True)
    pairs = list(rows.order_by().values_list("unit_id", "agency_id").distinct())
    names = party_names([one for one, _ in pairs], [one for _, one in pairs], clock.today())
    return sorted({names.of(*pair) for pair in pairs} - {""})


def counts(user: User) -> list[tuple[Book, int]]:
    """How many rows of each register the person may read. One query a register and the rights."""
    return [
        (book, book.model.objects.visible_to(user).filter(withdrawn_at__isnull=True).count())
        for book in BOOKS
    ]


def kept_parties(user: User) -> list[tuple[str, str]]:
    """Units and agencies the person keeps registers for, as choices. Four queries at most."""
    units, agencies = kept_units(user), acting(user).agencies
    names = party_names(units, agencies, clock.today())
    return [
        *((f"u{pk}", names.of(pk, None)) for pk in sorted(units)),
        *((f"a{pk}", names.of(None, pk)) for pk in sorted(agencies)),
    ]


def words_for(row: BookRow, name: str) -> str:
    """A column of a row in words; a dash for what is not known."""
    if row._meta.get_field(name).choices:  # type: ignore[union-attr]  # plain columns
        shown: str = getattr(row, f"get_{name}_display")()
        return shown
    return in_words(getattr(row, name))


def in_words(value: Any) -> str:
    """A date, number or text as it is printed."""
    if value in (None, ""):
        return "–"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal):
        return format_number(value)
    return str(value)
