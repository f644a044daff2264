"""Forms of the pages of templates: what to take in, and for what to fill."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.forms.review import PlainForm, text_area
from communes.models import ReportingPeriod, UnitVersion
from kbang_ntm.core import clock
from reports.queries.form_figures import form_communes
from reports.queries.periods import offered_periods

DAY = ["%d/%m/%Y", "%Y-%m-%d"]
WRONG_DAY = "Viết ngày/tháng/năm, ví dụ 01/01/2025."


class TemplateForm(PlainForm):
    """A template with what stands on its paper."""

    title = forms.CharField(
        label="Tên biểu mẫu",
        max_length=240,
        error_messages={"required": "Ghi tên biểu mẫu như trên văn bản."},
    )
    issuer = forms.CharField(
        label="Cơ quan ban hành",
        max_length=160,
        error_messages={"required": "Ghi cơ quan ban hành, ví dụ Sở Nội vụ."},
    )
    first = forms.DateField(
        label="Dùng cho các kỳ kết thúc từ ngày",
        input_formats=DAY,
        error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY},
    )
    last = forms.DateField(
        label="Dùng đến các kỳ kết thúc ngày",
        required=False,
        input_formats=DAY,
        help_text="Để trống: đến khi có bản mới.",
        error_messages={"invalid": WRONG_DAY},
    )
    file = forms.FileField(
        label="Tệp mẫu",
        help_text="XLSX có đặt tên ô, hoặc DOCX có chỗ điền {{ten}}; tới 20 MB.",
        allow_empty_file=True,  # judged with the other rules of files, in one wording
        error_messages={"required": "Chọn tệp mẫu rồi bấm «Tải lên»."},
    )


class WithdrawForm(PlainForm):
    """Why a template goes out of use."""

    reason = forms.CharField(
        label="Lý do rút",
        max_length=300,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do rút biểu mẫu."},
    )


class FillForm(PlainForm):
    """The period, and the commune where the template asks for one."""

    ky = forms.ChoiceField(label="Kỳ báo cáo", error_messages={"required": "Chọn kỳ báo cáo."})
    xa = forms.ChoiceField(label="Xã", required=False)

    def __init__(self, *args: Any, of_commune: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {period.key: period for period in offered_periods()}
        self.fields["ky"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, period.label) for key, period in self._periods.items()
        ]
        if not of_commune:
            del self.fields["xa"]
            return
        # Offered are the communes of the period asked for, else those of today.
        asked = self._periods.get(self.data.get("ky", "")) if self.is_bound else None
        newest = asked or next(iter(self._periods.values()), None)
        rows = form_communes(newest) if newest else []
        self._communes = {row.unit.key: row for row in rows}
        self.fields["xa"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Chọn xã"), *((key, row.name) for key, row in self._communes.items())
        ]  # fmt: skip

    @property
    def period(self) -> ReportingPeriod:
        """The period of the valid form."""
        return self._periods[self.cleaned_data["ky"]]

    @property
    def commune(self) -> UnitVersion | None:
        """The commune of the valid form, None where none was chosen or asked for."""
        key = self.cleaned_data.get("xa", "")
        return self._communes.get(key) if key else None


def today_first() -> dict[str, str]:
    """What the upload opens with: the first day of this year."""
    return {"first": f"01/01/{clock.today().year}"}
