"""CSV and its relatives: any of the usual encodings, any of the usual separators."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from kbang_ntm.core.spreadsheets.book import (
    Cell,
    Encoding,
    Limits,
    Opened,
    Row,
    SheetSource,
)
from kbang_ntm.core.spreadsheets.figures import Cleaner
from kbang_ntm.core.spreadsheets.notes import Notes, too_much
from kbang_ntm.core.spreadsheets.writing import GUARD, unguarded
from kbang_ntm.core.vietnamese.legacy import likely_encoding

CHUNK = 256 * 1024
SHEET = "Bảng"
_SAMPLE = 64 * 1024
_FIRST = 8 * 1024  # characters by which the separator is judged
_REPLACED = "\ufffd"
REMEMBERED = 50_000  # texts that were in order as they came
_SEPARATORS = ";\t,|"
_WORDS = {";": "dấu chấm phẩy", "\t": "dấu tab", ",": "dấu phẩy", "|": "dấu gạch đứng"}


def open_delimited(
    stream: BinaryIO, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """The one sheet of a text file, called "Bảng"; every value is a text."""
    encoding, old = encoding_of(stream)
    if encoding == "cp1258":
        notes.add("encoding", "Windows-1258")
    elif encoding.startswith("utf-16"):
        notes.add("encoding", "UTF-16")
    stream.seek(0)
    text = _text(stream, encoding)
    sample = text.read(_SAMPLE)
    stream.seek(0)
    text = _text(stream, encoding)
    separator, told = separator_of(sample[:_FIRST])
    if told:
        text.readline()
    notes.add("delimiter", _WORDS[separator])
    rows = _Rows(text, name, separator, encoding, limits, notes, clean, int(told))
    return Opened("csv", iter([SheetSource(SHEET, rows.read())]), old=old)


def _text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedReader(_Kept(stream)), encoding=encoding, errors="replace", newline=""
    )


class _Kept(io.RawIOBase):
    """Passes reads on; closing it does not close the caller's stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def encoding_of(stream: BinaryIO) -> tuple[str, Encoding | None]:
    """(codec, old encoding). By its mark; else UTF-8 when the whole file is; else an older one.

    Files in TCVN3 and VNI come out as "cp1252": their letters are those of another font, and the
    conversion is a matter of consent.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", None
    if head[1:200:2].count(0) > 50 or (len(head) < 200 and 0 in head[1::2]):
        return "utf-16-le", None
    if head[:200:2].count(0) > 50 or (len(head) < 200 and 0 in head[::2]):
        return "utf-16-be", None
    decoder = codecs.getincrementaldecoder("utf-8")()
    old = bytearray()
    whole = True
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            whole = False
        if len(old) < CHUNK and not chunk.isascii():
            old += chunk
        if not whole and len(old) >= CHUNK:
            break
    if whole:
        return "utf-8", None
    as_1258 = bytes(old).decode("cp1258", errors="replace")
    as_1252 = bytes(old).decode("cp1252", errors="replace")
    kind = likely_encoding([as_1252], rival=as_1258)
    return ("cp1252" if kind else "cp1258"), kind


def separator_of(sample: str) -> tuple[str, bool]:
    """(separator, whether a first line "sep=;" told it). The one that gives most lines the same
    number of columns; a decimal comma in most cells does not make the comma one."""
    first = sample.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and first[4:5] in tuple(_SEPARATORS):
        return first[4], True
    if first == "sep=":
        return "\t", True
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            rows = list(
                csv.reader(
                    io.StringIO(sample[: sample.rfind("\n") + 1] or sample), delimiter=separator
                )
            )
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows[:200] if len(row) > 1)
        if not widths:
            continue
        width, lines = widths.most_common(1)[0]
        score = lines / max(1, len([row for row in rows[:200] if row])) + min(width, 20) / 100
        if separator in ",|":
            score -= 0.3  # decimal commas, and strokes inside texts
        if score > best_score:
            best, best_score = separator, score
    return best, False


class _Rows:
    """Lines as rows."""

    def __init__(
        self,
        text: io.TextIOWrapper,
        name: str,
        separator: str,
        encoding: str,
        limits: Limits,
        notes: Notes,
        clean: Cleaner,
        before: int,
    ) -> None:
        self.text, self.name, self.separator, self.encoding = text, name, separator, encoding
        self.limits, self.notes, self.clean, self.before = limits, notes, clean, before
        self.quotes = 0
        self.tidy: set[str] = set()

    def read(self) -> Iterator[Row]:
        """Rows numbered as lines of the table, blank ones left out."""
        csv.field_size_limit(1_000_000)
        reader = csv.reader(self._lines(), delimiter=self.separator, strict=False)
        number, width, empty, ragged, replaced = self.before, 0, 0, 0, 0
        fields: list[str] = []
        try:
            for fields in reader:
                number += 1
                cells = self._cells(number, fields)
                if not cells:
                    empty += 1
                    continue
                width = width or len(fields)
                ragged += len(fields) != width
                if _REPLACED in "".join(fields):
                    replaced += sum(cell.text.count(_REPLACED) for cell in cells)
                yield Row(number, cells)
        except csv.Error as error:
            raise too_much(self.name, "có một ô quá dài", SHEET, f"A{number + 1}") from error
        if self.quotes % 2 and any("\n" in field for field in fields):
            self.notes.add("unclosed_quote", str(number))
        self.notes.add("empty_rows", SHEET, empty)
        self.notes.add("ragged", count=ragged)
        self.notes.add("replaced", self.encoding, replaced)

    def _lines(self) -> Iterator[str]:
        """The lines, their quotes counted: an odd number leaves one open."""
        for line in self.text:
            self.quotes += line.count('"')
            yield line

    def _cells(self, number: int, fields: list[str]) -> tuple[Cell, ...]:
        tidy = self.tidy
        found = []
        for column, raw in enumerate(fields, 1):
            if raw in tidy:
                text = raw
            elif not raw or not (text := self._text(number, column, raw)):
                continue
            found.append(_cell(number, column, text))
        return tuple(found)

    def _text(self, number: int, column: int, raw: str) -> str:
        """A field in order; those that were so already are remembered."""
        text = self.clean(raw)
        if text and text[0] == GUARD and (bare := unguarded(text)) != text:
            self.notes.cell("apostrophe", SHEET, Cell(number, column, "", None).address)
            return bare.strip()
        if text == raw and text and len(self.tidy) < REMEMBERED:
            self.tidy.add(text)
        return text


_PLAIN = tuple(Cell(0, 0, "", "")[4:])


def _cell(row: int, column: int, text: str) -> Cell:
    """A cell of text and nothing else, without the cost of the named constructor."""
    return tuple.__new__(Cell, (row, column, text, text, *_PLAIN))
