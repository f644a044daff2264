"""Forms of the register of past awards, of its imports, and of the page of the law."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from awards.enums import AwardLevel, MeritKind
from awards.forms.nominees import scan_of
from awards.queries.nominees import AskedAwards
from awards.services.past_awards import PastAwardText
from campaigns.forms.contributions import capital
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock

LEVELS = capital(AwardLevel.choices)
EARLIEST = 2004  # the first law of awards


class AwardFilterForm(forms.Form):
    """Commune, year, level, proof, search."""

    xa = forms.ChoiceField(label="Xã", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Mọi cấp"), *LEVELS])
    doi_chieu = forms.ChoiceField(
        label="Đối chiếu",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("yes", "Đã đối chiếu"),
            ("no", "Chưa đối chiếu"),
            ("withdrawn", "Đã rút"),
        ],
    )
    tim = forms.CharField(label="Tìm tên", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        years = range(clock.today().year, EARLIEST - 1, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> AskedAwards:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return AskedAwards(
            unit_id=int(data["xa"]) if data.get("xa") else None,
            year=int(data["nam"]) if data.get("nam") else None,
            level=data.get("cap") or "",
            proof=data.get("doi_chieu") or "",
            words=data.get("tim") or "",
        )


class PastAwardForm(PlainForm):
    """An earlier award of a nominee."""

    unit = forms.ChoiceField(label="Ghi vào sổ của")
    type_code = forms.ChoiceField(
        label="Danh hiệu, hình thức theo quy định",
        required=False,
        help_text="Không có trong danh sách thì chọn «Khác»; các phép kiểm không tính dòng đó.",
    )
    type_name = forms.CharField(
        label="Tên ghi trên quyết định", max_length=200, help_text="Ghi như trên giấy."
    )
    level = forms.ChoiceField(label="Cấp", choices=LEVELS)
    merit_kind = forms.ChoiceField(label="Loại hình", choices=capital(MeritKind.choices))
    first = day_field("Thành tích từ ngày", required=False)
    last = day_field(
        "Thành tích đến hết ngày",
        required=False,
        help_text="Các năm liên tục tính theo thời gian này, không theo ngày ký.",
    )
    merit = forms.CharField(label="Thành tích", required=False, max_length=300)
    movement = forms.CharField(label="Phong trào", required=False, max_length=200)
    number = forms.CharField(label="Số quyết định", required=False, max_length=60)
    date = day_field("Ngày quyết định", required=False)
    decider = forms.CharField(label="Người quyết định", max_length=200)
    book_number = forms.CharField(label="Số sổ vàng", required=False, max_length=30)
    verified = forms.BooleanField(label="Đã đối chiếu với quyết định", required=False)
    source = forms.CharField(
        label="Nguồn", max_length=200, help_text="Quyết định, sổ vàng, danh sách nào."
    )
    file = forms.FileField(label="Bản quét quyết định", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, books: Choices, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", books)
        offer(self, "type_code", [("", "Khác"), *types])

    def text(self) -> PastAwardText:
        """What the valid form says."""
        data = {**self.cleaned_data}
        for name in ("unit", "file"):
            del data[name]
        return PastAwardText(**data)

    def scan(self) -> Scan | None:
        """The scan, where one was chosen."""
        return scan_of(self, "file")


class VerifyForm(PlainForm):
    """That the decision was seen."""

    note = forms.CharField(label="Đối chiếu với", max_length=200, widget=text_area(2))
    file = forms.FileField(label="Bản quét quyết định", required=False, help_text=FILE_HELP)

    def scan(self) -> Scan | None:
        """The scan, where one was chosen."""
        return scan_of(self, "file")


class OldAwardsForm(PlainForm):
    """A list of old awards; old Vietnamese fonts are converted only with consent."""

    unit = forms.ChoiceField(label="Sổ của")
    file = forms.FileField(
        label="Danh sách khen thưởng cũ",
        help_text="XLSX, XLS, ODS hoặc CSV theo tệp mẫu; tới 20 MB.",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp rồi bấm «Xem trước»."},
    )
    convert = forms.BooleanField(
        label="Tệp dùng phông chữ cũ (TCVN3, VNI): cho phép chuyển sang Unicode", required=False
    )

    def __init__(self, *args: Any, books: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", books)


class LawDayForm(forms.Form):
    """The day the law is asked for."""

    ngay = day_field("Ngày", required=False)

    def day(self) -> date:
        """The day asked for, else today."""
        data = self.cleaned_data if self.is_valid() else {}
        found: date = data.get("ngay") or clock.today()
        return found
