"""Forms of support assignments and visits."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.queries.support import NOBODY, OPEN, QUIET, SupportAsked
from campaigns.services.support import Terms, Visit
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock


class SupportFilterForm(forms.Form):
    """Agency, what stands out, search; values stand in the URL."""

    cq = forms.ChoiceField(label="Cơ quan", required=False)
    xem = forms.ChoiceField(
        label="Xem",
        required=False,
        choices=[
            ("", "Tất cả"),
            (NOBODY, "Chưa có cơ quan giúp"),
            (OPEN, "Còn tiêu chí chưa đạt"),
            (QUIET, "Lâu chưa có người xuống"),
        ],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cq", [("", "Mọi cơ quan"), *agencies])

    def asked(self) -> SupportAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return SupportAsked(
            agency_id=int(data["cq"]) if data.get("cq") else None,
            look=data.get("xem") or "",
            words=data.get("tim") or "",
        )


class VisitFilterForm(SupportFilterForm):
    """Agency and search."""

    xem = None  # type: ignore[assignment]  # visits are all of one kind


class TermsForm(PlainForm):
    """From when until when, and on which paper."""

    first = day_field("Từ ngày")
    last = day_field(
        "Đến hết ngày", required=False, help_text="Để trống: đến khi có phân công khác."
    )
    paper_number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Ghi như trên giấy, nếu có."
    )
    paper_date = day_field("Ngày văn bản", required=False)
    note = forms.CharField(
        label="Nội dung giúp đỡ", required=False, max_length=500, widget=text_area(2)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = f"{clock.today():%d/%m/%Y}"

    def terms(self) -> Terms:
        """What the valid form says."""
        data = self.cleaned_data
        return Terms(
            first=data["first"],
            last=data["last"],
            paper_number=data["paper_number"],
            paper_date=data["paper_date"],
            note=data["note"],
        )


class AssignForm(TermsForm):
    """One agency and one unit, villages too."""

    agency = forms.ChoiceField(label="Cơ quan")
    unit = forms.ChoiceField(label="Xã, thị trấn, thôn, làng")
    field_order = ["agency", "unit", "first", "last", "paper_number", "paper_date", "note"]

    def __init__(self, *args: Any, agencies: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)
        offer(self, "unit", units)


class GridForm(TermsForm):
    """A table of agencies and units: every box ticked is a new assignment, "7-12"."""

    pairs = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, pairs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pairs", pairs)

    def chosen(self) -> list[tuple[int, int]]:
        """(agency id, unit id) of the boxes ticked."""
        found = []
        for value in self.cleaned_data["pairs"]:
            agency, _, unit = value.partition("-")
            found.append((int(agency), int(unit)))
        return found


class EndForm(PlainForm):
    """The last day of an assignment, and why."""

    last = day_field("Hết ngày")
    reason = forms.CharField(label="Lý do", max_length=300, widget=text_area(2))


class VisitForm(PlainForm):
    """What a visit was."""

    place = forms.ChoiceField(label="Đơn vị đến làm việc")
    on = day_field("Ngày đi")
    people = forms.CharField(label="Người đi", max_length=240, help_text="Họ tên, chức vụ.")
    seen = forms.CharField(
        label="Đã xem, đã nghe",
        max_length=4000,
        widget=text_area(4),
        help_text="Tiến độ thực tế, khó khăn, kiến nghị của xã, làng.",
    )
    agreed = forms.CharField(
        label="Đã thống nhất",
        required=False,
        max_length=4000,
        widget=text_area(3),
        help_text="Ai làm gì, xong khi nào.",
    )
    file = forms.FileField(label="Biên bản, ảnh", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", places)

    def visit(self) -> Visit:
        """What the valid form says."""
        data = self.cleaned_data
        return Visit(on=data["on"], people=data["people"], seen=data["seen"], agreed=data["agreed"])

    def scan(self) -> Scan | None:
        """The file that came along, if any."""
        file = self.cleaned_data["file"]
        return Scan(file.name or "", file) if file else None
