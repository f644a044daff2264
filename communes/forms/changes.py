"""Forms for a change of units: a file, or one step typed; questions of a plan as selects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from communes.changes.files import MAX_BYTES
from communes.changes.plan import CLOSE, Plan, Question, closing_reason
from communes.enums import ChangeKind, RegionColumn, UnitKind
from communes.forms.people import day_field
from communes.forms.review import PlainForm

OFFICES = (UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.DISTRICT, UnitKind.PROVINCE)
BLANK = [("", "chưa chọn")]
REASON = "reason:"


class PlanFileForm(PlainForm):
    """A plan as a file, and perhaps a file of answers."""

    file = forms.FileField(
        label="Tệp phương án", help_text="JSON, CSV, XLSX, XLS hoặc ODS theo mẫu, không quá 1 MB."
    )
    answers = forms.FileField(
        label="Tệp trả lời", required=False, help_text="Để trống thì trả lời ở trang sau."
    )

    def clean(self) -> dict[str, Any]:
        """Files stay small enough to be read whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("file", "answers"):
            found = cleaned.get(name)
            if found is not None and found.size > MAX_BYTES:
                self.add_error(name, "Tệp lớn quá 1 MB. Tách thành nhiều lần sắp xếp.")
        return cleaned


class StepForm(PlainForm):
    """The paper and one step of it; those that follow stand in `SuccessorForm` rows."""

    title = forms.CharField(label="Tên lần sắp xếp", max_length=300)
    date = day_field("Ngày hiệu lực")
    legal_basis = forms.CharField(
        label="Căn cứ",
        max_length=240,
        help_text="Ghi như trên văn bản: số, ngày, cơ quan ban hành.",
    )
    document_number = forms.CharField(label="Số văn bản", max_length=120, required=False)
    document_date = day_field("Ngày văn bản", required=False)
    kind = forms.ChoiceField(label="Việc", choices=ChangeKind.choices)
    predecessors = forms.MultipleChoiceField(
        label="Đơn vị trước",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một đơn vị trước."},
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["predecessors"].choices = units  # type: ignore[attr-defined]  # a choice field


class SuccessorForm(PlainForm):
    """One unit that follows: one that stands, or a new one with its name and code."""

    standing = forms.ChoiceField(label="Đơn vị đã có", required=False)
    key = forms.SlugField(
        label="Mã riêng cho đơn vị mới",
        required=False,
        max_length=60,
        help_text="Chữ thường không dấu, ví dụ xa-kbang-2025.",
        error_messages={"invalid": "Chỉ dùng chữ thường không dấu, số và dấu gạch ngang."},
    )
    name = forms.CharField(label="Tên", max_length=120, required=False)
    code = forms.CharField(label="Mã đơn vị hành chính", max_length=12, required=False)
    kind = forms.ChoiceField(label="Loại", required=False)
    parent = forms.ChoiceField(label="Thuộc", required=False)
    region_column = forms.ChoiceField(
        label="Chỉ tiêu theo vùng", choices=[*BLANK, *RegionColumn.choices], required=False
    )
    population = forms.CharField(
        label="Phần dân số", required=False, help_text="Chỉ khi chia tách, ví dụ 0,25."
    )
    area = forms.CharField(label="Phần diện tích", required=False)
    source = forms.CharField(label="Nguồn của các phần", max_length=1000, required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in OFFICES]
        for name, choices in (("standing", units), ("parent", units), ("kind", kinds)):
            self.fields[name].choices = [*BLANK, *choices]  # type: ignore[attr-defined]  # choice fields

    def as_successor(self) -> dict[str, Any] | None:
        """The row of a plan, None when nothing was typed."""
        data = self.cleaned_data  # empty for a row left blank
        key = data.get("standing") or data.get("key")
        if not key:
            return None
        names = ("name", "code", "kind", "parent", "region_column")
        return {"key": key, **{name: data[name] for name in names}}


class SuccessorRows(forms.BaseFormSet):
    """Rows of successors; at least a key where anything is typed."""

    def clean(self) -> None:
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            typed = any(data.get(name) for name in ("name", "code", "population", "area"))
            if typed and not (data.get("standing") or data.get("key")):
                form.add_error("key", "Chọn đơn vị đã có, hoặc ghi mã riêng cho đơn vị mới.")


SuccessorFormSet = forms.formset_factory(SuccessorForm, formset=SuccessorRows, extra=3, max_num=6)


def plan_body(step: StepForm, rows: Any) -> dict[str, Any]:
    """What `read_definition` takes, of valid forms."""
    data = step.cleaned_data
    successors = [(form, row) for form in rows if (row := form.as_successor()) is not None]
    shares = [
        {
            "from": data["predecessors"][0],
            "to": row["key"],
            "population": form.cleaned_data["population"],
            "area": form.cleaned_data["area"],
            "source": form.cleaned_data["source"],
        }
        for form, row in successors
        if form.cleaned_data["population"] or form.cleaned_data["area"]
    ]
    names = ("title", "date", "legal_basis", "document_number", "document_date")
    return {name: data[name] for name in names} | {
        "steps": [
            {
                "kind": data["kind"],
                "predecessors": data["predecessors"],
                "successors": [row for _form, row in successors],
                "shares": shares if data["kind"] == ChangeKind.SPLIT else [],
            }
        ]
    }


class QuestionForm(PlainForm):
    """All questions of a plan. One select a question, one for a whole group, and a reason where
    things may be closed; names of fields are the lines of a file of answers."""

    def __init__(self, *args: Any, plan: Plan, answers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[dict[str, Any]] = []
        alike: dict[tuple[str, Any], list[Question]] = {}
        for question in plan.questions:
            kind = question.group.partition("@")[0]
            alike.setdefault((kind, question.options), []).append(question)
        kinds = [kind for kind, _options in alike]
        for (kind, _options), questions in alike.items():
            places = {question.group for question in questions}
            common = kind if kinds.count(kind) == 1 else min(places) if len(places) == 1 else ""
            self._add_group(common, questions, answers)

    def _add_group(
        self, common: str, questions: list[Question], answers: Mapping[str, str]
    ) -> None:
        """Questions of one kind with the same answers; `common` answers all of them, "" none."""
        first = questions[0]
        several = len(questions) > 1
        heading = first.heading.partition(",")[0] if several else first.heading
        group: dict[str, Any] = {"heading": heading, "fields": [], "reason": None}
        if several and common:
            label = f"Trả lời chung cho {len(questions)} mục"
            self._select(common, label, first.options, answers.get(common, ""))
            group["common"] = common
        for question in questions:
            place = question.heading.partition(", ")[2]
            label = f"{place}: {question.text}" if several and place else question.text
            self._select(question.name, label, question.options, answers.get(question.name, ""))
            group["fields"].append(question.name)
        if any(value == CLOSE for value, _words in first.options):
            name = f"{REASON}{common or first.name}"
            given = [answers.get(one, "") for one in (common, *group["fields"])]
            reason = next(filter(None, (closing_reason(one) for one in given if one)), "")
            self.fields[name] = forms.CharField(
                label="Lý do khép lại, nếu có", max_length=300, required=False, initial=reason
            )
            group["reason"] = name
        self.groups.append(group)

    def _select(
        self, name: str, label: str, options: tuple[tuple[str, str], ...], answer: str
    ) -> None:
        chosen = CLOSE if closing_reason(answer) is not None else answer
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[*BLANK, *options], required=False, initial=chosen
        )

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Groups with their bound fields, for the page."""
        return [
            {
                "heading": group["heading"],
                "common": self[group["common"]] if "common" in group else None,
                "fields": [self[name] for name in group["fields"]],
                "reason": self[group["reason"]] if group["reason"] else None,
            }
            for group in self.groups
        ]

    def answers(self) -> dict[str, str]:
        """{line: answer}; "" takes an answer back."""
        found = {}
        for group in self.groups:
            reason = self.cleaned_data.get(group["reason"] or "", "").strip()
            names = [*group["fields"], *([group["common"]] if "common" in group else [])]
            for name in names:
                answer = self.cleaned_data[name]
                found[name] = f"{CLOSE}: {reason}" if answer == CLOSE and reason else answer
        return found
