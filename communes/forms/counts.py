"""Forms for what was counted from paper: meetings of villages, papers of the Front's survey."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, StartForm, offer
from communes.forms.review import PlainForm, text_area
from communes.models import OpinionMinutes, SurveyQuestion
from communes.services.opinions import Minutes
from communes.services.surveys import Tally


class RoundForm(StartForm):
    """A round of opinions."""

    villages_total = CountField(
        label="Số thôn, làng của xã",
        required=False,
        help_text="Tổng số trên giấy; để trống nếu chưa chắc, ghi sau.",
    )


class TotalForm(PlainForm):
    """How many thôn, làng a commune has."""

    total = CountField(label="Số thôn, làng của xã")


class NameForm(PlainForm):
    """The name of a village or group of papers."""

    name = forms.CharField(label="Tên thôn, làng", max_length=120, help_text="Như trên giấy.")


class MinutesForm(PlainForm):
    """What the minutes of a village's meeting say."""

    held_on = day_field("Ngày họp")
    number = forms.CharField(label="Số biên bản", max_length=60, help_text="Như trên giấy.")
    households = CountField(label="Tổng số hộ")
    invited = CountField(
        label="Số hộ được mời", required=False, help_text="Để trống nếu biên bản không ghi."
    )
    present = CountField(label="Số hộ có đại diện dự họp")
    agree = CountField(label="Đồng ý")
    disagree = CountField(label="Không đồng ý")
    other = CountField(label="Ý kiến khác", required=False)
    opinions = forms.CharField(
        label="Nội dung ý kiến khác, kiến nghị",
        required=False,
        max_length=4000,
        widget=text_area(3),
        help_text="Không ghi họ tên người nêu ý kiến.",
    )
    file = forms.FileField(label="Bản quét biên bản", required=False, help_text=FILE_HELP)
    reason = forms.CharField(
        label="Lý do sửa",
        max_length=300,
        widget=text_area(2),
        help_text="Số cũ vẫn được giữ trong lịch sử.",
    )

    def __init__(self, *args: Any, mends: OpinionMinutes | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mends is None:
            del self.fields["reason"]

    @staticmethod
    def initial_of(row: OpinionMinutes | None) -> dict[str, Any]:
        """The form filled with the newest version."""
        names = (
            "held_on", "number", "households", "invited", "present", "agree", "disagree", "other",
            "opinions",
        )  # fmt: skip
        return {name: getattr(row, name) for name in names} if row else {}

    def minutes(self) -> Minutes:
        """What the valid form says."""
        data = self.cleaned_data
        return Minutes(
            held_on=data["held_on"],
            number=data["number"],
            households=data["households"],
            invited=data["invited"],
            present=data["present"],
            agree=data["agree"],
            disagree=data["disagree"],
            other=data["other"] or 0,
            opinions=data["opinions"],
        )


class AnswerForm(PlainForm):
    """The commune's answer to opinions."""

    text = forms.CharField(label="Xã trả lời", max_length=4000, widget=text_area(4))


class SurveyForm(StartForm):
    """A survey of the Front."""

    questionnaire = forms.ChoiceField(label="Mẫu phiếu")

    def __init__(self, *args: Any, papers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "questionnaire", papers)


class TallyForm(PlainForm):
    """One count of papers: three numbers a question, `q<id>_<yes|no|other>`."""

    issued = CountField(label="Phiếu phát ra")
    returned = CountField(label="Phiếu thu về")

    def __init__(self, *args: Any, questions: Iterable[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for row in self.questions:
            for key, label in (
                ("yes", "hài lòng"),
                ("no", "không hài lòng"),
                ("other", "ý kiến khác"),
            ):
                field = CountField(
                    label=f"Câu {row.order}: {label}", required=key != "other", initial=""
                )
                field.widget.attrs["class"] = "form-control"
                self.fields[f"q{row.pk}_{key}"] = field

    def lines(self) -> list[tuple[SurveyQuestion, list[forms.BoundField]]]:
        """For the page: each question with its three fields."""
        return [
            (row, [self[f"q{row.pk}_{key}"] for key in ("yes", "no", "other")])
            for row in self.questions
        ]

    def tally(self) -> Tally:
        """What the valid form says."""
        data = self.cleaned_data
        return Tally(
            issued=data["issued"],
            returned=data["returned"],
            counts={
                row.pk: (
                    data[f"q{row.pk}_yes"],
                    data[f"q{row.pk}_no"],
                    data[f"q{row.pk}_other"] or 0,
                )
                for row in self.questions
            },
        )


class MinutesPaperForm(PlainForm):
    """The minutes of counting papers."""

    minutes_number = forms.CharField(
        label="Số biên bản kiểm phiếu", max_length=60, help_text="Như trên giấy."
    )
    minutes_date = day_field("Ngày biên bản")
    file = forms.FileField(label="Bản quét biên bản", help_text=FILE_HELP)
