"""Forms of decisions: draft, deciding, register, correction, delivery, old papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from awards.enums import Capacity, DecisionKind, FundSource, MeritKind
from awards.models import Award
from awards.queries.decisions import Asked
from awards.services.corrections import Change, ChangeText
from awards.services.decisions import DraftText
from awards.services.taken_in import OldPaper
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, NumberField, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock


def scan_of(form: forms.Form, name: str = "file") -> Scan | None:
    """The file that came along, if any."""
    file = form.cleaned_data.get(name)
    return Scan(file.name or "", file) if file else None


class DecisionFilterForm(forms.Form):
    """State, year, search; values stand in the URL."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("draft", "Dự thảo"),
            ("decided", "Đã quyết định, chờ vào sổ"),
            ("issued", "Đã phát hành"),
            ("taken_in", "Nhập từ quyết định cũ"),
            ("dropped", "Đã bỏ dự thảo"),
        ],
    )
    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(
            state=data.get("trang_thai") or "",
            year=int(data["nam"]) if data.get("nam") else None,
            words=data.get("tim") or "",
        )


class TextForm(PlainForm):
    """The words over a draft."""

    title = forms.CharField(label="Trích yếu", max_length=300, widget=text_area(2))
    memo_number = forms.CharField(
        label="Số tờ trình",
        required=False,
        max_length=60,
        help_text="Ghi như trên tờ trình của nơi thường trực; để trống nếu chưa có.",
    )
    memo_date = day_field("Ngày tờ trình", required=False)
    capacity = forms.ChoiceField(label="Ký với tư cách", choices=Capacity.choices)
    signer = forms.CharField(
        label="Người ký", required=False, max_length=160, help_text="Để trống: người quyết định."
    )
    fund_source = forms.ChoiceField(label="Nguồn chi tiền thưởng", choices=FundSource.choices)

    def text(self) -> DraftText:
        """What the valid form says."""
        data = self.cleaned_data
        return DraftText(
            title=data["title"],
            memo_number=data["memo_number"],
            memo_date=data["memo_date"],
            capacity=data["capacity"],
            signer=data["signer"],
            fund_source=data["fund_source"],
        )


class PickForm(forms.Form):
    """Rows that were ticked, by id."""

    chosen = forms.MultipleChoiceField(
        label="Chọn",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn dòng nào. Đánh dấu các dòng cần đưa vào."},
    )

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        offer(self, "chosen", rows)
        self.nothing_to_pick = not rows  # the page then offers the way back alone

    def ids(self) -> set[int]:
        """Ids of the rows ticked."""
        return {int(value) for value in self.cleaned_data["chosen"]}


class DraftForm(PickForm, TextForm):
    """A new draft: its nominations and words."""

    field_order = ["title", "chosen", "memo_number", "memo_date", "capacity", "signer"]

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        self.fields["chosen"].label = "Đề nghị đưa vào quyết định"


class DecideForm(PlainForm):
    """The day the leader signs."""

    decided_on = day_field("Ngày quyết định")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = f"{clock.today():%d/%m/%Y}"


class RegisterForm(PlainForm):
    """What the clerk types from the register."""

    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Như trên giấy.")
    number_date = day_field("Ngày vào sổ")
    file = forms.FileField(label="Bản đã ký (quét)", required=False, help_text=FILE_HELP)


class ScanForm(PlainForm):
    """The signed scan."""

    file = forms.FileField(label="Bản đã ký (quét)", help_text=FILE_HELP)


class NoticeForm(PlainForm):
    """The letter to a proposer."""

    number = forms.CharField(label="Số văn bản", max_length=60)
    day = day_field("Ngày văn bản")


class ChangeForm(PlainForm):
    """A correction or a revocation: reason, and each line's right words or a tick."""

    title = forms.CharField(label="Trích yếu", max_length=300, widget=text_area(2))
    reason = forms.CharField(label="Lý do", max_length=600, widget=text_area(3))
    capacity = forms.ChoiceField(label="Ký với tư cách", choices=Capacity.choices)
    signer = forms.CharField(label="Người ký", required=False, max_length=160)

    def __init__(self, *args: Any, awards: Sequence[Award], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards, self.kind = list(awards), kind
        for award in self.awards:
            number = f"{award.order}. {award.shown_name}"
            if kind == DecisionKind.REVOCATION:
                self.fields[f"take{award.pk}"] = forms.BooleanField(label=number, required=False)
                continue
            self.fields[f"name{award.pk}"] = forms.CharField(
                label=f"{number}: tên đúng", required=False, max_length=200
            )
            self.fields[f"citation{award.pk}"] = forms.CharField(
                label=f"{number}: thành tích đúng",
                required=False,
                max_length=600,
                widget=text_area(2),
            )

    def text(self) -> ChangeText:
        """What the valid form says over the decision."""
        data = self.cleaned_data
        return ChangeText(
            self.kind, data["title"], data["reason"], data["capacity"], data["signer"]
        )

    def changes(self) -> list[Change]:
        """The lines it names."""
        data = self.cleaned_data
        if self.kind == DecisionKind.REVOCATION:
            return [Change(award) for award in self.awards if data[f"take{award.pk}"]]
        return [
            Change(award, data[f"name{award.pk}"], data[f"citation{award.pk}"])
            for award in self.awards
            if data[f"name{award.pk}"] or data[f"citation{award.pk}"]
        ]


class DeliverForm(PickForm):
    """Which certificates were handed over, when and where."""

    on = day_field("Ngày trao")
    note = forms.CharField(label="Trao ở đâu, ai nhận", required=False, max_length=200)

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        self.fields["on"].initial = f"{clock.today():%d/%m/%Y}"


class PayForm(PickForm):
    """Which prizes were paid, when, by which voucher."""

    on = day_field("Ngày chi")
    paper = forms.CharField(label="Phiếu chi, danh sách ký nhận", max_length=160)

    def __init__(self, *args: Any, rows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        self.fields["on"].initial = f"{clock.today():%d/%m/%Y}"


class ReturnForm(PlainForm):
    """A prize that was paid back."""

    on = day_field("Ngày thu hồi")
    paper = forms.CharField(label="Phiếu thu", max_length=160)


class OldPaperForm(PlainForm):
    """The least that is known of an old decision."""

    unit = forms.ChoiceField(label="Cấp quyết định")
    number = forms.CharField(label="Số quyết định", max_length=60)
    day = day_field("Ngày quyết định")
    title = forms.CharField(label="Trích yếu", max_length=300, widget=text_area(2))
    signer = forms.CharField(label="Người ký", required=False, max_length=160)
    file = forms.FileField(label="Bản quét", help_text=FILE_HELP)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def paper(self) -> OldPaper:
        """What the valid form says."""
        data = self.cleaned_data
        return OldPaper(data["number"], data["day"], data["title"], data["signer"])


class OldLineForm(PlainForm):
    """One award of an old decision; the nominee is found by name, or made."""

    kind = forms.ChoiceField(
        label="Đối tượng",
        choices=[
            ("collective", "Tập thể"),
            ("household", "Hộ gia đình"),
            ("individual", "Cá nhân"),
        ],
    )
    name = forms.CharField(
        label="Tên, họ và tên", max_length=200, help_text="Hộ gia đình: ghi tên chủ hộ."
    )
    birth_year = CountField(label="Năm sinh", required=False)
    unit = forms.ChoiceField(label="Đơn vị (đến thôn, làng)")
    award_type = forms.ChoiceField(label="Danh hiệu, hình thức")
    merit_kind = forms.ChoiceField(label="Loại hình", choices=MeritKind.choices)
    citation = forms.CharField(
        label="Thành tích", required=False, max_length=600, widget=text_area(2)
    )
    amount = NumberField(label="Tiền thưởng ghi trên giấy, đồng", required=False)
    book_number = forms.CharField(label="Số sổ vàng", required=False, max_length=30)

    def __init__(self, *args: Any, units: Choices, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "award_type", types)
