"""Lists of petitions and of the people's voice."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.petition_enums import PetitionKind, PetitionState, VoiceSource, VoiceState
from campaigns.queries.petitions import PetitionLine
from campaigns.queries.voices import VoiceLine
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date

BADGES = {
    PetitionState.DRAFT: "draft",
    PetitionState.WITHDRAWN: "draft",
    PetitionState.ANSWERED: "done",
}
VOICE_BADGES = {VoiceState.PUBLISHED: "done", VoiceState.REFUSED: "draft"}


def petition_badge(value: str) -> SafeString:
    """The square badge of a petition's state."""
    one = PetitionState(value)
    return state(str(one.label).capitalize(), BADGES.get(one, "moving"))


def voice_badge(value: str) -> SafeString:
    """The square badge of an opinion's state."""
    one = VoiceState(value)
    return state(str(one.label).capitalize(), VOICE_BADGES.get(one, "moving"))


class PetitionTable(PortalTable):
    """Petitions with how long they wait."""

    caption = "Kiến nghị, khó khăn, vướng mắc"
    noun = "kiến nghị"
    empty_title = "Chưa có kiến nghị nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc xã, cơ quan soạn kiến nghị khi có khó khăn."

    title = tables.Column(verbose_name="Trích yếu", accessor="petition__title")
    number = tables.Column(
        verbose_name="Số đến",
        accessor="petition__number_words",
        default="–",
        order_by=("petition__incoming_year", "petition__incoming_number"),
    )
    sender = tables.Column(verbose_name="Nơi gửi")
    kind = tables.Column(verbose_name="Loại", accessor="petition__kind")
    sent = tables.Column(verbose_name="Ngày gửi", accessor="petition__sent_at", default="chưa gửi")
    waited = NumberColumn(verbose_name="Số ngày ở bước này")
    due = tables.Column(verbose_name="Hạn trả lời", accessor="petition__answer_due", default="–")
    state = tables.Column(verbose_name="Trạng thái", accessor="petition__state")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: PetitionLine) -> SafeString:
        return link(
            reverse("campaigns:petition", args=[record.petition.uid]), record.petition.title
        )

    def render_sender(self, record: PetitionLine) -> str:
        return f"{record.sender} ({record.goes_on} tiếp tục)" if record.goes_on else record.sender

    def render_kind(self, value: str) -> str:
        return str(PetitionKind(value).label)

    def render_sent(self, record: PetitionLine) -> str:
        return vn_date(record.petition.sent_at)

    def render_due(self, record: PetitionLine) -> SafeString | str:
        day = vn_date(record.petition.answer_due)
        if not record.late:
            return day
        return format_html("<span>{} {}</span>", day, mark("late", "chậm"))

    def render_state(self, value: str) -> SafeString:
        return petition_badge(value)


class VoiceTable(PortalTable):
    """Opinions of the people for those who keep and read them."""

    caption = "Ý kiến của người dân"
    noun = "ý kiến"
    empty_title = "Chưa có ý kiến nào khớp"
    empty_hint = "Xã nhập ý kiến ghi trên giấy, hoặc đợi ý kiến từ trang công khai."

    text = tables.Column(verbose_name="Ý kiến", accessor="voice__text", orderable=False)
    place = tables.Column(verbose_name="Thôn, làng, xã", order_by=("unit_name",))
    given_on = tables.Column(verbose_name="Ngày", accessor="voice__given_on")
    source = tables.Column(verbose_name="Nguồn", accessor="voice__source")
    answer = tables.Column(verbose_name="Trả lời", accessor="voice__answer", default="chưa")
    state = tables.Column(verbose_name="Trạng thái", accessor="voice__state")

    class Meta(PortalTable.Meta):
        pass

    def render_text(self, record: VoiceLine) -> SafeString:
        words = record.voice.text
        short = words if len(words) <= 120 else f"{words[:117].rstrip()}…"
        return link(reverse("campaigns:voice", args=[record.voice.uid]), short)

    def render_given_on(self, record: VoiceLine) -> str:
        return vn_date(record.voice.given_on)

    def render_source(self, value: str) -> str:
        return str(VoiceSource(value).label)

    def render_answer(self, record: VoiceLine) -> str:
        at = record.voice.answered_at
        return f"đã trả lời {vn_date(at)}" if at else "chưa"

    def render_state(self, value: str) -> SafeString:
        return voice_badge(value)
