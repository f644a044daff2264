"""The base of every list: one look, words for an empty list, sums aligned to the right."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kbang_ntm.core.models import AuditDay, User
from kbang_ntm.core.templatetags.portal import state, vn_date

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class PortalTable(tables.Table):
    """A table that turns into cards on a phone: the first column names the row.

    Subclasses set `caption` (read aloud), `noun` (what the pager counts) and what an empty list
    says and offers: `empty_title`, `empty_hint`, `empty_url` with `empty_action`.
    """

    caption = "Danh sách"
    noun = "dòng"
    empty_title = "Chưa có dòng nào"
    empty_hint = ""
    empty_url = ""
    empty_action = ""

    class Meta:
        template_name = "django_tables2/portal.html"
        attrs = {"class": "table cards"}
        per_page = 25


class NumberColumn(tables.Column):
    """A column of figures: right-aligned, an empty cell for None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMBER)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


class RootTable(PortalTable):
    """Roots of the trail by day, for everybody."""

    caption = "Dấu nhật ký từng ngày"
    noun = "ngày"
    empty_title = "Chưa có ngày nào kết thúc"
    empty_hint = "Dấu của một ngày có sau 0 giờ hôm sau."

    day = tables.Column(verbose_name="Ngày")
    events = NumberColumn(verbose_name="Số việc đã ghi", orderable=False)
    root = tables.Column(verbose_name="Dấu", orderable=False, attrs={"td": {"class": "break mono"}})

    class Meta(PortalTable.Meta):
        model = AuditDay
        fields = ["day", "events", "root"]
        order_by = "-day"

    def render_day(self, value: date) -> str:
        return vn_date(value)


class AccountTable(PortalTable):
    """Accounts for the administrator."""

    caption = "Tài khoản"
    noun = "tài khoản"
    empty_title = "Không có tài khoản nào khớp"
    empty_hint = "Bỏ bớt chữ cần tìm, hoặc cấp tài khoản mới."

    full_name = tables.Column(verbose_name="Họ và tên", order_by=("sort_key", "username"))
    username = tables.Column(verbose_name="Tên đăng nhập")
    position = tables.Column(verbose_name="Chức vụ", orderable=False, default="")
    has_second_factor = tables.Column(verbose_name="Hai bước", orderable=False)
    is_active = tables.Column(verbose_name="Tình trạng")
    last_login = tables.Column(verbose_name="Vào lần cuối", default="chưa vào")

    class Meta(PortalTable.Meta):
        model = User
        fields = [
            "full_name",
            "username",
            "position",
            "has_second_factor",
            "is_active",
            "last_login",
        ]

    def render_full_name(self, record: User) -> SafeString:
        return format_html(
            '<a class="tap" href="{}">{}</a>',
            reverse("core:account", args=[record.uid]),
            record.full_name,
        )

    def render_has_second_factor(self, value: bool) -> str:
        return "có" if value else "chưa"

    def render_is_active(self, record: User) -> SafeString:
        if record.is_active:
            return state("Đang dùng", "done") if record.last_login else state("Chưa vào", "moving")
        return state(f"Đã đóng {vn_date(record.left_on)}".strip(), "draft")

    def render_last_login(self, value: Any) -> str:
        return vn_date(value)
