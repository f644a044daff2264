"""The register of incoming letters, letters that urge, and conclusions of meetings."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.letters import (
    LINES_AT_FIRST,
    ConclusionForm,
    HandlerForm,
    LetterFilterForm,
    LetterForm,
    MeetingForm,
    PaperForm,
)
from campaigns.forms.tasks import scan_of
from campaigns.models import IncomingLetter, MeetingNotice
from campaigns.queries.letters import (
    letter_lines,
    letter_units,
    letters_with_names,
    visible_letters,
)
from campaigns.queries.parties import agencies_on
from campaigns.queries.task_parties import doers_of
from campaigns.queries.tasks import lines_of, visible_tasks
from campaigns.rules import leads
from campaigns.services import late_letters, meetings
from campaigns.services import letters as service
from campaigns.tables.tasks import LetterTable, MeetingTable, answer_words, task_badge, task_mark
from campaigns.task_enums import TaskState
from campaigns.task_rules import keeps_letters, keeps_some_letters, reads_all, reads_letters
from campaigns.views.task_pages import (
    MISSING,
    campaign_of,
    led_campaign,
    readers,
)
from communes.forms.registers import WhyForm, filled
from communes.queries.register_rules import kept_units
from communes.views.answers import refuse
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LETTERS, MEETINGS = "Sổ văn bản đến", "Kết luận cuộc họp"
NOT_KEEPER = "Chỉ văn thư, hoặc người của xã, vào sổ văn bản đến."
letter_readers = requires(
    reads_letters, "Sổ văn bản đến dành cho văn thư, cơ quan xử lý và lãnh đạo."
)


@letter_readers
@require_safe
def letters(request: HttpRequest) -> HttpResponseBase:
    """The registers the person sees, the newest first."""
    user = member(request)
    form = LetterFilterForm(request.GET or None)
    lines = letter_lines(user, form.asked())
    table = LetterTable(lines)
    table.many = len({line.letter.unit_id for line in lines}) > 1
    context = {"form": form, "keeps": keeps_some_letters(user)}
    return show_list(request, "campaigns/letters/letters.html", table, context, name="van-ban-den")


@letter_readers
@require_safe
def letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One letter and its answer."""
    user = member(request)
    row = _letter(user, uid)
    line = letters_with_names([row])[0]
    living = row.withdrawn_at is None
    context = {
        "row": row,
        "line": line,
        "answer": answer_words(line),
        "answers": living and not row.answer_number and service.may_answer(user, row),
        "withdraws": living and _keeps(user, row),
        "assigns": living and not row.answer_number and _keeps(user, row),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/letters/letter.html", context)


def _letter(user: User, uid: UUID) -> IncomingLetter:
    found = visible_letters(user).select_related("by", "answered_by").filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found


def _keeps(user: User, row: IncomingLetter) -> bool:
    return row.unit_id in kept_units(user) or keeps_letters(user, row.unit_id)


@acts
def letter_new(request: HttpRequest) -> HttpResponse:
    """Enter a letter; the register gives the number."""
    user = member(request)
    need(keeps_some_letters(user), NOT_KEEPER)
    form = LetterForm(
        request.POST or None,
        request.FILES or None,
        units=letter_units(user),
        agencies=agencies_on(clock.today()),
    )
    return act_page(
        request,
        form=form,
        words=Act(
            "Vào sổ văn bản đến",
            "Vào sổ",
            reverse("campaigns:letters"),
            LETTERS,
            lead="Cổng cho số đến kế tiếp của năm khi lưu.",
        ),
        do=lambda: service.register_letter(
            unit_id=int(form.cleaned_data["unit"]),
            text=form.text(),
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã vào sổ văn bản đến.",
        to=lambda made: reverse("campaigns:letter", args=[made.uid]),
    )


@acts
def letter_assign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say who answers a letter, and until when."""
    user = member(request)
    row = _letter(user, uid)
    need(_keeps(user, row), "Chỉ người giữ sổ giao xử lý văn bản.")
    form = HandlerForm(
        request.POST or None,
        agencies=agencies_on(clock.today()),
        initial=filled(HandlerForm.initial_of(row)),
    )
    return act_page(
        request,
        form=form,
        words=Act(
            "Giao xử lý văn bản",
            "Giao xử lý",
            reverse("campaigns:letter", args=[row.uid]),
            f"Văn bản đến số {row.arrival_no}/{row.year}",
            lead=f"{row.sender}: {row.abstract}",
        ),
        do=lambda: service.assign_letter(letter=row, handler=form.handler(), actor=user),
        done="Đã giao xử lý văn bản.",
    )


@acts
def letter_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record the answer of a letter."""
    user = member(request)
    row = _letter(user, uid)
    need(service.may_answer(user, row), "Chỉ người giữ sổ và cơ quan xử lý ghi trả lời.")
    form = PaperForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi văn bản trả lời",
            "Ghi trả lời",
            reverse("campaigns:letter", args=[row.uid]),
            f"Văn bản đến số {row.arrival_no}/{row.year}",
            lead=f"{row.sender}: {row.abstract}",
        ),
        do=lambda: service.answer_letter(
            letter=row,
            number=form.cleaned_data["number"],
            on=form.cleaned_data["on"],
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã ghi văn bản trả lời.",
    )


@acts
def letter_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Strike a wrong entry; its number is not given again."""
    user = member(request)
    row = _letter(user, uid)
    need(_keeps(user, row), "Chỉ người giữ sổ rút dòng đã vào sổ.")
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Rút văn bản khỏi sổ?",
            "Rút khỏi sổ",
            reverse("campaigns:letter", args=[row.uid]),
            f"Văn bản đến số {row.arrival_no}/{row.year}",
            lead="Số đến này không dùng lại.",
        ),
        do=lambda: service.withdraw_letter(
            letter=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút văn bản khỏi sổ.",
    )


@readers
@require_safe
def late_letter(request: HttpRequest, kind: str) -> HttpResponse:
    """A draft that urges everybody on a list of who is late; prints clean."""
    user = member(request)
    found = late_letters.kind_of(kind)
    if found is None:
        raise Http404(MISSING)
    campaign = campaign_of(request)
    need(
        leads(user, campaign) or keeps_some_letters(user),
        "Chỉ cơ quan chỉ đạo và văn thư soạn công văn đôn đốc.",
    )
    draft = late_letters.late_letter(kind, found.rows(user, campaign))
    context = {
        "draft": draft,
        "kind": found,
        "campaign": campaign,
        "prints": leads(user, campaign),
        "back": reverse(found.back),
    }
    return render(request, "campaigns/letters/late_letter.html", context)


@readers
@require_safe
def meetings_list(request: HttpRequest) -> HttpResponseBase:
    """Meetings with how many of their tasks are done."""
    user = member(request)
    campaign = campaign_of(request)
    kept = ~Q(tasks__state=TaskState.WITHDRAWN)
    rows = MeetingNotice.objects.filter(campaign=campaign).annotate(
        given=Count("tasks", filter=kept), done=Count("tasks", filter=Q(tasks__state="done"))
    )
    context = {"campaign": campaign, "leads": leads(user, campaign)}
    return show_list(
        request, "campaigns/letters/meetings.html", MeetingTable(rows), context, name="ket-luan"
    )


def _notice(uid: UUID) -> MeetingNotice:
    found = MeetingNotice.objects.select_related("campaign", "file", "by").filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found


@readers
@require_safe
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One notice and the tasks that came of it."""
    user = member(request)
    row = _notice(uid)
    lines = lines_of(visible_tasks(user).filter(notice=row).order_by("due", "title", "id"))
    context = {
        "row": row,
        "lines": [(line, task_badge(line.task), task_mark(line)) for line in lines],
        "prints": reads_all(user) or leads(user, row.campaign),
        "numbers": not row.number and leads(user, row.campaign),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/letters/meeting.html", context)


@acts
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Enter conclusions; each line becomes a task, or one for every commune."""
    user = member(request)
    campaign = led_campaign(request, user)
    doers = doers_of(campaign, clock.today())
    lines_class = formset_factory(ConclusionForm, extra=LINES_AT_FIRST, max_num=30)
    posted = request.POST or None
    form = MeetingForm(posted, request.FILES or None)
    lines = lines_class(posted, prefix="v", form_kwargs={"parties": doers.all})
    # Both are asked, so that everything that is wrong is said at once.
    if all([form.is_valid(), lines.is_valid()]):
        found = [line for one in lines if (line := one.line()) is not None]
        try:
            made = meetings.record_meeting(
                campaign=campaign, text=form.text(), lines=found, scan=scan_of(form), actor=user
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("campaigns:meeting", made.uid)
    status = 422 if posted else 200
    context = {"form": form, "lines": lines, "campaign": campaign}
    return render(request, "campaigns/letters/meeting_new.html", context, status=status)


@acts
def meeting_number(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add the number the clerk gave."""
    user = member(request)
    row = _notice(uid)
    need(leads(user, row.campaign), "Chỉ cơ quan chỉ đạo ghi số thông báo.")
    form = PaperForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi số thông báo kết luận",
            "Ghi số",
            reverse("campaigns:meeting", args=[row.uid]),
            row.title,
            lead="Số do văn thư cấp; đã ghi thì không đổi được.",
        ),
        do=lambda: meetings.number_notice(
            notice=row,
            number=form.cleaned_data["number"],
            signed_on=form.cleaned_data["on"],
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã ghi số thông báo.",
    )
