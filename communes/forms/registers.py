"""Forms of yearly registration and of the register of works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from communes.enums import CapitalSource, WorkLineKind
from communes.forms.people import day_field
from communes.forms.review import PlainForm, text_area
from communes.measures.reading import read_number
from communes.models import CriteriaSet, RegistrationVersion, Work
from communes.queries.register_lists import (
    CLEAR,
    OWED,
    PROGRAMME_WORDS,
    STANDARD_WORDS,
    UNKNOWN,
    Asked,
)
from communes.services.registrations import RegistrationText
from communes.services.works import Line, WorkText
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number

FILE_HELP = "PDF, JPEG, PNG, DOCX, XLSX, nhiều nhất 20 MB."
NUMBERS = {"inputmode": "decimal", "autocomplete": "off"}
Choices = Iterable[tuple[Any, str]]


def offer(form: forms.BaseForm, name: str, choices: Choices) -> None:
    """Set what a choice field of a form offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(value), label) for value, label in choices]


class NumberField(forms.CharField):
    """A whole number as people type it: "1.250.000"; what is wrong with it is said in words."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=NUMBERS))
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = read_number(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        if number < 0 or number != number.to_integral_value():
            raise forms.ValidationError("Nhập số nguyên từ 0 trở lên, ví dụ 1.250.000.")
        return number


class CountField(NumberField):
    """A count: as a number, but small."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is not None and number > 999_999:
            raise forms.ValidationError("Số lớn quá. Xem lại số vừa nhập.")
        return None if number is None else int(number)


class FilterForm(forms.Form):
    """What a list of the registers may be narrowed to; values stand in the URL."""

    nam = forms.ChoiceField(label="Năm", required=False)
    chuan = forms.ChoiceField(label="Chuẩn", required=False)
    xa = forms.ChoiceField(label="Xã", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        if "nam" in self.fields:
            years = range(clock.today().year + 1, 2020, -1)
            offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])
            offer(self, "chuan", [("", "Mọi chuẩn"), *STANDARD_WORDS.items()])
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(
            year=int(data["nam"]) if data.get("nam") else None,
            standard=data.get("chuan") or "",
            unit_id=int(data["xa"]) if data.get("xa") else None,
            words=data.get("tim") or "",
            programme=data.get("nguon") or "",
            debt=data.get("no") or "",
        )


class WorkFilterForm(FilterForm):
    """Commune, programme, debt, search."""

    nam = None  # type: ignore[assignment]  # works have no year
    chuan = None  # type: ignore[assignment]  # works have no standard
    nguon = forms.ChoiceField(
        label="Chương trình", required=False, choices=[("", "Tất cả"), *PROGRAMME_WORDS.items()]
    )
    no = forms.ChoiceField(
        label="Nợ",
        required=False,
        choices=[("", "Tất cả"), (OWED, "Còn nợ"), (CLEAR, "Hết nợ"), (UNKNOWN, "Chưa rõ")],
    )
    field_order = ["xa", "nguon", "no", "tim"]


class StartForm(PlainForm):
    """Whose, which standard, which year: what registrations, rounds and surveys begin with."""

    unit = forms.ChoiceField(label="Xã")
    standard = forms.ChoiceField(label="Chuẩn", choices=list(STANDARD_WORDS.items()))
    year = forms.ChoiceField(label="Năm")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        today = clock.today().year
        offer(self, "year", [(year, str(year)) for year in (today + 1, today, today - 1)])
        self.fields["year"].initial = str(today)


class RegistrationForm(PlainForm):
    """What is registered, and the paper that says so."""

    whole = forms.BooleanField(label="Phấn đấu đạt chuẩn ngay trong năm", required=False)
    criteria = forms.MultipleChoiceField(
        label="Tiêu chí đăng ký đạt trong năm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    villages = forms.MultipleChoiceField(
        label="Thôn, làng đăng ký đạt chuẩn",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_villages = forms.CharField(
        label="Thôn, làng khác",
        required=False,
        max_length=2000,
        widget=text_area(2),
        help_text="Mỗi dòng một tên, ghi như trên giấy, khi cổng chưa có tên thôn, làng đó.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=2000, widget=text_area(2))
    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=500,
        widget=text_area(2),
        help_text="Bản cũ vẫn được giữ nguyên.",
    )
    paper_number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Ghi như trên giấy."
    )
    paper_date = day_field("Ngày văn bản", required=False)
    file = forms.FileField(
        label="Bản quét văn bản đã ký",
        required=False,
        help_text=f"Cần có số, ngày và bản quét trước khi gửi. {FILE_HELP}",
    )

    def __init__(
        self,
        *args: Any,
        criteria_set: CriteriaSet,
        criteria: Choices,
        villages: Choices,
        amends: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria_set = criteria_set
        offer(self, "criteria", criteria)
        villages = list(villages)
        offer(self, "villages", villages)
        if not villages:
            del self.fields["villages"]
        if not amends:
            del self.fields["reason"]

    @staticmethod
    def initial_of(version: RegistrationVersion) -> dict[str, Any]:
        """The form filled with what a version says."""
        return {
            "whole": version.whole,
            "criteria": version.criteria,
            "villages": [str(pk) for pk in version.village_ids],
            "other_villages": "\n".join(version.other_villages),
            "note": version.note,
            "reason": version.reason,
            "paper_number": version.paper_number,
            "paper_date": version.paper_date,
        }

    def text(self) -> RegistrationText:
        """What the valid form says."""
        data = self.cleaned_data
        return RegistrationText(
            criteria_set=self.criteria_set,
            criteria=data["criteria"],
            villages=[int(pk) for pk in data.get("villages", ())],
            other_villages=data["other_villages"].splitlines(),
            whole=data["whole"],
            note=data["note"],
            paper_number=data["paper_number"],
            paper_date=data["paper_date"],
        )


class WorkForm(PlainForm):
    """What is written of a work."""

    unit = forms.ChoiceField(label="Xã")
    name = forms.CharField(label="Tên công trình", max_length=240)
    village = forms.ChoiceField(label="Thôn, làng", required=False)
    programme = forms.ChoiceField(
        label="Chương trình",
        choices=list(PROGRAMME_WORDS.items()),
        help_text="Chỉ nợ của Chương trình NTM được tính khi xét công nhận.",
    )
    programme_name = forms.CharField(
        label="Tên nguồn khác",
        required=False,
        max_length=160,
        help_text="Chỉ ghi khi công trình không thuộc Chương trình NTM.",
    )
    decision_number = forms.CharField(
        label="Số quyết định đầu tư", required=False, max_length=60, help_text="Như trên giấy."
    )
    decision_date = day_field("Ngày quyết định", required=False)
    total_investment = NumberField(label="Tổng mức đầu tư (đồng)", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500, widget=text_area(2))

    def __init__(self, *args: Any, units: Choices | None, villages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            offer(self, "unit", units)
        offer(self, "village", [("", "Cả xã, liên thôn"), *villages])

    @staticmethod
    def initial_of(work: Work) -> dict[str, Any]:
        """The form filled with what is stored."""
        total = work.total_investment
        return {
            "name": work.name,
            "village": str(work.village_id or ""),
            "programme": work.programme,
            "programme_name": work.programme_name,
            "decision_number": work.decision_number,
            "decision_date": work.decision_date,
            "total_investment": "" if total is None else format_number(total),
            "note": work.note,
        }

    def text(self) -> WorkText:
        """What the valid form says."""
        data = self.cleaned_data
        return WorkText(
            name=data["name"],
            programme=data["programme"],
            programme_name=data["programme_name"],
            village_id=int(data["village"]) if data["village"] else None,
            decision_number=data["decision_number"],
            decision_date=data["decision_date"],
            total_investment=data["total_investment"],
            note=data["note"],
        )


class LineForm(PlainForm):
    """A row of a work's ledger."""

    kind = forms.ChoiceField(label="Loại", choices=[
        (WorkLineKind.GIVEN, "Vốn đã giao"),
        (WorkLineKind.ACCEPTED, "Giá trị khối lượng nghiệm thu"),
        (WorkLineKind.PAID, "Đã thanh toán"),
    ])  # fmt: skip
    amount = NumberField(
        label="Số tiền (đồng)", help_text="Chưa có thì ghi 0: khác với để trống là chưa rõ."
    )
    on = day_field("Ngày")
    source = forms.ChoiceField(
        label="Nguồn vốn",
        required=False,
        choices=[("", "Không ghi"), *CapitalSource.choices],
        help_text="Bắt buộc với vốn đã giao.",
    )
    year = CountField(label="Năm vốn", required=False)
    paper = forms.CharField(
        label="Chứng từ", required=False, max_length=160, help_text="Số, ngày, như trên giấy."
    )

    def line(self) -> Line:
        """What the valid form says."""
        data = self.cleaned_data
        return Line(
            kind=data["kind"],
            amount=data["amount"],
            on=data["on"],
            source=data["source"],
            year=data["year"],
            paper=data["paper"],
        )


class StatementForm(PlainForm):
    """The commune's signed paper on debt."""

    unit = forms.ChoiceField(label="Xã")
    as_of = day_field("Số nợ tính đến ngày")
    owed = NumberField(
        label="Nợ xây dựng cơ bản theo văn bản (đồng)", help_text="Ghi 0 khi văn bản nói không nợ."
    )
    paper_number = forms.CharField(label="Số văn bản", max_length=60, help_text="Như trên giấy.")
    paper_date = day_field("Ngày văn bản")
    file = forms.FileField(label="Bản quét văn bản đã ký", help_text=FILE_HELP)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class WhyForm(PlainForm):
    """Why something is taken back, removed or opened again."""

    reason = forms.CharField(label="Lý do", max_length=300, widget=text_area(2))


class SureForm(PlainForm):
    """Nothing to type: the button is the answer."""


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values with days as people write them."""
    return {
        name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        for name, value in values.items()
    }
