"""Forms of the campaign, its plan and its rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from campaigns.models import Campaign, CampaignLink, Milestone, Phase, PlanVersion, Subject
from campaigns.plan_enums import Alternatives
from campaigns.services.campaigns import CampaignText
from campaigns.services.plan_rows import LinkText, SubjectText
from campaigns.services.plans import VersionText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, filled, offer
from communes.forms.review import PlainForm, text_area


class CampaignForm(PlainForm):
    """What is written of a campaign; a new one also says its code and whose it is."""

    unit = forms.ChoiceField(label="Đơn vị tổ chức")
    code = forms.CharField(
        label="Mã",
        max_length=60,
        help_text="Chữ thường không dấu, số, gạch nối; dùng trong địa chỉ trang. Ví dụ kbang-2026.",
    )
    title = forms.CharField(label="Tên phong trào", max_length=240)
    first = day_field("Giai đoạn từ ngày")
    last = day_field("Đến hết ngày")
    launched_on = day_field(
        "Ngày phát động", required=False, help_text="Khác với ngày đầu giai đoạn. Chưa rõ để trống."
    )
    parent = forms.ChoiceField(label="Thuộc phong trào", required=False)
    plan_number = forms.CharField(
        label="Số kế hoạch", required=False, max_length=60, help_text="Chưa rõ để trống."
    )
    plan_date = day_field("Ngày kế hoạch", required=False)
    legal_bases = forms.CharField(
        label="Căn cứ", required=False, widget=text_area(4), help_text="Mỗi dòng một văn bản."
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=2000, widget=text_area(2))

    def __init__(self, *args: Any, units: Choices | None, parents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
            del self.fields["code"]
        else:
            offer(self, "unit", units)
        offer(self, "parent", [("", "Không thuộc phong trào nào"), *parents])

    @staticmethod
    def initial_of(row: Campaign) -> dict[str, Any]:
        """The form filled with what is stored."""
        after = row.period.upper
        return filled(
            {
                "title": row.title,
                "first": row.period.lower,
                "last": after - timedelta(days=1) if after else None,
                "launched_on": row.launched_on,
                "parent": str(row.parent_id or ""),
                "plan_number": row.plan_number,
                "plan_date": row.plan_date,
                "legal_bases": "\n".join(row.legal_bases),
                "note": row.note,
            }
        )

    def text(self) -> CampaignText:
        """What the valid form says."""
        data = self.cleaned_data
        return CampaignText(
            title=data["title"],
            first=data["first"],
            last=data["last"],
            launched_on=data["launched_on"],
            plan_number=data["plan_number"],
            plan_date=data["plan_date"],
            legal_bases=data["legal_bases"].splitlines(),
            parent_id=int(data["parent"]) if data["parent"] else None,
            note=data["note"],
        )


class CopyForm(PlainForm):
    """What a copied campaign is called, whose it is, and when it runs."""

    unit = forms.ChoiceField(label="Đơn vị tổ chức")
    code = forms.CharField(
        label="Mã", max_length=60, help_text="Chữ thường không dấu, số, gạch nối."
    )
    title = forms.CharField(label="Tên phong trào", max_length=240)
    first = day_field("Giai đoạn từ ngày")
    last = day_field("Đến hết ngày")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class VersionForm(PlainForm):
    """Number, days and reason of a draft, and the scan of the signed paper."""

    number = forms.CharField(
        label="Số kế hoạch",
        required=False,
        max_length=60,
        help_text="Không đọc được thì để trống, điền sau. Không đoán.",
    )
    day = day_field("Ngày kế hoạch", required=False)
    in_force_from = day_field("Có hiệu lực từ", required=False)
    sent_on = day_field("Ngày gửi các đơn vị", required=False)
    reason = forms.CharField(label="Lý do sửa đổi", max_length=2000, widget=text_area(3))
    cites = forms.CharField(
        label="Theo kiến nghị",
        required=False,
        max_length=60,
        help_text="Số đến của kiến nghị dẫn tới sửa đổi này, nếu có.",
    )
    source = forms.CharField(label="Nguồn", required=False, max_length=500)
    file = forms.FileField(label="Bản quét đã ký", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, amends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not amends:
            del self.fields["reason"]
            del self.fields["cites"]

    @staticmethod
    def initial_of(row: PlanVersion) -> dict[str, Any]:
        """The form filled with what is stored."""
        names = ("number", "in_force_from", "sent_on", "reason", "cites", "source")
        return filled({name: getattr(row, name) for name in names} | {"day": row.date})

    def text(self) -> VersionText:
        """What the valid form says."""
        data = self.cleaned_data
        return VersionText(
            number=data["number"],
            day=data["day"],
            sent_on=data["sent_on"],
            in_force_from=data["in_force_from"],
            reason=data.get("reason", ""),
            cites=data.get("cites", ""),
            source=data["source"],
        )


class AmendForm(PlainForm):
    """Why the plan is amended, and after which petition."""

    reason = forms.CharField(label="Lý do sửa đổi", max_length=2000, widget=text_area(3))
    cites = forms.CharField(
        label="Theo kiến nghị",
        required=False,
        max_length=60,
        help_text="Số đến của kiến nghị dẫn tới sửa đổi này, nếu không có trong danh sách dưới.",
    )
    petitions = forms.MultipleChoiceField(
        label="Kiến nghị được chấp nhận, chưa sửa kế hoạch",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn kiến nghị mà lần sửa đổi này trả lời; trang kiến nghị sẽ dẫn về đây.",
    )

    def __init__(self, *args: Any, petitions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        petitions = list(petitions)
        offer(self, "petitions", petitions)
        if not petitions:
            del self.fields["petitions"]


class SectionForm(PlainForm):
    """A section of a draft."""

    heading = forms.CharField(label="Đề mục", max_length=240)
    body = forms.CharField(label="Nội dung", required=False, max_length=20000, widget=text_area(12))


class NumberForm(PlainForm):
    """A number found later."""

    number = forms.CharField(
        label="Số kế hoạch", max_length=60, help_text="Như trên bản gốc. Ghi một lần, không sửa."
    )


class LinkForm(PlainForm):
    """A linked movement."""

    title = forms.CharField(label="Tên phong trào, cuộc vận động", max_length=240)
    led_by = forms.CharField(label="Cơ quan chủ trì", required=False, max_length=200)
    division = forms.CharField(
        label="Ai làm việc gì để không trùng", max_length=2000, widget=text_area(4)
    )

    @staticmethod
    def initial_of(row: CampaignLink) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {"title": row.title, "led_by": row.led_by, "division": row.division}

    def text(self) -> LinkText:
        """What the valid form says."""
        return LinkText(**self.cleaned_data)


class PhaseForm(PlainForm):
    """A stage."""

    title = forms.CharField(label="Giai đoạn", max_length=160)
    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")
    words = forms.CharField(label="Nội dung", required=False, max_length=2000, widget=text_area(3))

    @staticmethod
    def initial_of(row: Phase) -> dict[str, Any]:
        """The form filled with what is stored."""
        after: date | None = row.period.upper
        last = after - timedelta(days=1) if after else None
        return filled(
            {"title": row.title, "first": row.period.lower, "last": last, "words": row.words}
        )


class MilestoneForm(PlainForm):
    """A milestone."""

    title = forms.CharField(label="Mốc", max_length=200)
    due = day_field("Đến ngày")
    done_on = day_field("Đã xong ngày", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500)

    @staticmethod
    def initial_of(row: Milestone) -> dict[str, Any]:
        """The form filled with what is stored."""
        return filled({name: getattr(row, name) for name in ("title", "due", "done_on", "note")})


class SubjectForm(PlainForm):
    """Whom the plan honours and for what."""

    code = forms.CharField(
        label="Điểm", max_length=4, help_text="a, b, c, d, đ như trong kế hoạch."
    )
    title = forms.CharField(label="Đối tượng", max_length=240)
    criteria = forms.CharField(
        label="Tiêu chuẩn", widget=text_area(8), max_length=8000, help_text="Mỗi dòng một ý."
    )
    alternatives = forms.ChoiceField(label="Các ý là", choices=Alternatives.choices)
    alternatives_basis = forms.CharField(
        label="Căn cứ của cách hiểu",
        required=False,
        max_length=240,
        help_text="Bắt buộc khi không để «chưa xác định»: kế hoạch không nói rõ.",
    )

    @staticmethod
    def initial_of(row: Subject) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {
            "code": row.code,
            "title": row.title,
            "criteria": "\n".join(line.text for line in row.criteria.all()),
            "alternatives": row.alternatives,
            "alternatives_basis": row.alternatives_basis,
        }

    def text(self) -> SubjectText:
        """What the valid form says."""
        data = self.cleaned_data
        return SubjectText(**{**data, "criteria": data["criteria"].splitlines()})
