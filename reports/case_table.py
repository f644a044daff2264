"""The list of recognition cases and what may be asked of it."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from communes.enums import Standard
from communes.models import RecognitionCase
from communes.queries.case_list import CaseLine
from communes.recognition_enums import CaseState
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import due, state, vn_date
from kbang_ntm.core.vietnamese import fold
from reports.resources import Column, Sheet

KINDS = {
    CaseState.DRAFT: "draft",
    CaseState.RETURNED: "back",
    CaseState.STOPPED: "draft",
    CaseState.WITHDRAWN: "back",
    CaseState.RECOGNISED: "done",
    CaseState.PUBLISHED: "done",
}


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


class CaseTable(PortalTable):
    """Cases with the step each waits for and until when."""

    caption = "Hồ sơ xét công nhận"
    noun = "hồ sơ"
    empty_title = "Không có hồ sơ nào"
    empty_hint = "Bỏ bớt điều kiện lọc. Xã mở hồ sơ từ báo cáo đã có số liệu."

    unit = tables.Column(verbose_name="Đơn vị", accessor="case__unit_name", orderable=False)
    standard = tables.Column(
        verbose_name="Chuẩn", accessor="case__get_standard_display", orderable=False
    )
    year = NumberColumn(verbose_name="Năm", accessor="case__year", orderable=False)
    state = tables.Column(verbose_name="Trạng thái", accessor="case__state", orderable=False)
    step = tables.Column(verbose_name="Đang chờ", default="", orderable=False)
    due = tables.Column(verbose_name="Hạn", default="", orderable=False)
    responsible = tables.Column(verbose_name="Lập hồ sơ", orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_unit(self, record: CaseLine) -> SafeString:
        mark = " (minh họa)" if record.case.illustrative else ""
        return format_html(
            '<a class="tap" href="{}">{}</a>{}',
            reverse("communes:case", args=[record.case.uid]),
            record.case.unit_name,
            mark,
        )

    def render_standard(self, value: str) -> str:
        return capital(value)

    def render_state(self, record: CaseLine) -> SafeString:
        label = capital(str(CaseState(record.case.state).label))
        return state(label, KINDS.get(CaseState(record.case.state), "moving"))

    def render_step(self, record: CaseLine) -> str:
        return record.step.label if record.step else ""

    def render_due(self, record: CaseLine) -> SafeString:
        return format_html("<span>{}<br>{}</span>", vn_date(record.due), due(record.due))


class CaseFilterForm(forms.Form):
    """Search by name without marks, standard, state, commune; all in the URL."""

    tim = forms.CharField(label="Tìm đơn vị", required=False, widget=forms.SearchInput)
    chuan = forms.ChoiceField(
        label="Chuẩn",
        required=False,
        choices=[("", "Tất cả"), *((s.value, capital(str(s.label))) for s in Standard)],
    )
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("mo", "Đang làm"),
            *((s.value, capital(str(s.label))) for s in CaseState),
        ],
    )
    xa = forms.ChoiceField(label="Xã lập hồ sơ", required=False)

    def __init__(self, *args: Any, communes: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(pk), name) for pk, name in communes.items()]
        self.fields["xa"].choices = [("", "Tất cả"), *rows]  # type: ignore[attr-defined]  # a choice field

    def narrow(self, cases: Any) -> Any:
        """The cases that fit what was asked."""
        asked = self.cleaned_data if self.is_valid() else {}
        for word in fold(asked.get("tim") or "").split():
            cases = cases.filter(search_key__contains=word)
        if asked.get("chuan"):
            cases = cases.filter(standard=asked["chuan"])
        if asked.get("trang_thai") == "mo":
            cases = cases.open()
        elif asked.get("trang_thai"):
            cases = cases.filter(state=asked["trang_thai"])
        if asked.get("xa"):
            cases = cases.filter(responsible_id=int(asked["xa"]))
        return cases


def case_sheet(lines: list[CaseLine]) -> Sheet:
    """What the list shows, as a sheet."""
    columns = [
        Column("Đơn vị", 24),
        Column("Chuẩn", 26),
        Column("Năm", 8),
        Column("Trạng thái", 20),
        Column("Từ ngày", 12),
        Column("Đang chờ", 28),
        Column("Hạn", 12),
        Column("Lập hồ sơ", 22),
        Column("Số liệu", 12),
    ]
    rows = [
        [
            line.case.unit_name,
            capital(str(Standard(line.case.standard).label)),
            line.case.year,
            capital(str(CaseState(line.case.state).label)),
            line.case.since,
            line.step.label if line.step else "",
            line.due,
            line.responsible,
            "minh họa" if line.case.illustrative else "",
        ]
        for line in lines
    ]
    return Sheet("Hồ sơ xét công nhận", columns, rows, name="Hồ sơ")


def listed_cases(user: Any) -> Any:
    """Cases the person may see, newest first."""
    return RecognitionCase.objects.visible_to(user)
