"""One table for all registers, from the columns of each."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.books import Book
from campaigns.models import OcopProduct
from campaigns.queries.books import BookLine, words_for
from communes.tables.registers import link
from kbang_ntm.core.tables import NUMBER, PortalTable
from kbang_ntm.core.templatetags.portal import mark


class BookColumn(tables.Column):
    """A column of a register in words; stars that have expired say so."""

    def __init__(self, name: str, label: str, **kwargs: Any) -> None:
        self.column = name
        super().__init__(verbose_name=label, accessor="row", order_by=(f"row__{name}",), **kwargs)

    def render(self, record: BookLine) -> SafeString | str:
        words = words_for(record.row, self.column)
        if isinstance(record.row, OcopProduct) and self.column == "expires" and record.expired:
            return format_html("<span>{} {}</span>", words, mark("late", "hết giá trị"))
        return words


class BookTable(PortalTable):
    """Rows of one register."""

    name = tables.Column(accessor="row__name")
    owner = tables.Column(verbose_name="Xã, cơ quan")

    class Meta(PortalTable.Meta):
        pass

    def __init__(self, data: Any, *, book: Book) -> None:
        self.book = book
        self.caption, self.noun = book.title, book.noun
        self.empty_title = "Sổ chưa có dòng nào khớp"
        self.empty_hint = "Bỏ bớt điều kiện lọc, hoặc xã, cơ quan thêm dòng vào sổ của mình."
        extra = [(name, _column(book, name)) for name in book.columns]
        super().__init__(data, extra_columns=extra)
        self.columns["name"].column.verbose_name = book.name_label

    def render_name(self, record: BookLine) -> SafeString:
        address = reverse("campaigns:book-row", args=[self.book.slug, record.row.uid])
        return link(address, record.row.name)


def _column(book: Book, name: str) -> BookColumn:
    kind = book.model._meta.get_field(name).get_internal_type()
    counted = kind in ("PositiveIntegerField", "DecimalField")
    return BookColumn(name, book.label(name), **({"attrs": NUMBER} if counted else {}))
