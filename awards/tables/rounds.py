"""Lists of rounds, of who has sent, of registered titles."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.enums import RoundKind, RoundState
from awards.queries.registrations import RegistrationLine
from awards.queries.rounds import RoundLine, SenderLine
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date

BADGES = {RoundState.DRAFT: "draft", RoundState.CLOSED: "done"}


def round_badge(value: str) -> SafeString:
    """The square badge of a round's state."""
    one = RoundState(value)
    return state(str(one.label).capitalize(), BADGES.get(one, "moving"))


class RoundTable(PortalTable):
    """Rounds with their days."""

    caption = "Đợt xét khen thưởng"
    noun = "đợt"
    empty_title = "Chưa có đợt nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc; nơi thẩm định lập đợt theo văn bản hướng dẫn."

    name = tables.Column(verbose_name="Đợt", accessor="round__name")
    level = tables.Column(verbose_name="Cấp xét")
    kind = tables.Column(verbose_name="Loại", accessor="round__kind")
    due = tables.Column(verbose_name="Hạn gửi", accessor="round__due_on")
    sent = NumberColumn(verbose_name="Đề nghị đã gửi")
    state = tables.Column(verbose_name="Trạng thái", accessor="round__state")

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: RoundLine) -> SafeString:
        return link(reverse("awards:round", args=[record.round.uid]), record.round.name)

    def render_kind(self, value: str) -> str:
        return str(RoundKind(value).label)

    def render_due(self, record: RoundLine) -> SafeString | str:
        day = vn_date(record.round.due_on)
        if not record.past_due:
            return day
        return format_html("<span>{} {}</span>", day, mark("late", "đã qua hạn"))

    def render_state(self, value: str) -> SafeString:
        return round_badge(value)


class SenderTable(PortalTable):
    """Who may propose in a round, and what came."""

    caption = "Nơi gửi đề nghị"
    noun = "nơi"
    empty_title = "Không có nơi nào"
    empty_hint = "Bỏ điều kiện lọc để xem mọi xã, cơ quan của cấp này."

    name = tables.Column(verbose_name="Xã, cơ quan", accessor="party__name")
    sent = NumberColumn(verbose_name="Đã gửi")
    late = NumberColumn(verbose_name="Gửi muộn")
    drafts = NumberColumn(verbose_name="Đang soạn")
    allowance = tables.Column(
        verbose_name="Được gửi muộn đến", accessor="allowance__until", default="–"
    )
    standing = tables.Column(verbose_name="Tình hình", accessor="missing", empty_values=())

    class Meta(PortalTable.Meta):
        pass

    def render_allowance(self, record: SenderLine) -> SafeString | str:
        found = record.allowance
        if found is None:
            return "–"
        url = reverse("awards:late-withdraw", args=[found.uid])
        return format_html(
            "<span>{} ({}) <a class='tap no-print' href='{}'>Rút</a></span>",
            vn_date(found.until),
            found.reason,
            url,
        )

    def render_standing(self, record: SenderLine) -> SafeString | str:
        if record.missing:
            return mark("soon", "chưa gửi")
        return mark("late", "có đề nghị gửi muộn") if record.late else "đã gửi"


class TitleTable(PortalTable):
    """Titles registered at the year's start."""

    caption = "Đăng ký danh hiệu thi đua"
    noun = "đăng ký"
    empty_title = "Chưa có đăng ký nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc ghi đăng ký đầu năm của xã, cơ quan."

    nominee = tables.Column(verbose_name="Đối tượng", accessor="row__nominee__name")
    title = tables.Column(verbose_name="Danh hiệu")
    year = tables.Column(verbose_name="Năm", accessor="row__year")
    party = tables.Column(verbose_name="Nơi đăng ký")
    on = tables.Column(verbose_name="Ngày đăng ký", accessor="row__registered_on")
    paper = tables.Column(verbose_name="Văn bản", accessor="row__paper", empty_values=())
    standing = tables.Column(
        verbose_name="Tình hình", accessor="row__withdrawn_at", empty_values=()
    )

    class Meta(PortalTable.Meta):
        pass

    def render_on(self, record: RegistrationLine) -> str:
        return vn_date(record.row.registered_on)

    def render_paper(self, record: RegistrationLine) -> SafeString | str:
        row = record.row
        if row.file is None:
            return row.paper or "–"
        return link(reverse("core:file", args=[row.file.uid]), row.paper or row.file.original_name)

    def render_standing(self, record: RegistrationLine) -> SafeString | str:
        row = record.row
        if row.withdrawn_at is not None:
            return f"đã rút: {row.withdrawn_reason}"
        if not record.own:
            return "còn hiệu lực"
        return format_html(
            "còn hiệu lực <a class='tap no-print' href='{}'>Rút</a>",
            reverse("awards:title-withdraw", args=[row.uid]),
        )
