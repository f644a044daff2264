"""A filled workbook back to what was typed: rows by their code, wherever columns and sheets went.

Nothing here knows what is stored. What cannot be read comes back with its sheet, its cell and a
sentence that says what to do; the rest is read all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from communes.measures import NO, YES, Measure, PartSpec
from communes.queries.specs import IndicatorRow
from communes.workbooks.layout import FIGURES, HEADS, NO_WORD, TEXTS, YES_WORD, Field
from communes.workbooks.stamp import SHEET, Stamp, read_stamp
from communes.workbooks.writing import GUIDE, LISTS, OVERVIEW
from kbang_ntm.core.spreadsheets import (
    Book,
    Cell,
    Row,
    Sheet,
    address,
    find_header,
    head_key,
    typed,
)
from kbang_ntm.core.vietnamese import fold

PLACES = 4  # decimals of a measure
_WORDS = {
    YES: {fold(word) for word in (YES_WORD, "có", "x", "1", "yes", "true", "đúng")},
    NO: {fold(word) for word in (NO_WORD, "không đạt", "không", "0", "no", "false", "sai")},
}


@dataclass(frozen=True)
class Trouble:
    """What could not be read: sheet, cell ("D7"), a code and the sentence. JSON-ready."""

    sheet: str
    cell: str
    code: str
    message: str
    indicator: str = ""


@dataclass(frozen=True)
class FileRow:
    """A row of a sheet that names an indicator: the cells of known columns, empty ones as None."""

    sheet: str
    number: int
    unit: str
    code: Cell
    title: str
    part: str
    cells: Mapping[Field, Cell | None]
    columns: Mapping[Field, int]

    def place(self, field_: Field) -> str:
        """ "D7" of a column in this row."""
        return address(self.number, self.columns.get(field_, self.code.column))


@dataclass(frozen=True)
class ReadEntry:
    """What the file says of one indicator. JSON-ready.

    `raw` is {part key: {field: text}} as a form would bring it, fields without a column left out;
    `texts` holds the columns the file
    has of na_reason, note, survey; `places` says in which cell each part ("a") and text stands.
    """

    indicator: int
    code: str
    sheet: str
    raw: dict[str, dict[str, str]]
    texts: dict[str, str]
    places: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Nothing was typed in the row."""
        typed_ = any(text for part in self.raw.values() for text in part.values())
        return not typed_ and not any(self.texts.values())


@dataclass
class FileContent:
    """A book's rows with indicators, and the stamp if it has kept one."""

    stamp: Stamp | None
    rows: list[FileRow] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Names of sheets in which no heads were found."""


def read_content(book: Book) -> FileContent:
    """Find the stamp and every table of figures in a book."""
    content = FileContent(stamp=_stamp(book))
    for sheet in book.sheets:
        if sheet.name in (SHEET, LISTS) or _is_stamp(sheet):
            continue
        found = _head(sheet)
        if found is None:
            if sheet.rows and sheet.name not in (GUIDE, OVERVIEW):
                content.unread.append(sheet.name)
            continue
        content.rows += _rows(sheet, *found)
    return content


def _stamp(book: Book) -> Stamp | None:
    for sheet in book.sheets:
        if _is_stamp(sheet):
            width = max(row.cells[-1].column for row in sheet.rows)
            return read_stamp(
                [[row.text(column) for column in range(1, width + 1)] for row in sheet.rows]
            )
    return None


def _is_stamp(sheet: Sheet) -> bool:
    return bool(sheet.rows) and sheet.rows[0].text(1) == "cong-ntm"


_WANTED = {head.field.value: (head.words, *head.others) for head in HEADS}
_CODE_HEADS = {head_key(words) for words in _WANTED[Field.CODE.value]}


def _head(sheet: Sheet) -> tuple[int, dict[Field, int]] | None:
    """(last row of the head, {field: column}); None without columns of codes and figures."""
    found = find_header(sheet.rows, _WANTED)
    if found is None:
        return None
    columns = {Field(key): column for key, column in found.columns.items()}
    if Field.CODE not in columns or not any(name in columns for name in FIGURES):
        return None
    return found.row, columns


def _rows(sheet: Sheet, head: int, columns: dict[Field, int]) -> Iterable[FileRow]:
    for row in sheet.rows:
        if row.number <= head:
            continue
        code = row.at(columns[Field.CODE])
        if code is None or not code.text.strip() or head_key(code.text) in _CODE_HEADS:
            continue
        yield FileRow(
            sheet=sheet.name,
            number=row.number,
            unit=_text(row, columns, Field.UNIT) if Field.UNIT in columns else "",
            code=code,
            title=_text(row, columns, Field.TITLE),
            part=_text(row, columns, Field.PART),
            cells={name: row.at(columns[name]) for name in (*FIGURES, *TEXTS) if name in columns},
            columns=columns,
        )


def _text(row: Row, columns: Mapping[Field, int], name: Field) -> str:
    return " ".join(row.text(columns[name]).split()) if name in columns else ""


def read_entries(
    rows: Iterable[FileRow], indicators: Iterable[IndicatorRow]
) -> tuple[list[ReadEntry], list[Trouble]]:
    """What the rows say, indicator by indicator in the order of the set, and what they do not."""
    known = list(indicators)
    by_indicator: dict[int, list[FileRow]] = defaultdict(list)
    troubles: list[Trouble] = []
    for row in rows:
        found = _resolve(row, known)
        if isinstance(found, Trouble):
            troubles.append(found)
        else:
            by_indicator[found.id].append(row)
    entries = []
    for indicator in known:
        if indicator.id not in by_indicator:
            continue
        read = _read_indicator(indicator, by_indicator[indicator.id])
        if isinstance(read, Trouble):
            troubles.append(read)
        else:
            entries.append(read)
    return entries, troubles


def _resolve(row: FileRow, known: list[IndicatorRow]) -> IndicatorRow | Trouble:
    """The indicator of a row. A spreadsheet may have made a number of the code, 17.10 of which
    becomes 17.1: then the title decides."""
    text = row.code.text.strip().rstrip(".").replace(",", ".")
    exact = [one for one in known if one.code == text]
    number = row.code.value if isinstance(row.code.value, Decimal) else None
    same = [one for one in known if number is not None and _number(one.code) == number] or exact
    if len(same) > 1:
        title = fold(row.title)
        same = [one for one in same if title and fold(one.title) == title]
    if len(same) == 1:
        return same[0]
    return Trouble(
        row.sheet,
        row.code.address,
        "no_such_code",
        f"Mã «{row.code.text.strip()}» không rõ là chỉ tiêu nào của kỳ này nên dòng này bỏ qua. "
        "Chép lại mã như trong tệp tải về.",
    )


def _number(code: str) -> Decimal | None:
    try:
        return Decimal(code)
    except InvalidOperation:
        return None


def _read_indicator(indicator: IndicatorRow, rows: list[FileRow]) -> ReadEntry | Trouble:
    placed = _place_parts(indicator, rows)
    if isinstance(placed, Trouble):
        return placed
    raw: dict[str, dict[str, str]] = {}
    places: dict[str, str] = {}
    for part in indicator.spec.parts:
        row = placed.get(part.key)
        if row is None:
            continue
        read = _read_part(indicator, part, row)
        if isinstance(read, Trouble):
            return read
        raw[part.key] = read
        first = Field.NUMERATOR if part.is_counted else Field.VALUE
        places[part.key] = row.place(first)
    head = next(iter(placed.values()))
    texts = {}
    for name in TEXTS:
        if name not in head.cells:
            continue
        texts[name.value] = next(
            (cell.text.strip() for row in placed.values() if (cell := row.cells.get(name))), ""
        )
        places[name.value] = head.place(name)
    return ReadEntry(indicator.id, indicator.code, head.sheet, raw, texts, places)


def _place_parts(indicator: IndicatorRow, rows: list[FileRow]) -> dict[str, FileRow] | Trouble:
    """{part key: its row}: by the word of the part, else by order; twice the same is no answer."""
    parts = indicator.spec.parts
    placed: dict[str, FileRow] = {}
    for row in rows:
        named = [p for p in parts if row.part and fold(p.label) == fold(row.part)]
        free = [p for p in parts if p.key not in placed]
        part = named[0] if named else (free[0] if free else parts[-1])
        before = placed.get(part.key)
        if before is not None and _figures(before) != _figures(row):
            return Trouble(
                row.sheet,
                row.place(Field.VALUE),
                "twice",
                f"Chỉ tiêu {indicator.code} có ở hai chỗ với số khác nhau ({before.sheet}, dòng "
                f"{before.number} và {row.sheet}, dòng {row.number}). Giữ một chỗ rồi tải lên lại.",
                indicator.code,
            )
        placed.setdefault(part.key, row)
    return placed


def _figures(row: FileRow) -> list[str]:
    return [cell.text if cell else "" for cell in row.cells.values()]


def _read_part(indicator: IndicatorRow, part: PartSpec, row: FileRow) -> dict[str, str] | Trouble:
    texts: dict[Field, str] = {}
    for name in FIGURES:
        cell = row.cells.get(name)
        if cell is None:
            continue
        why = _unreadable(cell)
        if why:
            return Trouble(row.sheet, cell.address, "unreadable", why, indicator.code)
        texts[name] = _typed(cell)
    wrong = (Field.VALUE,) if part.is_counted else (Field.NUMERATOR, Field.DENOMINATOR)
    for name in wrong:
        if texts.get(name):
            column = "tử số và mẫu số" if part.is_counted else "Số hoặc lựa chọn"
            return Trouble(
                row.sheet,
                row.place(name),
                "wrong_column",
                f"Chỉ tiêu {indicator.code} nhập ở cột {column}. Chuyển «{texts[name][:30]}» sang "
                "đúng cột.",
                indicator.code,
            )
    if part.is_counted:
        return {
            name.value: texts.get(name, "")
            for name in (Field.NUMERATOR, Field.DENOMINATOR)
            if name in row.columns
        }
    if Field.VALUE not in row.columns:
        return {}
    text = texts.get(Field.VALUE, "")
    return {"choice": choice_of(part, text)} if part.is_choice else {"number": text}


def _unreadable(cell: Cell) -> str:
    """Why a cell of figures cannot be taken as it stands, "" when it can."""
    if cell.error:
        return f"Ô có lỗi {cell.text}. Sửa công thức hoặc gõ số vào ô."
    if cell.formula and cell.value is None:
        return "Ô có công thức chưa có kết quả. Mở bằng Excel, lưu lại, hoặc gõ số vào ô."
    if isinstance(cell.value, date):
        return (
            f"Ô đang là ngày tháng ({cell.text}), không phải số. Đổi định dạng ô thành số rồi gõ "
            "lại."
        )
    return ""


def _typed(cell: Cell) -> str:
    if isinstance(cell.value, bool):
        return "1" if cell.value else "0"
    return typed(cell, places=PLACES).strip()


def choice_of(part: PartSpec, text: str) -> str:
    """The stored word of a choice; what is not in the list stays as typed, to be refused."""
    folded = fold(" ".join(text.split()))
    if part.measure is Measure.BOOLEAN:
        return next((word for word, words in _WORDS.items() if folded in words), text)
    return next((step for step in part.scale if fold(step) == folded), text)
