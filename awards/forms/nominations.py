"""Forms of nominations: the list, the nominee, the nomination, its dossier and the desk's acts."""

from __future__ import annotations

from typing import Any

from django import forms

from awards.enums import CollectiveForm, Gender, MeritKind, NominationState, NomineeKind
from awards.models import Nomination
from awards.queries.lengths import Lengths
from awards.queries.nominations import DESK, LATE, MINE, Asked
from awards.services.nominations import NominationText
from awards.services.nominees import NomineeText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area

KINDS = [(one.value, str(one.label).capitalize()) for one in NomineeKind]
FORMS = [(one.value, str(one.label).capitalize()) for one in CollectiveForm]
GENDERS = [(one.value, str(one.label).capitalize()) for one in Gender]
MERITS = [(one.value, str(one.label).capitalize()) for one in MeritKind]
YES, NO, UNKNOWN = "co", "khong", "chua-ro"


class NominationFilterForm(forms.Form):
    """What the list may be narrowed to; values stand in the URL."""

    dot = forms.ChoiceField(label="Đợt", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            *((one.value, str(one.label).capitalize()) for one in NominationState),
        ],
    )
    doi_tuong = forms.ChoiceField(
        label="Đối tượng", required=False, choices=[("", "Mọi đối tượng"), *KINDS]
    )
    cua = forms.ChoiceField(
        label="Xem",
        required=False,
        choices=[
            ("", "Mọi đề nghị"),
            (MINE, "Của đơn vị tôi"),
            (DESK, "Chờ tiếp nhận, thẩm định"),
            (LATE, "Gửi muộn"),
        ],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, rounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "dot", [("", "Mọi đợt"), *rounds])

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Asked(
            round_id=int(data["dot"]) if data.get("dot") else None,
            state=data.get("trang_thai") or "",
            kind=data.get("doi_tuong") or "",
            whose=data.get("cua") or "",
            words=data.get("tim") or "",
        )


class NomineeForm(PlainForm):
    """Somebody who is not on the portal yet."""

    kind = forms.ChoiceField(label="Loại đối tượng", choices=KINDS)
    form = forms.ChoiceField(
        label="Loại tập thể",
        required=False,
        choices=[("", "Không phải tập thể"), *FORMS],
        help_text="Doanh nghiệp, hợp tác xã là tập thể; chủ hoặc giám đốc là cá nhân.",
    )
    name = forms.CharField(
        label="Tên, họ và tên",
        max_length=200,
        help_text="Hộ gia đình ghi như sẽ viết trên giấy khen, ví dụ: Hộ ông Đinh Văn Bớt.",
    )
    birth_year = CountField(label="Năm sinh", required=False, help_text="Của cá nhân.")
    gender = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Không ghi"), *GENDERS]
    )
    direct_worker = forms.BooleanField(label="Trực tiếp lao động, sản xuất", required=False)
    position = forms.CharField(label="Chức vụ, nghề nghiệp", required=False, max_length=160)
    unit = forms.ChoiceField(label="Xã, thôn, làng")
    agency = forms.ChoiceField(label="Cơ quan", required=False)
    women_percent = CountField(
        label="Tỷ lệ nữ (%)", required=False, help_text="Của tập thể, nếu biết."
    )
    head_name = forms.CharField(
        label="Họ và tên chủ hộ",
        required=False,
        max_length=200,
        help_text="Bắt buộc với hộ gia đình.",
    )
    head_birth_year = CountField(label="Năm sinh chủ hộ", required=False)
    head_gender = forms.ChoiceField(
        label="Giới tính chủ hộ", required=False, choices=[("", "Không ghi"), *GENDERS]
    )

    def __init__(self, *args: Any, places: Choices, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", places)
        agencies = list(agencies)
        offer(self, "agency", [("", "Không thuộc cơ quan"), *agencies])
        if not agencies:
            del self.fields["agency"]

    def said(self) -> NomineeText:
        """What the valid form says; the head of a household lives in the same place."""
        data = self.cleaned_data
        unit_id, agency = int(data["unit"]), data.get("agency")
        head = None
        if data["kind"] == NomineeKind.HOUSEHOLD and data["head_name"]:
            head = NomineeText(
                kind=NomineeKind.INDIVIDUAL,
                name=data["head_name"],
                unit_id=unit_id,
                birth_year=data["head_birth_year"],
                gender=data["head_gender"],
                direct_worker=data["direct_worker"] or None,
            )
        return NomineeText(
            kind=data["kind"],
            name=data["name"],
            unit_id=unit_id,
            form=data["form"],
            birth_year=data["birth_year"],
            gender=data["gender"],
            women_percent=data["women_percent"],
            direct_worker=data["direct_worker"] or None,
            position=data["position"],
            agency_id=int(agency) if agency else None,
            head=head,
        )


class NominationForm(PlainForm):
    """What is asked for, for what; empty period and kind of merit are those of the round."""

    party = forms.ChoiceField(label="Nơi đề nghị")
    cluster = forms.ChoiceField(label="Thay mặt cụm, khối", required=False)
    type_code = forms.ChoiceField(label="Danh hiệu, hình thức đề nghị")
    citation = forms.CharField(
        label="Thành tích ghi trên giấy khen", required=False, widget=text_area(2)
    )
    citation_list = forms.CharField(
        label="Thành tích ghi trong danh sách", required=False, widget=text_area(3)
    )
    report = forms.CharField(
        label="Tóm tắt thành tích", required=False, max_length=20_000, widget=text_area(8)
    )
    merit_kind = forms.ChoiceField(
        label="Loại hình khen thưởng", required=False, choices=[("", "Như của đợt"), *MERITS]
    )
    first = day_field("Thành tích từ ngày", required=False, help_text="Để trống: như của đợt.")
    last = day_field("Thành tích đến hết ngày", required=False)
    subject = forms.ChoiceField(label="Đối tượng theo kế hoạch", required=False)
    initiative = forms.ChoiceField(
        label="Sáng kiến làm căn cứ",
        required=False,
        help_text="Mỗi sáng kiến dùng một lần.",
    )
    simplified = forms.BooleanField(label="Theo thủ tục đơn giản", required=False)
    simplified_reason = forms.ChoiceField(label="Trường hợp", required=False)

    def __init__(
        self,
        *args: Any,
        parties: Choices | None,
        clusters: Choices,
        types: Choices,
        subjects: Choices,
        initiatives: Choices,
        cases: Choices,
        lengths: Lengths,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if parties is None:
            del self.fields["party"], self.fields["cluster"]
        else:
            offer(self, "party", parties)
        clusters = list(clusters)
        if "cluster" in self.fields:
            offer(self, "cluster", [("", "Không"), *clusters])
            if not clusters:
                del self.fields["cluster"]
        offer(self, "type_code", types)
        self._optional("subject", subjects, "Không theo đối tượng của kế hoạch")
        self._optional("initiative", initiatives, "Không dùng sáng kiến")
        offer(self, "simplified_reason", [("", "Không áp dụng"), *cases])
        for name, most in (("citation", lengths.certificate), ("citation_list", lengths.in_list)):
            if most is not None:
                unsure = "" if lengths.certain else " (giới hạn chưa kiểm chứng)"
                self.fields[name].help_text = f"Nhiều nhất {most} ký tự{unsure}."
                self.fields[name].widget.attrs["data-most"] = str(most)

    def _optional(self, name: str, choices: Choices, nothing: str) -> None:
        choices = list(choices)
        offer(self, name, [("", nothing), *choices])
        if not choices:
            del self.fields[name]

    @staticmethod
    def initial_of(row: Nomination) -> dict[str, Any]:
        """The form filled with what is stored."""
        names = (
            "type_code",
            "citation",
            "citation_list",
            "report",
            "merit_kind",
            "simplified",
            "simplified_reason",
        )
        return {name: getattr(row, name) for name in names} | {
            "first": row.achievement.lower,
            "last": row.achieved_until,
            "subject": str(row.subject_id or ""),
            "initiative": str(row.collective_merit_id or ""),
        }

    def said(self) -> NominationText:
        """What the valid form says."""
        data = self.cleaned_data
        return NominationText(
            type_code=data["type_code"],
            citation=data["citation"],
            citation_list=data["citation_list"],
            report=data["report"],
            merit_kind=data["merit_kind"],
            first=data["first"],
            last=data["last"],
            subject_id=int(data["subject"]) if data.get("subject") else None,
            initiative_id=int(data["initiative"]) if data.get("initiative") else None,
            simplified=data["simplified"],
            simplified_reason=data["simplified_reason"],
        )


class MeetingForm(PlainForm):
    """The proposer's own meeting."""

    on = day_field("Ngày họp xét")
    present = CountField(label="Số người dự họp")
    yes = CountField(label="Số người đồng ý")
    file = forms.FileField(label="Bản quét biên bản", required=False, help_text=FILE_HELP)


class ItemForm(PlainForm):
    """A part of the dossier."""

    part = forms.ChoiceField(label="Thành phần")
    label = forms.CharField(
        label="Tên thành phần khác",
        required=False,
        max_length=300,
        help_text="Chỉ ghi khi chọn «Thành phần khác».",
    )
    file = forms.FileField(label="Tệp", required=False, help_text=FILE_HELP)
    paper = forms.CharField(
        label="Số, ngày văn bản giấy",
        required=False,
        max_length=160,
        help_text="Ghi khi nộp bản giấy, hoặc kèm với tệp.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=300)

    def __init__(self, *args: Any, parts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "part", [*parts, ("", "Thành phần khác")])
        self.fields["part"].required = False


class CriterionForm(PlainForm):
    """What people say of a criterion."""

    met = forms.ChoiceField(
        label="Kết luận",
        choices=[(YES, "Đạt"), (NO, "Chưa đạt"), (UNKNOWN, "Chưa xác định")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đạt, chưa đạt hoặc chưa xác định."},
    )
    note = forms.CharField(
        label="Diễn giải",
        required=False,
        max_length=600,
        widget=text_area(3),
        help_text="Kết quả, số liệu, văn bản chứng minh.",
    )

    def met_value(self) -> bool | None:
        """True, False, or None while it is not known."""
        return {YES: True, NO: False}.get(self.cleaned_data["met"])


class WordsForm(PlainForm):
    """One sentence that goes with an act."""

    reason = forms.CharField(label="Nội dung", max_length=600, widget=text_area(3))

    def __init__(self, *args: Any, label: str = "Lý do", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class AskForm(WordsForm):
    """What is missing, and by when."""

    due = day_field("Hạn bổ sung", required=False)

    def __init__(self, *args: Any, counted: str, **kwargs: Any) -> None:
        super().__init__(*args, label="Cần bổ sung những gì", **kwargs)
        self.fields["due"].help_text = counted


class RegimeForm(PlainForm):
    """Which later regime, and why it is better for the nominee."""

    regime = forms.ChoiceField(label="Quy định áp dụng", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Vì sao có lợi hơn cho đối tượng", max_length=300, widget=text_area(2)
    )

    def __init__(self, *args: Any, regimes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "regime", regimes)
