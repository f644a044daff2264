"""One task, and what is done with it: given, accepted, reported, confirmed, returned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.tasks import (
    DueForm,
    NeedForm,
    NoteForm,
    ReportForm,
    SeriesForm,
    TaskForm,
    scan_of,
)
from campaigns.models import Task, TaskSeries, TaskTemplate
from campaigns.queries.parties import party_names
from campaigns.queries.task_parties import doers_of
from campaigns.queries.tasks import SECTION_WORDS, lines_of, visible_tasks
from campaigns.rules import leads
from campaigns.services import assigning
from campaigns.services import tasks as service
from campaigns.tables.tasks import task_badge, task_mark
from campaigns.task_enums import TaskState
from campaigns.task_rules import may_do, may_note
from campaigns.task_workflow import TASK
from campaigns.views.task_pages import (
    MISSING,
    led_campaign,
    led_task,
    readers,
    task_or_404,
    task_url,
)
from communes.forms.registers import SureForm, WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.workflow import available

LIST = "Nhiệm vụ"
NOT_DOER = "Chỉ người của nơi được giao làm việc này."
NOT_NOTER = "Chỉ nơi làm, nơi phối hợp và cơ quan giao ghi tiến độ."


@readers
@require_safe
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One task: what, who, until when, how it goes, and everything that was done with it."""
    user = member(request)
    row = task_or_404(user, uid)
    line = lines_of([row])[0]
    parties = list(row.parties.all())
    names = party_names(
        [one.unit_id for one in parties], [one.agency_id for one in parties], clock.today()
    )
    closed = row.state in (TaskState.DONE, TaskState.WITHDRAWN)
    context = {
        "row": row,
        "line": line,
        "badge": task_badge(row),
        "mark": task_mark(line),
        "section": SECTION_WORDS[row.section],
        "along": [names.of(one.unit_id, one.agency_id) for one in parties],
        "acts": [one.name for one in available(TASK, user, row)],
        "notes": row.notes.select_related("by", "file"),
        "dues": list(row.dues.select_related("by")),
        "others": _others(user, row),
        "leads": leads(user, row.campaign) and not closed,
        "moves": leads(user, row.campaign) and row.state in service.MOVABLE,
        "notes_open": not closed and may_note(user, row),
        "history": history_of(row.uid),
        **_needs(user, row),
    }
    return render(request, "campaigns/tasks/task.html", context)


def _others(user: User, row: Task) -> int:
    """How many tasks were given in the same act, this one besides, that the person sees."""
    return visible_tasks(user).filter(batch=row.batch).exclude(pk=row.pk).count()


def _needs(user: User, row: Task) -> dict[str, Any]:
    """What it waits for: lines the person may open, and how many more there are."""
    needed = list(row.waits_for.values_list("needs_id", flat=True))
    if not needed:
        return {"needs": [], "hidden": 0}
    seen = lines_of(visible_tasks(user).filter(pk__in=needed).order_by("due", "id"))
    shown = [(line, task_badge(line.task)) for line in seen]
    return {"needs": shown, "hidden": len(needed) - len(seen)}


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Give a task, of the plan where the address names a template."""
    user = member(request)
    campaign = led_campaign(request, user)
    doers = doers_of(campaign, clock.today())
    template = _template(request)
    form = TaskForm(
        request.POST or None,
        doers=doers,
        initial=TaskForm.initial_of(template, doers) if template else {},
    )

    def do() -> list[Task]:
        everyone = doers.everywhere if form.cleaned_data["everywhere"] else []
        return assigning.assign(
            campaign=campaign,
            text=form.text(),
            leads_=[*form.leads_(), *everyone],
            co=form.co_(),
            actor=user,
            key=form.cleaned_data["key"],
            origin=assigning.Origin(template=template),
        )

    return act_page(
        request,
        form=form,
        words=Act(
            "Giao nhiệm vụ",
            "Giao nhiệm vụ",
            reverse("campaigns:tasks"),
            LIST,
            lead="Mỗi nơi nhận một nhiệm vụ riêng, tự tiếp nhận và báo cáo kết quả.",
            note=template.note if template else "",
        ),
        do=do,
        done="Đã giao nhiệm vụ.",
        template="campaigns/tasks/give.html",
        to=lambda made: (
            task_url(made[0])
            if len(made) == 1
            else f"{reverse('campaigns:tasks')}?lan={made[0].batch}"
        ),
    )


def _template(request: HttpRequest) -> TaskTemplate | None:
    code = request.GET.get("mau", "")
    if not code:
        return None
    found = TaskTemplate.objects.filter(code=code).first()
    if found is None:
        raise Http404(MISSING)
    return found


@acts
def series_new(request: HttpRequest) -> HttpResponse:
    """Give a recurring task."""
    user = member(request)
    campaign = led_campaign(request, user)
    doers = doers_of(campaign, clock.today())
    template = _template(request)
    last = campaign.period.upper
    initial = {"due": f"{last:%d/%m/%Y}"} if last else {}
    if template is not None and template.repeat:
        initial = {**initial, **SeriesForm.initial_of(template)}
    form = SeriesForm(request.POST or None, parties=doers.all, initial=initial)
    return act_page(
        request,
        form=form,
        words=Act(
            "Giao nhiệm vụ định kỳ",
            "Giao nhiệm vụ",
            reverse("campaigns:task-series"),
            "Nhiệm vụ định kỳ",
            lead="Đầu mỗi kỳ, cổng tự lập nhiệm vụ của kỳ đó cho nơi được giao.",
            note=template.note if template else "",
        ),
        do=lambda: assigning.begin_series(
            campaign=campaign,
            text=form.text(),
            rule=form.rule(),
            actor=user,
            lead=form.lead_(),
            template=template,
        ),
        done="Đã giao nhiệm vụ định kỳ.",
    )


@acts
def series_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a recurring task come no more."""
    user = member(request)
    row = get_object_or_404(TaskSeries.objects.select_related("campaign"), uid=uid)
    need(leads(user, row.campaign), "Chỉ cơ quan chỉ đạo phong trào dừng nhiệm vụ định kỳ.")
    form = WhyForm(request.POST or None)
    back = reverse("campaigns:task-series")
    return act_page(
        request,
        form=form,
        words=Act(
            "Dừng nhiệm vụ định kỳ?",
            "Dừng",
            back,
            "Nhiệm vụ định kỳ",
            lead=f"{row.title}. Nhiệm vụ đã giao của các kỳ trước vẫn giữ nguyên.",
        ),
        do=lambda: assigning.end_series(series=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã dừng nhiệm vụ định kỳ.",
    )


def _words(row: Task, title: str, button: str, lead: str = "", note: str = "") -> Act:
    return Act(title, button, task_url(row), row.title, lead=lead, note=note)


def _plain(
    request: HttpRequest, uid: UUID, words: tuple[str, str], do: Callable[..., Task], done: str
) -> HttpResponse:
    """An act of the doer that needs nothing typed."""
    user = member(request)
    row = task_or_404(user, uid)
    need(may_do(user, row), NOT_DOER)
    form = SureForm(request.POST if request.method == "POST" else None)
    return act_page(
        request,
        form=form,
        words=_words(row, *words),
        do=lambda: do(task=row, actor=user),
        done=done,
    )


@acts
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the task on."""
    words = ("Tiếp nhận nhiệm vụ?", "Tiếp nhận")
    return _plain(request, uid, words, service.accept, "Đã tiếp nhận.")


@acts
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the work."""
    words = ("Bắt đầu thực hiện?", "Bắt đầu thực hiện")
    return _plain(request, uid, words, service.start, "Đã ghi bắt đầu thực hiện.")


@acts
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand in the result for confirmation."""
    user = member(request)
    row = task_or_404(user, uid)
    need(may_do(user, row), NOT_DOER)
    form = ReportForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Báo cáo kết quả",
            "Gửi để xác nhận",
            lead=f"Sản phẩm phải có: {row.product}." if row.product else "",
        ),
        do=lambda: service.report(
            task=row, result=form.cleaned_data["result"], scan=scan_of(form), actor=user
        ),
        done="Đã gửi kết quả, chờ cơ quan giao xác nhận.",
    )


@acts
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm that it is done; who confirms own work is told so."""
    user = member(request)
    row = led_task(user, uid)
    own = "Bạn là người báo cáo kết quả này. Nên để người khác xác nhận."
    form = SureForm(request.POST if request.method == "POST" else None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Xác nhận hoàn thành?",
            "Xác nhận hoàn thành",
            lead=row.result,
            note=own if row.handed_by_id == user.pk else "",
        ),
        do=lambda: service.confirm(task=row, actor=user),
        done="Đã xác nhận hoàn thành.",
    )


def _why(
    request: HttpRequest, uid: UUID, words: tuple[str, str, str], do: Callable[..., Task], done: str
) -> HttpResponse:
    """An act of the office that gave the task, with a reason."""
    user = member(request)
    row = led_task(user, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, *words),
        do=lambda: do(task=row, reason=form.cleaned_data["reason"], actor=user),
        done=done,
    )


@acts
def give_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Return a result that is not enough."""
    words = ("Trả lại để làm tiếp", "Trả lại", "Nơi làm nhận được lý do này.")
    return _why(request, uid, words, service.give_back, "Đã trả lại.")


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a task that need not be done."""
    words = ("Rút nhiệm vụ?", "Rút nhiệm vụ", "Nhiệm vụ và quá trình vẫn xem lại được.")
    return _why(request, uid, words, service.withdraw, "Đã rút nhiệm vụ.")


@acts
def due(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move the due day."""
    user = member(request)
    row = led_task(user, uid)
    form = DueForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row, "Đổi hạn", "Đổi hạn", f"Hạn hiện nay {row.due:%d/%m/%Y}. Hạn cũ vẫn được giữ."
        ),
        do=lambda: service.change_due(
            task=row, due=form.cleaned_data["due"], reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã đổi hạn.",
    )


@acts
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write how it goes."""
    user = member(request)
    row = task_or_404(user, uid)
    need(may_note(user, row), NOT_NOTER)
    form = NoteForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi tiến độ", "Ghi tiến độ", "Dòng đã ghi không sửa, không xóa được."),
        do=lambda: service.note(
            task=row, text=form.cleaned_data["text"], scan=scan_of(form), actor=user
        ),
        done="Đã ghi tiến độ.",
    )


@acts
def required(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name a task that must be done first."""
    user = member(request)
    row = led_task(user, uid)
    there = row.waits_for.values("needs_id")
    open_ones = (
        visible_tasks(user)
        .filter(campaign=row.campaign)
        .exclude(state__in=service.CLOSED)
        .exclude(pk=row.pk)
        .exclude(pk__in=there)
    )
    lines = lines_of(open_ones.order_by("title", "due", "id"))
    form = NeedForm(request.POST or None, tasks=[(line.task, line.holder_name) for line in lines])
    return act_page(
        request,
        form=form,
        words=_words(row, "Nhiệm vụ phải xong trước", "Ghi"),
        do=lambda: service.add_need(task=row, needs=form.task(), actor=user),
        done="Đã ghi nhiệm vụ phải xong trước.",
    )
