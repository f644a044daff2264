"""The tables of a page as sheets: what is drawn is what leaves, cell by cell.

For lists that a template draws by hand. Words for the ear alone, buttons, forms and pictures are
no content; a plain number or day becomes one, everything else is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

from kbang_ntm.core.sheets import Column, Sheet, Value

VOID = frozenset({"br", "img", "input", "hr", "col", "meta", "link", "wbr", "use"})
SILENT = frozenset({"form", "button", "svg", "script", "style", "select", "textarea"})
UNHEARD = frozenset({"vh", "no-print"})
BREAKS = frozenset({"br", "div", "p", "li", "ul", "ol", "dd", "dt", "summary"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:\.[0-9]{3})*|[1-9][0-9]*)(?:,[0-9]+)?")
_DAY = re.compile(r"([0-3][0-9])/([01][0-9])/([12][0-9]{3})")


@dataclass
class _Cell:
    """A cell as drawn: its words and over how many columns and rows it goes."""

    head: bool
    number: bool
    across: int = 1
    down: int = 1
    words: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The words with single blanks and no empty lines."""
        lines = (" ".join(line.split()) for line in "".join(self.words).split("\n"))
        return "\n".join(line for line in lines if line)


@dataclass
class _Table:
    """A table as drawn."""

    caption: list[str] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)
    heads: int = 0  # rows of thead
    feet: int = 0


def value_of(text: str, *, number: bool = False) -> Value:
    """Shown text as a value: "30/06/2025" a day; "1.234,5" a number where the column is one."""
    day = _DAY.fullmatch(text)
    if day is not None:
        try:
            return datetime.strptime(text, "%d/%m/%Y").date()
        except ValueError:
            return text
    if number and _NUMBER.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return text


class _Reader(HTMLParser):
    """Collects the tables of a page that are not marked `data-no-export`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.table: _Table | None = None
        self.cell: _Cell | None = None
        self.part = ""
        self.silent: list[str] = []  # open elements inside one that says nothing
        self.in_caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.silent or self._says_nothing(tag, given):
            if tag not in VOID:
                self.silent.append(tag)
            return
        if tag == "table" and "data-no-export" not in given:
            self.table, self.part = _Table(), ""
            self.tables.append(self.table)
        elif self.table is not None:
            self._inside(tag, given)

    def _says_nothing(self, tag: str, given: dict[str, str]) -> bool:
        classes = set(given.get("class", "").split())
        return tag in SILENT or bool(tag not in ("caption", "table") and classes & UNHEARD)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        assert self.table is not None
        if tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        elif tag == "caption":
            self.in_caption = True
        elif tag == "tr":
            self.table.rows.append([])
            self.table.heads += self.part == "thead"
            self.table.feet += self.part == "tfoot"
        elif tag in ("td", "th") and self.table.rows:
            number = "num" in given.get("class", "").split()
            self.cell = _Cell(tag == "th", number, _span(given, "colspan"), _span(given, "rowspan"))
            self.table.rows[-1].append(self.cell)
        elif tag in BREAKS and self.cell is not None:
            self.cell.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        if tag == "table":
            self.table = self.cell = None
        elif tag == "caption":
            self.in_caption = False
        elif tag in ("td", "th"):
            self.cell = None
        elif tag in BREAKS and self.cell is not None:
            self.cell.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self.silent or self.table is None:
            return
        if self.in_caption:
            self.table.caption.append(data)
        elif self.cell is not None:
            # Line breaks of the template are blanks; only elements break lines.
            self.cell.words.append(re.sub(r"\s+", " ", data))


def _span(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return max(1, min(int(text), 200)) if text.isdecimal() else 1


def _grid(rows: list[list[_Cell]]) -> list[list[Value]]:
    """Rows of equal sense: a cell over several columns or rows stands in the first, the others
    are empty."""
    found: list[list[Value]] = []
    below: dict[int, int] = {}  # column -> rows still covered from above
    for row in rows:
        line: list[Value] = []
        for cell in row:
            while below.get(len(line), 0):
                below[len(line)] -= 1
                line.append("")
            at = len(line)
            line.append(value_of(cell.text(), number=cell.number))
            line += [""] * (cell.across - 1)
            for column in range(at, at + cell.across):
                below[column] = cell.down - 1
        while below.get(len(line), 0):
            below[len(line)] -= 1
            line.append("")
        found.append(line)
    return found


def _sheet(table: _Table, title: str) -> Sheet:
    lines = _grid(table.rows)
    width = max((len(line) for line in lines), default=1)
    heads = [" ".join(str(part) for part in column if part != "") for column in zip(
        *(line + [""] * (width - len(line)) for line in lines[: table.heads]), strict=True
    )] or [""] * width  # fmt: skip
    body = [line + [""] * (width - len(line)) for line in lines[table.heads :]]
    caption = " ".join("".join(table.caption).split())
    columns = []
    for at, head in enumerate(heads):
        longest = max((len(str(line[at])) for line in body), default=0)
        columns.append(Column(head, min(48, max(10, len(head) * 0.6, longest * 0.9))))
    return Sheet(title=caption or title, columns=columns, rows=body, name=caption or "Bảng")


def text_of(markup: str) -> str:
    """The words that a piece of markup shows."""
    reader = _Reader()
    reader.table, reader.cell = _Table(), _Cell(False, False)
    cell = reader.cell
    reader.feed(markup)
    reader.close()
    return cell.text()


def sheets_of(page: str, title: str) -> list[Sheet]:
    """The tables of a page, in their order; a table without rows leaves its heads."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [_sheet(table, title) for table in reader.tables if table.rows]
