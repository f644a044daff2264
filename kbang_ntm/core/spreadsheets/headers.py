"""Finding a table in a sheet: which row is its head, and where each wanted column has gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kbang_ntm.core.spreadsheets.book import Row, column_letters
from kbang_ntm.core.vietnamese import fold

DEPTH = 60
"""Rows looked at: titles and national mottos stand above a table, not more."""
_MARKS = re.compile(r"[^\w%]+")


@dataclass(frozen=True)
class Header:
    """Where a table's columns are.

    `row` is the last row of the head, `columns` {key: column}; `missing` keys that were not found,
    `duplicates` {key: columns} that fit more than once (the first was taken), `others` {column:
    text} of head cells nobody asked for.
    """

    row: int
    columns: dict[str, int]
    missing: tuple[str, ...] = ()
    duplicates: dict[str, tuple[int, ...]] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)

    def letters(self, key: str) -> str:
        """The column of a key as people know it: "C"."""
        return column_letters(self.columns[key])


def head_key(text: str) -> str:
    """A head as compared: folded, signs and line breaks as single blanks."""
    return _MARKS.sub(" ", fold(text)).strip()


def find_header(rows: Iterable[Row], wanted: Mapping[str, Sequence[str]]) -> Header | None:
    """The row among the first ones that names most of the wanted columns; None when none names
    any. `wanted` is {key: names it may have}. Names are compared without case, marks and signs; a
    head of two rows is read together ("Kết quả" over "Tử số")."""
    aliases = {head_key(name): key for key, names in wanted.items() for name in names}
    best: Header | None = None
    above: dict[int, str] = {}
    for count, row in enumerate(rows):
        if count >= DEPTH:
            break
        alone = {cell.column: cell.text for cell in row.cells}
        for names in (alone, _joined(above, row)):
            found = _match(row, names, aliases, wanted)
            if found.columns and (best is None or len(found.columns) > len(best.columns)):
                best = found
        if best is not None and not best.missing:
            break
        above = alone
    return best


def _joined(above: Mapping[int, str], row: Row) -> dict[int, str]:
    names = dict(above)
    for cell in row.cells:
        over = above.get(cell.column, "")
        names[cell.column] = cell.text if over in ("", cell.text) else f"{over} {cell.text}"
    return names


def _match(
    row: Row, names: Mapping[int, str], aliases: Mapping[str, str], wanted: Mapping[str, object]
) -> Header:
    places: dict[str, list[int]] = {}
    others: dict[int, str] = {}
    copies = {cell.column for cell in row.cells if cell.merged}
    for column, text in sorted(names.items()):
        key = aliases.get(head_key(text))
        if key is not None:
            if column not in copies or key not in places:
                places.setdefault(key, []).append(column)
        elif text:
            others[column] = text
    return Header(
        row=row.number,
        columns={key: columns[0] for key, columns in places.items()},
        missing=tuple(key for key in wanted if key not in places),
        duplicates={key: tuple(columns) for key, columns in places.items() if len(columns) > 1},
        others=others,
    )
