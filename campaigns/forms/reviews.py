"""Forms of interim and final reviews."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.enums import ReviewKind
from campaigns.forms.contributions import capital
from campaigns.models import ReviewEvent
from campaigns.services.reviews import Paper, ReviewText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP
from communes.forms.review import PlainForm, text_area
from communes.queries.changes import ONE_DAY


class ReviewForm(PlainForm):
    """What is looked back on, and by when the reports are owed."""

    kind = forms.ChoiceField(label="Loại", choices=capital(ReviewKind.choices))
    title = forms.CharField(
        label="Tên", max_length=240, help_text="Ví dụ: Sơ kết phong trào thi đua năm 2024."
    )
    first = day_field("Nhìn lại từ ngày")
    last = day_field("đến hết ngày")
    reports_due = day_field("Hạn các đơn vị gửi báo cáo")
    held_on = day_field("Ngày họp, nếu đã định", required=False)

    @staticmethod
    def initial_of(event: ReviewEvent) -> dict[str, Any]:
        """The values of a review."""
        return {
            "kind": event.kind,
            "title": event.title,
            "first": event.span.lower,
            "last": event.span.upper - ONE_DAY,
            "reports_due": event.reports_due,
            "held_on": event.held_on,
        }

    def text(self) -> ReviewText:
        """What the valid form says."""
        return ReviewText(**self.cleaned_data)


class ReceiveForm(PlainForm):
    """A report that came."""

    number = forms.CharField(label="Số báo cáo", max_length=60, help_text="Như trên văn bản đã ký.")
    day = day_field("Ngày báo cáo")
    received_on = day_field("Ngày nhận")
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)

    def paper(self) -> Paper:
        """What the valid form says."""
        data = self.cleaned_data
        file = data.get("file")
        return Paper(
            data["number"], data["day"], data["received_on"], file.name if file else "", file
        )


class RemarkForm(PlainForm):
    """What staff add to a section."""

    text = forms.CharField(
        label="Nhận xét, đánh giá",
        required=False,
        max_length=4000,
        widget=text_area(6),
        help_text="Đứng sau các số liệu của mục trong báo cáo. Để trống là bỏ nhận xét cũ.",
    )


class CloseForm(PlainForm):
    """The issued report."""

    paper_number = forms.CharField(label="Số báo cáo đã ký", max_length=60)
    paper_date = day_field("Ngày báo cáo")
