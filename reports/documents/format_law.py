"""What the law allows on paper, by the time it is in force: sizes, margins, looks, abbreviations.

Dated rows: the style sheets and the table of styles choose inside these ranges, and the checker
of produced files measures against them. Sizes in points, lengths in mm. `source` is cited as far
as it was read; a row marked recalled was not read at its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kbang_ntm.core.errors import Refused


class Component(Enum):
    """A part of a document that the law gives a look."""

    NATIONAL_TITLE = "national_title"
    MOTTO = "motto"
    SUPERIOR = "superior"
    ISSUER = "issuer"
    NUMBER = "number"
    PLACE = "place"
    TITLE = "title"
    ABSTRACT = "abstract"
    SUBJECT = "subject"
    ADDRESSEE = "addressee"
    BODY = "body"
    BASIS = "basis"
    ARTICLE = "article"
    AUTHORITY = "authority"
    SIGNER_NAME = "signer_name"
    RECIPIENTS_HEAD = "recipients_head"
    RECIPIENT = "recipient"
    ANNEX_LABEL = "annex_label"
    ANNEX_TITLE = "annex_title"
    ANNEX_ATTACHED = "annex_attached"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True)
class Range:
    """Inclusive bounds."""

    low: float
    high: float

    def holds(self, value: float, slack: float = 0.0) -> bool:
        """Whether the value lies between the bounds, give or take `slack`."""
        return self.low - slack <= value <= self.high + slack

    def __str__(self) -> str:
        low, high = (f"{bound:g}".replace(".", ",") for bound in (self.low, self.high))
        return low if low == high else f"{low}-{high}"


@dataclass(frozen=True)
class Look:
    """How a component is set; None: free."""

    label_vi: str
    size: Range
    bold: bool | None = False
    italic: bool | None = False
    caps: bool | None = None


@dataclass(frozen=True)
class FormatLaw:
    """One regime of the form of administrative documents."""

    code: str
    valid_from: date
    valid_to: date | None
    source: str
    top: Range
    bottom: Range
    left: Range
    right: Range
    line_spacing: Range
    space_after: float  # points, at least
    first_indent: Range
    short_rule: Range  # share of the text over it
    faces: tuple[str, ...]
    stand_in_faces: tuple[str, ...]  # same widths, for files that embed their faces
    looks: dict[Component, Look]
    headless: tuple[str, ...]  # titles of forms that are no administrative document
    abbreviations: frozenset[str]  # recalled, annex III: only a hint rests on it


_ABBREVIATIONS = frozenset(
    {
        "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB",
        "TTr", "HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "SY", "TrS",
        "SL",
    }
)  # fmt: skip
_ND30 = FormatLaw(
    code="ND30-2020",
    valid_from=date(2020, 3, 5),
    valid_to=None,
    source="NĐ 30/2020/NĐ-CP, Phụ lục I",
    top=Range(20, 25),
    bottom=Range(20, 25),
    left=Range(30, 35),
    right=Range(15, 20),
    line_spacing=Range(1.0, 1.5),
    space_after=6,
    first_indent=Range(10, 12.7),
    short_rule=Range(1 / 3, 1 / 2),
    faces=("Times New Roman",),
    stand_in_faces=("Liberation Serif", "Tinos"),
    looks={
        Component.NATIONAL_TITLE: Look("Quốc hiệu", Range(12, 13), bold=True, caps=True),
        Component.MOTTO: Look("Tiêu ngữ", Range(13, 14), bold=True, caps=False),
        Component.SUPERIOR: Look("Tên cơ quan chủ quản", Range(12, 13), caps=True),
        Component.ISSUER: Look("Tên cơ quan ban hành", Range(12, 13), bold=True, caps=True),
        Component.NUMBER: Look("Số, ký hiệu", Range(13, 13)),
        Component.PLACE: Look("Địa danh và thời gian", Range(13, 14), italic=True),
        Component.TITLE: Look("Tên loại", Range(13, 14), bold=True, caps=True),
        Component.ABSTRACT: Look("Trích yếu", Range(13, 14), bold=True, caps=False),
        Component.SUBJECT: Look("Trích yếu công văn (V/v)", Range(12, 13)),
        Component.ADDRESSEE: Look("Kính gửi", Range(13, 14)),
        Component.BODY: Look("Nội dung", Range(13, 14), bold=None, italic=None),
        Component.BASIS: Look("Căn cứ", Range(13, 14), italic=True),
        Component.ARTICLE: Look("Điều", Range(13, 14), bold=True),
        Component.AUTHORITY: Look(
            "Quyền hạn, chức vụ người ký", Range(13, 14), bold=True, caps=True
        ),
        Component.SIGNER_NAME: Look("Họ tên người ký", Range(13, 14), bold=True, caps=False),
        Component.RECIPIENTS_HEAD: Look("Nơi nhận", Range(12, 12), bold=True, italic=True),
        Component.RECIPIENT: Look("Danh sách nơi nhận", Range(11, 11)),
        Component.ANNEX_LABEL: Look("Chữ “Phụ lục”", Range(14, 14), bold=True, caps=False),
        Component.ANNEX_TITLE: Look("Tiêu đề phụ lục", Range(13, 14), bold=True, caps=True),
        Component.ANNEX_ATTACHED: Look("Dòng kèm theo của phụ lục", Range(13, 14), italic=True),
        Component.PAGE_NUMBER: Look("Số trang", Range(13, 14)),
    },
    headless=("PHIẾU BIỂU QUYẾT", "PHIẾU BẦU"),
    abbreviations=_ABBREVIATIONS,
)
LAWS = (_ND30,)


def law_on(day: date) -> FormatLaw:
    """The form in force on that day. Raises Refused ("format_law_unknown") before the first."""
    for law in LAWS:
        if law.valid_from <= day and (law.valid_to is None or day <= law.valid_to):
            return law
    raise Refused(
        "format_law_unknown",
        f"Chưa có quy định thể thức cho ngày {day:%d/%m/%Y}. Chỉ kiểm được văn bản từ ngày "
        f"{LAWS[0].valid_from:%d/%m/%Y}.",
    )
