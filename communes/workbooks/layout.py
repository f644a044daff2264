"""What a period's workbook holds: columns by their heads, rows as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from communes.measures import PartSpec, PartValue
from communes.workbooks.stamp import Stamp

YES_WORD, NO_WORD = "Đạt", "Chưa đạt"


class Field(StrEnum):
    """A column by what stands in it."""

    UNIT = "unit"
    CODE = "code"
    TITLE = "title"
    PART = "part"
    BEFORE = "before"
    BEFORE_COUNTS = "before_counts"
    LEVEL = "level"
    BASIS = "basis"
    MEASURE = "measure"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    REASON = "na_reason"
    NOTE = "note"
    SURVEY = "survey"
    VERDICT = "verdict"
    LOCK = "lock"


@dataclass(frozen=True)
class Head:
    """A column: its field, the words of its head, width in characters, other words it may have."""

    field: Field
    words: str
    width: float
    others: tuple[str, ...] = ()
    input: bool = False


HEADS: tuple[Head, ...] = (
    Head(Field.UNIT, "Xã", 14, ("Đơn vị", "Tên xã")),
    Head(Field.CODE, "Mã", 7, ("Mã chỉ tiêu", "Số hiệu", "Mã số", "TT chỉ tiêu")),
    Head(Field.TITLE, "Nội dung chỉ tiêu", 40, ("Nội dung", "Chỉ tiêu", "Tên chỉ tiêu")),
    Head(Field.PART, "Phần", 9, ("Phần chỉ tiêu",)),
    Head(Field.BEFORE, "Kỳ trước", 11),
    Head(Field.BEFORE_COUNTS, "Kỳ trước: tử số/mẫu số", 14),
    Head(Field.LEVEL, "Mức đạt", 14),
    Head(Field.BASIS, "Căn cứ mức đạt", 18),
    Head(Field.MEASURE, "Nhập gì", 22),
    Head(Field.NUMERATOR, "Tử số", 11, input=True),
    Head(Field.DENOMINATOR, "Mẫu số", 11, ("Tổng số",), input=True),
    Head(
        Field.VALUE,
        "Số hoặc lựa chọn",
        13,
        ("Số liệu", "Kết quả kỳ này", "Giá trị", "Số", "Số báo cáo", "Thực hiện"),
        input=True,
    ),
    Head(Field.REASON, "Lý do không áp dụng", 20, ("Không áp dụng",), input=True),
    Head(Field.NOTE, "Giải trình", 22, ("Ghi chú",), input=True),
    Head(Field.SURVEY, "Theo cuộc điều tra", 18, ("Cuộc điều tra",), input=True),
    Head(Field.VERDICT, "Kết quả lúc tải về", 13),
    Head(Field.LOCK, "Vì sao khóa", 18),
)
FIGURES = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE)
TEXTS = (Field.REASON, Field.NOTE, Field.SURVEY)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: one part of one indicator of one unit.

    `first` rows carry the texts of their indicator; `closed` says why the row is locked, "" when
    it is open; `verdict` stands in words.
    """

    unit: str
    code: str
    title: str
    part: PartSpec
    first: bool
    value: PartValue
    before: PartValue
    before_words: str
    before_counts: str
    level: str
    basis: str
    na_reason: str = ""
    note: str = ""
    survey: str = ""
    may_not_apply: bool = False
    verdict: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet of figures: a group of a commune, or a commune of the district."""

    name: str
    title: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Overview:
    """One line of the district file's first table."""

    unit: str
    state: str
    entered: str
    criteria: str


@dataclass(frozen=True)
class PeriodBook:
    """All that is written into the file. `facts` are the lines of identity on the first sheet."""

    title: str
    facts: Sequence[tuple[str, str]]
    pages: Sequence[Page]
    stamp: Stamp
    before_label: str
    made_at: datetime
    by_unit: bool = False
    overview: Sequence[Overview] = ()


def heads_of(book: PeriodBook) -> tuple[Head, ...]:
    """The columns of the sheets; only a district file names the unit in each row."""
    return HEADS if book.by_unit else HEADS[1:]


def asked_for(part: PartSpec) -> str:
    """What goes into the row, in words: "hộ nghèo / tổng số hộ (hộ)", "nhà", "Đạt/Chưa đạt"."""
    if part.is_counted:
        unit = f" ({part.count_unit})" if part.count_unit else ""
        return f"{part.numerator_label or 'tử số'} / {part.denominator_label}{unit}"
    if part.is_choice:
        return "/".join(choices_of(part))
    return part.unit or ("%" if part.measure.value == "ratio" else "số")


def choices_of(part: PartSpec) -> tuple[str, ...]:
    """The words that may be chosen."""
    return part.scale or (YES_WORD, NO_WORD)
