"""The door: a file of any kind as a Book, or row by row where it is long."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from kbang_ntm.core.spreadsheets import biff, delimited, opendocument, openxml, web
from kbang_ntm.core.spreadsheets.book import (
    LIMITS,
    Book,
    Cell,
    Encoding,
    Limits,
    Notice,
    OldEncoding,
    Opened,
    Row,
    Sample,
    Sheet,
    SheetSource,
)
from kbang_ntm.core.spreadsheets.figures import Cleaner
from kbang_ntm.core.spreadsheets.kinds import ENDINGS, LABELS, damaged, kind_of
from kbang_ntm.core.spreadsheets.notes import Notes, too_much
from kbang_ntm.core.uploads import BROKEN_ZIP
from kbang_ntm.core.vietnamese import encoding_of_font, from_encoding, likely_encoding, nfc
from kbang_ntm.core.vietnamese.legacy import LIKELY, UNICODE_ONLY, plausibility

SAMPLES = 5
KEPT = 20_000
"""Texts whose encoding is remembered: in a long file most come again and again."""
_OLD_LETTERS = re.compile(r"[\u00a1-\u00ff]")
_KNOWN = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


def read_spreadsheet(
    stream: BinaryIO, name: str, *, convert: Encoding | None = None, limits: Limits = LIMITS
) -> Book:
    """The whole file. `stream` is seekable; `convert` is the consent to turn texts of that old
    encoding into Unicode.

    Nothing is dropped in silence: what is not taken over, or not as it stands, is in `notices`.
    Raises Refused with the sentence for the person: empty, too_large, unpacks_too_large, protected,
    damaged, entities, wrong_type, no_data.
    """
    with open_spreadsheet(stream, name, convert=convert, limits=limits) as reading:
        sheets, kept = [], 0
        for source in reading.sheets():
            rows = []
            for row in source.rows:
                rows.append(row)
                kept += len(row.cells)
                if kept > limits.cells:
                    at = row.cells[0]
                    raise too_much(
                        reading.name,
                        f"có hơn {limits.cells:,} ô".replace(",", "."),
                        source.name,
                        at.address,
                    )
            sheets.append(Sheet(source.name, tuple(rows), source.hidden))
    return Book(
        name=reading.name,
        kind=reading.kind,
        sheets=tuple(sheets),
        notices=reading.notices,
        old_encoding=reading.old_encoding,
        date1904=reading.date1904,
    )


@contextmanager
def open_spreadsheet(
    stream: BinaryIO, name: str, *, convert: Encoding | None = None, limits: Limits = LIMITS
) -> Iterator[Reading]:
    """The file row by row, in bounded memory: go through `sheets()` and their rows in order, then
    read `notices`. Raises as `read_spreadsheet`, also while rows are read."""
    shown = nfc(name).strip() or "bảng tính"
    kind = kind_of(stream, shown, limits=limits)
    notes, clean = Notes(), Cleaner()
    ending = shown.rpartition(".")[2].lower() if "." in shown else ""
    if ending and ending not in ENDINGS[kind]:
        notes.add("extension", ending, detail=LABELS[kind])
    stream.seek(0)
    archive: zipfile.ZipFile | None = None
    try:
        opened: Opened
        if kind in ("xlsx", "xlsm", "ods"):
            archive = zipfile.ZipFile(stream)
            open_zip = opendocument.open_opendocument if kind == "ods" else openxml.open_openxml
            opened = open_zip(archive, shown, limits=limits, notes=notes, clean=clean)
        else:
            open_plain = {
                "xls": biff.open_biff,
                "csv": delimited.open_delimited,
                "html": web.open_html,
                "xml": web.open_xml,
            }[kind]
            opened = open_plain(stream, shown, limits=limits, notes=notes, clean=clean)
        yield Reading(shown, opened, notes, clean, convert, limits)
    except BROKEN_ZIP as error:
        raise damaged(shown) from error
    finally:
        if archive is not None:
            archive.close()


class Reading:
    """A file being read; what stands in it is complete once all rows were gone through."""

    def __init__(
        self,
        name: str,
        opened: Opened,
        notes: Notes,
        clean: Cleaner,
        convert: Encoding | None,
        limits: Limits,
    ) -> None:
        self.name, self.kind, self.date1904 = name, opened.kind, opened.date1904
        self._opened, self._notes, self._clean, self._limits = opened, notes, clean, limits
        self._old = _OldTexts(convert, opened.old)
        self._characters = self._rows = 0
        self._told = False

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything noticed so far."""
        if not self._told:
            self._notes.add("decomposed", count=self._clean.decomposed)
            self._notes.add("invisible", count=self._clean.invisible)
            self._told = True
        return (*self._old.notices(), *self._notes.all())

    @property
    def old_encoding(self) -> OldEncoding | None:
        """Which old encoding the texts so far are in, with samples."""
        return self._old.found()

    def sheets(self) -> Iterator[SheetSource]:
        """Each sheet with its rows; go through the rows before the next sheet."""
        for count, source in enumerate(self._opened.sheets, 1):
            if count > self._limits.sheets:
                raise too_much(self.name, f"có hơn {self._limits.sheets} trang")
            source.name = nfc(source.name).strip()
            if source.hidden:
                self._notes.add("hidden_sheet", source.name)
            yield SheetSource(source.name, self._checked(source), source.hidden)

    def _checked(self, source: SheetSource) -> Iterator[Row]:
        """The rows within the limits, in Unicode where that was agreed to, and counted."""
        hidden_rows = formulas = found = 0
        hidden_columns: set[int] = set()
        for row in source.rows:
            found += 1
            self._rows += 1
            cells = row.cells
            last = cells[-1]
            if last.column > self._limits.columns:
                raise too_much(
                    self.name, f"có hơn {self._limits.columns} cột", source.name, last.address
                )
            if self._rows > self._limits.rows:
                raise too_much(
                    self.name,
                    f"có hơn {self._limits.rows:,} dòng".replace(",", "."),
                    source.name,
                    last.address,
                )
            hidden_rows += row.hidden
            old = False
            fine = self._old.fine
            for _row, column, text, _value, formula, hidden, font, _merged, _error in cells:
                self._characters += len(text)
                formulas += formula
                if hidden and not row.hidden:
                    hidden_columns.add(column)
                if (not text.isascii() and text not in fine) or font[:3] in _OLD_FONTS:
                    old = True
            if self._characters > self._limits.characters:
                raise too_much(self.name, "có quá nhiều chữ", source.name, last.address)
            yield self._old.row(row, source.name) if old else row
        self._notes.add("hidden_rows", source.name, hidden_rows)
        self._notes.add("hidden_columns", source.name, len(hidden_columns))
        self._notes.add("formulas", source.name, formulas)
        if not found:
            self._notes.add("empty_sheet", source.name)


_OLD_FONTS = {".Vn", ".VN", ".vn", "VNI", "Vni", "vni"}


class _OldTexts:
    """Finds texts in TCVN3 and VNI, and converts those of the encoding agreed to."""

    def __init__(self, convert: Encoding | None, whole: Encoding | None) -> None:
        self.convert, self.whole = convert, whole
        self.doubtful: list[Notice] = []
        self.doubts = self.doubts_without_font = 0
        self.by_content = False
        self.fine: set[str] = set()
        self.judged: dict[tuple[str, str], tuple[Encoding | None, str]] = {}
        self.counts: dict[Encoding, int] = {}
        self.samples: dict[Encoding, list[Sample]] = {}

    def row(self, row: Row, sheet: str) -> Row:
        """The row, its old texts noted and, with consent, converted."""
        return row._replace(cells=tuple(self._cell(cell, sheet) for cell in row.cells))

    def _cell(self, cell: Cell, sheet: str) -> Cell:
        if not isinstance(cell.value, str):
            return cell
        key = (cell.text, cell.font)
        judged = self.judged.get(key)
        if judged is None:
            judged = self._judged(*key)
            if len(self.judged) < KEPT:
                self.judged[key] = judged
        kind, after = judged
        if kind is None:
            if after != cell.text:
                self._doubt(cell, after, sheet)
            elif len(self.fine) < KEPT:
                self.fine.add(cell.text)
            return cell
        self.by_content |= encoding_of_font(cell.font) is None
        if not cell.merged:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            kept = self.samples.setdefault(kind, [])
            if len(kept) < SAMPLES:
                kept.append(Sample(cell.text[:80], after[:80], sheet, cell.address))
        if kind != self.convert:
            return cell
        return cell._replace(text=after, value=after)

    def _doubt(self, cell: Cell, after: str, sheet: str) -> None:
        """A text that reads well both ways is left as it is, and told."""
        self.doubts += 1
        self.doubts_without_font += not cell.font
        if len(self.doubtful) < SAMPLES:
            words = (
                f"Ô {cell.address}, trang «{sheet}», đọc được cả hai cách: «{cell.text[:60]}» hay "
                f"«{after[:60]}»; để nguyên. Xem lại ô này."
            )
            self.doubtful.append(Notice("doubtful_text", words, sheet, cell.address))

    def _judged(self, text: str, font: str) -> tuple[Encoding | None, str]:
        """(the old encoding of a text or None, the text in Unicode). Without an encoding but with
        another text: it could be either."""
        named = encoding_of_font(font) or self.whole
        if named is None and (UNICODE_ONLY.search(text) or not _OLD_LETTERS.search(text)):
            return None, text
        kind = named or likely_encoding([text])
        if kind is None:
            other = from_encoding(text, self.convert) if self.convert else text
            return None, nfc(other) if plausibility(other) >= LIKELY else text
        after = nfc(from_encoding(text, kind, font=font))
        return (kind, after) if after != text else (None, text)

    def found(self) -> OldEncoding | None:
        """The encoding met most often."""
        if not self.counts:
            return None
        kind = max(self.counts, key=lambda one: self.counts[one])
        return OldEncoding(kind, self.counts[kind], tuple(self.samples[kind]), kind == self.convert)

    def notices(self) -> list[Notice]:
        """One sentence for each encoding met, with its first sample."""
        said = []
        for kind, count in self.counts.items():
            sample = self.samples[kind][0]
            shown = f"«{sample.before}» đọc thành «{sample.after}»"
            if kind == self.convert:
                words = f"Đã chuyển {count} ô từ mã {_KNOWN[kind]} sang Unicode: {shown}."
            else:
                words = (
                    f"{count} ô viết bằng mã {_KNOWN[kind]}, chưa chuyển: {shown}. "
                    "Nếu đúng, đồng ý chuyển mã rồi đọc lại tệp."
                )
            code = "converted" if kind == self.convert else "old_encoding"
            said.append(Notice(code, words, sample.sheet, sample.cell, count))
        # Where fonts tell the old texts, a text in another font is no doubt.
        if said and (self.by_content or self.doubts_without_font):
            left = self.doubts - len(self.doubtful)
            said += self.doubtful
            if left:
                words = f"Còn {left} ô khác đọc được cả hai cách; để nguyên."
                said.append(Notice("doubtful_text", words, count=left))
        return said
