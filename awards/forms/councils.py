"""Forms of councils, sessions, their agenda and votes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from awards.enums import BallotChannel, BallotMode, Choice, Presence, ReviewsShown, SeatRole
from awards.models import AwardRound, CouncilSeat, Session, SessionSeat
from awards.services.councils import CouncilText, SeatText
from awards.services.counting import Keys, Paper
from awards.services.sessions import Mark, SessionText
from campaigns.queries.parties import read_party
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

NEVER_KEPT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def capital(choices: Any) -> list[tuple[str, str]]:
    """Choices with a capital letter."""
    return [(str(value), label[:1].upper() + label[1:]) for value, label in choices]


class CouncilForm(PlainForm):
    """A council by its decision."""

    unit = forms.ChoiceField(label="Cấp")
    name = forms.CharField(label="Tên Hội đồng", max_length=200)
    decision_number = forms.CharField(
        label="Số quyết định", required=False, max_length=60, help_text="Ghi như trên giấy."
    )
    decision_date = day_field("Ngày quyết định", required=False)
    first = day_field("Có hiệu lực từ ngày")
    last = day_field("Đến hết ngày", required=False)
    file = forms.FileField(label="Bản quét quyết định", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def text(self) -> CouncilText:
        """What the valid form says."""
        data = self.cleaned_data
        return CouncilText(
            name=data["name"],
            first=data["first"],
            last=data["last"],
            decision_number=data["decision_number"],
            decision_date=data["decision_date"],
        )


class SeatForm(PlainForm):
    """Somebody's seat."""

    user = forms.ChoiceField(
        label="Tài khoản", required=False, help_text="Để trống thì thành viên bỏ phiếu bằng giấy."
    )
    name = forms.CharField(
        label="Họ và tên", required=False, max_length=160, help_text="Để trống: theo tài khoản."
    )
    position = forms.CharField(label="Chức vụ", required=False, max_length=200)
    role = forms.ChoiceField(label="Trong Hội đồng", choices=capital(SeatRole.choices))
    place = forms.ChoiceField(
        label="Nơi công tác",
        required=False,
        help_text="Cổng dựa vào đây để biết khi nào thành viên không bỏ phiếu.",
    )
    first = day_field("Từ ngày")

    def __init__(self, *args: Any, users: dict[int, User], places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = users
        named = [(pk, f"{user.full_name} ({user.username})") for pk, user in users.items()]
        offer(self, "user", [("", "Chưa có tài khoản"), *named])
        offer(self, "place", [("", "Không ghi"), *places])

    def text(self) -> SeatText:
        """What the valid form says."""
        data = self.cleaned_data
        unit_id, agency_id = read_party(data["place"]) if data["place"] else (None, None)
        return SeatText(
            name=data["name"],
            position=data["position"],
            role=data["role"],
            first=data["first"],
            user=self.users[int(data["user"])] if data["user"] else None,
            unit_id=unit_id,
            agency_id=agency_id,
        )


class LastDayForm(PlainForm):
    """A last day with its reason."""

    last = day_field("Ngày cuối")
    reason = forms.CharField(label="Lý do, số và ngày quyết định", max_length=300)


class SessionForm(PlainForm):
    """What is planned."""

    round = forms.ChoiceField(label="Đợt xét khen thưởng")
    title = forms.CharField(label="Tên phiên họp", max_length=200)
    day = day_field("Ngày họp")
    time = forms.TimeField(
        label="Giờ họp",
        input_formats=["%H:%M", "%Hh%M", "%Hg%M"],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Ví dụ 14:00.",
        error_messages={"invalid": "Ghi giờ và phút, ví dụ 14:00."},
    )
    place = forms.CharField(label="Địa điểm", max_length=200)
    chair = forms.ChoiceField(label="Người chủ trì")
    secretary = forms.ChoiceField(label="Thư ký phiên họp")
    reviews_shown = forms.ChoiceField(
        label="Thành viên thấy nhận xét của nhau",
        required=False,
        choices=[("", "Theo quy định"), *capital(ReviewsShown.choices)],
    )

    def __init__(
        self,
        *args: Any,
        rounds: dict[int, AwardRound],
        seats: dict[int, CouncilSeat],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rounds, self.seats = rounds, seats
        offer(self, "round", [(pk, one.name) for pk, one in rounds.items()])
        people = [(pk, f"{one.name}, {one.position}") for pk, one in seats.items()]
        offer(self, "chair", people)
        offer(self, "secretary", people)

    @staticmethod
    def initial_of(row: Session) -> dict[str, Any]:
        """The form filled with what is planned."""
        moment = row.held_at.astimezone(clock.LOCAL)
        return {
            "round": row.round_id,
            "title": row.title,
            "day": moment.date(),
            "time": f"{moment:%H:%M}",
            "place": row.place,
            "chair": row.chair_id,
            "secretary": row.secretary_id,
            "reviews_shown": row.reviews_shown,
        }

    def text(self) -> SessionText:
        """What the valid form says."""
        data = self.cleaned_data
        return SessionText(
            award_round=self.rounds[int(data["round"])],
            title=data["title"],
            held_at=datetime.combine(data["day"], data["time"], tzinfo=clock.LOCAL),
            place=data["place"],
            chair=self.seats[int(data["chair"])],
            secretary=self.seats[int(data["secretary"])],
            reviews_shown=data["reviews_shown"],
        )


class AgendaForm(PlainForm):
    """Nominations to put on the agenda."""

    nominations = forms.MultipleChoiceField(
        label="Đề nghị đủ điều kiện", widget=forms.CheckboxSelectMultiple
    )
    heading = forms.CharField(
        label="Nhóm nội dung", required=False, max_length=200, help_text="Ví dụ: Giấy khen tập thể."
    )

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nominations", offered)


class ItemForm(PlainForm):
    """Place and way of voting of an item."""

    order = CountField(label="Thứ tự")
    heading = forms.CharField(label="Nhóm nội dung", required=False, max_length=200)
    mode = forms.ChoiceField(label="Cách biểu quyết", choices=capital(BallotMode.choices))
    channel = forms.ChoiceField(label="Bỏ phiếu", choices=capital(BallotChannel.choices))


class ReplyForm(PlainForm):
    """The answer to an invitation."""

    coming = forms.ChoiceField(
        label="Trả lời",
        choices=[("yes", "Tôi sẽ dự"), ("no", "Tôi không dự được")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Lý do không dự được", required=False, max_length=200)


class AttendanceForm(PlainForm):
    """One member's line of the attendance; prefixed by the seat."""

    presence = forms.ChoiceField(label="Dự họp", choices=capital(Presence.choices))
    paper = forms.CharField(label="Số, ngày ý kiến bằng văn bản", required=False, max_length=160)
    reason = forms.CharField(label="Lý do vắng", required=False, max_length=200)
    file = forms.FileField(label="Bản quét ý kiến", required=False)

    def __init__(self, *args: Any, seat: SessionSeat, **kwargs: Any) -> None:
        super().__init__(
            *args,
            prefix=f"s{seat.pk}",
            initial={
                "presence": seat.presence,
                "paper": seat.opinion_paper,
                "reason": seat.absent_reason,
            },
            **kwargs,
        )
        self.seat = seat

    def mark(self) -> Mark:
        """What the valid line says."""
        data = self.cleaned_data
        file = data["file"]
        scan = Scan(file.name or "", file) if file else None
        return Mark(self.seat.pk, data["presence"], data["reason"], data["paper"], scan)


class ProceedingsForm(PlainForm):
    """What was said and concluded."""

    discussion = forms.CharField(
        label="Diễn biến, ý kiến tại phiên họp",
        required=False,
        max_length=20000,
        widget=text_area(8),
        help_text="Ghi cả ý kiến không đồng ý.",
    )
    conclusion = forms.CharField(
        label="Kết luận của người chủ trì", required=False, max_length=4000, widget=text_area(4)
    )


class NumberForm(PlainForm):
    """The clerk's number, and the signed paper."""

    number = forms.CharField(label="Số biên bản", max_length=60, help_text="Ghi như trên giấy.")
    file = forms.FileField(label="Bản quét đã ký", required=False, help_text=FILE_HELP)


class MemberReviewForm(PlainForm):
    """A member's own view before the session."""

    score = CountField(label="Điểm, từ 0 đến 100", required=False)
    remark = forms.CharField(label="Nhận xét", required=False, max_length=1000, widget=text_area(3))


class RelationForm(PlainForm):
    """A relation to the nominee."""

    relation = forms.CharField(
        label="Quan hệ với người được đề nghị", max_length=200, help_text="Ví dụ: anh ruột."
    )


class BallotForm(forms.Form):
    """Yes or no."""

    choice = forms.ChoiceField(
        label="Biểu quyết",
        choices=capital([(Choice.YES, Choice.YES.label), (Choice.NO, Choice.NO.label)]),
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đồng ý hoặc không đồng ý."},
    )


class OpenBallotForm(PlainForm):
    """A vote by hand or from a written opinion."""

    seat = forms.ChoiceField(label="Thành viên")
    choice = forms.ChoiceField(
        label="Biểu quyết", choices=capital(Choice.choices), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, seats: dict[int, SessionSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        offer(self, "seat", [(pk, one.name) for pk, one in seats.items()])

    def voter(self) -> SessionSeat:
        """Whose vote it is."""
        return self.seats[int(self.cleaned_data["seat"])]


class Unseen(forms.TextInput):
    """A field whose content never goes back into a page."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class HalfField(forms.CharField):
    """Half a key as typed."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=200,
            widget=Unseen(attrs=NEVER_KEPT),
            help_text="16 nhóm 4 ký tự, hoặc chọn tệp đã lưu ở dưới.",
        )


class PaperPart(PlainForm):
    """What the counters found in the box."""

    given = CountField(label="Số phiếu phát ra", required=False)
    taken = CountField(label="Số phiếu thu về", required=False)
    yes = CountField(label="Đồng ý", required=False)
    no = CountField(label="Không đồng ý", required=False)
    invalid = CountField(label="Không hợp lệ", required=False)
    counters = forms.CharField(label="Tổ kiểm phiếu", required=False, max_length=300)
    note = forms.CharField(label="Ghi chú", required=False, max_length=300)

    def paper(self) -> Paper | None:
        """The count; None where nothing was entered."""
        data = self.cleaned_data
        if "given" not in data:
            return None
        numbers = [data[name] for name in ("given", "taken", "yes", "no", "invalid")]
        if all(value is None for value in numbers):
            return None
        given, taken, yes, no, invalid = (value or 0 for value in numbers)
        return Paper(given, taken, yes, no, invalid, data["counters"], data["note"])


class CloseForm(PaperPart):
    """Closing a vote: both halves where it is sealed, the paper count where there is paper."""

    chair_half = HalfField("Nửa khóa của người chủ trì")
    chair_file = forms.FileField(label="hoặc tệp của người chủ trì", required=False)
    secretary_half = HalfField("Nửa khóa của thư ký")
    secretary_file = forms.FileField(label="hoặc tệp của thư ký", required=False)
    field_order = ["chair_half", "chair_file", "secretary_half", "secretary_file"]

    def __init__(self, *args: Any, sealed: bool, paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sealed = sealed
        gone = () if sealed else ("chair_half", "chair_file", "secretary_half", "secretary_file")
        if not paper:
            gone = (*gone, *PaperPart.base_fields)
        for name in gone:
            del self.fields[name]

    def keys(self) -> Keys | None:
        """Both halves as they came."""
        return Keys(self._half("chair"), self._half("secretary")) if self.sealed else None

    def _half(self, whose: str) -> str:
        file = self.cleaned_data[f"{whose}_file"]
        if file:
            return str(file.read(2000).decode("utf-8", errors="replace"))
        return str(self.cleaned_data[f"{whose}_half"])


class WithinForm(PlainForm):
    """The chair's word among equals."""

    within = forms.ChoiceField(
        label="Quyết định",
        choices=[("yes", "Trong số lượng được đề nghị"), ("no", "Ngoài số lượng")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Căn cứ theo thứ tự ưu tiên của luật", max_length=200)
