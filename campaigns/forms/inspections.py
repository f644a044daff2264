"""Forms of plans, visits, findings and draws."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.forms.contributions import capital, year_choices
from campaigns.inspection_enums import FindingState, InspectionKind, InspectionState
from campaigns.queries.inspections import LATE, AskedVisits
from campaigns.queries.parties import read_party
from campaigns.services.draws import DrawText
from campaigns.services.findings import Lack
from campaigns.services.inspection_plans import PlanText
from campaigns.services.inspections import Conclusion, Person, Visit
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.services.register_papers import Scan
from kbang_ntm.core import clock

KINDS = capital(InspectionKind.choices)


def scan_of(form: forms.Form, name: str = "file") -> Scan | None:
    """A file of a valid form, None where none was chosen."""
    file = form.cleaned_data.get(name)
    return Scan(file.name or "", file) if file else None


class VisitFilterForm(forms.Form):
    """Year, unit, kind, state, search."""

    nam = forms.ChoiceField(label="Năm", required=False)
    xa = forms.ChoiceField(label="Xã", required=False)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *KINDS])
    trang = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), *capital(InspectionState.choices)],
    )
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        if "nam" in self.fields:
            offer(self, "nam", [("", "Mọi năm"), *year_choices()])
        if len(units) > 1:
            offer(self, "xa", [("", "Mọi xã"), *units])
        else:
            del self.fields["xa"]

    def asked(self) -> AskedVisits:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return AskedVisits(
            year=int(data["nam"]) if data.get("nam") else None,
            unit_id=int(data["xa"]) if data.get("xa") else None,
            kind=data.get("loai") or "",
            state=data.get("trang") or "",
            words=data.get("tim") or "",
        )


class FindingFilterForm(VisitFilterForm):
    """Unit, kind, state or overdue, search."""

    nam = None  # type: ignore[assignment]  # findings are listed by deadline
    trang = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), (LATE, "Quá hạn"), *capital(FindingState.choices)],
    )
    field_order = ["xa", "loai", "trang", "tim"]


class BodyForm(PlainForm):
    """A form that names the body that inspects: "a7" an agency, "u12" a commune."""

    body = forms.ChoiceField(label="Cơ quan, xã đứng ra kiểm tra")
    kind = forms.ChoiceField(label="Loại", choices=KINDS)

    def __init__(self, *args: Any, bodies: Choices, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body", bodies)
        offer(self, "kind", kinds)

    def sides(self) -> tuple[int | None, int | None]:
        """(id of the commune, id of the agency) that inspects."""
        return read_party(self.cleaned_data["body"])


class InspectionPlanForm(BodyForm):
    """A plan of a year."""

    year = forms.ChoiceField(label="Năm")
    title = forms.CharField(label="Tên kế hoạch", max_length=240)
    note = forms.CharField(label="Nội dung", required=False, max_length=1000, widget=text_area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = clock.today().year
        offer(self, "year", [(one, str(one)) for one in (year, year + 1, year - 1)])

    def text(self) -> PlanText:
        """What the valid form says."""
        data = self.cleaned_data
        unit_id, agency_id = self.sides()
        return PlanText(
            year=int(data["year"]),
            kind=data["kind"],
            title=data["title"],
            note=data["note"],
            body_unit_id=unit_id,
            agency_id=agency_id,
        )


class PaperForm(PlainForm):
    """Number, date and scan of a signed paper."""

    number = forms.CharField(label="Số văn bản", max_length=60, help_text="Ghi như trên giấy.")
    day = day_field("Ngày văn bản")
    file = forms.FileField(label="Bản quét văn bản", required=False, help_text=FILE_HELP)


class ConclusionForm(PaperForm):
    """The paper that ends a visit."""

    text = forms.CharField(
        label="Tóm tắt kết luận", required=False, max_length=4000, widget=text_area(4)
    )
    field_order = ["text", "number", "day", "file"]

    def conclusion(self) -> Conclusion:
        """What the valid form says."""
        data = self.cleaned_data
        return Conclusion(text=data["text"], number=data["number"], day=data["day"])


class VisitForm(BodyForm):
    """A visit with what will be looked at."""

    unit = forms.ChoiceField(label="Đơn vị được kiểm tra")
    title = forms.CharField(label="Nội dung kiểm tra", max_length=240)
    first = day_field("Từ ngày")
    last = day_field("Đến ngày")
    plan = forms.ChoiceField(label="Theo kế hoạch", required=False)
    programmes = forms.CharField(
        label="Chương trình, phong trào được kiểm tra",
        required=False,
        max_length=1000,
        widget=text_area(2),
        help_text="Mỗi dòng một chương trình: một cuộc kiểm tra dùng cho nhiều chương trình.",
    )
    criteria = forms.MultipleChoiceField(
        label="Tiêu chí cần xem",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi chỉ tiêu của tiêu chí thành một mục của phiếu.",
    )
    extra = forms.CharField(
        label="Nội dung khác cần xem",
        required=False,
        max_length=4000,
        widget=text_area(3),
        help_text="Mỗi dòng một mục của phiếu.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=1000, widget=text_area(2))

    def __init__(
        self, *args: Any, units: Choices, plans: Choices, criteria: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "plan", [("", "Không theo kế hoạch"), *plans])
        offer(self, "criteria", criteria)

    def visit(self, plans: dict[int, Any]) -> Visit:
        """What the valid form says; `plans` are those offered, by id."""
        data = self.cleaned_data
        body_unit_id, agency_id = self.sides()
        return Visit(
            unit_id=int(data["unit"]),
            kind=data["kind"],
            title=data["title"],
            first=data["first"],
            last=data["last"],
            plan=plans[int(data["plan"])] if data["plan"] else None,
            programmes=data["programmes"].splitlines(),
            criteria=data["criteria"],
            extra=data["extra"].splitlines(),
            note=data["note"],
            body_unit_id=body_unit_id,
            agency_id=agency_id,
        )


class DaysForm(PlainForm):
    """Other days for a visit."""

    first = day_field("Từ ngày")
    last = day_field("Đến ngày")


class MemberForm(PlainForm):
    """A person of the team."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    position = forms.CharField(label="Chức vụ", required=False, max_length=160)
    body = forms.CharField(label="Cơ quan", required=False, max_length=160)
    lead = forms.BooleanField(label="Là trưởng đoàn", required=False)

    def person(self) -> Person:
        """What the valid form says."""
        return Person(**self.cleaned_data)


class LinesForm(PlainForm):
    """Things to look at, one a line."""

    lines = forms.CharField(
        label="Nội dung cần xem",
        max_length=4000,
        widget=text_area(4),
        help_text="Mỗi dòng một mục.",
    )


class LackForm(PlainForm):
    """What was found lacking."""

    text = forms.CharField(label="Tồn tại, hạn chế", max_length=1000, widget=text_area(3))
    item = forms.ChoiceField(label="Thuộc mục của phiếu", required=False)
    party = forms.ChoiceField(label="Đơn vị chịu trách nhiệm khắc phục")
    deadline = day_field("Hạn khắc phục")

    def __init__(self, *args: Any, items: Choices, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", [("", "Không gắn mục nào"), *items])
        offer(self, "party", parties)

    def lack(self) -> Lack:
        """What the valid form says."""
        data = self.cleaned_data
        unit_id, agency_id = read_party(data["party"])
        return Lack(
            text=data["text"],
            deadline=data["deadline"],
            unit_id=unit_id,
            agency_id=agency_id,
            item_id=int(data["item"]) if data["item"] else None,
        )


class WordForm(PlainForm):
    """A word on a finding, with a proof where there is one."""

    text = forms.CharField(label="Nội dung", max_length=2000, widget=text_area(3))
    file = forms.FileField(label="Tệp minh chứng", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = needed


class MoreTimeForm(PlainForm):
    """A later deadline."""

    deadline = day_field("Hạn mới")
    reason = forms.CharField(label="Lý do", max_length=300, widget=text_area(2))


class DrawForm(PlainForm):
    """What is said before a draw."""

    title = forms.CharField(label="Tên lần bốc thăm", max_length=160)
    count = CountField(label="Số đơn vị cần bốc")
    seed_rule = forms.CharField(
        label="Hạt giống sẽ lấy từ đâu",
        max_length=240,
        widget=text_area(2),
        help_text="Nên là số công khai có sau khi khóa đầu vào, không ai chọn được, ví dụ kết quả "
        "một kỳ quay số sẽ có vào ngày mai.",
    )

    def text(self) -> DrawText:
        """What the valid form says."""
        return DrawText(**self.cleaned_data)


class SeedForm(PlainForm):
    """The seed."""

    seed = forms.CharField(
        label="Hạt giống", max_length=160, help_text="Ghi đúng từng chữ số; công bố rồi không sửa."
    )
