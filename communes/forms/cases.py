"""Forms of recognition cases: one small form per act. Numbers and dates are typed from papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from communes.forms.people import day_field
from communes.forms.review import PlainForm, text_area
from communes.models import AdministrativeUnit, Agency
from communes.recognition_enums import GateVerdict
from communes.services.case_verification import Word
from communes.services.cases import Paper
from kbang_ntm.core import clock

AS_ON_PAPER = "Ghi như trên giấy, ví dụ 12/TTr-UBND."
FILES = "PDF, JPEG, PNG, DOCX, XLSX."
VERDICTS = [
    (GateVerdict.MET, "Đạt"),
    (GateVerdict.NOT_MET, "Chưa đạt"),
    (GateVerdict.UNKNOWN, "Chưa xác định"),
]


def number_field(label: str = "Số văn bản", *, required: bool = True) -> forms.CharField:
    """A number as it stands on the paper."""
    return forms.CharField(
        label=label, max_length=60, required=required, help_text=AS_ON_PAPER if required else ""
    )


def reason_field(label: str, help_text: str = "") -> forms.CharField:
    """A sentence that others will read."""
    return forms.CharField(label=label, max_length=500, widget=text_area(), help_text=help_text)


def words_field(label: str = "Nội dung chính") -> forms.CharField:
    """A few lines, not needed."""
    return forms.CharField(label=label, max_length=2000, required=False, widget=text_area())


class PaperForm(PlainForm):
    """Number and date of a paper."""

    number = number_field()
    paper_day = day_field("Ngày văn bản")

    def paper(self) -> Paper:
        """What was typed."""
        return Paper(self.cleaned_data["number"], self.cleaned_data["paper_day"])


class LoosePaperForm(PaperForm):
    """Number and date, where there may be no paper."""

    number = number_field(required=False)
    paper_day = day_field("Ngày văn bản", required=False)


class PrepareForm(LoosePaperForm):
    """The unit has assessed itself, or asked the people."""

    day = day_field("Ngày thực hiện")
    text = words_field()
    field_order = ["day", "number", "paper_day", "text"]


class SendForm(LoosePaperForm):
    """The memo that goes with the dossier."""


class VoteForm(PlainForm):
    """The count of a meeting as on its minutes."""

    day = day_field("Ngày họp")
    total = forms.IntegerField(label="Tổng số thành viên", min_value=1, max_value=500)
    present = forms.IntegerField(label="Có mặt", min_value=1, max_value=500)
    yes = forms.IntegerField(label="Tán thành", min_value=0, max_value=500)
    number = number_field("Số biên bản")
    minutes = forms.FileField(label="Tệp biên bản", required=False, help_text=FILES)


class AgencyChoice(forms.ModelChoiceField):
    """An agency with the days it existed."""

    def label_from_instance(self, obj: Agency) -> str:
        upper = obj.valid.upper
        return f"{obj.name} (đến hết trước {upper:%d/%m/%Y})" if upper else obj.name


class GateForm(PaperForm):
    """What a paper states about a condition."""

    code = forms.ChoiceField(label="Điều kiện")
    verdict = forms.ChoiceField(label="Kết quả trên giấy", choices=VERDICTS)
    words = forms.CharField(
        label="Câu xác nhận",
        max_length=500,
        widget=text_area(2),
        help_text="Ghi đúng như trên giấy.",
    )
    agency = AgencyChoice(
        label="Cơ quan ký",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Cơ quan khác, ghi tên bên dưới",
    )
    body = forms.CharField(label="Tên cơ quan khác", max_length=160, required=False)
    file = forms.FileField(label="Tệp giấy xác nhận", help_text=FILES)
    field_order = ["code", "verdict", "words", "agency", "body", "number", "paper_day", "file"]

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(codes)  # type: ignore[attr-defined]  # a choice field
        self.fields["agency"].queryset = Agency.objects.order_by("order")  # type: ignore[attr-defined]  # a choice field


class VerifyForm(PaperForm):
    """The verification's report."""

    day = day_field("Ngày thẩm tra xong")
    text = words_field("Kết luận thẩm tra")
    field_order = ["day", "number", "paper_day", "text"]


class ReturnForm(LoosePaperForm):
    """Why the dossier goes back."""

    reason = reason_field("Lý do trả lại", "Xã sẽ đọc đúng câu này.")
    field_order = ["reason", "number", "paper_day"]


class SubmitForm(PaperForm):
    """The memo of submission."""


class AppraiseForm(PaperForm):
    """The appraisal as on the paper of the level above."""

    total = forms.IntegerField(
        label="Tổng số thành viên hội đồng", min_value=1, max_value=200, required=False
    )
    present = forms.IntegerField(label="Có mặt", min_value=1, max_value=200, required=False)
    yes = forms.IntegerField(label="Tán thành", min_value=0, max_value=200, required=False)
    text = words_field("Kết luận thẩm định")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [cleaned.get(name) for name in ("total", "present", "yes")]
        if None in given and any(value is not None for value in given):
            self.add_error("yes", "Ghi đủ ba số của biểu quyết, hoặc để trống cả ba.")
        return cleaned

    def votes(self) -> tuple[int, int, int] | None:
        """(total, present, yes) where the paper says so."""
        total, present, yes = (self.cleaned_data[name] for name in ("total", "present", "yes"))
        return None if total is None else (total, present, yes)


class DecideForm(PaperForm):
    """A decision of the level that recognises."""

    number = number_field("Số quyết định")
    paper_day = day_field("Ngày quyết định")
    decided_by = forms.CharField(
        label="Người ký",
        max_length=120,
        required=False,
        help_text="Để trống thì ghi theo trình tự xét công nhận.",
    )


class PublishForm(LoosePaperForm):
    """When and how it was announced."""

    day = day_field("Ngày công bố")
    text = words_field("Nơi, hình thức công bố")
    field_order = ["day", "text", "number", "paper_day"]


class StopForm(PlainForm):
    """Why the proposal is taken back."""

    reason = reason_field("Lý do rút đề nghị")


class WithdrawForm(DecideForm):
    """A decision that withdraws recognition."""

    number = number_field("Số quyết định thu hồi")
    reason = reason_field("Lý do thu hồi", "Ghi như trong quyết định.")


class LateForm(PaperForm):
    """A paper of an ended body that comes late."""

    act = forms.ChoiceField(label="Giấy của bước")
    agency = AgencyChoice(
        label="Cơ quan ký (với giấy xác nhận điều kiện)",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Theo bước của hồ sơ",
    )
    reason = reason_field("Lý do nay mới vào sổ")
    field_order = ["act", "agency", "number", "paper_day", "reason"]

    def __init__(self, *args: Any, acts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = list(acts)  # type: ignore[attr-defined]  # a choice field
        self.fields["agency"].queryset = Agency.objects.order_by("order")  # type: ignore[attr-defined]  # a choice field


class UnitChoice(forms.ModelChoiceField):
    """A unit by its name of today."""

    names: dict[int, str] = {}

    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return self.names.get(obj.pk, obj.key)


class SuccessorForm(PaperForm):
    """Who goes on verifying."""

    unit = UnitChoice(
        label="Đơn vị kế tục",
        queryset=AdministrativeUnit.objects.none(),
        empty_label="Chọn đơn vị",
    )
    reason = reason_field("Căn cứ")
    field_order = ["unit", "number", "paper_day", "reason"]

    def __init__(self, *args: Any, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.names = names  # type: ignore[attr-defined]  # a UnitChoice
        field.queryset = AdministrativeUnit.objects.filter(pk__in=names)  # type: ignore[attr-defined]  # a UnitChoice


class FileForm(LoosePaperForm):
    """A file for one part of the dossier."""

    file = forms.FileField(label="Tệp", help_text=FILES)
    field_order = ["file", "number", "paper_day"]


class ReasonForm(PlainForm):
    """Why something is taken back."""

    reason = reason_field("Lý do")


class OpenForm(PlainForm):
    """Which unit, which standard, from which report."""

    what = forms.ChoiceField(
        label="Đơn vị và chuẩn",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đơn vị và chuẩn cần xét."},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(choices)  # type: ignore[attr-defined]  # a choice field


class RecheckForm(LoosePaperForm):
    """Day and paper of a re-check."""

    day = day_field("Ngày kiểm tra lại")
    field_order = ["day", "number", "paper_day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today


def read_words(post: Any, criterion_ids: Sequence[int]) -> dict[int, Word]:
    """{criterion id: word} of the fields `v<id>` and `t<id>`; criteria left open are not there."""
    found = {}
    for pk in criterion_ids:
        verdict = post.get(f"v{pk}", "")
        if verdict in GateVerdict.values:
            found[pk] = Word(verdict, post.get(f"t{pk}", ""))
    return found
