"""Named cells of an XLSX: which there are, and values put into them.

Text is written as text of the cell, never as a formula, whatever it begins with. Formulas, styles
and all other cells stay; the workbook counts its formulas anew when it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from reports.documents.filling.package import NamedPlace, Package, written
from reports.documents.values import NO_FIGURE, Value, clean, format_value

BOOK = "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
# What stands behind the names in a workbook; the list of recalculation goes right after them.
_AFTER_CALC = ("oleSize", "customWorkbookViews", "pivotCaches", "webPublishing", "fileRecoveryPr",
               "webPublishObjects", "extLst")  # fmt: skip


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


@dataclass(frozen=True)
class _Named:
    """A name of the workbook and the cell it means; `column` "" where it means no single cell."""

    name: str
    formula: str
    sheet: str = ""
    column: str = ""
    row: int = 0

    @property
    def where(self) -> str:
        """ "Biểu 1, ô B2"; the formula of the name where it means no single cell."""
        return f"{self.sheet}, ô {self.column}{self.row}" if self.column else self.formula


class _Trees(dict[str, Any]):
    """The XML of parts, each read once."""

    def __init__(self, package: Package) -> None:
        super().__init__()
        self._package = package

    def __missing__(self, part: str) -> Any:
        self[part] = self._package.tree(part)
        return self[part]


class Workbook:
    """The reading and filling of workbooks."""

    def places(self, package: Package) -> list[NamedPlace]:
        """Names of cells in the order of the workbook."""
        sheets, trees = _sheets(package), _Trees(package)
        found = []
        for one in _named(package):
            problem = ""
            if not one.column or one.sheet not in sheets:
                problem = "Tên chỉ nhiều ô hoặc ô không còn. Đặt tên cho đúng một ô."
            else:
                if _has_formula(trees[sheets[one.sheet]], one):
                    problem = "Ô có công thức nên giữ nguyên. Đặt tên cho ô trống."
            found.append(NamedPlace(one.name, one.where, problem))
        return found

    def changed_parts(self, package: Package, values: Mapping[str, Value]) -> dict[str, bytes]:
        """{part: new content} of the sheets with named cells, and the workbook itself."""
        sheets, trees = _sheets(package), _Trees(package)
        for one in _named(package):
            part = sheets.get(one.sheet)
            if part is None or not one.column or one.name.lower() not in values:
                continue
            if not _has_formula(trees[part], one):
                _write(trees[part], one, values[one.name.lower()])
        if not trees:
            return {}
        changed = {part: written(root) for part, root in trees.items()}
        return changed | {BOOK: _counting_anew(package)}


def _named(package: Package) -> Iterator[_Named]:
    for row in package.tree(BOOK).iter(_q("definedName")):
        name, formula = row.get("name", ""), (row.text or "").strip()
        if name.startswith("_xlnm.") or row.get("hidden") in ("1", "true"):
            continue
        cell = _CELL.fullmatch(formula)
        if cell is None:
            yield _Named(name, formula)
            continue
        sheet = (cell[1] or cell[2]).replace("''", "'")
        yield _Named(name, formula, sheet, cell[3].upper(), int(cell[4]))


def _sheets(package: Package) -> dict[str, str]:
    """{title: part} of the sheets."""
    links = package.relations(BOOK)
    names = set(package.names)
    return {
        row.get("name", ""): links[row.get(LINK, "")]
        for row in package.tree(BOOK).iter(_q("sheet"))
        if links.get(row.get(LINK, "")) in names
    }


def _find(root: Any, place: _Named) -> tuple[Any, Any]:
    """(row, cell) of a place, None where it was never written."""
    for row in root.iter(_q("row")):
        if row.get("r") == str(place.row):
            wanted = f"{place.column}{place.row}"
            return row, next((cell for cell in row if cell.get("r") == wanted), None)
    return None, None


def _has_formula(root: Any, place: _Named) -> bool:
    _row, cell = _find(root, place)
    return cell is not None and cell.find(_q("f")) is not None


def _write(root: Any, place: _Named, value: Value) -> None:
    row, cell = _find(root, place)
    if row is None:
        row = _new_row(root, place.row)
    if cell is None:
        cell = _new_cell(row, place)
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, (int, Decimal)):
        etree.SubElement(cell, _q("v")).text = f"{Decimal(value):f}"
        return
    words = NO_FIGURE if value is None else format_value(value)
    if not isinstance(value, date):
        words = clean(words)
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, _q("is")), _q("t"))
    text.text = words
    text.set(SPACE, "preserve")


def _new_row(root: Any, number: int) -> Any:
    data = root.find(_q("sheetData"))
    made = etree.Element(_q("row"), r=str(number))
    later = next((row for row in data if int(row.get("r", "0")) > number), None)
    if later is None:
        data.append(made)
    else:
        later.addprevious(made)
    return made


def _new_cell(row: Any, place: _Named) -> Any:
    made = etree.Element(_q("c"), r=f"{place.column}{place.row}")
    later = next(
        (cell for cell in row if _order(cell.get("r", "")) > _order(made.get("r", ""))), None
    )
    if later is None:
        row.append(made)
    else:
        later.addprevious(made)
    return made


def _order(reference: str) -> tuple[int, str]:
    """Columns in their order: A ... Z, AA ..."""
    column = reference.rstrip("0123456789")
    return len(column), column


def _counting_anew(package: Package) -> bytes:
    """The workbook told to count its formulas when it is opened: their kept results are old."""
    root = package.tree(BOOK)
    counting = root.find(_q("calcPr"))
    if counting is None:
        counting = etree.Element(_q("calcPr"))
        after = next((row for row in root if etree.QName(row).localname in _AFTER_CALC), None)
        if after is None:
            root.append(counting)
        else:
            after.addprevious(counting)
    counting.set("fullCalcOnLoad", "1")
    return written(root)
