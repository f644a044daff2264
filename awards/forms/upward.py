"""Forms of what goes to the level above and comes back."""

from __future__ import annotations

from typing import Any

from django import forms

from awards.enums import UpwardResult
from awards.forms.decisions import PickForm
from awards.queries.upward import DONE, OPEN
from awards.services.upward import Answer, Memo
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area


class UpwardFilterForm(forms.Form):
    """Open or answered; stands in the URL."""

    xem = forms.ChoiceField(
        label="Xem",
        required=False,
        choices=[("", "Tất cả"), (OPEN, "Đang chờ trả lời"), (DONE, "Đã có kết quả")],
    )

    def state(self) -> str:
        """What was asked."""
        return (self.cleaned_data.get("xem") or "") if self.is_valid() else ""


class SendUpForm(PickForm):
    """Which nominations, to whom, by which memo."""

    to_body = forms.CharField(label="Trình", max_length=200)
    number = forms.CharField(label="Số tờ trình", max_length=60, help_text="Như trên giấy.")
    day = day_field("Ngày tờ trình")
    sent_on = day_field("Ngày gửi")
    to_round = forms.ChoiceField(label="Đợt của cấp trên trên cổng", required=False)

    def __init__(self, *args: Any, rows: Choices, rounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        self.fields["chosen"].label = "Đề nghị cần trình"
        offer(self, "to_round", [("", "Không lập hồ sơ trên cổng"), *rounds])

    def memo(self) -> Memo:
        """What the valid form says."""
        data = self.cleaned_data
        return Memo(data["to_body"], data["number"], data["day"], data["sent_on"])


class AnswerForm(PlainForm):
    """What the level above said."""

    result = forms.ChoiceField(label="Kết quả", choices=UpwardResult.choices)
    on = day_field("Ngày kết quả")
    paper = forms.CharField(label="Số, ngày văn bản của cấp trên", required=False, max_length=160)
    reason = forms.CharField(
        label="Lý do cấp trên nêu", required=False, max_length=600, widget=text_area(3)
    )
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)

    def answer(self) -> Answer:
        """What the valid form says."""
        data = self.cleaned_data
        return Answer(data["result"], data["on"], data["paper"], data["reason"])
