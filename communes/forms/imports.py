"""The forms around figures brought in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from communes.forms.review import PlainForm, text_area
from communes.services.import_plan import Plan
from communes.services.imports import MINE, THEIRS, Choices


class UploadForm(PlainForm):
    """The filled spreadsheet; old Vietnamese fonts are converted only with consent."""

    file = forms.FileField(
        label="Tệp số liệu đã điền",
        help_text="Bảng nhập tải từ cổng, hoặc bảng XLSX, XLS, ODS, CSV có cột Mã; tới 20 MB.",
        allow_empty_file=True,  # judged with the other rules of files, in one wording
        max_length=None,
        error_messages={"required": "Chọn tệp số liệu rồi bấm «Xem trước»."},
    )
    convert = forms.BooleanField(
        label="Tệp dùng phông chữ cũ (TCVN3, VNI): cho phép chuyển sang Unicode", required=False
    )


class LongFileForm(PlainForm):
    """A table of many periods or communes, one figure a line."""

    file = forms.FileField(
        label="Tệp số liệu",
        help_text="XLSX, XLS, ODS hoặc CSV, tới 20 MB.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp số liệu rồi bấm «Nhập tệp»."},
    )
    convert = forms.ChoiceField(
        label="Phông chữ trong tệp",
        choices=[
            ("", "Unicode (thường gặp)"),
            ("tcvn3", "TCVN3 (.VnTime), chuyển sang Unicode"),
            ("vni", "VNI (VNI-Times), chuyển sang Unicode"),
        ],
        required=False,
    )


class CancelForm(PlainForm):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="Lý do hủy",
        max_length=500,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do hủy lần nhập."},
    )


def read_choices(post: Mapping[str, Any], plan: Plan) -> Choices:
    """What the person chose where the file and somebody else differ: fields `c<id>` with the
    choice and `c<id>_v` with the version of the stored value they saw."""
    found = {}
    for clash in plan.clashes:
        name = f"c{clash.change.row.id}"
        seen = str(post.get(f"{name}_v", ""))
        if post.get(name) in (MINE, THEIRS) and seen.isdecimal() and len(seen) < 9:
            found[clash.change.row.id] = (post[name], int(seen))
    return found
