"""One form for all registers, from the columns of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from campaigns.books import Book
from campaigns.queries.books import BookAsked
from communes.forms.people import day_field
from communes.forms.registers import Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core import clock


class BookFilterForm(forms.Form):
    """Owner, year, search; values stand in the URL."""

    noi = forms.ChoiceField(label="Xã, cơ quan", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, book: Book, owners: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(owners) > 1:
            offer(self, "noi", [("", "Tất cả"), *((name, name) for name in owners)])
        else:
            del self.fields["noi"]
        if book.year:
            years = range(clock.today().year + 1, 2015, -1)
            offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])
        else:
            del self.fields["nam"]

    def asked(self) -> BookAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        year = int(data["nam"]) if data.get("nam") else None
        return BookAsked(data.get("noi") or "", year, data.get("tim") or "")


def field_of(column: models.Field[Any, Any], label: str) -> forms.Field:
    """How a column is typed: days as dd/mm/yyyy, counts with dots, the rest as the column says."""
    needed = not column.blank and not column.has_default()
    options: dict[str, Any] = {"label": label, "required": needed}
    help_text = str(column.help_text)
    if column.choices:
        nothing = [] if column.has_default() else [("", "Chọn")]
        return forms.TypedChoiceField(
            choices=[*nothing, *column.flatchoices], coerce=column.to_python, **options
        )
    if isinstance(column, models.DateField):
        return day_field(label, required=not column.blank, help_text=help_text)
    if isinstance(column, models.PositiveSmallIntegerField):
        return forms.IntegerField(min_value=2010, max_value=2100, **options)
    if isinstance(column, models.PositiveIntegerField):
        more = "Để trống là 0." if column.has_default() else help_text
        return CountField(help_text=more, **options)
    if isinstance(column, models.DecimalField):
        return forms.DecimalField(max_digits=8, decimal_places=2, localize=True, **options)
    if isinstance(column, models.TextField):
        return forms.CharField(max_length=column.max_length, widget=text_area(4), **options)
    field = column.formfield(help_text=help_text, **options)
    assert field is not None, "editable columns only"
    return field


class BookForm(PlainForm):
    """A row of a register; `party` only where it is new."""

    def __init__(self, *args: Any, book: Book, parties: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parties is not None:
            self.fields["party"] = forms.ChoiceField(label="Của xã, cơ quan")
            offer(self, "party", parties)
        for name in ("name", *book.fields, "note"):
            column = book.model._meta.get_field(name)
            assert isinstance(column, models.Field), "plain columns"
            self.fields[name] = field_of(column, book.label(name))
        self.book = book

    @staticmethod
    def initial_of(book: Book, row: Any) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {name: getattr(row, name) for name in ("name", *book.fields, "note")}

    def values(self) -> dict[str, Any]:
        """Columns as the valid form says them; an empty count where one is needed is nought."""
        found = {name: self.cleaned_data[name] for name in ("name", *self.book.fields, "note")}
        for name, value in found.items():
            column = self.book.model._meta.get_field(name)
            if value is None and not getattr(column, "null", False):
                found[name] = 0
        return found


class UseForm(PlainForm):
    """The one use of an initiative."""

    used_for = forms.CharField(
        label="Dùng cho",
        max_length=240,
        help_text="Đề nghị khen thưởng nào, của ai, năm nào.",
    )
    on = day_field("Ngày dùng")
