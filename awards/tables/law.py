"""Lists of nominees, past awards, namesakes and looks at sensitive details."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.models import DetailRead, Namesake, Nominee, PastAward
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, unproved, vn_date, vn_datetime
from kbang_ntm.core.vietnamese import format_date


class PlaceTable(PortalTable):
    """A list that names places: `names` gives them, read once for the page."""

    def __init__(self, *args: Any, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    class Meta(PortalTable.Meta):
        pass


class NomineeTable(PlaceTable):
    """Nominees by name."""

    caption = "Đối tượng khen thưởng"
    noun = "đối tượng"
    empty_title = "Không có đối tượng nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc thêm đối tượng mới."

    name = tables.Column(verbose_name="Tên, họ và tên", order_by=("name_key", "id"))
    kind = tables.Column(verbose_name="Loại")
    birth_year = tables.Column(verbose_name="Năm sinh", default="", localize=False)
    unit = tables.Column(verbose_name="Đơn vị", accessor="unit_id", orderable=False)
    awards_known = NumberColumn(verbose_name="Khen thưởng")
    doubtful = tables.Column(verbose_name="Ghi chú", orderable=False, empty_values=())

    class Meta(PlaceTable.Meta):
        pass

    def render_name(self, record: Nominee) -> SafeString:
        return link(reverse("awards:nominee", args=[record.uid]), record.name)

    def render_kind(self, record: Nominee) -> str:
        return record.get_kind_display()

    def render_birth_year(self, value: int) -> str:
        return str(value)

    def render_unit(self, value: int) -> str:
        return self.names.get(value, "")

    def render_doubtful(self, record: Nominee) -> SafeString | str:
        if record.same_as is not None:
            return format_html("<span>cùng là {}</span>", record.same_as.name)
        doubtful: bool = getattr(record, "doubtful", False)
        return mark("soon", "có thể trùng") if doubtful else ""


class PastAwardTable(PlaceTable):
    """The register, newest decision first."""

    caption = "Sổ khen thưởng"
    noun = "khen thưởng"
    empty_title = "Sổ chưa có dòng nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, nhập danh sách cũ từ tệp, hoặc ghi ở trang của đối tượng."

    nominee = tables.Column(verbose_name="Đối tượng", order_by=("nominee__name_key", "id"))
    unit = tables.Column(verbose_name="Đơn vị", accessor="nominee__unit_id", orderable=False)
    type_name = tables.Column(verbose_name="Danh hiệu, hình thức")
    achievement = tables.Column(verbose_name="Thành tích", orderable=False, empty_values=())
    decision_number = tables.Column(
        verbose_name="Quyết định", order_by=("decision_date", "id"), empty_values=()
    )
    verified = tables.Column(verbose_name="Đối chiếu", orderable=False)

    class Meta(PlaceTable.Meta):
        pass

    def render_nominee(self, record: PastAward) -> SafeString:
        return link(reverse("awards:past-award", args=[record.uid]), record.nominee.name)

    def render_unit(self, value: int) -> str:
        return self.names.get(value, "")

    def render_type_name(self, record: PastAward) -> SafeString:
        return format_html(
            '<span>{}<br><span class="small muted">{}</span></span>',
            record.type_name,
            record.get_merit_kind_display(),
        )

    def render_achievement(self, record: PastAward) -> str:
        return period_words(record)

    def render_decision_number(self, record: PastAward) -> str:
        return decision_words(record)

    def render_verified(self, record: PastAward) -> SafeString | str:
        if record.withdrawn_at is not None:
            return state("Đã rút", "draft")
        return "đã đối chiếu" if record.verified else unproved("chưa đối chiếu")


def period_words(row: PastAward) -> str:
    """ "2023", "2021-2023", or days; "chưa rõ" where nobody has written any."""
    if row.achievement is None:
        return "chưa rõ thời gian"
    first, last = row.achievement.lower, row.achievement.upper
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 1, 1)
    if whole:
        years = (first.year, last.year - 1)
        return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"
    return f"{format_date(first)} - {format_date(last - timedelta(days=1))}"


def decision_words(row: PastAward) -> str:
    """ "12/QĐ-UBND, 30/06/2023"; "chưa rõ số" where there is none."""
    number = row.decision_number or "chưa rõ số"
    return f"{number}, {format_date(row.decision_date)}" if row.decision_date else number


class NamesakeTable(PlaceTable):
    """Pairs that may be one."""

    caption = "Đối tượng có thể trùng"
    noun = "cặp"
    empty_title = "Không có cặp nào chờ xác định"
    empty_hint = "Cổng nêu cặp có thể trùng khi thêm đối tượng; không tự nhập làm một."

    one = tables.Column(verbose_name="Đối tượng", orderable=False)
    other = tables.Column(verbose_name="Có thể cùng là", orderable=False)
    found_at = tables.Column(verbose_name="Thấy lúc", orderable=False)

    class Meta(PlaceTable.Meta):
        pass

    def render_one(self, record: Namesake) -> SafeString:
        return link(reverse("awards:namesake", args=[record.uid]), self.words(record.one))

    def render_other(self, record: Namesake) -> str:
        return self.words(record.other)

    def render_found_at(self, value: Any) -> str:
        return vn_date(value)

    def words(self, row: Nominee) -> str:
        """Name, birth year and place."""
        year = f", {row.birth_year}" if row.birth_year else ""
        return f"{row.name}{year}, {self.names.get(row.unit_id, '')}"


class DetailReadTable(PortalTable):
    """Who looked at sensitive details, newest first."""

    caption = "Lượt xem thông tin riêng"
    noun = "lượt"
    empty_title = "Chưa ai xem thông tin riêng"
    empty_hint = "Mỗi lượt xem, xuất thông tin riêng của đối tượng hiện ở đây."

    at = tables.Column(verbose_name="Lúc")
    by = tables.Column(verbose_name="Người xem", order_by=("by__sort_key", "id"))
    nominee = tables.Column(verbose_name="Đối tượng", orderable=False)
    what = tables.Column(verbose_name="Việc", orderable=False)
    purpose = tables.Column(verbose_name="Để làm gì", orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_at(self, value: Any) -> str:
        return vn_datetime(value)

    def render_by(self, record: DetailRead) -> str:
        return record.by.full_name

    def render_nominee(self, record: DetailRead) -> str:
        return record.nominee.name
