"""Forms of incoming letters, of meetings' conclusions and of steering boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from campaigns.forms.tasks import EVERYWHERE, file_field
from campaigns.models import IncomingLetter
from campaigns.queries.letters import ANSWERED, OVERDUE, WAITING, LettersAsked
from campaigns.queries.parties import Party, read_party
from campaigns.queries.tasks import SECTION_WORDS
from campaigns.services.boards import BoardText, Member
from campaigns.services.letters import Handler, LetterText
from campaigns.services.meetings import Line, NoticeText
from campaigns.task_enums import BoardKind, BoardRole, TaskSection
from communes.forms.people import day_field
from communes.forms.registers import Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core import clock

LINES_AT_FIRST = 5


class LetterFilterForm(forms.Form):
    """Year, answered or not, search."""

    nam = forms.ChoiceField(label="Năm", required=False)
    tra_loi = forms.ChoiceField(
        label="Trả lời",
        required=False,
        choices=[
            ("", "Tất cả"),
            (WAITING, "Chờ trả lời"),
            (OVERDUE, "Quá hạn trả lời"),
            (ANSWERED, "Đã trả lời"),
        ],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(clock.today().year, 2020, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def asked(self) -> LettersAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return LettersAsked(
            year=int(data["nam"]) if data.get("nam") else None,
            state=data.get("tra_loi") or "",
            words=data.get("tim") or "",
        )


class LetterForm(PlainForm):
    """What stands on a letter that came."""

    unit = forms.ChoiceField(label="Sổ của")
    arrived_on = day_field("Ngày đến")
    sender = forms.CharField(label="Nơi gửi", max_length=200)
    number = forms.CharField(
        label="Số, ký hiệu của văn bản", required=False, max_length=60, help_text="Như trên giấy."
    )
    letter_date = day_field("Ngày văn bản", required=False)
    abstract = forms.CharField(label="Trích yếu", max_length=400, widget=text_area(2))
    file = file_field("Tệp văn bản")
    answer_due = day_field(
        "Hạn trả lời", required=False, help_text="Để trống khi văn bản không yêu cầu trả lời."
    )
    handler_agency = forms.ChoiceField(label="Cơ quan xử lý", required=False)
    handler_name = forms.CharField(label="Người xử lý", required=False, max_length=160)

    def __init__(
        self, *args: Any, units: Choices, agencies: Sequence[Party], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        named = [(one.agency_id, one.name) for one in agencies]
        offer(self, "handler_agency", [("", "Chưa giao"), *named])
        self.initial.setdefault("arrived_on", f"{clock.today():%d/%m/%Y}")

    def text(self) -> LetterText:
        """What the valid form says."""
        data = self.cleaned_data
        names = ("arrived_on", "sender", "abstract", "number", "letter_date", "answer_due")
        agency = data["handler_agency"]
        return LetterText(
            **{name: data[name] for name in names},
            handler_agency_id=int(agency) if agency else None,
            handler_name=data["handler_name"],
        )


class HandlerForm(PlainForm):
    """Who answers a letter, and until when."""

    handler_agency = forms.ChoiceField(label="Cơ quan xử lý", required=False)
    handler_name = forms.CharField(label="Người xử lý", required=False, max_length=160)
    answer_due = day_field(
        "Hạn trả lời", required=False, help_text="Để trống khi văn bản không yêu cầu trả lời."
    )

    def __init__(self, *args: Any, agencies: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.agency_id, one.name) for one in agencies]
        offer(self, "handler_agency", [("", "Chưa giao"), *named])

    @staticmethod
    def initial_of(letter: IncomingLetter) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {
            "handler_agency": str(letter.handler_agency_id or ""),
            "handler_name": letter.handler_name,
            "answer_due": letter.answer_due,
        }

    def handler(self) -> Handler:
        """What the valid form says."""
        data = self.cleaned_data
        agency = data["handler_agency"]
        return Handler(int(agency) if agency else None, data["handler_name"], data["answer_due"])


class PaperForm(PlainForm):
    """Number and day of a paper, and its file."""

    number = forms.CharField(label="Số văn bản", max_length=60, help_text="Như trên giấy.")
    on = day_field("Ngày văn bản")
    file = file_field("Tệp văn bản")


class MeetingForm(PlainForm):
    """The meeting and its notice."""

    title = forms.CharField(label="Cuộc họp", max_length=240)
    held_on = day_field("Ngày họp")
    chair = forms.CharField(label="Người chủ trì", max_length=160, help_text="Họ tên và chức vụ.")
    number = forms.CharField(
        label="Số thông báo kết luận",
        required=False,
        max_length=60,
        help_text="Để trống khi văn thư chưa cấp số; ghi sau được.",
    )
    signed_on = day_field("Ngày thông báo", required=False)
    file = file_field("Tệp thông báo")

    def text(self) -> NoticeText:
        """What the valid form says."""
        data = self.cleaned_data
        names = ("title", "held_on", "chair", "number", "signed_on")
        return NoticeText(**{name: data[name] for name in names})


class ConclusionForm(PlainForm):
    """One conclusion that is a task: what, who, until when."""

    title = forms.CharField(label="Việc được giao", max_length=240, required=False)
    lead = forms.ChoiceField(label="Giao cho", required=False)
    due = day_field("Hạn", required=False)
    section = forms.ChoiceField(
        label="Mục", choices=list(SECTION_WORDS.items()), initial=TaskSection.OTHER, required=False
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        kwargs.setdefault("empty_permitted", True)
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        named = [(one.value, one.name) for one in parties]
        offer(self, "lead", [("", "Chọn"), (EVERYWHERE, "Mọi xã, thị trấn"), *named])
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title"):
            for name, words in (("lead", "Chọn nơi nhận việc."), ("due", "Ghi hạn của việc.")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        elif data.get("due") or data.get("lead"):
            self.add_error("title", "Ghi việc được giao, hoặc xóa trống cả dòng.")
        return data

    def line(self) -> Line | None:
        """The conclusion; None for an empty line."""
        data = self.cleaned_data
        if not data.get("title"):
            return None
        lead = None if data["lead"] == EVERYWHERE else read_party(data["lead"])
        return Line(data["title"], lead, data["due"], data["section"] or TaskSection.OTHER)


class BoardFilterForm(forms.Form):
    """Kind, search."""

    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *BoardKind.choices]
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)


class BoardForm(PlainForm):
    """What the decision says."""

    unit = forms.ChoiceField(label="Của")
    name = forms.CharField(label="Tên ban", max_length=240)
    decision_number = forms.CharField(
        label="Số quyết định",
        required=False,
        max_length=60,
        help_text="Như trên giấy; để trống khi chưa biết.",
    )
    decision_date = day_field("Ngày quyết định", required=False)
    file = file_field("Tệp quyết định")
    since = day_field("Hoạt động từ ngày")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def text(self) -> BoardText:
        """What the valid form says."""
        data = self.cleaned_data
        names = ("name", "since", "decision_number", "decision_date")
        return BoardText(**{name: data[name] for name in names})


class MemberForm(PlainForm):
    """A person of the board."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    position = forms.CharField(label="Chức vụ, nơi làm việc", required=False, max_length=160)
    role = forms.ChoiceField(
        label="Nhiệm vụ trong ban",
        choices=[(code, label.capitalize()) for code, label in BoardRole.choices],
        initial=BoardRole.MEMBER,
    )
    since = day_field("Tham gia từ ngày")

    def member(self) -> Member:
        """What the valid form says."""
        data = self.cleaned_data
        return Member(data["name"], data["role"], data["since"], data["position"])


class LastDayForm(PlainForm):
    """The last day of a member."""

    last_day = day_field("Ngày cuối cùng")


class EndForm(LastDayForm):
    """The last day of a board, and why."""

    reason = forms.CharField(
        label="Lý do", max_length=300, widget=text_area(2), help_text="Ví dụ: quyết định kiện toàn."
    )
