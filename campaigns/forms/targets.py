"""Forms of targets and objectives."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.enums import TargetKind
from campaigns.models import Objective, Target
from campaigns.plan_enums import ObjectiveKind, TargetState
from campaigns.services.targets import ObjectiveText
from communes.forms.people import day_field
from communes.forms.registers import Choices, CountField, offer
from communes.forms.review import PlainForm, text_area


class TargetFilterForm(forms.Form):
    """Day, kind, year, state, search; values stand in the URL."""

    pt = forms.CharField(required=False, widget=forms.HiddenInput)
    ngay = day_field("Tính đến ngày", required=False)
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *TargetKind.choices]
    )
    nam = forms.ChoiceField(label="Năm", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *TargetState.choices]
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def asked(self) -> dict[str, Any]:
        """What was asked; what cannot be read counts as not asked."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {
            "day": data.get("ngay"),
            "kind": data.get("loai") or "",
            "year": int(data["nam"]) if data.get("nam") else None,
            "state": data.get("trang_thai") or "",
            "words": data.get("tim") or "",
        }


class TargetForm(PlainForm):
    """A new target."""

    kind = forms.ChoiceField(label="Loại mục tiêu", choices=TargetKind.choices)
    unit = forms.ChoiceField(label="Đơn vị")
    year = CountField(label="Đến hết năm")
    owner = forms.ChoiceField(label="Cơ quan theo dõi", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500)

    def __init__(self, *args: Any, units: Choices, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "owner", [("", "Chưa phân công"), *owners])

    @property
    def owner_id(self) -> int | None:
        """Id of the agency chosen."""
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class TargetChangeForm(PlainForm):
    """Who follows a target, and why it was missed."""

    owner = forms.ChoiceField(label="Cơ quan theo dõi", required=False)
    missed_reason = forms.CharField(
        label="Lý do không đạt",
        required=False,
        max_length=500,
        widget=text_area(3),
        help_text="Chỉ ghi khi năm của mục tiêu đã hết.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=2000, widget=text_area(2))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "Chưa phân công"), *owners])

    @staticmethod
    def initial_of(row: Target) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {
            "owner": str(row.owner_id or ""),
            "missed_reason": row.missed_reason,
            "note": row.note,
        }

    @property
    def owner_id(self) -> int | None:
        """Id of the agency chosen."""
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class ObjectiveForm(PlainForm):
    """An objective of the plan."""

    kind = forms.ChoiceField(label="Loại", choices=ObjectiveKind.choices)
    words = forms.CharField(label="Lời của kế hoạch", max_length=300, widget=text_area(2))
    number = CountField(
        label="Số lượng", required=False, help_text="Chưa xác định thì để trống, khác với 0."
    )
    year = CountField(label="Đến hết năm")

    @staticmethod
    def initial_of(row: Objective) -> dict[str, Any]:
        """The form filled with what is stored."""
        number = "" if row.number is None else str(row.number)
        return {"kind": row.kind, "words": row.words, "number": number, "year": str(row.year)}

    def text(self) -> ObjectiveText:
        """What the valid form says."""
        return ObjectiveText(**self.cleaned_data)
