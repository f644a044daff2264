"""Lists of decisions, of the golden book, of notices, upward cases and funds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.enums import DecisionKind, DecisionState
from awards.models import Award, Decision, Notice, PrizeFund, UpwardCase
from awards.queries.decisions import DecisionLine
from awards.queries.funds import FundSums
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import due, mark, state, vn_date
from kbang_ntm.core.vietnamese import format_number

KINDS = {
    DecisionState.DRAFT: "draft",
    DecisionState.DECIDED: "moving",
    DecisionState.ISSUED: "done",
    DecisionState.DROPPED: "draft",
}


def state_badge(row: Decision) -> SafeString:
    """The square badge of a decision; an old one not compared yet says so."""
    if row.taken_in and row.state == DecisionState.DRAFT:
        return mark("unproved", "nhập từ bản quét, chưa đối chiếu")
    words = DecisionState(row.state).label
    return state(words[:1].upper() + words[1:], KINDS[DecisionState(row.state)])


class DecisionTable(PortalTable):
    """Decisions, newest first."""

    caption = "Quyết định khen thưởng"
    noun = "quyết định"
    empty_title = "Chưa có quyết định nào"
    empty_hint = "Nơi thường trực soạn quyết định sau khi phiên họp Hội đồng ký biên bản."

    title = tables.Column(verbose_name="Trích yếu", accessor="decision__title")
    number = tables.Column(verbose_name="Số, ngày", empty_values=(), orderable=False)
    unit_name = tables.Column(verbose_name="Cấp")
    count = NumberColumn(verbose_name="Trường hợp")
    total = NumberColumn(verbose_name="Tiền thưởng, đồng")
    state = tables.Column(verbose_name="Trạng thái", accessor="decision__state")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: DecisionLine) -> SafeString:
        row = record.decision
        url = reverse("awards:decision", args=[row.uid])
        if row.kind == DecisionKind.AWARD:
            return link(url, row.title)
        kind = DecisionKind(row.kind).label
        return format_html("<span>{} {}</span>", link(url, row.title), mark("soon", kind, ""))

    def render_number(self, record: DecisionLine) -> str:
        return paper_of(record.decision)

    def render_total(self, value: Any) -> str:
        return format_number(value) if value else "–"

    def render_state(self, record: DecisionLine) -> SafeString:
        return state_badge(record.decision)


def paper_of(row: Decision) -> str:
    """ "số 12/QĐ-UBND, 20/12/2024", or what it waits for."""
    if row.number:
        return f"số {row.number}, {vn_date(row.number_date)}"
    if row.decided_on:
        return f"ký {vn_date(row.decided_on)}, chưa vào sổ"
    return "chưa ký"


class BookTable(PortalTable):
    """The golden book."""

    caption = "Sổ vàng khen thưởng"
    noun = "khen thưởng"
    empty_title = "Sổ vàng chưa có dòng nào"
    empty_hint = "Số sổ vàng được ghi khi văn thư phát hành quyết định."

    book_number = tables.Column(verbose_name="Số sổ vàng", default="–")
    name = tables.Column(verbose_name="Tên", accessor="shown_name", orderable=False)
    place = tables.Column(verbose_name="Đơn vị, địa chỉ")
    type_name = tables.Column(verbose_name="Danh hiệu, hình thức")
    decision = tables.Column(verbose_name="Quyết định", orderable=False)
    state = tables.Column(verbose_name="Tình trạng")

    class Meta(PortalTable.Meta):
        pass

    def render_decision(self, record: Award) -> SafeString:
        row = record.decision
        return link(reverse("awards:decision", args=[row.uid]), paper_of(row))

    def render_state(self, record: Award) -> SafeString:
        if record.state == "revoked":
            return state("Đã hủy bỏ", "back")
        if record.corrected_by_id:
            return mark("soon", "đã đính chính", "")
        return state("Còn hiệu lực", "done")


class NoticeTable(PortalTable):
    """Letters to proposers that are still to be sent."""

    caption = "Thông báo kết quả chưa gửi"
    noun = "thông báo"
    empty_title = "Không còn thông báo nào phải gửi"
    empty_hint = "Thông báo được lập khi quyết định phát hành."

    name = tables.Column(verbose_name="Đề nghị", accessor="nomination__nominee_name")
    result = tables.Column(verbose_name="Kết quả")
    reason = tables.Column(verbose_name="Lý do", default="–", orderable=False)
    due_on = tables.Column(verbose_name="Hạn thông báo", default="chưa có quy định")
    act = tables.Column(verbose_name="Việc", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_result(self, record: Notice) -> str:
        return "được khen thưởng" if record.result == "awarded" else "không được khen thưởng"

    def render_due_on(self, value: Any) -> SafeString:
        return format_html("<span>{} {}</span>", vn_date(value), due(value))

    def value_due_on(self, value: Any) -> str:
        return vn_date(value)

    def render_act(self, record: Notice) -> SafeString:
        return link(reverse("awards:award-notice", args=[record.uid]), "Ghi đã gửi")

    def value_act(self) -> str:
        return ""


class UpwardTable(PortalTable):
    """What was sent to the level above."""

    caption = "Hồ sơ trình cấp trên"
    noun = "hồ sơ"
    empty_title = "Chưa có hồ sơ nào trình cấp trên"
    empty_hint = "Đề nghị được Hội đồng đề nghị mà cấp trên quyết định thì trình từ đây."

    name = tables.Column(verbose_name="Đề nghị", accessor="nomination__nominee_name")
    award = tables.Column(verbose_name="Hình thức", accessor="nomination__award_type")
    to_body = tables.Column(verbose_name="Trình")
    memo = tables.Column(verbose_name="Tờ trình", empty_values=(), orderable=False)
    sent_on = tables.Column(verbose_name="Gửi ngày")
    result = tables.Column(verbose_name="Kết quả", empty_values=())

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: UpwardCase, value: str) -> SafeString:
        return link(reverse("awards:upward-case", args=[record.uid]), value)

    def render_memo(self, record: UpwardCase) -> str:
        return f"số {record.memo_number}, {vn_date(record.memo_date)}"

    def render_sent_on(self, value: Any) -> str:
        return vn_date(value)

    def render_result(self, record: UpwardCase) -> SafeString:
        if record.result:
            kind = "done" if record.result == "awarded" else "back"
            words = f"{record.get_result_display()}, {vn_date(record.result_on)}"
            return state(words[:1].upper() + words[1:], kind)
        return format_html("<span>{} {}</span>", "chờ trả lời", due(record.due_on))


@dataclass(frozen=True)
class FundRow:
    """One fund in the list."""

    fund: PrizeFund
    unit_name: str
    sums: FundSums


class FundTable(PortalTable):
    """Funds by year and level."""

    caption = "Quỹ thi đua, khen thưởng"
    noun = "quỹ"
    empty_title = "Chưa có quỹ nào"
    empty_hint = "Lập quỹ của năm, ghi thu, rồi quyết định khen thưởng mới giữ được tiền."

    year = tables.Column(verbose_name="Năm", accessor="fund__year")
    unit_name = tables.Column(verbose_name="Cấp")
    income = NumberColumn(verbose_name="Thu, đồng", accessor="sums__income")
    held = NumberColumn(verbose_name="Đang giữ để chi", accessor="sums__held")
    paid = NumberColumn(verbose_name="Đã chi thưởng", accessor="sums__paid")
    organising = NumberColumn(verbose_name="Chi tổ chức", accessor="sums__organising")
    free = NumberColumn(verbose_name="Còn", accessor="sums__free")

    class Meta(PortalTable.Meta):
        orderable = False

    def render_year(self, record: FundRow) -> SafeString:
        return link(reverse("awards:fund", args=[record.fund.uid]), f"Quỹ {record.fund.year}")

    def render_income(self, value: Any) -> str:
        return format_number(value)

    render_held = render_paid = render_organising = render_free = render_income
