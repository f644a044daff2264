"""Lists of appraisal: what waits at the desk, a round, consultations."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.enums import ConsultationAnswer, NominationState
from awards.queries.appraisal import DeskLine
from awards.queries.consultations import ConsultationLine
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date

BADGES = {
    NominationState.SUPPLEMENT: "back",
    NominationState.INELIGIBLE: "back",
    NominationState.NOT_RECOMMENDED: "back",
    NominationState.WITHDRAWN: "draft",
    NominationState.SUSPENDED: "draft",
    NominationState.DECIDED: "done",
    NominationState.ANSWERED: "done",
}


def nomination_badge(value: str) -> SafeString:
    """The square badge of a nomination's state."""
    one = NominationState(value)
    return state(str(one.label).capitalize(), BADGES.get(one, "moving"))


def left_words(days: int | None) -> str:
    """Working days until the day of appraisal."""
    if days is None:
        return "–"
    if days < 0:
        return f"quá {-days} ngày làm việc"
    return f"còn {days} ngày làm việc" if days else "hôm nay"


class DeskTable(PortalTable):
    """Nominations at the desk, with what the checks say."""

    caption = "Đề nghị khen thưởng cần thẩm định"
    noun = "đề nghị"
    empty_title = "Không có đề nghị nào chờ thẩm định"
    empty_hint = "Đề nghị các nơi gửi lên hiện ở đây."

    name = tables.Column(verbose_name="Đối tượng", accessor="row__nominee_name")
    award = tables.Column(verbose_name="Danh hiệu, hình thức", accessor="line__type_name")
    proposer = tables.Column(verbose_name="Nơi đề nghị", accessor="line__proposer")
    state = tables.Column(verbose_name="Trạng thái", accessor="row__state")
    left = tables.Column(verbose_name="Hạn thẩm định", accessor="days_left", default="–")
    checks = tables.Column(verbose_name="Phép kiểm", accessor="blocks")
    asked = tables.Column(verbose_name="Xin ý kiến", accessor="unanswered")

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: DeskLine) -> SafeString:
        return link(reverse("awards:nomination", args=[record.row.uid]), record.row.nominee_name)

    def render_state(self, value: str) -> SafeString:
        return nomination_badge(value)

    def render_left(self, record: DeskLine) -> SafeString | str:
        words = left_words(record.days_left)
        return mark("late", words) if record.late else words

    def render_checks(self, record: DeskLine) -> SafeString | str:
        if not record.checked:
            return "chưa kiểm"
        words = []
        if record.blocks:
            words.append(f"{record.blocks} điều chặn")
        if record.warns:
            words.append(f"{record.warns} cảnh báo")
        if not words:
            return "đạt"
        said = ", ".join(words)
        return mark("late", said, "warn") if record.blocks else said

    def render_asked(self, record: DeskLine) -> SafeString | str:
        if not record.asked:
            return "không"
        words = f"{record.asked - record.unanswered} trên {record.asked} đã trả lời"
        if record.overdue:
            return format_html(
                "<span>{} {}</span>", words, mark("late", f"{record.overdue} quá hạn")
            )
        return words


class RoundSheetTable(DeskTable):
    """A round as Phòng Nội vụ looks at it, with the law's preferences."""

    caption = "Đề nghị của đợt"
    empty_title = "Đợt này chưa có đề nghị nào gửi lên"
    empty_hint = "Nhắc các nơi gửi đề nghị trước hạn của đợt."

    preference = tables.Column(
        verbose_name="Ưu tiên khi ngang nhau", accessor="preference__words", orderable=False
    )
    posted = tables.Column(verbose_name="Niêm yết", accessor="posted")

    class Meta(PortalTable.Meta):
        pass

    def render_preference(self, value: tuple[str, ...]) -> str:
        return "; ".join(value) or "không"

    def render_posted(self, value: bool) -> str:
        return "đã niêm yết" if value else "chưa"


def answer_words(value: str) -> str:
    """The answer of a body that was asked, in words."""
    return str(ConsultationAnswer(value).label).capitalize() if value else "Chưa trả lời"


class ConsultationTable(PortalTable):
    """Bodies asked about nominees."""

    caption = "Xin ý kiến về đề nghị khen thưởng"
    noun = "lần xin ý kiến"
    empty_title = "Chưa xin ý kiến nơi nào"
    empty_hint = "Nơi thẩm định xin ý kiến từ trang của từng đề nghị."

    name = tables.Column(verbose_name="Về đối tượng")
    award = tables.Column(verbose_name="Danh hiệu, hình thức")
    body = tables.Column(verbose_name="Nơi được xin ý kiến", accessor="row__body_name")
    due = tables.Column(verbose_name="Hạn trả lời", accessor="row__due_on")
    answer = tables.Column(verbose_name="Trả lời", accessor="row__answer", empty_values=())

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: ConsultationLine) -> SafeString:
        return link(reverse("awards:consultation", args=[record.row.uid]), record.name)

    def render_due(self, record: ConsultationLine) -> SafeString | str:
        day = vn_date(record.row.due_on)
        return (
            format_html("<span>{} {}</span>", day, mark("late", "quá hạn"))
            if record.overdue
            else day
        )

    def render_answer(self, record: ConsultationLine) -> str:
        return answer_words(record.row.answer)
