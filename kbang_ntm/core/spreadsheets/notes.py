"""What was noticed while a file was read: the first places by name, the rest counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets.book import Notice

NAMED = 20
"""How many places of one kind are named one by one."""

# Sentences about one cell: {0} is the place, {1} a detail.
AT_A_CELL = {
    "error_value": "{0} là lỗi {1} của Excel nên không có giá trị. Sửa ô này rồi tải lên lại.",
    "formula_without_value": "{0} là công thức chưa có kết quả trong tệp. Mở bằng Excel, bấm lưu "
    "rồi tải lên lại.",
    "no_such_day": "{0} ghi ngày số {1}, không có ngày đó trên lịch. Gõ lại ngày.",
    "bad_cell": "{0} không đọc được ({1}). Xem lại ô này.",
    "link_elsewhere": "{0} lấy số từ tệp khác ({1}). Cổng không mở tệp đó, chỉ lấy số đang lưu.",
    "merged_conflict": "{0} nằm trong nhóm ô gộp nhưng có nội dung riêng; giữ nguyên ô này.",
    "wide_merge": "{0} gộp quá nhiều ô nên chỉ đọc ô đầu.",
    "cut_text": "{0} dài {1} ký tự, quá mức một ô của Excel. Rút ngắn rồi tải lên lại.",
    "apostrophe": "{0} bắt đầu bằng dấu nháy bảo vệ; đã bỏ dấu nháy đó.",
}
# Sentences about a sheet or the whole file: {0} the sheet or a detail, {n} the count.
IN_ALL = {
    "hidden_sheet": "Trang «{0}» đang ẩn; vẫn được đọc.",
    "empty_sheet": "Trang «{0}» không có gì.",
    "hidden_rows": "Trang «{0}» có {n} dòng ẩn có số liệu; vẫn được đọc.",
    "hidden_columns": "Trang «{0}» có {n} cột ẩn; vẫn được đọc.",
    "merged": "Trang «{0}» có {n} nhóm ô gộp; ô trong nhóm lấy nội dung của ô đầu.",
    "formulas": "Trang «{0}» có {n} ô công thức; chỉ lấy kết quả đang lưu trong tệp.",
    "empty_rows": "Trang «{0}» có {n} dòng trống; đã bỏ qua.",
    "macros": "Tệp có macro; cổng không chạy và không giữ macro.",
    "external_links": "Tệp có liên kết tới {n} tệp khác; cổng không mở các tệp đó.",
    "extension": "Tên tệp là .{0} nhưng nội dung là {1}; đọc theo nội dung.",
    "encoding": "Tệp không phải Unicode; đã đọc theo bảng mã {0}.",
    "decomposed": "{n} ô viết theo kiểu máy Mac (chữ và dấu rời nhau); đã ghép lại.",
    "invisible": "{n} ô có ký tự ẩn hoặc khoảng trắng lạ; đã bỏ.",
    "not_a_table": "Tệp có {n} hình, biểu đồ hoặc trang không phải bảng tính; không đọc.",
    "comments": "Tệp có ghi chú bên ô ({n} trang); ghi chú không được đọc.",
    "delimiter": "Các cột cách nhau bằng {0}.",
    "ragged": "{n} dòng có số cột khác dòng đầu. Xem lại dấu ngăn cột, nhất là dấu phẩy thập phân.",
    "unclosed_quote": "Một dấu ngoặc kép không được đóng, từ dòng {0}. Xem lại dòng này.",
    "replaced": "{n} ký tự không đọc được theo bảng mã {0}, thay bằng dấu �.",
    "text_outside": "Có {n} đoạn chữ nằm ngoài bảng; không đọc. Đoạn đầu: «{0}».",
    "nested": "Có {n} bảng nằm trong bảng khác; mỗi bảng đọc thành một trang.",
}


@dataclass
class _Kind:
    count: int = 0
    named: list[Notice] = field(default_factory=list)
    sheet: str = ""
    detail: str = ""


class Notes:
    """Collects notices; every place is counted, the first NAMED of a kind are named."""

    def __init__(self) -> None:
        self._cells: dict[str, _Kind] = {}
        self._sums: dict[tuple[str, str], int] = {}
        self._details: dict[tuple[str, str], str] = {}

    def cell(self, code: str, sheet: str, cell: str, detail: str = "") -> None:
        """Something about one cell; `code` is one of AT_A_CELL."""
        kind = self._cells.setdefault(code, _Kind())
        kind.count += 1
        if len(kind.named) < NAMED:
            place = f"Ô {cell}, trang «{sheet}»,"
            kind.named.append(Notice(code, AT_A_CELL[code].format(place, detail), sheet, cell))

    def add(self, code: str, about: str = "", count: int = 1, detail: str = "") -> None:
        """Something about a sheet or the file, counted; `code` is one of IN_ALL."""
        if count:
            key = (code, about)
            self._sums[key] = self._sums.get(key, 0) + count
            self._details[key] = detail

    def all(self) -> tuple[Notice, ...]:
        """Everything noticed so far, the file first, then cells."""
        found = [
            Notice(
                code,
                IN_ALL[code].format(about, self._details[code, about], n=_dots(count)),
                sheet=about if "Trang «{0}»" in IN_ALL[code] else "",
                count=count,
            )
            for (code, about), count in self._sums.items()
        ]
        for code, kind in self._cells.items():
            found += kind.named
            left = kind.count - len(kind.named)
            if left:
                said = AT_A_CELL[code].format(f"Còn {_dots(left)} ô khác:", "…")
                found.append(Notice(code, said, count=left))
        return tuple(found)


def _dots(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def refusal(code: str, name: str, why: str) -> Refused:
    """What the person reads when a file is not read: which file, why, what to do."""
    return Refused(code, f'Tệp "{name}" {why}')


def too_much(name: str, what: str, sheet: str = "", cell: str = "") -> Refused:
    """A limit was passed; `what` says which one."""
    place = f" Tới ô {cell}, trang «{sheet}»." if cell else ""
    return Refused(
        "too_large",
        f'Tệp "{name}" {what}.{place} Xóa các dòng, cột trống thừa hoặc chia thành nhiều tệp '
        "rồi tải lên lại.",
    )
