"""What stands between the head and the foot of a document: paragraphs, lists, tables, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from reports.documents.codec import Node
from reports.documents.values import FigureState, Value


class Align(Enum):
    """Where text stands in its box."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


class Mark(Enum):
    """Verdict shown in a table cell; `sign` is its letter on paper, readable without colour."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    @property
    def sign(self) -> str:
        """Letter or sign that every font has: the tick is missing from the faces of paper."""
        return _MARK_SIGNS[self]

    @property
    def label(self) -> str:
        """The words the legend gives for the sign."""
        return _MARK_LABELS[self]


_MARK_SIGNS = {Mark.MET: "Đ", Mark.NOT_MET: "C", Mark.UNKNOWN: "?", Mark.NOT_APPLICABLE: "–"}
_MARK_LABELS = {
    Mark.MET: "đạt",
    Mark.NOT_MET: "chưa đạt",
    Mark.UNKNOWN: "chưa xác định",
    Mark.NOT_APPLICABLE: "không áp dụng",
}


@dataclass(frozen=True)
class Run(Node):
    """A stretch of text of one look.

    With `figure` (key of a Figure of the document) and no text, the words are those of the bound
    value. With `figure` and text, the text is the value in words and may hold no digit: digits
    come from the bound value alone.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    figure: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.figure and re.search(r"\d", self.text):
            raise ValueError(f"digits beside the bound figure {self.figure}")
        if not self.figure and not self.text:
            raise ValueError("a run without text and figure")


@dataclass(frozen=True)
class Heading(Node):
    """Level 0: part or chapter, centred. 1: "I. ...". 2: "1. ...". 3: "a) ...". Number typed."""

    tag: ClassVar[str] = "heading"
    level: int
    text: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.level <= 3:
            raise ValueError("heading level must be 0 to 3")


@dataclass(frozen=True)
class Paragraph(Node):
    """Body text; justified paragraphs have a first line indent of 1 cm."""

    tag: ClassVar[str] = "paragraph"
    runs: tuple[Run, ...]
    align: Align = Align.JUSTIFY


@dataclass(frozen=True)
class ListItem(Node):
    """One line of a list; `marker` ("-", "+", "a)") is typed text, never an automatic bullet."""

    tag: ClassVar[str] = "item"
    runs: tuple[Run, ...]
    marker: str = "-"


@dataclass(frozen=True)
class HeaderGroup(Node):
    """Upper header cell over `span` columns; without text the columns' heads take both lines."""

    text: str
    span: int


@dataclass(frozen=True)
class Column(Node):
    """Head and look of a column. `weight`: share of the width; `decimals`: of its numbers."""

    header: str
    weight: int = 10
    align: Align = Align.LEFT
    decimals: int | None = None
    rotate: bool = False
    note: str = ""  # short second line of the head, such as the number of the criterion


class Function(Enum):
    """How a total is made from the cells it covers."""

    SUM = "sum"
    AVERAGE = "average"
    COUNT_MET = "count_met"
    COUNT_NOT_MET = "count_not_met"
    COUNT_UNKNOWN = "count_unknown"
    COUNT = "count"  # cells that hold something


class Axis(Enum):
    """COLUMN: over the rows of kind body; ROW: over cells of the same row."""

    COLUMN = "column"
    ROW = "row"


@dataclass(frozen=True)
class Total(Node):
    """Says that a cell's value is computed from others of its table.

    `first`, `last`: inclusive 0-based rows (COLUMN) or columns (ROW); for COLUMN both may be
    None: all body rows above. The value is checked against our own arithmetic when the document
    is made; spreadsheets show it as a formula with that value.
    """

    function: Function
    axis: Axis = Axis.COLUMN
    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.axis is Axis.ROW and (self.first is None or self.last is None):
            raise ValueError("a total over a row needs its first and last column")


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """One cell: a value, or a mark with a short note ("2/4"), or the bound figure `figure`.

    A value None prints nothing; a figure without a value prints "chưa có số liệu".
    """

    value: Value = None
    mark: Mark | None = None
    note: str = ""
    figure: str = ""
    bold: bool = False
    italic: bool = False
    span: int = 1
    align: Align | None = None
    state: FigureState = FigureState.CONFIRMED
    total: Total | None = None

    def __post_init__(self) -> None:
        Node.__post_init__(self)  # a class with slots is made anew; super() would mean the old
        if (self.value is not None) + (self.mark is not None) + bool(self.figure) > 1:
            raise ValueError("a cell holds a value, a mark or a figure, only one of them")
        if self.span < 1:
            raise ValueError("a cell spans at least one column")


class RowKind(Enum):
    """BODY rows are counted by totals; HEADING rows divide the body; TOTAL rows are bold."""

    BODY = "body"
    HEADING = "heading"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row(Node):
    """Cells from left to right; their spans add up to the number of columns."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY


@dataclass(frozen=True)
class Table(Node):
    """Table whose header rows repeat on every page. `empty_text` stands for zero rows."""

    tag: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    caption: str = ""
    unit_line: str = ""  # "Đơn vị tính: triệu đồng", above the table at the right
    groups: tuple[HeaderGroup, ...] = ()
    empty_text: str = "Không có số liệu."
    size: int = 0  # font size in points; 0: 12 in text, 10.5 where columns are many
    show_mark_legend: bool = True
    mark_note: str = ""  # legend of Cell.note: "2/4: số chỉ tiêu đạt trên tổng số"

    def __post_init__(self) -> None:
        super().__post_init__()
        width = len(self.columns)
        if not width or any(column.weight < 1 for column in self.columns):
            raise ValueError("a table needs columns with a weight of at least 1")
        if self.groups and sum(group.span for group in self.groups) != width:
            raise ValueError("header groups must cover all columns")
        for number, row in enumerate(self.rows):
            if sum(cell.span for cell in row.cells) != width:
                raise ValueError(f"row {number} does not cover {width} columns")


@dataclass(frozen=True)
class Chart(Node):
    """A drawing made by our own code as SVG. Size in mm. `alt` says the same in a sentence."""

    tag: ClassVar[str] = "chart"
    svg: str
    alt: str
    width: int = 160
    height: int = 80
    caption: str = ""


@dataclass(frozen=True)
class Picture(Node):
    """A stored PNG or JPEG file, by its id (letters, digits, "-"); width in mm."""

    tag: ClassVar[str] = "picture"
    file: str
    alt: str
    width: int = 80
    caption: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not re.fullmatch(r"[0-9A-Za-z-]{1,64}", self.file):
            raise ValueError("not the id of a stored file")


@dataclass(frozen=True)
class PageBreak(Node):
    """What follows starts on a new page."""

    tag: ClassVar[str] = "page_break"


Block = Heading | Paragraph | ListItem | Table | Chart | Picture | PageBreak
