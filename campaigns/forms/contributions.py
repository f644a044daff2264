"""Forms of the ledger of contributions and of its plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from campaigns.contribution_enums import ContributionKind, ContributionSource
from campaigns.queries.contributions import AskedRows
from campaigns.services.contributions import ContributionText
from communes.forms.people import day_field
from communes.forms.registers import (
    FILE_HELP,
    NUMBERS,
    Choices,
    CountField,
    NumberField,
    offer,
)
from communes.forms.review import PlainForm, text_area
from communes.measures.reading import read_number
from communes.services.register_papers import Scan
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number

FIRST_YEAR = 2021


def capital(choices: Choices) -> list[tuple[str, str]]:
    """Choices whose words begin a line."""
    return [(str(value), f"{label[:1].upper()}{label[1:]}") for value, label in choices]


class AmountField(forms.CharField):
    """A number above zero, with two decimals at most."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=NUMBERS), **options)

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            number = read_number(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        if number <= 0:
            raise forms.ValidationError(
                "Ghi số lớn hơn 0. Ghi sai thì đảo dòng sai, không ghi số âm."
            )
        return number


class ContributionFilterForm(forms.Form):
    """Year, commune, source, kind, search."""

    nam = forms.ChoiceField(label="Năm", required=False)
    xa = forms.ChoiceField(label="Xã", required=False)
    nguon = forms.ChoiceField(
        label="Nguồn",
        required=False,
        choices=[("", "Mọi nguồn"), *capital(ContributionSource.choices)],
    )
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Mọi loại"), *capital(ContributionKind.choices)]
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        offer(self, "nam", [("", "Mọi năm"), *year_choices()])
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> AskedRows:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return AskedRows(
            year=int(data["nam"]) if data.get("nam") else None,
            unit_id=int(data["xa"]) if data.get("xa") else None,
            source=data.get("nguon") or "",
            kind=data.get("loai") or "",
            words=data.get("tim") or "",
        )


class TotalsForm(forms.Form):
    """The year of the page of sums."""

    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nam", [("", f"Năm nay ({clock.today().year})"), *year_choices()])

    def year(self) -> int:
        """The year asked for, else the running one."""
        data = self.cleaned_data if self.is_valid() else {}
        return int(data.get("nam") or clock.today().year)


def year_choices() -> list[tuple[int, str]]:
    """Years of the movement, newest first."""
    return [(year, str(year)) for year in range(clock.today().year, FIRST_YEAR - 1, -1)]


class ContributionForm(PlainForm):
    """One row of the ledger."""

    unit = forms.ChoiceField(label="Xã")
    village = forms.ChoiceField(label="Thôn, làng", required=False)
    on = day_field("Ngày")
    source = forms.ChoiceField(label="Nguồn", choices=capital(ContributionSource.choices))
    kind = forms.ChoiceField(label="Loại", choices=capital(ContributionKind.choices))
    amount = AmountField(
        label="Số lượng", help_text="Tiền ghi theo đồng, ngày công theo ngày, đất theo m²."
    )
    what = forms.CharField(
        label="Hiện vật, đơn vị tính",
        required=False,
        max_length=160,
        help_text="Chỉ ghi với hiện vật, ví dụ: bao xi măng.",
    )
    value = NumberField(
        label="Quy ra đồng",
        required=False,
        help_text="Với ngày công, đất: để trống thì lấy mức quy đổi đang có hiệu lực; "
        "chưa có mức thì ghi là chưa quy đổi.",
    )
    agreed_by = forms.CharField(
        label="Ai thống nhất giá trị",
        required=False,
        max_length=160,
        help_text="Bắt buộc khi tự ghi giá trị quy ra đồng, ví dụ: Ban Phát triển thôn.",
    )
    donor = forms.CharField(
        label="Người, đơn vị đóng góp",
        required=False,
        max_length=160,
        help_text="Chỉ người của xã, Văn phòng Điều phối, Phòng Nội vụ và quản trị đọc được tên.",
    )
    donor_public = forms.BooleanField(label="Người đóng góp đồng ý công khai tên", required=False)
    voluntary = forms.BooleanField(label="Đóng góp tự nguyện", required=False)
    receipt = forms.CharField(
        label="Số chứng từ", required=False, max_length=60, help_text="Ghi như trên giấy."
    )
    works = forms.MultipleChoiceField(
        label="Công trình được đóng góp", required=False, widget=forms.CheckboxSelectMultiple
    )
    poor_households = CountField(
        label="Số hộ nghèo, cận nghèo cùng góp",
        required=False,
        help_text="Chỉ với khoản nhân dân đóng góp, theo biên bản họp thôn, làng.",
    )
    poor_value = NumberField(label="Phần góp của các hộ đó (đồng)", required=False)
    minutes = forms.FileField(label="Biên bản họp thôn, làng", required=False, help_text=FILE_HELP)
    paper = forms.FileField(label="Bản quét chứng từ", required=False, help_text=FILE_HELP)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500, widget=text_area(2))

    def __init__(
        self, *args: Any, units: Choices, villages: Choices, works: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "village", [("", "Cả xã"), *villages])
        works = list(works)
        offer(self, "works", works)
        if not works:
            del self.fields["works"]

    def text(self) -> ContributionText:
        """What the valid form says."""
        data = self.cleaned_data
        plain = (
            "on", "source", "kind", "amount", "what", "value", "agreed_by", "donor",
            "donor_public", "voluntary", "receipt", "poor_households", "poor_value", "note",
        )  # fmt: skip
        return ContributionText(
            unit_id=int(data["unit"]),
            village_id=int(data["village"]) if data["village"] else None,
            works=[int(pk) for pk in data.get("works", ())],
            **{name: data[name] for name in plain},
        )

    def scan(self, name: str) -> Scan | None:
        """A file of the valid form, None where none was chosen."""
        file = self.cleaned_data[name]
        return Scan(file.name or "", file) if file else None


class ContributionPlanForm(PlainForm):
    """What a unit plans for a year, one number for each source."""

    def __init__(self, *args: Any, known: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source, label in capital(ContributionSource.choices):
            amount = known.get(source)
            self.fields[source] = NumberField(
                label=f"{label} (đồng)",
                required=False,
                initial="" if amount is None else format_number(amount),
            )
        self.fields["paper"] = forms.CharField(
            label="Văn bản", required=False, max_length=160, help_text="Số, ngày, như trên giấy."
        )

    def amounts(self) -> dict[str, Decimal | None]:
        """{source: what was typed}; None leaves a source as it is."""
        return {source: self.cleaned_data[source] for source in ContributionSource.values}
