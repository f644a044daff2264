"""Forms of rounds of award: the round, quotas, the late list, registrations of titles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from awards.enums import BallotMode, MeritKind, NomineeKind, RoundKind, RoundState
from awards.models import AwardRound
from awards.queries.rounds import RoundAsked
from awards.services.round_parts import QuotaText
from awards.services.rounds import RoundText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock

KINDS = [(one.value, str(one.label).capitalize()) for one in RoundKind]
MERITS = [(one.value, str(one.label).capitalize()) for one in MeritKind]
NOMINEES = [(one.value, str(one.label).capitalize()) for one in NomineeKind]


class RoundFilterForm(forms.Form):
    """What the list of rounds may be narrowed to; values stand in the URL."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            *((one.value, str(one.label).capitalize()) for one in RoundState),
        ],
    )
    loai = forms.ChoiceField(label="Loại đợt", required=False, choices=[("", "Mọi loại"), *KINDS])
    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(clock.today().year + 1, 2020, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def asked(self) -> RoundAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return RoundAsked(
            state=data.get("trang_thai") or "",
            kind=data.get("loai") or "",
            year=int(data["nam"]) if data.get("nam") else None,
            words=data.get("tim") or "",
        )


class RoundForm(PlainForm):
    """A round: what it is about, its days, what may be asked for, the guiding letter."""

    unit = forms.ChoiceField(label="Cấp xét")
    name = forms.CharField(
        label="Tên đợt", max_length=200, help_text="Ví dụ: Đợt xét khen thưởng năm 2024."
    )
    kind = forms.ChoiceField(label="Loại đợt", choices=KINDS)
    merit_kind = forms.ChoiceField(label="Loại hình khen thưởng", choices=MERITS)
    campaign = forms.ChoiceField(label="Phong trào", required=False)
    first = day_field("Thành tích từ ngày")
    last = day_field("Thành tích đến hết ngày")
    opens_on = day_field("Nhận hồ sơ từ ngày")
    due_on = day_field("Hạn gửi", help_text="Gửi sau ngày này được ghi là gửi muộn.")
    closes_on = day_field(
        "Khép nhận hồ sơ ngày", help_text="Sau ngày này chỉ nơi được gửi muộn mới gửi được."
    )
    types = forms.MultipleChoiceField(
        label="Danh hiệu, hình thức được xét",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một danh hiệu, hình thức."},
    )
    ballot = forms.ChoiceField(
        label="Cách biểu quyết của đợt",
        required=False,
        choices=[("", "Theo quy định"), *BallotMode.choices],
    )
    letter_number = forms.CharField(
        label="Số văn bản hướng dẫn",
        required=False,
        max_length=60,
        help_text="Như trên giấy; cần có trước khi mở đợt.",
    )
    letter_date = day_field("Ngày văn bản hướng dẫn", required=False)
    file = forms.FileField(label="Bản quét văn bản hướng dẫn", required=False, help_text=FILE_HELP)
    note = forms.CharField(label="Ghi chú", required=False, max_length=1000, widget=text_area(2))

    def __init__(
        self,
        *args: Any,
        units: Choices | None,
        types: Choices,
        campaigns: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            offer(self, "unit", units)
        offer(self, "types", types)
        offer(self, "campaign", [("", "Không gắn phong trào"), *campaigns])

    @staticmethod
    def initial_of(row: AwardRound) -> dict[str, Any]:
        """The form filled with what is stored."""
        names = (
            "name",
            "kind",
            "merit_kind",
            "opens_on",
            "due_on",
            "closes_on",
            "letter_number",
            "letter_date",
            "note",
        )
        types = list(row.types.all())
        modes = {one.ballot_mode for one in types}
        return {name: getattr(row, name) for name in names} | {
            "first": row.achievement.lower,
            "last": row.achieved_until,
            "campaign": str(row.campaign_id or ""),
            "types": [one.type_code for one in types],
            "ballot": modes.pop() if len(modes) == 1 else "",
        }

    def said(self) -> RoundText:
        """What the valid form says."""
        data = self.cleaned_data
        return RoundText(
            name=data["name"],
            kind=data["kind"],
            merit_kind=data["merit_kind"],
            first=data["first"],
            last=data["last"],
            opens_on=data["opens_on"],
            due_on=data["due_on"],
            closes_on=data["closes_on"],
            types=tuple(data["types"]),
            campaign_id=int(data["campaign"]) if data["campaign"] else None,
            letter_number=data["letter_number"],
            letter_date=data["letter_date"],
            note=data["note"],
            ballots=tuple((code, data["ballot"]) for code in data["types"]),
        )


class QuotaForm(PlainForm):
    """At most so many, and why."""

    type_code = forms.ChoiceField(label="Danh hiệu, hình thức")
    nominee_kind = forms.ChoiceField(
        label="Đối tượng", required=False, choices=[("", "Mọi đối tượng"), *NOMINEES]
    )
    proposer = forms.ChoiceField(label="Riêng đơn vị", required=False)
    most = CountField(label="Nhiều nhất")
    basis = forms.CharField(
        label="Căn cứ", max_length=240, help_text="Số, ngày văn bản quy định số lượng."
    )

    def __init__(self, *args: Any, types: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "type_code", types)
        offer(self, "proposer", [("", "Mọi đơn vị"), *units])

    def said(self) -> QuotaText:
        """What the valid form says."""
        data = self.cleaned_data
        return QuotaText(
            type_code=data["type_code"],
            most=data["most"],
            basis=data["basis"],
            nominee_kind=data["nominee_kind"],
            proposer_unit_id=int(data["proposer"]) if data["proposer"] else None,
        )


class LateForm(PlainForm):
    """Who may send later, until when, why."""

    party = forms.ChoiceField(label="Nơi được gửi muộn")
    until = day_field("Được gửi đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=300, widget=text_area(2))

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", parties)


class TitleFilterForm(forms.Form):
    """Year and search of the registrations of titles."""

    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(clock.today().year, 2017, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])

    def asked(self) -> tuple[int | None, str]:
        """(year, words); what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return int(data["nam"]) if data.get("nam") else None, data.get("tim") or ""


class TitleForm(PlainForm):
    """A title somebody registers for."""

    party = forms.ChoiceField(label="Nơi đăng ký")
    nominee = forms.ChoiceField(label="Đối tượng")
    type_code = forms.ChoiceField(label="Danh hiệu")
    registered_on = day_field("Đăng ký ngày")
    paper = forms.CharField(
        label="Văn bản đăng ký",
        required=False,
        max_length=160,
        help_text="Số, ngày, như trên giấy.",
    )
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)

    def __init__(
        self, *args: Any, parties: Choices, nominees: Choices, types: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", parties)
        offer(self, "nominee", nominees)
        offer(self, "type_code", types)

    def scan(self) -> Scan | None:
        """The scan, if one came."""
        file = self.cleaned_data["file"]
        return Scan(file.name or "", file) if file else None

    @property
    def day(self) -> date:
        """The day of the paper."""
        found: date = self.cleaned_data["registered_on"]
        return found
