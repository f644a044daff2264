"""What to print."""

from __future__ import annotations

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.db.models import Exists, OuterRef, Q

from communes.enums import PeriodKind, Standard
from communes.models import ProgressReport, ReportingPeriod
from kbang_ntm.core import clock
from reports.builders import progress_report
from reports.documents import registry
from reports.map_choice import MapDayField
from reports.services.documents import Order

FORMATS = {
    "pdf": "PDF, để in và ký",
    "docx": "DOCX, để sửa trong Word",
    "xlsx": "XLSX, số liệu trong bảng tính",
}


class PrintForm(forms.Form):
    """Kind, period and format; the map's day and the moment of knowledge if asked."""

    kind = forms.ChoiceField(label="Văn bản")
    period = forms.ModelChoiceField(
        label="Kỳ báo cáo",
        queryset=ReportingPeriod.objects.none(),
        to_field_name="key",
        empty_label=None,
    )
    format = forms.ChoiceField(label="Dạng tệp", choices=list(FORMATS.items()))
    map_date = MapDayField(
        label="Bản đồ hành chính của ngày hoặc kỳ",
        help_text=(
            "Để trống: bản đồ ngày cuối kỳ. Viết 01/11/2024 hoặc 2025-Q3: số liệu được tính chuyển "
            "sang các xã của ngày đó, kèm phụ lục về cách tính."
        ),
    )
    known_at = forms.DateTimeField(
        label="Số liệu biết đến lúc",
        required=False,
        input_formats=["%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M"],
        help_text="Để trống: số liệu mới nhất. Viết 20/10/2024 17:00.",
        error_messages={"invalid": "Giờ chưa đúng. Viết ngày/tháng/năm giờ:phút."},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (kind.code, kind.label_vi)
            for kind in registry.all()
            if any(parameter.name == "period" for parameter in kind.parameters)
        ]
        # Half-years and years stand in the list once somebody reports for them.
        periods = ReportingPeriod.objects.filter(
            Q(kind=PeriodKind.QUARTER)
            | Exists(
                ProgressReport.objects.filter(period=OuterRef("pk")).exclude(
                    criteria_set__standard=Standard.VILLAGE
                )
            ),
            opens_at__lte=clock.now(),
        )
        self.fields["period"].queryset = periods.order_by("-ends", "kind")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["kind"].initial = progress_report.CODE
        self.fields["key"].initial = uuid.uuid4().hex
        latest = periods.filter(kind=PeriodKind.QUARTER).order_by("-ends").first()
        self.fields["period"].initial = latest.key if latest else None
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "kind", "period", "format", "map_date", "known_at", "key", Submit("in", "In văn bản")
        )

    def order(self) -> Order:
        """What the valid form asks for."""
        data = self.cleaned_data
        return Order(
            kind=data["kind"],
            period=data["period"].key,
            format=data["format"],
            map_date=data["map_date"],
            known_at=data["known_at"],
        )
