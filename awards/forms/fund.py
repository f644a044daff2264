"""Forms of the prize fund."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from awards.enums import FundSource
from awards.services.fund import LineText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, NumberField, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core import clock


class OpenFundForm(PlainForm):
    """A new ledger."""

    unit = forms.ChoiceField(label="Cấp")
    year = CountField(label="Năm")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        self.fields["year"].initial = clock.today().year


class LineForm(PlainForm):
    """Income, or a cost of organising."""

    source = forms.ChoiceField(label="Nguồn", choices=FundSource.choices)
    amount = NumberField(label="Số tiền, đồng")
    on = day_field("Ngày ghi sổ")
    paper = forms.CharField(
        label="Chứng từ, văn bản", max_length=160, help_text="Số, ngày như trên giấy."
    )
    receiver = forms.CharField(label="Người nộp, người nhận", required=False, max_length=160)
    note = forms.CharField(label="Nội dung", required=False, max_length=300, widget=text_area(2))
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)

    def text(self) -> LineText:
        """What the valid form says."""
        data = self.cleaned_data
        return LineText(
            amount=data["amount"],
            on=data["on"],
            source=data["source"],
            paper=data["paper"],
            receiver=data["receiver"],
            note=data["note"],
        )


class OverdraftForm(PlainForm):
    """How far the fund may go below zero, and by which paper."""

    amount = NumberField(label="Được chi trước, đồng", help_text="0: không cho chi trước nữa.")
    paper = forms.CharField(label="Văn bản cho phép", required=False, max_length=160)


class FundFilterForm(forms.Form):
    """Year; stands in the URL."""

    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def year(self) -> int | None:
        """The year asked for."""
        data = self.cleaned_data if self.is_valid() else {}
        return int(data["nam"]) if data.get("nam") else None


class PublicFilterForm(FundFilterForm):
    """Year and search of the public list."""

    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def words(self) -> str:
        """What is searched for."""
        return (self.cleaned_data.get("tim") or "") if self.is_valid() else ""
