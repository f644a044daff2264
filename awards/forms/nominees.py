"""Forms of nominees: what is written of them, confirmed, looked at, judged."""

from __future__ import annotations

from typing import Any

from django import forms

from awards.enums import CollectiveForm, FactKind, Gender, NomineeKind, ThreeState
from awards.queries.nominees import AskedNominees
from awards.services.details import DetailText
from awards.services.nominees import FactText, NomineeText
from campaigns.forms.contributions import capital
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan

KINDS = capital(NomineeKind.choices)
YES_NO = [("", "Không ghi"), ("yes", "Có"), ("no", "Không")]


class NomineeFilterForm(forms.Form):
    """Kind, commune, search."""

    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *KINDS])
    xa = forms.ChoiceField(label="Xã", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> AskedNominees:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return AskedNominees(
            kind=data.get("loai") or "",
            unit_id=int(data["xa"]) if data.get("xa") else None,
            words=data.get("tim") or "",
        )


class NomineeForm(PlainForm):
    """A new nominee; a household names its head, a firm may name its owner."""

    kind = forms.ChoiceField(label="Loại đối tượng", choices=KINDS)
    name = forms.CharField(
        label="Tên, họ và tên",
        max_length=200,
        help_text="Hộ gia đình ghi như trên giấy khen, ví dụ: Hộ ông Đinh Văn A.",
    )
    unit = forms.ChoiceField(label="Đơn vị (đến thôn, làng)")
    form = forms.ChoiceField(
        label="Loại tập thể",
        required=False,
        choices=[("", "Không phải tập thể"), *capital(CollectiveForm.choices)],
    )
    birth_year = CountField(
        label="Năm sinh",
        required=False,
        help_text="Thiếu năm sinh thì cổng không nhận ra người đã có trong sổ.",
    )
    gender = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Không ghi"), *capital(Gender.choices)]
    )
    direct_worker = forms.ChoiceField(
        label="Trực tiếp lao động, sản xuất", required=False, choices=YES_NO
    )
    women_percent = CountField(label="Tỷ lệ nữ của tập thể (%)", required=False)
    position = forms.CharField(label="Chức vụ, nghề nghiệp", required=False, max_length=160)
    address = forms.CharField(label="Địa chỉ", required=False, max_length=200)
    head_name = forms.CharField(
        label="Chủ hộ, người đứng đầu",
        required=False,
        max_length=200,
        help_text="Bắt buộc với hộ gia đình.",
    )
    head_year = CountField(label="Năm sinh của chủ hộ, người đứng đầu", required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", places)

    def text(self) -> NomineeText:
        """What the valid form says."""
        data = self.cleaned_data
        unit = int(data["unit"])
        head = None
        if data["head_name"]:
            head = NomineeText(
                kind=NomineeKind.INDIVIDUAL,
                name=data["head_name"],
                unit_id=unit,
                birth_year=data["head_year"],
            )
        return NomineeText(
            kind=data["kind"],
            name=data["name"],
            unit_id=unit,
            form=data["form"],
            birth_year=data["birth_year"],
            gender=data["gender"],
            women_percent=data["women_percent"],
            direct_worker=_yes_no(data["direct_worker"]),
            position=data["position"],
            address=data["address"],
            head=head,
        )


def _yes_no(word: str) -> bool | None:
    return {"yes": True, "no": False}.get(word)


class FactForm(PlainForm):
    """What a body confirms; not knowing is an answer too."""

    kind = forms.ChoiceField(label="Nội dung", choices=capital(FactKind.choices))
    state = forms.ChoiceField(label="Kết quả", choices=capital(ThreeState.choices))
    on = day_field("Xác nhận ngày")
    until = day_field("Hết thời hạn kỷ luật, kết thúc ngày", required=False)
    body = forms.CharField(label="Nơi xác nhận", max_length=200)
    paper = forms.CharField(
        label="Văn bản", required=False, max_length=160, help_text="Số, ngày, như trên giấy."
    )
    file = forms.FileField(label="Bản quét văn bản", required=False, help_text=FILE_HELP)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500, widget=text_area(2))

    def text(self) -> FactText:
        """What the valid form says."""
        data = self.cleaned_data
        names = ("kind", "state", "on", "until", "body", "paper", "note")
        return FactText(**{name: data[name] for name in names})

    def scan(self) -> Scan | None:
        """The scan, where one was chosen."""
        return scan_of(self, "file")


def scan_of(form: forms.Form, name: str) -> Scan | None:
    """A chosen file as services take it."""
    file = form.cleaned_data.get(name)
    return Scan(file.name or "", file) if file else None


class PurposeForm(PlainForm):
    """What sensitive details are looked at for."""

    purpose = forms.CharField(
        label="Xem để làm gì",
        max_length=200,
        help_text="Ví dụ: lập danh sách ký nhận tiền thưởng đợt tháng 10/2024.",
    )


class DetailForm(PlainForm):
    """Sensitive details; what is left empty stays as it is."""

    ethnic_group = forms.CharField(label="Dân tộc", required=False, max_length=60)
    religion = forms.CharField(label="Tôn giáo", required=False, max_length=60)
    identity_number = forms.CharField(label="Số định danh", required=False, max_length=20)
    party_member = forms.ChoiceField(label="Đảng viên", required=False, choices=YES_NO)
    clear = forms.MultipleChoiceField(
        label="Xóa nội dung đã ghi",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("ethnic_group", "Dân tộc"),
            ("religion", "Tôn giáo"),
            ("identity_number", "Số định danh"),
            ("party_member", "Đảng viên"),
        ],
    )

    def text(self) -> DetailText:
        """What the valid form says."""
        data = self.cleaned_data
        return DetailText(
            ethnic_group=data["ethnic_group"],
            religion=data["religion"],
            identity_number=data["identity_number"],
            party_member=_yes_no(data["party_member"]),
            clear=data["clear"],
        )


class JudgeForm(PlainForm):
    """Whether two nominees are one, and how that is known."""

    same = forms.ChoiceField(
        label="Kết luận",
        choices=[("yes", "Cùng là một"), ("no", "Không phải một")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cùng là một hoặc không phải một."},
    )
    reason = forms.CharField(
        label="Căn cứ",
        max_length=300,
        widget=text_area(2),
        help_text="Ví dụ: đối chiếu quyết định, hỏi công chức xã ngày ...",
    )
