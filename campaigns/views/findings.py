"""Findings: list, one finding with what was done about it, and the acts that move it on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.inspections import FindingFilterForm, MoreTimeForm, WordForm, scan_of
from campaigns.inspection_enums import TO_MEND
from campaigns.inspection_rules import may_judge, may_mend
from campaigns.inspection_sheets import finding_sheet
from campaigns.inspection_workflow import FINDING
from campaigns.models import Finding
from campaigns.queries.inspections import (
    finding_lines,
    named_findings,
    visible_findings,
    visible_inspections,
)
from campaigns.services import findings as service
from campaigns.tables.inspections import FindingTable, finding_state
from campaigns.views.contributions import NOT_FOUND, readers_only, running
from communes.queries.register_lists import communes_seen
from communes.queries.register_rules import in_sentence
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.workflow import available

NOT_MENDER = "Chỉ đơn vị chịu trách nhiệm khắc phục làm việc này."
NOT_JUDGE = "Chỉ cơ quan đã kiểm tra làm việc này."
LEADS = {
    "begin": "Đơn vị nhận khắc phục. Có thể ghi cách làm.",
    "report": "Ghi đã làm gì, kèm tệp minh chứng nếu có. Cơ quan kiểm tra xem lại rồi khép.",
    "return": "Ghi còn thiếu gì. Đơn vị khắc phục tiếp rồi báo cáo lại.",
    "close": "Tồn tại đã được khắc phục. Khép rồi không mở lại.",
    "withdraw": "Chỉ dùng khi nêu nhầm. Tồn tại vẫn xem lại được, kèm lý do.",
}
DONE = {
    "begin": "Đã nhận khắc phục.",
    "report": "Đã báo cáo khắc phục.",
    "return": "Đã trả lại.",
    "close": "Đã khép tồn tại.",
    "withdraw": "Đã rút tồn tại.",
}


@readers_only
@require_safe
def findings(request: HttpRequest) -> HttpResponseBase:
    """Findings by deadline."""
    user, campaign = member(request), running(request)
    form = FindingFilterForm(request.GET or None, units=communes_seen(user))
    table = FindingTable(finding_lines(user, campaign, form.asked()))
    return show_list(
        request,
        "campaigns/inspections/findings.html",
        table,
        {"form": form},
        name="ton-tai-han-che",
        sheet=finding_sheet,
    )


@readers_only
@require_safe
def finding(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One finding."""
    user = member(request)
    row = _finding(user, uid)
    line = named_findings([row], clock.today())[0]
    buttons = [
        (one, reverse(f"campaigns:finding-{one.name}", args=[row.uid]))
        for one in available(FINDING, user, row)
    ]
    context = {
        "row": row,
        "line": line,
        "place": in_sentence(line.where),
        "badge": finding_state(row.state),
        "notes": [
            (note, service.WORDS.get(note.act, ""))
            for note in row.notes.select_related("by", "file")
        ],
        "acts": buttons,
        "notes_progress": may_mend(user, row) and row.state in TO_MEND,
        "extends": may_judge(user, row) and row.open,
        "sees_visit": visible_inspections(user).filter(pk=row.inspection_id).exists(),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/inspections/finding.html", context)


def act_view(act: str) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """The page of one act of the table of states."""
    transition = FINDING.named(act)
    judged = act in ("return", "close", "withdraw")

    @readers_only
    @acts
    def view(request: HttpRequest, uid: UUID) -> HttpResponse:
        user = member(request)
        row = _finding(user, uid)
        need(transition.permission(user, row), NOT_JUDGE if judged else NOT_MENDER)
        form = WordForm(
            request.POST or None,
            request.FILES or None,
            needed=act not in ("begin", "close"),
        )
        return act_page(
            request,
            form=form,
            words=_words(row, f"{transition.label}?", transition.label, LEADS[act]),
            do=lambda: service.act_on(
                finding=row, act=act, text=form.cleaned_data["text"], scan=scan_of(form), actor=user
            ),
            done=DONE[act],
        )

    return view


@readers_only
@acts
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How the mending goes."""
    user = member(request)
    row = _finding(user, uid)
    need(may_mend(user, row), NOT_MENDER)
    form = WordForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi tiến độ khắc phục", "Ghi tiến độ"),
        do=lambda: service.note_progress(
            finding=row, text=form.cleaned_data["text"], scan=scan_of(form), actor=user
        ),
        done="Đã ghi tiến độ.",
    )


@readers_only
@acts
def extend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A later deadline."""
    user = member(request)
    row = _finding(user, uid)
    need(may_judge(user, row), NOT_JUDGE)
    form = MoreTimeForm(request.POST or None)
    lead = f"Hạn đang là {row.deadline:%d/%m/%Y}."
    return act_page(
        request,
        form=form,
        words=_words(row, "Gia hạn khắc phục", "Gia hạn", lead),
        do=lambda: service.extend(finding=row, actor=user, **form.cleaned_data),
        done="Đã gia hạn.",
    )


def _finding(user: User, uid: UUID) -> Finding:
    found = visible_findings(user).filter(uid=uid).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _words(row: Finding, title: str, button: str, lead: str = "") -> Act:
    back = reverse("campaigns:finding", args=[row.uid])
    return Act(title, button, back, "Tồn tại, hạn chế", f"{row.text[:200]}\n{lead}".strip())
