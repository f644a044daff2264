"""The list of the ledger of contributions."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.models import Contribution
from campaigns.queries.contribution_rules import lacks_minutes
from campaigns.queries.contributions import Reading
from campaigns.services.contributions import amount_words
from communes.models import RegisterRule
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, vn_date
from kbang_ntm.core.vietnamese import format_number


class ContributionTable(PortalTable):
    """Rows of the ledger, newest first."""

    caption = "Các khoản huy động"
    noun = "dòng"
    empty_title = "Sổ chưa có dòng nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc công chức phụ trách của xã ghi một khoản vào sổ."

    on = tables.Column(verbose_name="Ngày", order_by=("on", "id"))
    unit = tables.Column(verbose_name="Xã", accessor="unit_id", order_by=("unit__order",))
    source = tables.Column(verbose_name="Nguồn")
    amount = tables.Column(verbose_name="Đóng góp")
    value = NumberColumn(verbose_name="Quy ra đồng", empty_values=())
    donor = tables.Column(verbose_name="Người góp", orderable=False, empty_values=())
    receipt = tables.Column(verbose_name="Chứng từ", orderable=False, empty_values=())

    class Meta(PortalTable.Meta):
        pass

    def __init__(
        self,
        *args: Any,
        names: dict[int, str],
        mine: Reading,
        minutes_rule: RegisterRule | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.mine, self.minutes_rule = names, mine, minutes_rule

    def render_on(self, record: Contribution) -> SafeString:
        return link(reverse("campaigns:contribution", args=[record.uid]), vn_date(record.on))

    def render_unit(self, value: int) -> str:
        return self.names.get(value, "")

    def render_source(self, record: Contribution) -> str:
        return record.get_source_display()

    def render_amount(self, record: Contribution) -> SafeString | str:
        words = amount_words(record)
        if record.corrects_id:
            return format_html("<span>đảo {}</span>", words)
        if getattr(record, "counter", None):
            return format_html(
                '<span><s>{}</s> <span class="small muted">đã đảo</span></span>', words
            )
        return words

    def render_value(self, record: Contribution) -> str:
        return "chưa quy đổi" if record.value is None else format_number(record.value)

    def render_donor(self, record: Contribution) -> str:
        return self.mine.donor_of(record)

    def render_receipt(self, record: Contribution) -> SafeString | str:
        if lacks_minutes(record, self.minutes_rule) and not getattr(record, "counter", None):
            return format_html(
                "<span>{} {}</span>", record.receipt, mark("soon", "chưa có biên bản")
            )
        return record.receipt
