"""A letter that urges (công văn đôn đốc), made from any list of who is late.

Each list registers itself under a kind; parts of the app above and beside add theirs. The data is
neutral: the page prints it, the documents app lays it out as a paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from campaigns.models import Campaign
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


@dataclass(frozen=True)
class LateRow:
    """Somebody who is late with something: the letter has one line for each."""

    addressee: str
    what: str
    due: date | None
    note: str = ""

    @property
    def days(self) -> int:
        """Days since it was due."""
        return (clock.today() - self.due).days if self.due else 0


@dataclass(frozen=True)
class LateLetter:
    """A draft: whom it goes to, what about, line by line. No number: the clerk gives one."""

    kind: str
    abstract: str
    opening: str
    addressees: list[str]
    lines: list[LateRow]
    closing: str
    on: date


Rows = Callable[[User, Campaign], Iterable[LateRow]]


@dataclass(frozen=True)
class LateKind:
    """A list of who is late: the subject of the letter, what to ask, and the rows a person sees."""

    code: str
    label: str
    abstract: str
    asks: str
    rows: Rows
    back: str


_kinds: dict[str, LateKind] = {}


def register(kind: LateKind) -> None:
    """Add a list; a code registered again is replaced."""
    _kinds[kind.code] = kind


def kinds() -> list[LateKind]:
    """All lists, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def kind_of(code: str) -> LateKind | None:
    """The list of that code."""
    return _kinds.get(code)


def late_letter(kind: str, rows: Iterable[LateRow]) -> LateLetter:
    """The draft for these rows, addressees once each in their order; KeyError for no such kind."""
    found = _kinds[kind]
    lines = list(rows)
    addressees = list(dict.fromkeys(row.addressee for row in lines))
    today = clock.today()
    opening = (
        f"Đến ngày {today:%d/%m/%Y}, còn {len(lines)} việc của {len(addressees)} cơ quan, đơn vị "
        "đã quá hạn, cụ thể như sau:"
    )
    return LateLetter(
        kind=kind,
        abstract=found.abstract,
        opening=opening,
        addressees=addressees,
        lines=lines,
        closing=found.asks,
        on=today,
    )
