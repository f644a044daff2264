"""Somebody who has every copy of the database and guesses who voted how.

A dump holds all rows of all tables with their system columns (`xmin`, `ctid`) and the counters.
The guesser pairs members with opened votes by every order both sides show, and is right more
often than chance only where an order carries something over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

Row = dict[str, Any]


@dataclass(frozen=True)
class Dump:
    """Rows by table, and the last value of every sequence."""

    tables: dict[str, list[Row]]
    sequences: dict[str, Any]

    def of_item(self, table: str, item_id: int) -> list[Row]:
        return [row for row in self.tables[table] if row["item_id"] == item_id]

    def changed(self, later: Dump) -> dict[str, list[Row]]:
        """New or rewritten rows by table."""
        found = {}
        for name, rows in later.tables.items():
            before = {repr(row) for row in self.tables.get(name, [])}
            new = [row for row in rows if repr(row) not in before]
            if new:
                found[name] = new
        return found


def dump(only: Collection[str] = ()) -> Dump:
    """All that a backup holds, and what only the live server shows; of some tables only where no
    more than these is looked into."""
    tables: dict[str, list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (name,) in cursor.fetchall():
            if only and name not in only:
                continue
            cursor.execute(f'SELECT xmin::text AS _xmin, ctid::text AS _ctid, * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            tables[name] = [
                {
                    key: bytes(value) if isinstance(value, memoryview) else value
                    for key, value in zip(columns, row, strict=True)
                }
                for row in cursor.fetchall()
            ]
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        sequences = dict(cursor.fetchall())
    return Dump(tables, sequences)


def _place(row: Row) -> tuple[int, ...]:
    return tuple(int(part) for part in row["_ctid"].strip("()").split(","))


Order = Callable[[Row], Any]
MEMBERS: dict[str, Order] = {
    "xmin": lambda row: int(row["_xmin"]),
    "ctid": _place,
    "key": lambda row: row["id"],
    "seat": lambda row: row["seat_id"],
}
SEALED: dict[str, Order] = {
    **MEMBERS,
    "ciphertext": lambda row: row["sealed"],
    "length": lambda row: (len(row["sealed"]), row["seat_id"]),
    "last byte": lambda row: row["sealed"][-1],
}
OPENED: dict[str, Order] = {
    "place": lambda row: row["place"],
    "xmin": lambda row: (int(row["_xmin"]), row["place"]),
    "ctid": _place,
    "key": lambda row: row["id"],
}


def channels(during: Dump, after: Dump, item_id: int) -> Iterator[tuple[str, dict[int, str]]]:
    """(name, {seat id: guessed choice}) for each pair of orders."""
    opened = after.of_item("awards_secretballot", item_id)
    sides = (
        ("mark", after.of_item("awards_ballotmark", item_id), MEMBERS),
        ("mark in the earlier copy", during.of_item("awards_ballotmark", item_id), MEMBERS),
        ("sealed", during.of_item("awards_sealedballot", item_id), SEALED),
    )
    for side, rows, orders in sides:
        for left, of_member in orders.items():
            members = [row["seat_id"] for row in sorted(rows, key=of_member)]
            for right, of_vote in OPENED.items():
                choices = [row["choice"] for row in sorted(opened, key=of_vote)]
                name = f"{side} by {left}, opened by {right}"
                yield name, dict(zip(members, choices, strict=False))


@dataclass
class Score:
    """How often a channel was right, over all items, against chance."""

    right: int = 0
    expected: float = 0.0
    variance: float = 0.0

    def add(self, guesses: dict[int, str], truth: dict[int, str]) -> None:
        """One item. Chance: a random pairing of members with the known result."""
        n, yes = len(truth), list(truth.values()).count("yes")
        no = n - yes
        self.right += sum(guesses.get(seat) == choice for seat, choice in truth.items())
        self.expected += (yes * yes + no * no) / n
        if n > 1:
            # right = n - 2 * (yes given to a no); that number is hypergeometric
            self.variance += 4 * yes * no * no * yes / (n * n * (n - 1))

    @property
    def sigmas(self) -> float:
        return (self.right - self.expected) / math.sqrt(self.variance) if self.variance else 0.0
