"""Sizes, margins and head of the documents of a body."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from communes.forms.people import day_field
from communes.forms.registers import NUMBERS
from communes.forms.review import PlainForm, text_area
from communes.measures.reading import read_number
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number
from reports.documents.format_law import law_on
from reports.documents.page_form import CHOICES, Choice, PageForm
from reports.queries.layouts import Page, lines


class StepField(forms.CharField):
    """A size in steps ("13,5"); what the law allows today stands below it, and is held by the
    service for the day the row begins."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        super().__init__(
            label=choice.label_vi,
            max_length=8,
            help_text=f"{choice.allowed(law_on(clock.today()))} {choice.unit}",
            widget=forms.TextInput(attrs=NUMBERS),
        )

    def clean(self, value: Any) -> Decimal | int:
        text = super().clean(value)
        try:
            number = read_number(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        step = self.choice.step
        if number % step:
            raise forms.ValidationError(f"Ghi theo bước {format_number(step)} {self.choice.unit}.")
        return int(number) if step == 1 else number.quantize(Decimal("0.01"))


class OfficePageForm(PlainForm):
    """Everything a body chooses about its pages, and from which day on."""

    superior = forms.CharField(
        label="Cơ quan chủ quản",
        max_length=300,
        required=False,
        widget=text_area(2),
        help_text="Mỗi dòng một dòng in. Không có thì để trống.",
    )
    issuing_body = forms.CharField(
        label="Cơ quan ban hành",
        max_length=300,
        widget=text_area(2),
        help_text="Chia dòng theo ý cơ quan; tên giữ đủ chữ.",
    )
    place = forms.CharField(label="Địa danh", max_length=60)
    first = day_field("Áp dụng từ ngày")

    def __init__(self, *args: Any, shown: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in CHOICES:
            self.fields[choice.name] = StepField(choice)
        self.order_fields(["superior", "issuing_body", "place", *self.numbers_names, "first"])
        self.initial = {
            "superior": "\n".join(shown.superior),
            "issuing_body": "\n".join(shown.issuing_body),
            "place": shown.place,
            "first": f"{clock.today():%d/%m/%Y}",
            **{name: format_number(getattr(shown.form, name)) for name in self.numbers_names},
        }

    @property
    def numbers_names(self) -> list[str]:
        """Names of the sizes, in the order of the page."""
        return [choice.name for choice in CHOICES]

    @property
    def words(self) -> list[forms.BoundField]:
        """The boxes of the head."""
        return [self[name] for name in ("superior", "issuing_body", "place")]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The boxes of sizes and margins."""
        return [self[name] for name in self.numbers_names]

    def page(self) -> Page:
        """What the valid form says."""
        data = self.cleaned_data
        form = PageForm(**{name: data[name] for name in self.numbers_names})
        return Page(form, lines(data["superior"]), lines(data["issuing_body"]), data["place"])
