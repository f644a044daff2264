"""Forms of guidance and of proposals of policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from campaigns.forms.tasks import file_field
from campaigns.models import Task
from campaigns.queries.guidance import LATE, ON_TIME, GuidanceAsked
from campaigns.services.guidance import Answer, GuidanceText
from campaigns.task_enums import ProposalState
from communes.forms.people import day_field
from communes.forms.registers import Choices, offer
from communes.forms.review import PlainForm, text_area
from communes.models import Criterion


class GuidanceFilterForm(forms.Form):
    """Agency, on time or late, search."""

    co_quan = forms.ChoiceField(label="Cơ quan", required=False)
    han = forms.ChoiceField(
        label="Thời hạn",
        required=False,
        choices=[("", "Tất cả"), (ON_TIME, "Đúng hạn"), (LATE, "Chậm")],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "co_quan", [("", "Mọi cơ quan"), *agencies])

    def asked(self) -> GuidanceAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return GuidanceAsked(
            agency_id=int(data["co_quan"]) if data.get("co_quan") else None,
            state=data.get("han") or "",
            words=data.get("tim") or "",
        )


class ProposalFilterForm(GuidanceFilterForm):
    """Agency, state, search."""

    han = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), *((k, v.capitalize()) for k, v in ProposalState.choices)],
    )


class GuidanceForm(PlainForm):
    """What stands on the document."""

    agency = forms.ChoiceField(label="Cơ quan ban hành")
    number = forms.CharField(label="Số, ký hiệu", max_length=60, help_text="Như trên văn bản.")
    issued_on = day_field("Ngày ban hành")
    title = forms.CharField(label="Trích yếu", max_length=300)
    criterion = forms.ChoiceField(label="Tiêu chí", required=False)
    task = forms.ChoiceField(
        label="Theo nhiệm vụ",
        required=False,
        help_text="Hạn của nhiệm vụ là hạn ban hành, trừ khi ghi hạn khác ở dưới.",
    )
    due = day_field("Hạn ban hành", required=False)
    file = file_field("Tệp văn bản")

    def __init__(
        self,
        *args: Any,
        agencies: Choices,
        criteria: Choices,
        tasks: Sequence[Task],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {str(task.pk): task for task in tasks}
        offer(self, "agency", agencies)
        offer(self, "criterion", [("", "Chung, không riêng tiêu chí nào"), *criteria])
        named = [(task.pk, f"{task.title}, hạn {task.due:%d/%m/%Y}") for task in tasks]
        offer(self, "task", [("", "Không theo nhiệm vụ nào"), *named])

    def text(self) -> GuidanceText:
        """What the valid form says."""
        data = self.cleaned_data
        criterion = Criterion.objects.get(pk=data["criterion"]) if data["criterion"] else None
        return GuidanceText(
            number=data["number"],
            issued_on=data["issued_on"],
            title=data["title"],
            criterion=criterion,
            task=self.tasks.get(data["task"]),
            due=data["due"],
        )


class ProposalForm(PlainForm):
    """What an agency proposes."""

    agency = forms.ChoiceField(label="Cơ quan đề xuất")
    title = forms.CharField(label="Đề xuất", max_length=300)
    text = forms.CharField(
        label="Nội dung",
        max_length=8000,
        widget=text_area(6),
        help_text="Vướng mắc gì, ở đâu, đề nghị sửa thế nào.",
    )
    raised_on = day_field("Ngày đề xuất")
    file = file_field("Tệp văn bản đề xuất")

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)


class AnswerForm(PlainForm):
    """What was decided, and the paper that says so."""

    accepted = forms.ChoiceField(
        label="Kết quả",
        choices=[("1", "Được chấp nhận"), ("0", "Không được chấp nhận")],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Số văn bản trả lời", max_length=60, help_text="Như trên giấy.")
    on = day_field("Ngày văn bản trả lời")
    text = forms.CharField(
        label="Nội dung trả lời", required=False, max_length=4000, widget=text_area(3)
    )
    file = file_field("Tệp văn bản trả lời")

    def answer(self) -> Answer:
        """What the valid form says."""
        data = self.cleaned_data
        return Answer(data["accepted"] == "1", data["number"], data["on"], data["text"])
