"""Forms of tasks: what a list is narrowed to, giving, reporting, moving a day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from campaigns.models import Task, TaskTemplate
from campaigns.models.tasks import DUE_BEFORE_START
from campaigns.queries.parties import Party, read_party
from campaigns.queries.task_parties import Doers
from campaigns.queries.tasks import SECTION_WORDS, STANDINGS, STATE_WORDS, Asked
from campaigns.recurrence import MONTHS, Rule
from campaigns.services.assigning import TaskText
from campaigns.task_enums import Repeat
from campaigns.task_rules import Holder
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, CountField, offer
from communes.forms.review import PlainForm, text_area
from communes.models import Agency
from communes.services.register_papers import Scan
from kbang_ntm.core import clock

MINE = "me"
EVERYWHERE = "xa"


def scan_of(form: forms.Form, name: str = "file") -> Scan | None:
    """The uploaded file of a valid form, where there is one."""
    file = form.cleaned_data.get(name)
    return Scan(file.name or "", file) if file else None


def file_field(label: str, **options: Any) -> forms.FileField:
    """A scan that may be missing."""
    options.setdefault("required", False)
    options.setdefault("help_text", FILE_HELP)
    return forms.FileField(label=label, **options)


class TaskFilterForm(forms.Form):
    """Who, section, state, how it stands with its day, year, search; values stand in the URL."""

    don_vi = forms.ChoiceField(label="Cơ quan, xã", required=False)
    muc = forms.ChoiceField(label="Mục kế hoạch", required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False)
    han = forms.ChoiceField(label="Thời hạn", required=False)
    nam = forms.ChoiceField(label="Hạn trong năm", required=False)
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)
    lan = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Party],
        own: bool,
        without: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        mine = [(MINE, "Của tôi")] if own else []
        named = [(one.value, one.name) for one in parties]
        offer(self, "don_vi", [("", "Tất cả"), *mine, *named])
        offer(self, "muc", [("", "Mọi mục"), *SECTION_WORDS.items()])
        offer(self, "trang_thai", [("", "Mọi trạng thái"), *STATE_WORDS.items()])
        offer(self, "han", [("", "Tất cả"), *((k, v.capitalize()) for k, v in STANDINGS.items())])
        years = range(clock.today().year + 1, 2020, -1)
        offer(self, "nam", [("", "Mọi năm"), *((year, str(year)) for year in years)])
        for name in without:
            del self.fields[name]

    def asked(self) -> Asked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        party = data.get("don_vi") or ""
        return Asked(
            party="" if party == MINE else party,
            mine=party == MINE,
            section=data.get("muc") or "",
            state=data.get("trang_thai") or "",
            standing=data.get("han") or "",
            year=int(data["nam"]) if data.get("nam") else None,
            words=data.get("tim") or "",
            batch=str(data.get("lan") or ""),
        )


class DatesForm(PlainForm):
    """A task cannot be due before it starts."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, due = data.get("starts"), data.get("due")
        if starts and due and due < starts:
            self.add_error("due", DUE_BEFORE_START)
        return data


def holders(values: Sequence[str]) -> list[Holder]:
    """Units and agencies of the values of a choice field."""
    return [read_party(value) for value in values]


class TaskForm(DatesForm):
    """One task for one, several, or every commune of today's map."""

    title = forms.CharField(label="Nhiệm vụ", max_length=240)
    section = forms.ChoiceField(label="Mục của kế hoạch", choices=list(SECTION_WORDS.items()))
    content = forms.CharField(
        label="Nội dung, yêu cầu", required=False, max_length=4000, widget=text_area(3)
    )
    product = forms.CharField(
        label="Sản phẩm phải có",
        required=False,
        max_length=240,
        help_text="Ví dụ: kế hoạch của xã, báo cáo, danh sách hộ.",
    )
    everywhere = forms.BooleanField(
        label="Giao mọi xã, thị trấn",
        required=False,
        help_text="Mỗi xã, thị trấn của hôm nay nhận một nhiệm vụ riêng.",
    )
    leads = forms.MultipleChoiceField(
        label="Giao cho (chủ trì)", required=False, widget=forms.CheckboxSelectMultiple
    )
    co = forms.MultipleChoiceField(
        label="Cơ quan phối hợp", required=False, widget=forms.CheckboxSelectMultiple
    )
    responsible_name = forms.CharField(
        label="Người đứng đầu chịu trách nhiệm",
        required=False,
        max_length=120,
        help_text="Ghi khi giao đích danh một nơi.",
    )
    responsible_position = forms.CharField(label="Chức vụ", required=False, max_length=120)
    starts = day_field("Ngày bắt đầu")
    due = day_field("Hạn hoàn thành")
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, doers: Doers, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {
            "starts": f"{clock.today():%d/%m/%Y}",
            "key": uuid.uuid4().hex,
            **kwargs["initial"],
        }
        super().__init__(*args, **kwargs)
        offer(self, "leads", [(one.value, one.name) for one in doers.all])
        offer(self, "co", [(one.value, one.name) for one in doers.agencies])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("everywhere") and not data.get("leads"):
            self.add_error("leads", "Chọn nơi nhận, hoặc đánh dấu giao mọi xã, thị trấn.")
        return data

    def text(self) -> TaskText:
        """What the valid form says of the task."""
        data = self.cleaned_data
        names = ("title", "section", "content", "product", "starts", "due")
        people = ("responsible_name", "responsible_position")
        return TaskText(**{name: data[name] for name in (*names, *people)})

    def leads_(self) -> list[Holder]:
        """Who the valid form gives it to; "everywhere" besides is for the view."""
        return holders(self.cleaned_data["leads"])

    def co_(self) -> list[Holder]:
        """Who works along."""
        return holders(self.cleaned_data["co"])

    @staticmethod
    def initial_of(template: TaskTemplate, doers: Doers) -> dict[str, Any]:
        """The form filled from a template of the plan; days are for the person to set."""
        leads = [f"a{template.agency_id}"] if template.agency_id else []
        if template.every_agency:
            leads = [one.value for one in doers.agencies]
        along = Agency.objects.filter(code__in=template.co_codes).values_list("pk", flat=True)
        return {
            "title": template.title,
            "section": template.section,
            "content": template.content,
            "product": template.product,
            "everywhere": template.every_commune,
            "leads": leads,
            "co": [f"a{pk}" for pk in along],
        }


class SeriesForm(DatesForm):
    """A recurring task; each period's task is made by the portal."""

    title = forms.CharField(label="Nhiệm vụ", max_length=240)
    section = forms.ChoiceField(label="Mục của kế hoạch", choices=list(SECTION_WORDS.items()))
    product = forms.CharField(label="Sản phẩm phải có", required=False, max_length=240)
    lead = forms.ChoiceField(label="Giao cho")
    repeat = forms.ChoiceField(
        label="Lặp lại", choices=[(code, label.capitalize()) for code, label in Repeat.choices]
    )
    day = CountField(
        label="Hạn: ngày", help_text="Tháng không có ngày này thì lấy ngày cuối tháng."
    )
    month = CountField(
        label="Hạn: tháng thứ mấy của kỳ",
        required=False,
        help_text="Hằng tháng để trống; hằng quý ghi 1 đến 3; hằng năm ghi 1 đến 12.",
    )
    starts = day_field("Từ ngày")
    due = day_field("Đến ngày")

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.value, one.name) for one in parties]
        offer(self, "lead", [(EVERYWHERE, "Mọi xã, thị trấn"), *named])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        repeat, day = data.get("repeat"), data.get("day")
        month = data.get("month") or 1
        if repeat and day and not Rule(repeat, day, month).sound:
            most = MONTHS[repeat]
            self.add_error(
                "month" if 1 <= day <= 31 else "day",
                f"Ghi ngày từ 1 đến 31 và tháng từ 1 đến {most}.",
            )
        data["month"] = month
        return data

    def rule(self) -> Rule:
        """When it comes again."""
        data = self.cleaned_data
        return Rule(data["repeat"], data["day"], data["month"])

    def lead_(self) -> Holder | None:
        """Who it is given to; None for every commune."""
        value = self.cleaned_data["lead"]
        return None if value == EVERYWHERE else read_party(value)

    def text(self) -> TaskText:
        """What the valid form says of each coming."""
        names = ("title", "section", "product", "starts", "due")
        return TaskText(**{name: self.cleaned_data[name] for name in names})

    @staticmethod
    def initial_of(template: TaskTemplate) -> dict[str, Any]:
        """The form filled from a recurring template of the plan."""
        return {
            "title": template.title,
            "section": template.section,
            "product": template.product,
            "lead": f"a{template.agency_id}" if template.agency_id else EVERYWHERE,
            "repeat": template.repeat,
            "day": template.day,
            "month": template.month,
            "starts": f"{clock.today():%d/%m/%Y}",
        }


class ReportForm(PlainForm):
    """The result, with its proof."""

    result = forms.CharField(label="Kết quả đã làm được", max_length=4000, widget=text_area(4))
    file = file_field("Minh chứng")


class NoteForm(PlainForm):
    """How it goes."""

    text = forms.CharField(label="Tiến độ", max_length=4000, widget=text_area(3))
    file = file_field("Minh chứng")


class DueForm(PlainForm):
    """Another due day, and why."""

    due = day_field("Hạn mới")
    reason = forms.CharField(label="Lý do đổi hạn", max_length=300, widget=text_area(2))


class NeedForm(PlainForm):
    """Which task must be done first."""

    needs = forms.ChoiceField(label="Nhiệm vụ phải xong trước")

    def __init__(self, *args: Any, tasks: Sequence[tuple[Task, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uid = {str(task.uid): task for task, _name in tasks}
        offer(
            self,
            "needs",
            [(task.uid, f"{task.title}, {name}, hạn {task.due:%d/%m/%Y}") for task, name in tasks],
        )

    def task(self) -> Task:
        """The one chosen."""
        return self.by_uid[self.cleaned_data["needs"]]
