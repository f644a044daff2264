"""The parts of an XLSX beside its sheets: what sheets there are, looks of cells, shared texts."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO

from kbang_ntm.core.spreadsheets.book import Limits
from kbang_ntm.core.spreadsheets.feeding import Feeder, local
from kbang_ntm.core.spreadsheets.figures import Cleaner, Look, look_of
from kbang_ntm.core.spreadsheets.notes import refusal, too_much
from kbang_ntm.core.uploads import BROKEN_ZIP

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_YES = {"1", "true"}
MOST_STRINGS = 1_000_000
MOST_LOOKS = 70_000


@dataclass(frozen=True)
class Part:
    """A sheet as the workbook lists it; `path` is "" for what is no table."""

    name: str
    path: str
    hidden: bool


@dataclass
class Contents:
    """The workbook's own list."""

    sheets: list[Part] = field(default_factory=list)
    others: int = 0
    date1904: bool = False
    styles: str = ""
    strings: str = ""


class Package:
    """The zip of an XLSX, with its relations resolved."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self.archive, self.name, self.limits = archive, name, limits
        self.parts = {part.filename.lower(): part.filename for part in archive.infolist()}

    def has(self, path: str) -> bool:
        """Whether there is such a part (letters of either case)."""
        return path.lower() in self.parts

    def open(self, path: str) -> IO[bytes]:
        """A part for reading. Raises Refused (`damaged`) when it is missing or broken."""
        try:
            return self.archive.open(self.parts[path.lower()])
        except (KeyError, *BROKEN_ZIP) as error:
            raise refusal(
                "damaged",
                self.name,
                "thiếu phần bên trong nên không đọc được. Mở bằng Excel, lưu lại rồi tải lên lại.",
            ) from error

    def feeder(self, path: str) -> Feeder:
        """A feeder of a part."""
        return Feeder(self.open(path), self.name, self.limits)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """{relation id: (last word of its type, path of the part)} of a part."""
        folder, file = posixpath.split(path)
        listing = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        if not self.has(listing):
            return found

        def start(tag: str, attrs: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attrs.get("TargetMode") != "External":
                target = attrs.get("Target", "")
                whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                kind = attrs.get("Type", "").rpartition("/")[2]
                found[attrs.get("Id", "")] = (kind, posixpath.normpath(whole))

        feeder = self.feeder(listing)
        feeder.parser.StartElementHandler = start
        feeder.run()
        return found

    def contents(self) -> Contents:
        """Sheets in order, the date system, and where looks and texts are kept."""
        main = "xl/workbook.xml"
        for kind, path in self.relations("").values():
            if kind == "officeDocument":
                main = path
        relations = self.relations(main)
        found = Contents()

        def start(tag: str, attrs: dict[str, str]) -> None:
            tag = local(tag)
            if tag == "workbookPr":
                found.date1904 = attrs.get("date1904", "").lower() in _YES
            elif tag == "sheet":
                ids = [value for key, value in attrs.items() if key.endswith(":id")]
                kind, path = relations.get(ids[0] if ids else "", ("", ""))
                hidden = attrs.get("state", "visible") != "visible"
                if kind == "worksheet":
                    found.sheets.append(Part(attrs.get("name", ""), path, hidden))
                else:
                    found.others += 1

        feeder = self.feeder(main)
        feeder.parser.StartElementHandler = start
        feeder.run()
        for kind, path in relations.values():
            if kind == "styles":
                found.styles = path
            elif kind == "sharedStrings":
                found.strings = path
        return found

    def looks(self, path: str) -> list[Look]:
        """Looks by style number; [] without styles."""
        if not path or not self.has(path):
            return []
        reader = _Styles(self.name)
        feeder = self.feeder(path)
        feeder.parser.StartElementHandler = reader.start
        feeder.parser.EndElementHandler = reader.end
        feeder.run()
        return reader.looks()

    def strings(self, path: str, clean: Cleaner) -> Strings:
        """The shared texts."""
        found = Strings(self.name, self.limits, clean)
        if path and self.has(path):
            feeder = self.feeder(path)
            found.text.attach(feeder)
            feeder.parser.StartElementHandler = found.start
            feeder.parser.EndElementHandler = found.end
            feeder.run()
        return found


class _Styles:
    """Collects fonts, number formats and the cell formats that name them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.formats: dict[int, str] = {}
        self.fonts: list[str] = []
        self.cells: list[tuple[int, int]] = []
        self._in: str = ""

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        tag = local(tag)
        if tag in ("fonts", "cellXfs", "dxfs", "cellStyleXfs", "numFmts"):
            self._in = tag
        elif tag == "numFmt" and self._in == "numFmts":
            self.formats[_int(attrs.get("numFmtId"))] = attrs.get("formatCode", "")[:500]
        elif tag == "font" and self._in == "fonts":
            self.fonts.append("")
        elif tag == "name" and self._in == "fonts" and self.fonts:
            self.fonts[-1] = attrs.get("val", "")[:100]
        elif tag == "xf" and self._in == "cellXfs":
            self.cells.append((_int(attrs.get("numFmtId")), _int(attrs.get("fontId"))))
            if len(self.cells) > MOST_LOOKS:
                raise too_much(self.name, "có quá nhiều kiểu định dạng ô")

    def end(self, tag: str) -> None:
        if local(tag) == self._in:
            self._in = ""

    def looks(self) -> list[Look]:
        made: dict[tuple[int, int], Look] = {}
        for pair in self.cells:
            if pair not in made:
                font = self.fonts[pair[1]] if 0 <= pair[1] < len(self.fonts) else ""
                made[pair] = look_of(pair[0], self.formats.get(pair[0], ""), font)
        return [made[pair] for pair in self.cells]


class TextParts:
    """Puts the text of <si> or <is> together: runs with their fonts, phonetic hints left out."""

    def __init__(self, clean: Cleaner) -> None:
        self.clean = clean
        self.pieces: list[str] = []
        self.fonts: set[str] = set()
        self._run_font = ""
        self._aside = 0
        self._feeder: Feeder | None = None

    def attach(self, feeder: Feeder) -> None:
        """Take the characters of that feeder while inside a <t>."""
        self._feeder = feeder

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """An element inside the text began."""
        if tag == "t" and not self._aside:
            assert self._feeder is not None
            self._feeder.parser.CharacterDataHandler = self.pieces.append
            self.fonts.add(self._run_font)
        elif tag == "rFont":
            self._run_font = attrs.get("val", "")[:100]
        elif tag == "r":
            self._run_font = ""
        elif tag == "rPh":
            self._aside += 1

    def end(self, tag: str) -> None:
        """An element inside the text ended."""
        if tag == "t":
            assert self._feeder is not None
            self._feeder.parser.CharacterDataHandler = None
        elif tag == "rPh":
            self._aside -= 1

    def take(self) -> tuple[str, str]:
        """(text in order, the one font of its runs or "")."""
        raw, fonts = "".join(self.pieces), self.fonts - {""}
        self.pieces.clear()
        self.fonts.clear()
        self._run_font = ""
        return self.clean(unescaped(raw)), fonts.pop() if len(fonts) == 1 else ""


class Strings:
    """Shared texts by number, and the fonts of those whose runs name one."""

    def __init__(self, name: str, limits: Limits, clean: Cleaner) -> None:
        self.name, self.limits = name, limits
        self.text = TextParts(clean)
        self.texts: list[str] = []
        self.fonts: dict[int, str] = {}
        self._characters = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.text.start(local(tag), attrs)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag != "si":
            self.text.end(tag)
            return
        text, font = self.text.take()
        if font:
            self.fonts[len(self.texts)] = font
        self.texts.append(text)
        self._characters += len(text)
        if self._characters > self.limits.characters or len(self.texts) > MOST_STRINGS:
            raise too_much(self.name, "có quá nhiều chữ")


def unescaped(text: str) -> str:
    """ "_x000D_" stands for a character that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _character(found[1], found[0]), text)


def _character(digits: str, whole: str) -> str:
    code = int(digits, 16)
    return whole if 0xD800 <= code <= 0xDFFF else chr(code)


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0
