"""Forms of the signing round and of the register."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core import clock
from reports.enums import PaperState
from reports.queries.issuing import Asked
from reports.queries.layouts import Foot, lines


class PaperFilterForm(forms.Form):
    """State and search; values stand in the URL."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("mine", "Chờ tôi xử lý"),
            *((one.value, one.label[:1].upper() + one.label[1:]) for one in PaperState),
        ],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(state=data.get("trang_thai") or "", words=data.get("tim") or "")


class RemarkForm(PlainForm):
    """A remark with an act; needed where somebody must know what to do."""

    words = forms.CharField(label="Ý kiến", max_length=1000, widget=text_area(3), required=False)

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needed:
            self.fields["words"].required = True
            self.fields["words"].label = "Lý do"


class RegisterForm(PlainForm):
    """What the clerk types from the register."""

    number = forms.CharField(
        label="Số",
        max_length=20,
        help_text="Như trong sổ văn bản đi, không ghi ký hiệu.",
    )
    dated = day_field("Ngày văn bản")
    signer = forms.CharField(label="Họ tên người ký", max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].initial = f"{clock.today():%d/%m/%Y}"


class SignedForm(PlainForm):
    """The file that came back."""

    file = forms.FileField(label="Bản đã ký (PDF ký số hoặc bản quét)", help_text=FILE_HELP)


class ReplaceForm(PlainForm):
    """Which document takes its place, and why."""

    other = forms.ChoiceField(label="Thay bằng văn bản")
    words = forms.CharField(label="Lý do", max_length=300, widget=text_area(2))

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", rows)
        self.nothing_to_pick = not rows


class FootForm(PlainForm):
    """The lines at the end of a document, and from which day on."""

    authority = forms.CharField(
        label="Quyền hạn",
        max_length=300,
        required=False,
        widget=text_area(2),
        help_text="Mỗi dòng một quyền hạn: TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH.",
    )
    position = forms.CharField(label="Chức vụ người ký", max_length=300, widget=text_area(2))
    recipients = forms.CharField(
        label="Nơi nhận",
        max_length=2000,
        required=False,
        widget=text_area(7),
        help_text="Mỗi dòng một nơi nhận, dòng cuối: Lưu: VT, đơn vị soạn thảo.",
    )
    first = day_field("Áp dụng từ ngày")

    def foot(self) -> Foot:
        """What the valid form says."""
        data = self.cleaned_data
        return Foot(*(lines(data[name]) for name in ("authority", "position", "recipients")))


class SectionForm(PlainForm):
    """What staff add to a section."""

    section = forms.ChoiceField(label="Mục")
    text = forms.CharField(
        label="Nhận xét",
        max_length=5000,
        widget=text_area(6),
        required=False,
        help_text="In ở cuối mục và giữ cho các lần dựng lại sau. Để trống là bỏ nhận xét.",
    )

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "section", rows)
        self.nothing_to_pick = not rows
