"""Forms of the parties' own part in a campaign."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.plan_enums import PaperKind
from campaigns.queries.party_plans import KIND_WORDS, STATUS_WORDS
from campaigns.services.party_plans import PaperText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP
from communes.forms.review import PlainForm


class PartFilterForm(forms.Form):
    """Kind of party, how its plan stands, search; values stand in the URL."""

    pt = forms.CharField(required=False, widget=forms.HiddenInput)
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *KIND_WORDS.items()]
    )
    tinh_trang = forms.ChoiceField(
        label="Kế hoạch riêng", required=False, choices=[("", "Tất cả"), *STATUS_WORDS.items()]
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def asked(self) -> dict[str, str]:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return {
            "kind": data.get("loai") or "",
            "status": data.get("tinh_trang") or "",
            "words": data.get("tim") or "",
        }


class PaperForm(PlainForm):
    """A plan, a launch or a review of one's own."""

    kind = forms.ChoiceField(
        label="Việc", choices=[(kind.value, kind.label.capitalize()) for kind in PaperKind]
    )
    on = day_field("Ngày", help_text="Ngày ký văn bản, hoặc ngày tổ chức.")
    number = forms.CharField(
        label="Số văn bản",
        required=False,
        max_length=60,
        help_text="Như trên giấy, ví dụ 05/KH-UBND.",
    )
    words = forms.CharField(
        label="Hình thức, nội dung",
        required=False,
        max_length=500,
        help_text="Bắt buộc với phát động: hội nghị, lễ phát động, qua đài truyền thanh...",
    )
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)

    def text(self) -> PaperText:
        """What the valid form says."""
        data: dict[str, Any] = self.cleaned_data
        return PaperText(
            kind=data["kind"], on=data["on"], number=data["number"], words=data["words"]
        )
