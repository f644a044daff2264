"""The list of targets with state and reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.queries.objectives import WORDS, ObjectiveLine
from campaigns.queries.target_states import TargetLine
from campaigns.warning import State
from communes.tables.registers import link
from kbang_ntm.core.sheets import Column, Sheet, Value
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, unproved, verdict

STATE_WORDS = {
    State.MET: ("met", "Đạt"),
    State.MISSED: ("not_met", "Không đạt"),
    State.AT_RISK: ("risk", "Có nguy cơ không đạt"),
    State.UNKNOWN: ("unknown", "Chưa xác định"),
}


def state_chip(found: State) -> SafeString:
    """What the figures say as a verdict, progress of work as a badge."""
    if found in STATE_WORDS:
        kind, words = STATE_WORDS[found]
        return verdict(kind, label=words)
    if found is State.BEHIND:
        return mark("soon", "chậm tiến độ")
    return state("Đúng tiến độ", "moving")


def line_name(line: TargetLine) -> str:
    """The unit's name; a village that could not be read is said so."""
    if line.name:
        return line.name
    read = f" (bản quét ghi «{line.target.read_as}»)" if line.target.read_as else ""
    return f"Làng chưa đọc được tên{read}"


class TargetTable(PortalTable):
    """One target a row."""

    caption = "Mục tiêu của từng đơn vị"
    noun = "mục tiêu"
    empty_title = "Không có mục tiêu nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc cơ quan chủ trì thêm mục tiêu cho đơn vị."

    name = tables.Column(verbose_name="Đơn vị", empty_values=())
    kind = tables.Column(
        verbose_name="Mục tiêu", accessor="kind_words", attrs={"th": {"width": "17%"}}
    )
    year = NumberColumn(verbose_name="Năm", accessor="target__year")
    owner = tables.Column(verbose_name="Theo dõi", empty_values=())
    state = tables.Column(verbose_name="Trạng thái", empty_values=())
    reason = tables.Column(
        verbose_name="Vì sao",
        empty_values=(),
        orderable=False,
        attrs={"th": {"width": "36%"}},
    )

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: TargetLine) -> SafeString:
        url = reverse("campaigns:target", args=[record.target.uid])
        found: SafeString = link(url, line_name(record))
        if record.within:
            found = format_html('{}<br><span class="small muted">{}</span>', found, record.within)
        if record.name and not record.target.certain:
            found = format_html("{} {}", found, unproved("tên chưa kiểm chứng"))
        return found

    def render_kind(self, value: str) -> str:
        return value[:1].upper() + value[1:]

    def render_year(self, record: TargetLine) -> str:
        return str(record.target.year)

    def render_owner(self, record: TargetLine) -> str:
        return record.owner or "–"

    def render_state(self, record: TargetLine) -> Any:
        return state_chip(record.state)

    def render_reason(self, record: TargetLine) -> SafeString:
        made_up = " Số liệu minh họa." if record.illustrative else ""
        return format_html('<span class="small">{}{}</span>', record.words[0], made_up)


def target_sheet(lines: Iterable[TargetLine]) -> Sheet:
    """The targets of the page, each with its whole reason."""
    columns = [
        Column("Đơn vị", 26), Column("Thuộc", 20), Column("Mục tiêu", 28), Column("Đến năm", 9),
        Column("Theo dõi", 20), Column("Trạng thái", 22), Column("Vì sao", 80),
        Column("Tên đã kiểm chứng", 12),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line_name(line),
            line.within,
            line.kind_words,
            line.target.year,
            line.owner,
            WORDS[line.state],
            line.reason,
            "có" if line.target.certain else "chưa",
        ]
        for line in lines
    ]
    return Sheet("Mục tiêu của từng đơn vị", columns, rows, name="Đơn vị")


def objective_sheet(lines: Iterable[ObjectiveLine]) -> Sheet:
    """The plan's objectives; blank where nobody knows."""
    columns = [
        Column("Mục tiêu chung", 44), Column("Đến năm", 9), Column("Đạt", 8),
        Column("Kế hoạch", 9), Column("Trạng thái", 22), Column("Vì sao", 80),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.objective.words,
            line.objective.year,
            line.achieved,
            line.planned,
            WORDS[line.state],
            line.reason,
        ]
        for line in lines
    ]
    return Sheet("Mục tiêu chung của kế hoạch", columns, rows, name="Mục tiêu chung")
