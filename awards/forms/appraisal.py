"""Forms of appraisal: the sheet, a check let pass, consultations and their answers."""

from __future__ import annotations

from typing import Any

from django import forms

from awards.enums import ConsultationAnswer, ConsultedBody
from awards.models import Consultation
from awards.queries.consultations import ANSWERED, LATE, OPEN
from awards.services.appraisal import ELIGIBLE, INELIGIBLE, SheetText
from awards.services.consultations import Answer, Body, Letter
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core.vietnamese import format_date


class SheetForm(PlainForm):
    """The desk's sheet about a nomination."""

    dossier_complete = forms.BooleanField(label="Đủ thành phần hồ sơ", required=False)
    conditions_met = forms.BooleanField(label="Đủ điều kiện, tiêu chuẩn", required=False)
    opinion = forms.CharField(
        label="Ý kiến thẩm định",
        max_length=5000,
        widget=text_area(5),
        help_text="Nơi đề nghị đọc đúng ý kiến này khi kết luận không đủ điều kiện.",
    )
    conclusion = forms.ChoiceField(
        label="Kết luận",
        choices=[
            ("", "Chọn kết luận"),
            (ELIGIBLE, "Đủ điều kiện"),
            (INELIGIBLE, "Không đủ điều kiện"),
        ],
    )

    def said(self) -> SheetText:
        """What the valid form says."""
        return SheetText(**self.cleaned_data)


class OverrideForm(PlainForm):
    """Why a check that blocks should be let pass."""

    reason = forms.CharField(
        label="Lý do bỏ qua",
        max_length=600,
        widget=text_area(3),
        help_text="Người thứ hai đọc lý do này rồi mới đồng ý.",
    )


class ConsultForm(PlainForm):
    """Whom to ask, what, by which letter."""

    body = forms.ChoiceField(
        label="Nơi được xin ý kiến",
        choices=[
            ("", "Chọn nơi"),
            *((one.value, one.label[:1].upper() + one.label[1:]) for one in ConsultedBody),
        ],
    )
    agency = forms.ChoiceField(
        label="Cơ quan trên cổng",
        required=False,
        help_text="Cơ quan có tài khoản trả lời ngay trên cổng.",
    )
    name = forms.CharField(
        label="Hoặc tên cơ quan khác",
        required=False,
        max_length=200,
        help_text="Trả lời bằng giấy, nơi thẩm định nhập lại.",
    )
    about = forms.CharField(label="Nội dung xin ý kiến", max_length=300, widget=text_area(3))
    number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Để trống khi chưa có số."
    )
    day = day_field("Ngày văn bản", required=False)
    due = day_field(
        "Hạn trả lời",
        required=False,
        help_text="Để trống thì tính theo quy định, bằng ngày làm việc.",
    )

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", [("", "Không có trên cổng"), *agencies])

    def asked(self) -> tuple[Body, Letter]:
        """What the valid form says."""
        data = self.cleaned_data
        agency = int(data["agency"]) if data["agency"] else None
        body = Body(data["body"], data["name"], agency)
        return body, Letter(data["about"], data["number"], data["day"], data["due"])


class LetterForm(PlainForm):
    """Number and day of the letter, once it has them."""

    number = forms.CharField(label="Số văn bản", max_length=60)
    day = day_field("Ngày văn bản")


class ConsultationAnswerForm(PlainForm):
    """What the body that was asked says; the paper where the desk types it."""

    answer = forms.ChoiceField(
        label="Trả lời",
        choices=[
            ("", "Chọn"),
            *((one.value, one.label.capitalize()) for one in ConsultationAnswer),
        ],
    )
    text = forms.CharField(
        label="Nội dung trả lời",
        required=False,
        max_length=4000,
        widget=text_area(4),
        help_text="Không đồng ý thì ghi lý do.",
    )
    paper = forms.CharField(label="Số, ngày văn bản trả lời", required=False, max_length=160)
    on = day_field("Ngày trả lời", required=False, help_text="Để trống là hôm nay.")
    file = forms.FileField(label="Tệp trả lời", required=False, help_text=FILE_HELP)

    def said(self) -> Answer:
        """What the valid form says."""
        data = self.cleaned_data
        return Answer(data["answer"], data["text"], data["paper"], data["on"])


class ConsultationFilterForm(forms.Form):
    """Which consultations are shown."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            (OPEN, "Chờ trả lời"),
            (LATE, "Quá hạn"),
            (ANSWERED, "Đã trả lời"),
        ],
    )

    def asked(self) -> str:
        """What was asked; what cannot be read counts as not asked."""
        return self.cleaned_data.get("trang_thai", "") if self.is_valid() else ""


def letter_words(row: Consultation) -> str:
    """ "Văn bản số 12/PNV ngày 05/10/2024"."""
    if not row.letter_number:
        return "Chưa ghi số văn bản"
    day = f" ngày {format_date(row.letter_date)}" if row.letter_date else ""
    return f"Văn bản số {row.letter_number}{day}"
