"""Forms of posted lists, comments on them, and complaints."""

from __future__ import annotations

from typing import Any

from django import forms

from awards.services.comments import CommentText
from awards.services.complaints import FOUNDED, UNFOUNDED, Settlement
from awards.services.postings import PostingText
from communes.forms.people import day_field
from communes.forms.registers import Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core.strangers import StrangerForm

WHOLE = "Cả danh sách"


class PostingForm(PlainForm):
    """Which nominations of a round are posted, where, and how long."""

    title = forms.CharField(label="Tên danh sách", max_length=240)
    nominations = forms.MultipleChoiceField(
        label="Đề nghị niêm yết",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn đề nghị nào. Đánh dấu các đề nghị cần niêm yết."},
    )
    where = forms.CharField(
        label="Nơi niêm yết", max_length=240, help_text="Ví dụ: trụ sở UBND xã, nhà rông các làng."
    )
    starts_on = day_field("Niêm yết từ ngày")
    ends_on = day_field(
        "Đến hết ngày",
        required=False,
        help_text="Để trống thì tính đủ số ngày làm việc theo quy định.",
    )
    on_portal = forms.BooleanField(
        label="Đăng cả trên trang công khai của cổng", required=False, initial=True
    )

    def __init__(self, *args: Any, nominations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nominations"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(pk), words) for pk, words in nominations
        ]

    def said(self) -> PostingText:
        """What the valid form says, without the chosen nominations."""
        data = dict(self.cleaned_data)
        data.pop("nominations")
        return PostingText(**data)

    def chosen(self) -> frozenset[int]:
        """Ids of the chosen nominations."""
        return frozenset(int(pk) for pk in self.cleaned_data["nominations"])


class PublicCommentForm(StrangerForm):
    """A comment from the public page; name and contact are not asked for, only offered."""

    about = forms.ChoiceField(label="Ý kiến về", required=False)
    text = forms.CharField(
        label="Ý kiến của bạn",
        max_length=2000,
        widget=text_area(6),
        help_text="Không ghi số giấy tờ, số điện thoại của người khác.",
    )
    sender = forms.CharField(
        label="Tên của bạn", required=False, max_length=120, help_text="Không bắt buộc."
    )
    contact = forms.CharField(
        label="Cách liên hệ để trả lời",
        required=False,
        max_length=160,
        help_text="Không bắt buộc. Chỉ nơi thẩm định đọc.",
    )
    field_order = ["about", "text", "sender", "contact", "website"]

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", [("", WHOLE), *rows])

    def said(self) -> CommentText:
        """What the valid form says."""
        return comment_text(self.cleaned_data)


class PaperCommentForm(PlainForm):
    """A comment typed from paper by the desk."""

    about = forms.ChoiceField(label="Ý kiến về", required=False)
    received_on = day_field("Ngày nhận")
    text = forms.CharField(label="Nội dung", max_length=2000, widget=text_area(6))
    sender = forms.CharField(label="Người gửi", required=False, max_length=120)
    contact = forms.CharField(label="Liên hệ", required=False, max_length=160)

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", [("", WHOLE), *rows])

    def said(self) -> CommentText:
        """What the valid form says."""
        return comment_text(self.cleaned_data)


def comment_text(data: dict[str, Any]) -> CommentText:
    """A comment from cleaned values."""
    about = int(data["about"]) if data["about"] else None
    return CommentText(data["text"], data["sender"], data["contact"], about)


class CommentAnswerForm(PlainForm):
    """The desk's answer."""

    answer = forms.CharField(label="Trả lời", max_length=2000, widget=text_area(5))


class MarkComplaintForm(PlainForm):
    """About whom a comment that is a complaint is."""

    about = forms.ChoiceField(
        label="Đề nghị bị khiếu nại, tố cáo",
        error_messages={"required": "Chọn đề nghị trong danh sách."},
    )

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", [("", "Chọn đề nghị"), *rows])


class ComplaintForm(PlainForm):
    """A complaint that came by letter."""

    received_on = day_field("Ngày nhận")
    about = forms.CharField(label="Nội dung", max_length=600, widget=text_area(4))


class SettleForm(PlainForm):
    """How a complaint ended."""

    result = forms.ChoiceField(
        label="Kết quả",
        choices=[
            ("", "Chọn kết quả"),
            (UNFOUNDED, "Không có cơ sở"),
            (FOUNDED, "Có cơ sở"),
        ],
    )
    text = forms.CharField(
        label="Văn bản, nội dung giải quyết", max_length=600, widget=text_area(3)
    )
    on = day_field("Giải quyết xong ngày")

    def said(self) -> Settlement:
        """What the valid form says."""
        return Settlement(**self.cleaned_data)
