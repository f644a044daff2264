"""Forms of the district's review pages: the reviewer's word, agreed values, more time."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.enums import ReviewResult
from communes.measures import NO, YES, Measure, PartSpec, typed_part
from communes.queries.sheet import Sheet
from kbang_ntm.core import clock


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def text_area(rows: int = 3) -> forms.Textarea:
    """A box for a few lines."""
    return forms.Textarea(attrs={"rows": rows})


class ReviewForm(PlainForm):
    """The word of an agency on one entry, as it stood in `seen_version`."""

    decision = forms.ChoiceField(
        label="Kết quả rà soát",
        choices=[
            (ReviewResult.ACCEPT, "Chấp nhận"),
            (ReviewResult.RETURN, "Trả lại để sửa"),
            (ReviewResult.COMMENT, "Góp ý"),
        ],
        error_messages={"required": "Chọn chấp nhận hoặc trả lại."},
    )
    text = forms.CharField(
        label="Lý do hoặc ý kiến", required=False, max_length=2000, widget=text_area()
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AcceptManyForm(forms.Form):
    """Entries to accept at once: values are "<entry id>:<version seen>"."""

    seen = forms.TypedMultipleChoiceField(
        coerce=lambda value: tuple(int(part) for part in value.split(":")),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn mục nào. Đánh dấu các mục cần chấp nhận."},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].choices = choices  # type: ignore[attr-defined]  # a choice field


class ValueForm(PlainForm):
    """The value of one indicator, one field per number, filled with what is stored."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields["seen_version"].initial = sheet.entry.version
        several = len(sheet.row.spec.parts) > 1
        made: dict[str, forms.Field] = {}
        for spec, value in zip(sheet.row.spec.parts, sheet.parts, strict=True):
            typed = typed_part(value)
            for name, label in part_fields(spec, several):
                made[f"{spec.key}_{name}"] = part_field(spec, name, label, typed[name])
        if sheet.row.may_not_apply:
            made["na_reason"] = forms.CharField(
                label="Hoặc: không áp dụng, lý do",
                required=False,
                max_length=500,
                initial=sheet.entry.na_reason,
            )
        self.fields = {**made, **self.fields}

    def raw(self) -> dict[str, dict[str, str]]:
        """The value as typed: {part key: {numerator, denominator, number, choice}}."""
        several = len(self.sheet.row.spec.parts) > 1
        return {
            spec.key: {
                name: self.cleaned_data[f"{spec.key}_{name}"]
                for name, _label in part_fields(spec, several)
            }
            for spec in self.sheet.row.spec.parts
        }


def part_fields(spec: PartSpec, several: bool) -> list[tuple[str, str]]:
    """The fields of one part with their labels."""
    where = f", {spec.label[:1].lower()}{spec.label[1:]}" if several and spec.label else ""
    if spec.is_choice:
        return [("choice", f"Kết quả{where}")]
    if spec.is_counted:
        unit = f" ({spec.count_unit})" if spec.count_unit else ""
        pairs = (
            ("numerator", spec.numerator_label or "tử số"),
            ("denominator", spec.denominator_label),
        )
        return [(name, f"{label[:1].upper()}{label[1:]}{unit}") for name, label in pairs]
    return [("number", f"Số liệu{where} ({spec.unit})" if spec.unit else f"Số liệu{where}")]


def part_field(spec: PartSpec, name: str, label: str, typed: str) -> forms.Field:
    """One field of a part; what is wrong with a number is said by the service that reads it."""
    if name != "choice":
        return forms.CharField(
            label=label,
            required=False,
            initial=typed,
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
    steps = (
        [(YES, "Đạt"), (NO, "Chưa đạt")]
        if spec.measure is Measure.BOOLEAN
        else [(step, step) for step in spec.scale]
    )
    return forms.ChoiceField(
        label=label, required=False, initial=typed, choices=[("", "Chưa chọn"), *steps]
    )


class SettleForm(ValueForm):
    """A joint meeting's conclusion with its minutes."""

    conclusion = forms.CharField(
        label="Kết luận", max_length=2000, widget=text_area(), help_text="Xã sẽ đọc đúng câu này."
    )
    minutes_number = forms.CharField(
        label="Số biên bản", max_length=60, help_text="Ghi như trên giấy, ví dụ 12/BB-VPĐP."
    )
    minutes_date = forms.DateField(
        label="Ngày họp", widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy"})
    )
    minutes = forms.FileField(label="Tệp biên bản", help_text="PDF, JPEG, PNG, DOCX, XLSX.")


class CorrectForm(ValueForm):
    """A correction of a confirmed figure."""

    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=500,
        widget=text_area(),
        help_text="Xã sẽ đọc đúng câu này. Số cũ vẫn được giữ trong lịch sử.",
    )


class ExtendForm(PlainForm):
    """More time for one commune, until the end of a day."""

    day = forms.DateField(
        label="Gia hạn đến hết ngày",
        widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy", "autocomplete": "off"}),
    )
    reason = forms.CharField(label="Lý do", max_length=500, widget=text_area())

    def until(self) -> Any:
        """23:59:59 of the chosen day."""
        return clock.end_of_day(self.cleaned_data["day"])
