"""Forms of clusters, pledges and scoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from campaigns.cluster_enums import ItemRule
from campaigns.enums import ClusterKind
from campaigns.models import EmulationCluster, Pledge, ScoringItem, ScoringSheet
from campaigns.queries.computed import sources
from campaigns.services.clusters import ClusterText
from campaigns.services.pledges import MOST_TARGETS, TargetText
from campaigns.services.scoring import Mark
from campaigns.services.scoring_sheets import ItemText, SheetText
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, NUMBERS, Choices, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.measures.reading import read_number
from communes.services.register_papers import Scan
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number

YEAR = "nam"


class PointsField(forms.CharField):
    """A number of at most two decimals as people type it: "12,5"."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=NUMBERS))
        self.maximum: Decimal | None = options.pop("maximum", None)
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = read_number(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        if number < 0:
            raise forms.ValidationError("Nhập số từ 0 trở lên.")
        if number != round(number, 2):
            raise forms.ValidationError("Nhập nhiều nhất hai số lẻ, ví dụ 12,25.")
        if self.maximum is not None and number > self.maximum:
            raise forms.ValidationError(f"Nhiều nhất {format_number(self.maximum)} điểm.")
        return number


def years() -> list[tuple[str, str]]:
    """Years a page of the movement may be about, newest first."""
    return [(str(year), str(year)) for year in range(clock.today().year + 1, 2020, -1)]


class YearForm(forms.Form):
    """Which year, and a search; values stand in the URL."""

    nam = forms.ChoiceField(label="Năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "nam", years())
        self.fields["nam"].initial = str(clock.today().year)

    def year(self) -> int:
        """The year asked for, this one where it cannot be read."""
        data = self.cleaned_data if self.is_valid() else {}
        return int(data.get("nam") or clock.today().year)

    def words(self) -> str:
        """What was searched."""
        data = self.cleaned_data if self.is_valid() else {}
        return str(data.get("tim") or "")


class ClusterForm(PlainForm):
    """What is written of a cluster."""

    unit = forms.ChoiceField(label="Của")
    kind = forms.ChoiceField(label="Loại", choices=[
        (ClusterKind.CUM, "Cụm thi đua"), (ClusterKind.KHOI, "Khối thi đua"),
    ])  # fmt: skip
    name = forms.CharField(label="Tên", max_length=160, help_text="Ví dụ: Cụm thi đua số 1.")
    first = day_field("Hoạt động từ ngày")
    last = day_field("Đến hết ngày", required=False, help_text="Để trống khi còn hoạt động.")
    paper = forms.CharField(label="Văn bản lập", required=False, max_length=160)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500, widget=text_area(2))

    def __init__(self, *args: Any, units: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            offer(self, "unit", units)

    @staticmethod
    def initial_of(row: EmulationCluster) -> dict[str, Any]:
        """The form filled with what is stored."""
        upper = row.valid.upper
        return {
            "kind": row.kind,
            "name": row.name,
            "first": row.valid.lower,
            "last": upper - timedelta(days=1) if upper else None,
            "paper": row.paper,
            "note": row.note,
        }

    def text(self) -> ClusterText:
        """What the valid form says."""
        data = self.cleaned_data
        return ClusterText(
            kind=data["kind"],
            name=data["name"],
            first=data["first"],
            last=data["last"],
            paper=data["paper"],
            note=data["note"],
        )


class MemberForm(PlainForm):
    """Who comes into a cluster, and when."""

    party = forms.ChoiceField(label="Cơ quan hoặc đơn vị")
    first = day_field("Từ ngày")
    note = forms.CharField(label="Ghi chú", required=False, max_length=300)

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", parties)


class HeadForm(PlainForm):
    """Which member heads the cluster, in which year."""

    member = forms.ChoiceField(label="Thành viên")
    year = forms.ChoiceField(label="Năm")

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", members)
        offer(self, "year", years())


class PledgeForm(PlainForm):
    """The text of a pledge and rows for its targets."""

    text = forms.CharField(
        label="Nội dung đăng ký, giao ước",
        max_length=8000,
        widget=text_area(6),
        help_text="Ghi như trong bản sẽ ký.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_TARGETS + 1):
            for name, field in (
                ("content", forms.CharField(label=f"Chỉ tiêu {number}", max_length=300)),
                ("number", PointsField(label=f"Số của chỉ tiêu {number}")),
                ("word", forms.CharField(label=f"Đơn vị tính của {number}", max_length=40)),
            ):
                field.required = False
                self.fields[f"{name}{number}"] = field

    @staticmethod
    def initial_of(pledge: Pledge) -> dict[str, Any]:
        """The form filled with a draft."""
        found: dict[str, Any] = {"text": pledge.text}
        for number, target in enumerate(pledge.targets.order_by("order"), 1):
            found[f"content{number}"] = target.content
            found[f"word{number}"] = target.unit_word
            if target.number is not None:
                found[f"number{number}"] = format_number(target.number)
        return found

    @property
    def lines(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The fields of each target."""
        for number in range(1, MOST_TARGETS + 1):
            yield number, [self[f"{name}{number}"] for name in ("content", "number", "word")]

    def targets(self) -> list[TargetText]:
        """What the valid form says."""
        data = self.cleaned_data
        return [
            TargetText(data[f"content{n}"], data[f"number{n}"], data[f"word{n}"])
            for n in range(1, MOST_TARGETS + 1)
        ]


class PaperForm(PlainForm):
    """A signed paper: its day, number and scan."""

    day = day_field("Ngày ký")
    number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Ghi như trên giấy, nếu có."
    )
    file = forms.FileField(label="Bản quét đã ký", help_text=FILE_HELP)

    def scan(self) -> Scan:
        """The file that came along."""
        file = self.cleaned_data["file"]
        return Scan(file.name or "", file)


class MinutesForm(PaperForm):
    """The minutes of the cluster's meeting."""

    day = day_field("Ngày họp")
    number = forms.CharField(label="Số biên bản", required=False, max_length=60)
    file = forms.FileField(label="Biên bản họp đã ký", help_text=FILE_HELP)


class ResultForm(PlainForm):
    """What became of a target."""

    reached = forms.ChoiceField(
        label="Kết quả", choices=[("", "Chọn kết quả"), ("yes", "Đạt"), ("no", "Chưa đạt")]
    )
    number = PointsField(label="Số thực hiện", required=False)
    note = forms.CharField(
        label="Căn cứ, ghi chú", required=False, max_length=500, widget=text_area(2)
    )


class SheetForm(PlainForm):
    """What a scoring sheet rests on."""

    year = forms.ChoiceField(label="Năm")
    basis = forms.CharField(
        label="Căn cứ chấm điểm",
        required=False,
        max_length=300,
        help_text="Văn bản, quy chế của cụm, khối; ghi như trên giấy.",
    )
    preference_on = day_field(
        "Ngày thống nhất thứ tự ưu tiên khi bằng điểm",
        required=False,
        help_text="Thứ tự ghi ở từng nội dung chấm. Không có thì bằng điểm là đồng hạng.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=500, widget=text_area(2))
    copy = forms.BooleanField(label="Chép nội dung chấm của năm trước", required=False)

    def __init__(self, *args: Any, old: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", years())
        self.fields["year"].initial = str(clock.today().year)
        if old:
            del self.fields["year"], self.fields["copy"]

    @staticmethod
    def initial_of(row: ScoringSheet) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {"basis": row.basis, "preference_on": row.preference_on, "note": row.note}

    def text(self) -> SheetText:
        """What the valid form says."""
        data = self.cleaned_data
        return SheetText(data["basis"], data["preference_on"], data["note"])


class ItemForm(PlainForm):
    """One thing that is scored."""

    content = forms.CharField(label="Nội dung chấm", max_length=300)
    maximum = PointsField(label="Điểm tối đa")
    rule = forms.ChoiceField(label="Cách chấm", choices=[
        (ItemRule.JUDGED, "Chấm theo đánh giá"), (ItemRule.COMPUTED, "Tính từ số liệu của cổng"),
    ])  # fmt: skip
    source = forms.ChoiceField(
        label="Nguồn số liệu", required=False, help_text="Chỉ chọn khi tính từ số liệu của cổng."
    )
    tie_order = CountField(
        label="Thứ tự ưu tiên khi bằng điểm",
        required=False,
        help_text="1 được xét trước; để trống nếu không dùng.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", [("", "Không"), *((one.code, one.label) for one in sources())])

    @staticmethod
    def initial_of(item: ScoringItem) -> dict[str, Any]:
        """The form filled with what is stored."""
        return {
            "content": item.content,
            "maximum": format_number(item.maximum),
            "rule": item.rule,
            "source": item.source,
            "tie_order": item.tie_order,
        }

    def text(self) -> ItemText:
        """What the valid form says."""
        data = self.cleaned_data
        return ItemText(
            data["content"], data["maximum"], data["rule"], data["source"], data["tie_order"]
        )


class ChecksForm(PlainForm):
    """Who checks whose points, a field a member."""

    def __init__(self, *args: Any, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, name in members.items():
            others = [(other, words) for other, words in members.items() if other != pk]
            self.fields[f"m{pk}"] = forms.ChoiceField(
                label=f"{name} do",
                choices=[("", "Chọn đơn vị chấm chéo"), *((str(o), words) for o, words in others)],
            )

    def checkers(self) -> dict[int, int]:
        """{member id: checker id}."""
        return {int(name[1:]): int(value) for name, value in self.cleaned_data.items()}


class ScoreForm(PlainForm):
    """Points of one member: a number and a reason an item that people judge."""

    def __init__(self, *args: Any, items: list[ScoringItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"p{item.pk}"] = PointsField(
                label=f"Điểm: {item.content}", maximum=item.maximum
            )
            self.fields[f"n{item.pk}"] = forms.CharField(
                label=f"Lý do, minh chứng: {item.content}", required=False, max_length=500
            )

    def marks(self) -> dict[int, Mark]:
        """What the valid form says."""
        data = self.cleaned_data
        return {item.pk: Mark(data[f"p{item.pk}"], data[f"n{item.pk}"]) for item in self.items}
