"""XLSX and XLSM, read row by row: no macro runs, nothing is computed, no other file is opened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from kbang_ntm.core.spreadsheets.book import (
    Cell,
    Limits,
    Opened,
    Row,
    SheetSource,
    Value,
    address,
    column_number,
)
from kbang_ntm.core.spreadsheets.feeding import CHUNK, local
from kbang_ntm.core.spreadsheets.figures import (
    LONGEST_TEXT,
    Cleaner,
    Look,
    as_day,
    day_of,
    exact,
    shown,
    shown_day,
    shown_time,
)
from kbang_ntm.core.spreadsheets.merging import MOST, Merge, filled, read_range
from kbang_ntm.core.spreadsheets.notes import Notes, too_much
from kbang_ntm.core.spreadsheets.openxml_parts import Package, Part, Strings, TextParts
from kbang_ntm.core.uploads import BROKEN_ZIP

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z0-9$:]{3,30})\"")
_ELSEWHERE = re.compile(r"\[[0-9]+\]|\[[^\]]+\.xl\w+\]")
_LAST_COLUMN = 16_384
_PLAIN_LOOK = Look()


def open_openxml(
    archive: zipfile.ZipFile, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """The sheets of an XLSX. Raises Refused for what is broken or too large, also while reading."""
    package = Package(archive, name, limits)
    contents = package.contents()
    macros = any(path.endswith("vbaproject.bin") for path in package.parts)
    notes.add("macros", count=int(macros))
    paths = list(package.parts)
    notes.add("external_links", count=sum("/externallinks/ext" in path for path in paths))
    notes.add("comments", count=sum(_is_comment(path) for path in paths))
    drawings = sum("/drawings/drawing" in path and path.endswith(".xml") for path in paths)
    notes.add("not_a_table", count=contents.others + drawings)
    looks = package.looks(contents.styles)
    strings = package.strings(contents.strings, clean)

    def sheets() -> Iterator[SheetSource]:
        for part in contents.sheets:
            reader = _SheetReader(package, part, looks, strings, contents.date1904, notes)
            yield SheetSource(part.name, reader.rows(), part.hidden)

    return Opened("xlsm" if macros else "xlsx", sheets(), contents.date1904)


def _is_comment(path: str) -> bool:
    return re.fullmatch(r"xl/(?:comments/)?comments?[0-9]*\.xml", path) is not None


@lru_cache(maxsize=2_000)
def _column(letters: str) -> int:
    return column_number(letters)


class _SheetReader:
    """Turns the events of one sheet's XML into rows; keeps one row at a time."""

    def __init__(
        self,
        package: Package,
        part: Part,
        looks: list[Look],
        strings: Strings,
        date1904: bool,
        notes: Notes,
    ) -> None:
        self.package, self.part, self.notes = package, part, notes
        self.looks, self.strings, self.date1904 = looks, strings, date1904
        self.ready: list[Row] = []
        self.cells: list[Cell] = []
        self.row = self.column = 0
        self.row_hidden = False
        self.hidden_columns: set[int] = set()
        self.visited = self.empty = 0
        self.value: list[str] = []
        self.formula: list[str] = []
        self.is_formula = False
        self.type, self.style = "n", ""
        self.inline: TextParts | None = None
        self.inlined: tuple[str, str] | None = None
        self.starts = {
            "c": self._start_cell,
            "row": self._start_row,
            "v": self._start_value,
            "f": self._start_formula,
            "is": self._start_inline,
            "col": self._start_column,
        }
        self.ends = {
            "c": self._end_cell,
            "v": self._end_text,
            "f": self._end_text,
            "row": self._end_row,
            "is": self._end_inline,
        }

    def rows(self) -> Iterator[Row]:
        """The rows with content, in order, merged cells filled."""
        yield from filled(self._rows(), self._merges(), sheet=self.part.name, notes=self.notes)
        self.notes.add("empty_rows", self.part.name, self.empty)

    def _rows(self) -> Iterator[Row]:
        feeder = self.package.feeder(self.part.path)
        self.parser = feeder.parser
        self.feeder = feeder
        feeder.parser.StartElementHandler = self._start
        feeder.parser.EndElementHandler = self._end
        going = True
        while going:
            going = feeder.step()
            yield from self.ready
            self.ready.clear()

    def _merges(self) -> list[Merge]:
        """The groups of merged cells; they stand behind the rows, hence a look beforehand."""
        found: list[Merge] = []
        tail = b""
        with self.package.open(self.part.path) as stream:
            while len(found) < MOST:
                try:
                    chunk = stream.read(CHUNK)
                except BROKEN_ZIP:
                    break  # said by the reading itself, which comes to the same place
                if not chunk:
                    break
                piece = tail + chunk
                if b"mergeCell" in piece:
                    end = 0
                    for match in _MERGE.finditer(piece):
                        merge = read_range(match[1].decode("ascii"))
                        found += [merge] if merge else []
                        end = match.end()
                    tail = piece[max(end, len(piece) - 300) :]
                else:
                    tail = piece[-300:]
        return found

    # --- Events ---------------------------------------------------------------------------------
    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        if self.inline is not None:
            self.inline.start(local(tag), attrs)
            return
        handler = self.starts.get(tag) or (self.starts.get(local(tag)) if ":" in tag else None)
        if handler is not None:
            handler(attrs)

    def _end(self, tag: str) -> None:
        if self.inline is not None and local(tag) != "is":
            self.inline.end(local(tag))
            return
        handler = self.ends.get(tag) or (self.ends.get(local(tag)) if ":" in tag else None)
        if handler is not None:
            handler()

    def _start_column(self, attrs: dict[str, str]) -> None:
        if attrs.get("hidden") in ("1", "true"):
            first, last = int(attrs.get("min", 0)), int(attrs.get("max", 0))
            self.hidden_columns.update(range(max(first, 1), min(last, _LAST_COLUMN) + 1))

    def _start_row(self, attrs: dict[str, str]) -> None:
        given = attrs.get("r", "")
        self.row = int(given) if given.isdecimal() and len(given) < 8 else self.row + 1
        self.row_hidden = attrs.get("hidden") in ("1", "true")
        self.column = 0

    def _start_cell(self, attrs: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attrs.get("r", ""))
        if place is not None:
            self.column = _column(place[1])
            if int(place[2]) != self.row:  # a row without its number
                self.row = int(place[2])
        else:
            self.column += 1
        self.type = attrs.get("t", "n")
        self.style = attrs.get("s", "")
        self.is_formula = False
        self.visited += 1
        if self.visited > self.package.limits.visited:
            raise too_much(
                self.package.name,
                "có quá nhiều ô trống được định dạng",
                self.part.name,
                address(self.row, self.column),
            )

    def _start_value(self, _attrs: dict[str, str]) -> None:
        self.parser.CharacterDataHandler = self.value.append

    def _start_formula(self, _attrs: dict[str, str]) -> None:
        self.is_formula = True
        self.parser.CharacterDataHandler = self.formula.append

    def _start_inline(self, _attrs: dict[str, str]) -> None:
        self.inline = TextParts(self.strings.text.clean)
        self.inline.attach(self.feeder)

    def _end_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def _end_inline(self) -> None:
        assert self.inline is not None
        self.inlined = self.inline.take()
        self.inline = None

    def _end_row(self) -> None:
        if not self.cells:
            self.empty += 1
            return
        self.ready.append(Row(self.row, tuple(self.cells), self.row_hidden))
        self.cells = []

    def _end_cell(self) -> None:
        stored = "".join(self.value) if self.value else ""
        self.value.clear()
        font = ""
        error = False
        if self.inlined is not None:
            text, font = self.inlined
            self.inlined = None
            value: Value = text
        elif stored or self.is_formula:
            text, value, font, error = self._read(stored)
        else:
            return
        look = self._look()
        if text or error or (self.is_formula and value is None):
            hidden = self.row_hidden or self.column in self.hidden_columns
            self.cells.append(
                Cell(
                    self.row,
                    self.column,
                    text,
                    value,
                    self.is_formula,
                    hidden,
                    font or look.font,
                    False,
                    error,
                )
            )
        if self.formula:
            self._check_formula()

    def _look(self) -> Look:
        try:
            return self.looks[int(self.style)] if self.style else self.looks[0]
        except (IndexError, ValueError):
            return _PLAIN_LOOK

    def _check_formula(self) -> None:
        found = _ELSEWHERE.search("".join(self.formula))
        self.formula.clear()
        if found is not None:
            self._note("link_elsewhere", found[0])

    def _note(self, code: str, detail: str = "") -> None:
        self.notes.cell(code, self.part.name, address(self.row, self.column), detail)

    # --- Values ---------------------------------------------------------------------------------
    def _read(self, stored: str) -> tuple[str, Value, str, bool]:
        """(text, value, font of the text, is an error value)."""
        kind = self.type
        if kind == "s":
            number = int(stored) if stored.isdecimal() and len(stored) < 8 else -1
            if not 0 <= number < len(self.strings.texts):
                self._note("bad_cell", stored[:30])
                return "", None, "", True
            text = self._checked(self.strings.texts[number])
            return text, text, self.strings.fonts.get(number, ""), False
        if kind == "e":
            self._note("error_value", stored[:20])
            return stored[:20], None, "", True
        if kind == "str":
            text = self._checked(self.strings.text.clean(stored))
            return text, text, "", False
        if not stored:
            self._note("formula_without_value")
            return "", None, "", False
        if kind == "b":
            yes = stored.strip() in ("1", "true")
            return ("TRUE" if yes else "FALSE"), yes, "", False
        if kind == "d":
            day = as_day(stored[:10], stored[:10])
            return (
                (shown_day(day, _PLAIN_LOOK) if day else stored[:40]),
                day or stored[:40],
                "",
                False,
            )
        return *self._number(stored), "", self._bad

    _bad = False

    def _number(self, stored: str) -> tuple[str, Value]:
        self._bad = False
        number = exact(stored)
        if number is None:
            self._note("bad_cell", stored[:30])
            self._bad = True
            return stored[:30], None
        look = self._look()
        if look.kind in ("day", "moment") or (look.kind == "time" and number >= 1):
            return self._day(number, look)
        if look.kind == "time" and number >= 0:
            text = shown_time(number)
            return text, text
        return shown(number, look), number

    def _day(self, number: Decimal, look: Look) -> tuple[str, Value]:
        day = day_of(number, date1904=self.date1904)
        if day is None:
            text = shown(number, _PLAIN_LOOK)
            self._note("no_such_day", text)
            return text, number
        return shown_day(day, look), day

    def _checked(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            self._note("cut_text", str(len(text)))
        return text
