"""Forms of petitions and of the people's voice."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.models import Petition
from campaigns.petition_enums import Outcome, PetitionKind, PetitionState, VoiceState
from campaigns.queries.petitions import LATE, OPEN, Asked
from campaigns.queries.voices import VoiceAsked
from campaigns.services.petition_decisions import BatchText, Decision
from campaigns.services.petitions import PetitionText
from campaigns.services.voices import VoiceText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core import clock
from kbang_ntm.core.strangers import StrangerForm

KINDS = [(kind.value, kind.label.capitalize()) for kind in PetitionKind]


class PetitionFilterForm(forms.Form):
    """What the list may be narrowed to; values stand in the URL."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            (OPEN, "Đang xử lý"),
            (LATE, "Chậm trả lời"),
            *((one.value, one.label.capitalize()) for one in PetitionState),
        ],
    )
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *KINDS])
    noi_gui = forms.ChoiceField(label="Nơi gửi", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, senders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(clock.today().year, 2020, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])
        if len(senders) > 1:
            offer(self, "noi_gui", [("", "Mọi nơi"), *((name, name) for name in senders)])
        else:
            del self.fields["noi_gui"]

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(
            state=data.get("trang_thai") or "",
            kind=data.get("loai") or "",
            party=data.get("noi_gui") or "",
            year=int(data["nam"]) if data.get("nam") else None,
            words=data.get("tim") or "",
        )


class PetitionForm(PlainForm):
    """A petition: for whom, what, to whom; the paper may come with it."""

    party = forms.ChoiceField(label="Kiến nghị của")
    kind = forms.ChoiceField(label="Loại", choices=KINDS)
    title = forms.CharField(
        label="Trích yếu", max_length=240, help_text="Một câu nói điều cần giải quyết."
    )
    text = forms.CharField(label="Nội dung", max_length=10_000, widget=text_area(8))
    criterion = forms.ChoiceField(label="Tiêu chí liên quan", required=False)
    desk = forms.ChoiceField(label="Gửi tới", required=False)
    file = forms.FileField(label="Tệp kèm theo", required=False, help_text=FILE_HELP)

    def __init__(
        self, *args: Any, parties: Choices | None, criteria: Choices, desks: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if parties is None:
            del self.fields["party"]
        else:
            offer(self, "party", parties)
        offer(self, "criterion", [("", "Không gắn tiêu chí"), *criteria])
        desks = list(desks)
        offer(self, "desk", desks or [("", "Chưa xác định nơi tiếp nhận")])
        if not desks:
            self.fields["desk"].help_text = (
                "Ngày này chưa có cơ quan nào được ghi là nơi tiếp nhận. Soạn và lưu được; gửi khi "
                "quản trị đã nhập cơ quan kế tục."
            )

    @staticmethod
    def initial_of(row: Petition) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {
            "kind": row.kind,
            "title": row.title,
            "text": row.text,
            "criterion": str(row.criterion_id or ""),
            "desk": f"{row.to_unit_id}-{row.to_agency_id or 0}" if row.to_unit_id else "",
        }

    def said(self) -> PetitionText:
        """What the valid form says."""
        data = self.cleaned_data
        return PetitionText(
            kind=data["kind"],
            title=data["title"],
            text=data["text"],
            criterion_id=int(data["criterion"]) if data["criterion"] else None,
            desk=data["desk"],
        )


class BatchForm(PlainForm):
    """Which petitions to put before the UBND, and the paper over them."""

    petitions = forms.MultipleChoiceField(
        label="Kiến nghị đưa vào danh sách",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn kiến nghị nào. Đánh dấu các kiến nghị cần trình."},
    )
    title = forms.CharField(label="Trích yếu của danh sách", max_length=240)
    paper_number = forms.CharField(
        label="Số tờ trình", required=False, max_length=60, help_text="Như trên giấy, nếu có."
    )
    paper_date = day_field("Ngày tờ trình", required=False)
    note = forms.CharField(
        label="Ý kiến của nơi tổng hợp", required=False, max_length=2000, widget=text_area(3)
    )

    def __init__(self, *args: Any, petitions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "petitions", petitions)

    def said(self) -> BatchText:
        """What the valid form says over the list."""
        data = self.cleaned_data
        return BatchText(data["title"], data["paper_number"], data["paper_date"], data["note"])


class DecisionForm(PlainForm):
    """What the UBND decides."""

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[(one.value, one.label.capitalize()) for one in Outcome],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="Nội dung quyết định", max_length=5000, widget=text_area(5))
    paper_number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Chép từ giấy đã ký, nếu có."
    )
    paper_date = day_field("Ngày văn bản", required=False)

    def said(self) -> Decision:
        """What the valid form says."""
        data = self.cleaned_data
        return Decision(data["outcome"], data["text"], data["paper_number"], data["paper_date"])


class AnswerForm(PlainForm):
    """The answer to the sender."""

    text = forms.CharField(label="Nội dung trả lời", max_length=10_000, widget=text_area(6))
    number = forms.CharField(
        label="Số văn bản trả lời", required=False, max_length=60, help_text="Như trên giấy."
    )
    file = forms.FileField(label="Bản quét văn bản trả lời", required=False, help_text=FILE_HELP)


class AmendForm(PlainForm):
    """Which amendment of the plan followed."""

    amended_plan = forms.CharField(
        label="Bản điều chỉnh kế hoạch",
        max_length=60,
        help_text="Số văn bản hoặc lần điều chỉnh, như trên giấy.",
    )


class VoiceFilterForm(forms.Form):
    """State, commune and search."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), *((one.value, one.label.capitalize()) for one in VoiceState)],
    )
    xa = forms.ChoiceField(label="Xã", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if public:
            del self.fields["trang_thai"]
        units = list(units)
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> VoiceAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        unit_id = int(data["xa"]) if data.get("xa") else None
        return VoiceAsked(data.get("trang_thai") or "", unit_id, data.get("tim") or "")


class PaperVoiceForm(PlainForm):
    """An opinion typed from paper by the commune."""

    unit = forms.ChoiceField(label="Xã")
    village = forms.CharField(label="Thôn, làng", required=False, max_length=120)
    given_on = day_field("Ngày có ý kiến")
    text = forms.CharField(label="Ý kiến", max_length=2000, widget=text_area(5))
    name = forms.CharField(
        label="Người có ý kiến", required=False, max_length=120, help_text="Không bắt buộc."
    )
    name_shown = forms.BooleanField(label="Người đó đồng ý nêu tên khi công bố", required=False)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def said(self) -> VoiceText:
        """What the valid form says."""
        return voice_text(self.cleaned_data)


class PublicVoiceForm(StrangerForm):
    """An opinion from the public page: nothing about the person is asked for."""

    unit = forms.ChoiceField(label="Xã của bạn")
    village = forms.CharField(
        label="Thôn, làng", required=False, max_length=120, help_text="Không bắt buộc."
    )
    text = forms.CharField(
        label="Ý kiến của bạn",
        max_length=2000,
        widget=text_area(6),
        help_text="Không ghi số giấy tờ, số điện thoại, chuyện riêng của người khác.",
    )
    name = forms.CharField(
        label="Tên của bạn", required=False, max_length=120, help_text="Không bắt buộc."
    )
    name_shown = forms.BooleanField(label="Đồng ý nêu tên khi công bố", required=False)
    field_order = ["unit", "village", "text", "name", "name_shown", "website"]

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("", "Chọn xã"), *units])

    def said(self) -> VoiceText:
        """What the valid form says."""
        return voice_text(self.cleaned_data)


def voice_text(data: dict[str, Any]) -> VoiceText:
    """An opinion from cleaned values."""
    return VoiceText(data["text"], data["village"], data["name"], data["name_shown"])


class VoiceAnswerForm(PlainForm):
    """The commune's answer."""

    answer = forms.CharField(label="Trả lời", max_length=2000, widget=text_area(5))
