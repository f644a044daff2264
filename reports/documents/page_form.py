"""Sizes and margins of a document inside what the law allows, chosen by the body that issues it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from reports.documents.codec import Node
from reports.documents.format_law import Component, FormatLaw, Range

A4 = (210, 297)  # mm


@dataclass(frozen=True)
class PageForm(Node):
    """Margins in mm; sizes in points; `line` as a multiple of the single line; `indent` of a first
    line in mm.

    `heads`: national title, bodies and the "V/v" of a letter; `titles`: name, abstract, titles of
    annexes; `text`: everything a person reads as text, and the signer. What is no choice (the
    number 13, recipients 11 and 12, "Phụ lục" 14) is no field.
    """

    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 15
    heads: Decimal = Decimal("12.5")
    motto: Decimal = Decimal("13.5")
    place_size: Decimal = Decimal(13)
    titles: Decimal = Decimal(14)
    text: Decimal = Decimal(14)
    line: Decimal = Decimal("1.15")
    indent: Decimal = Decimal(10)

    @property
    def portrait_room(self) -> float:
        """mm between the left and the right margin."""
        return float(A4[0] - self.left - self.right)

    @property
    def landscape_room(self) -> float:
        """The same on a page that lies."""
        return float(A4[1] - self.left - self.right)

    def room(self, *, landscape: bool) -> float:
        """mm between the left and the right margin of such a page."""
        return self.landscape_room if landscape else self.portrait_room


STANDARD = PageForm()  # of a body that has chosen nothing


@dataclass(frozen=True)
class Choice:
    """One field of a PageForm: its name on the screen, unit, step, and the bounds of a law."""

    name: str
    label_vi: str
    unit: str
    step: Decimal
    allowed: Callable[[FormatLaw], Range]


def _size(*components: Component) -> Callable[[FormatLaw], Range]:
    """What the law allows all of them."""

    def allowed(law: FormatLaw) -> Range:
        sizes = [law.looks[component].size for component in components]
        return Range(max(size.low for size in sizes), min(size.high for size in sizes))

    return allowed


_HALF, _WHOLE = Decimal("0.5"), Decimal(1)
_TENTH, _FINE = Decimal("0.1"), Decimal("0.05")
CHOICES = (
    Choice("top", "Lề trên", "mm", _WHOLE, lambda law: law.top),
    Choice("bottom", "Lề dưới", "mm", _WHOLE, lambda law: law.bottom),
    Choice("left", "Lề trái", "mm", _WHOLE, lambda law: law.left),
    Choice("right", "Lề phải", "mm", _WHOLE, lambda law: law.right),
    Choice("heads", "Cỡ chữ Quốc hiệu, tên cơ quan, V/v", "pt", _HALF,
           _size(Component.NATIONAL_TITLE, Component.SUPERIOR, Component.ISSUER,
                 Component.SUBJECT)),
    Choice("motto", "Cỡ chữ Tiêu ngữ", "pt", _HALF, _size(Component.MOTTO)),
    Choice("place_size", "Cỡ chữ địa danh, ngày tháng", "pt", _HALF, _size(Component.PLACE)),
    Choice("titles", "Cỡ chữ tên loại, trích yếu", "pt", _HALF,
           _size(Component.TITLE, Component.ABSTRACT, Component.ANNEX_TITLE)),
    Choice("text", "Cỡ chữ nội dung", "pt", _HALF,
           _size(Component.BODY, Component.BASIS, Component.ARTICLE, Component.ADDRESSEE,
                 Component.AUTHORITY, Component.SIGNER_NAME)),
    Choice("line", "Dãn dòng", "dòng", _FINE, lambda law: law.line_spacing),
    Choice("indent", "Thụt đầu dòng", "mm", _TENTH, lambda law: law.first_indent),
)  # fmt: skip
