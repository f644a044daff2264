"""Lists of old awards as spreadsheets: the columns, and what a row says, cell by cell. Pure.

Offices keep such lists each in its own way, so heads are found by several names, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from awards.enums import AwardLevel, CollectiveForm, Gender, MeritKind, NomineeKind
from kbang_ntm.core.spreadsheets import Book, Cell, Header, Row, as_day, find_header
from kbang_ntm.core.vietnamese import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("Loại đối tượng", "Đối tượng", "Tập thể, hộ, cá nhân"),
    "name": ("Tên, họ và tên", "Họ và tên", "Tên tập thể, cá nhân", "Tên"),
    "birth_year": ("Năm sinh",),
    "gender": ("Giới tính",),
    "form": ("Loại tập thể",),
    "head": ("Chủ hộ",),
    "commune": ("Xã", "Xã, thị trấn", "Đơn vị"),
    "village": ("Thôn, làng", "Thôn", "Làng"),
    "type_name": ("Danh hiệu, hình thức", "Hình thức khen thưởng", "Danh hiệu"),
    "level": ("Cấp", "Cấp khen thưởng"),
    "merit_kind": ("Loại hình", "Loại hình khen thưởng"),
    "first": ("Thành tích từ", "Từ năm"),
    "last": ("Thành tích đến", "Đến năm"),
    "merit": ("Thành tích", "Nội dung thành tích"),
    "movement": ("Phong trào",),
    "number": ("Số quyết định", "Số QĐ"),
    "date": ("Ngày quyết định", "Ngày QĐ"),
    "decider": ("Người quyết định", "Cấp quyết định"),
    "book_number": ("Số sổ vàng", "Số vào sổ"),
    "source": ("Nguồn", "Ghi chú"),
}
NEEDED = ("kind", "name", "type_name", "level", "merit_kind", "decider")
MOST = 500
"""Rows of one file: a decision's list, or a year of a district; they are written at once."""


def _folded(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """{the words of a choice, folded: its code}."""
    return {fold(str(label)): str(code) for code, label in choices}


KINDS = _folded(NomineeKind.choices) | {fold("hộ"): "household"}
FORMS = _folded(CollectiveForm.choices)
GENDERS = _folded(Gender.choices)
LEVELS = _folded(AwardLevel.choices) | {
    fold(words): code
    for words, code in (
        ("xã", "commune"),
        ("cơ sở", "base"),
        ("huyện", "district"),
        ("tỉnh", "province"),
        ("Nhà nước", "state"),
        ("trung ương", "state"),
    )
}
MERITS = _folded(MeritKind.choices) | {
    fold(words): code
    for words, code in (
        ("công trạng", "merit"),
        ("thường xuyên", "merit"),
        ("chuyên đề", "movement"),
        ("phong trào", "movement"),
        ("phong trào thi đua", "movement"),
        ("cống hiến", "dedication"),
    )
}
# Words of a title or form, at a level where several have the same words -> its code in the law.
TYPES: tuple[tuple[str, str, str], ...] = tuple(
    (fold(words), level, code)
    for words, level, code in (
        ("giấy khen", "commune", "GIAY_KHEN_XA"),
        ("giấy khen", "district", "GIAY_KHEN_HUYEN"),
        ("bằng khen", "province", "BANG_KHEN_TINH"),
        ("bằng khen", "state", "BANG_KHEN_TTG"),
        ("cờ thi đua", "province", "CO_THI_DUA_TINH"),
        ("cờ thi đua", "state", "CO_THI_DUA_CP"),
        ("huân chương lao động hạng ba", "", "HCLD_3"),
        ("huân chương lao động hạng nhì", "", "HCLD_2"),
        ("huân chương lao động hạng nhất", "", "HCLD_1"),
        ("chiến sĩ thi đua cấp tỉnh", "", "CSTD_TINH"),
        ("chiến sĩ thi đua cơ sở", "", "CSTDCS"),
        ("tập thể lao động xuất sắc", "", "TTLDXS"),
        ("tập thể lao động tiên tiến", "", "TTLDTT"),
        ("lao động tiên tiến", "", "LDTT"),
        ("gia đình văn hóa", "", "GIA_DINH_VAN_HOA"),
        ("tiêu biểu", "province", "XA_TIEU_BIEU"),
        ("thôn văn hóa", "", "THON_VAN_HOA"),
        ("làng văn hóa", "", "THON_VAN_HOA"),
        ("tổ dân phố văn hóa", "", "THON_VAN_HOA"),
    )
)


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place of the file; `message` is the sentence for the person."""

    sheet: str
    cell: str
    message: str


@dataclass
class OldAward:
    """A row as read; days as ISO text, so that it can be kept as JSON until it is confirmed."""

    sheet: str
    row: int
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """The cell of a column as people know it, of the row where the cell is empty."""
        return self.cells.get(key) or f"dòng {self.row}"

    def plain(self) -> dict[str, Any]:
        """As kept."""
        return {"sheet": self.sheet, "row": self.row, **self.texts}


@dataclass(frozen=True)
class OldAwards:
    """What a file says: rows without problems of their own, and all problems."""

    rows: list[OldAward]
    problems: list[Problem]


def type_code(name: str, level: str) -> str:
    """The code in the law of a title or form by its name; "" where the portal does not know it."""
    key = " ".join(fold(name).split())
    return next((code for words, at, code in TYPES if words in key and at in ("", level)), "")


def read_old_awards(book: Book) -> OldAwards:
    """Every shown sheet that has a table of old awards."""
    rows: list[OldAward] = []
    problems: list[Problem] = []
    found = False
    for sheet in book.sheets:
        header = None if sheet.hidden else find_header(sheet.rows, COLUMNS)
        if header is None or len(header.columns) < 3:
            continue
        found = True
        lacking = [COLUMNS[key][0] for key in NEEDED if key not in header.columns]
        if lacking:
            words = f"Thiếu cột: {', '.join(lacking)}. Tải tệp mẫu để lấy đúng các cột."
            problems.append(Problem(sheet.name, f"dòng {header.row}", words))
            continue
        for row in sheet.rows:
            if row.number > header.row and _says_something(row, header):
                read, wrong = _read_row(sheet.name, row, header, book.date1904)
                problems += wrong
                if not wrong:
                    rows.append(read)
    if not found:
        problems.append(Problem("", "", "Không thấy bảng khen thưởng. Tải tệp mẫu, điền rồi nộp."))
    if len(rows) > MOST:
        problems.append(Problem("", "", f"Tệp có hơn {MOST} dòng. Chia thành nhiều tệp."))
    problems += _twice(rows)
    return OldAwards(rows, problems)


def _says_something(row: Row, header: Header) -> bool:
    return any(row.text(header.columns[key]) for key in ("name", "type_name"))


def _read_row(
    sheet: str, row: Row, header: Header, date1904: bool
) -> tuple[OldAward, list[Problem]]:
    made = OldAward(sheet, row.number)
    wrong: list[Problem] = []
    cells: dict[str, Cell] = {}
    for key, column in header.columns.items():
        cell = row.at(column)
        if cell is not None and cell.text.strip():
            made.texts[key], made.cells[key] = " ".join(cell.text.split()), cell.address
            cells[key] = cell
    for key in NEEDED:
        if key not in made.texts:
            words = f"Chưa ghi «{COLUMNS[key][0]}»."
            wrong.append(Problem(sheet, made.at(key), words))
    for key, known in (
        ("kind", KINDS), ("level", LEVELS), ("merit_kind", MERITS), ("form", FORMS),
        ("gender", GENDERS),
    ):  # fmt: skip
        _choose(made, key, known, wrong)
    _birth_year(made, wrong)
    _day(made, "date", cells.get("date"), date1904, wrong)
    _period(made, cells, date1904, wrong)
    kind = made.texts.get("kind")
    if kind == NomineeKind.HOUSEHOLD and "head" not in made.texts:
        wrong.append(Problem(sheet, made.at("head"), "Hộ gia đình: ghi «Chủ hộ»."))
    if kind == NomineeKind.COLLECTIVE and "form" not in made.texts:
        made.texts["form"] = CollectiveForm.OTHER
    return made, wrong


def _choose(made: OldAward, key: str, known: dict[str, str], wrong: list[Problem]) -> None:
    text = made.texts.get(key)
    if text is None:
        return
    code = known.get(" ".join(fold(text).split()))
    if code is None:
        offered = ", ".join(_labels(key))
        words = f"«{text}» không có trong danh sách. Ghi một trong: {offered}."
        wrong.append(Problem(made.sheet, made.at(key), words))
    else:
        made.texts[key] = code


def _labels(key: str) -> Sequence[str]:
    choices = {
        "kind": NomineeKind, "level": AwardLevel, "merit_kind": MeritKind,
        "form": CollectiveForm, "gender": Gender,
    }  # fmt: skip
    return [str(label) for label in choices[key].labels]


def _birth_year(made: OldAward, wrong: list[Problem]) -> None:
    text = made.texts.get("birth_year")
    if text is not None and not (text.isdecimal() and 1900 <= int(text) <= 2100):
        words = f"«{text}»: năm sinh gồm bốn chữ số, ví dụ 1978."
        wrong.append(Problem(made.sheet, made.at("birth_year"), words))


def _day(made: OldAward, key: str, cell: Cell | None, date1904: bool, wrong: list[Problem]) -> None:
    if cell is None:
        return
    found = as_day(cell.value, cell.text, date1904=date1904)
    if found is None:
        words = f"«{cell.text}» không phải ngày. Ghi theo mẫu 30/06/2023."
        wrong.append(Problem(made.sheet, made.at(key), words))
    else:
        made.texts[key] = found.isoformat()


def _period(made: OldAward, cells: dict[str, Cell], date1904: bool, wrong: list[Problem]) -> None:
    """Days of merit: a year alone is the whole year; one end alone is that year."""
    ends: dict[str, date] = {}
    for key, month, day in (("first", 1, 1), ("last", 12, 31)):
        text = made.texts.get(key, "")
        if text.isdecimal() and 1945 <= int(text) <= 2100:
            ends[key] = date(int(text), month, day)
            made.texts[key] = ends[key].isoformat()
        elif text:
            before = len(wrong)
            _day(made, key, cells.get(key), date1904, wrong)
            if len(wrong) == before:
                ends[key] = date.fromisoformat(made.texts[key])
    if len(ends) == 2 and ends["first"] > ends["last"]:
        words = "Thành tích đến phải từ «Thành tích từ» trở đi."
        wrong.append(Problem(made.sheet, made.at("last"), words))
    if len(ends) == 1:
        ((key, end),) = ends.items()
        other = date(end.year, 12, 31) if key == "first" else date(end.year, 1, 1)
        made.texts["last" if key == "first" else "first"] = other.isoformat()


def _twice(rows: list[OldAward]) -> list[Problem]:
    """Rows that say the same as one before."""
    keys = ("name", "birth_year", "commune", "village", "type_name", "number", "date", "first")
    seen: dict[tuple[str, ...], OldAward] = {}
    found = []
    for row in rows:
        key = tuple(fold(row.texts.get(name, "")) for name in keys)
        if key in seen:
            words = f"Giống dòng {seen[key].row} trang «{seen[key].sheet}». Xóa một dòng."
            found.append(Problem(row.sheet, row.at("name"), words))
        seen.setdefault(key, row)
    return found
