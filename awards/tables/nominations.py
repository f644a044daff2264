"""The list of nominations."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.enums import NominationState, NomineeKind
from awards.queries.nominations import NominationLine
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import due, mark, state, vn_date

BADGES = {
    NominationState.DRAFT: "draft",
    NominationState.WITHDRAWN: "draft",
    NominationState.SUPPLEMENT: "back",
    NominationState.INELIGIBLE: "back",
    NominationState.NOT_RECOMMENDED: "back",
    NominationState.SUSPENDED: "back",
    NominationState.ELIGIBLE: "done",
    NominationState.RECOMMENDED: "done",
    NominationState.DECIDED: "done",
}


def nomination_badge(value: str) -> SafeString:
    """The square badge of a nomination's state."""
    one = NominationState(value)
    return state(str(one.label).capitalize(), BADGES.get(one, "moving"))


class NominationTable(PortalTable):
    """Nominations with who proposes and how far they are."""

    caption = "Đề nghị khen thưởng"
    noun = "đề nghị"
    empty_title = "Chưa có đề nghị nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc lập đề nghị ở trang của đợt đang nhận hồ sơ."

    nominee = tables.Column(verbose_name="Đối tượng", accessor="row__nominee_name")
    kind = tables.Column(verbose_name="Loại", accessor="row__nominee__kind")
    place = tables.Column(verbose_name="Đơn vị")
    award = tables.Column(verbose_name="Đề nghị", accessor="type_name")
    proposer = tables.Column(verbose_name="Nơi đề nghị")
    round = tables.Column(verbose_name="Đợt", accessor="row__round__name")
    due = tables.Column(verbose_name="Hạn", accessor="due", default="–")
    state = tables.Column(verbose_name="Trạng thái", accessor="row__state")

    class Meta(PortalTable.Meta):
        pass

    def render_nominee(self, record: NominationLine) -> SafeString:
        return link(reverse("awards:nomination", args=[record.row.uid]), record.row.nominee_name)

    def render_kind(self, value: str) -> str:
        return str(NomineeKind(value).label)

    def render_proposer(self, record: NominationLine) -> str:
        return (
            f"{record.proposer} ({record.goes_on} tiếp tục)" if record.goes_on else record.proposer
        )

    def render_due(self, record: NominationLine) -> SafeString:
        return format_html("<span>{} {}</span>", vn_date(record.due), due(record.due))

    def render_state(self, record: NominationLine) -> SafeString:
        badge = nomination_badge(record.row.state)
        if not record.row.late:
            return badge
        return format_html("<span>{} {}</span>", badge, mark("late", "gửi muộn"))
