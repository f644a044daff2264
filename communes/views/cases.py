"""A recognition case: open it, its page, and one page for each act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.case_rules import may_open, may_register
from communes.forms.cases import FileForm, OpenForm, ReasonForm, RecheckForm, read_words
from communes.models import AdministrativeUnit, CasePaper, CaseVote, LatePaper, RecognitionCase
from communes.queries.case_list import Openable, openable
from communes.queries.cases import load_dossier, recheck_of
from communes.services import case_decisions, case_papers, case_verification
from communes.services import cases as service
from communes.views.answers import refuse, status_of
from communes.views.case_acts import ACTS, upload_of
from communes.views.case_page import case_context
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

acts = require_http_methods(["GET", "HEAD", "POST"])
openers_only = requires(may_open, "Hồ sơ do xã lập, hồ sơ của huyện do Văn phòng Điều phối lập.")


def case_or_404(user: User, uid: UUID) -> RecognitionCase:
    """The case with what every page of it names."""
    found: RecognitionCase = get_visible(
        RecognitionCase.objects.select_related(
            "unit", "criteria_set", "responsible", "verifier", "report__period", "recognition"
        ),
        user,
        uid=uid,
    )
    return found


@openers_only
@acts
def new(request: HttpRequest) -> HttpResponse:
    """Open a case for a unit one prepares for."""
    user = member(request)
    offered = openable(user)
    form = OpenForm(request.POST or None, choices=[(row.value, row.label) for row in offered])
    if form.is_valid():
        chosen: Openable = next(r for r in offered if r.value == form.cleaned_data["what"])
        try:
            case = service.open_case(
                unit=get_object_or_404(AdministrativeUnit, pk=chosen.unit_id),
                standard=chosen.standard,
                report=chosen.report,
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã mở hồ sơ.")
            return redirect("communes:case", case.uid)
    context = {"form": form, "offered": offered}
    return render(request, "communes/cases/new.html", context, status=status_of(form))


@require_safe
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where a case stands, what is missing, what comes next."""
    user = member(request)
    found = case_or_404(user, uid)
    return render(request, "communes/cases/case.html", case_context(found, user))


@acts
def act(request: HttpRequest, uid: UUID, slug: str) -> HttpResponse:
    """One act of a case: its form, what is still missing for it."""
    user = member(request)
    found = case_or_404(user, uid)
    page = ACTS.get(slug)
    if page is None:
        raise Http404("Không có việc này.")
    if not page.may(user, found):
        raise PermissionDenied(f"Bạn không có quyền: {page.button.lower()}.")
    bound = request.method == "POST"
    form = page.make(
        found,
        *((request.POST, request.FILES) if bound else ()),
        **({} if bound else {"initial": request.GET.dict()}),
    )
    if bound and form.is_valid():
        try:
            page.run(found, form, user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, page.done)
            return redirect("communes:case", uid)
    dossier = load_dossier(found)
    context = {
        "case": found,
        "page": page,
        "form": form,
        "step": found.spec.step(page.act),
        "missing": dossier.missing_for(page.act),
        "open": page.offered(user, found),
    }
    return render(request, "communes/cases/act.html", context, status=status_of(form))


@acts
def judge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Criteria one by one: the agency's or the office's word on each."""
    user = member(request)
    found = case_or_404(user, uid)
    rows = [
        row
        for row in load_dossier(found).criteria
        if case_verification.may_judge(user, found, row.criterion.pk)
    ]
    if not rows:
        raise PermissionDenied("Bạn không thẩm tra tiêu chí nào của hồ sơ này.")
    problem = ""
    if request.method == "POST":
        words = read_words(request.POST, [row.criterion.pk for row in rows])
        try:
            made = case_verification.judge(case=found, words=words, actor=user)
        except NotAllowed as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except Refused as refusal:
            problem = refusal.message
        else:
            messages.success(request, f"Đã lưu kết quả {len(made)} tiêu chí.")
            return redirect("communes:case", uid)
    context = {"case": found, "rows": typed(rows, request), "problem": problem, "phase": "verify"}
    return render(request, "communes/cases/judge.html", context, status=422 if problem else 200)


@acts
def recheck(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A recognised unit checked again, with what the rules of withdrawal say."""
    user = member(request)
    found = case_or_404(user, uid)
    if not may_register(user, found):
        raise PermissionDenied("Bạn không ghi kết quả kiểm tra lại của hồ sơ này.")
    before = recheck_of(found, case_decisions.withdrawn_communes(found))
    form = RecheckForm(request.POST or None)
    if form.is_valid():
        try:
            case_decisions.recheck(
                case=found,
                words=read_words(request.POST, [row.criterion.pk for row in before.criteria]),
                day=form.cleaned_data["day"],
                paper=form.paper(),
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi kết quả kiểm tra lại.")
            return redirect("communes:case", uid)
    context = {
        "case": found,
        "rows": typed(before.criteria, request),
        "form": form,
        "phase": "recheck",
        "flagged": before.flagged,
    }
    return render(request, "communes/cases/judge.html", context, status=status_of(form))


def typed(rows: object, request: HttpRequest) -> list[dict[str, object]]:
    """Rows of the table of criteria with what was typed, else what is stored."""
    found = []
    for row in rows:  # type: ignore[attr-defined]  # criteria of a dossier or a re-check
        pk, word = row.criterion.pk, row.word
        found.append(
            {
                "row": row,
                "verdict": request.POST.get(f"v{pk}", word.verdict if word else ""),
                "text": request.POST.get(f"t{pk}", word.text if word else ""),
            }
        )
    return found


@acts
def add_paper(request: HttpRequest, uid: UUID, act: str, code: str) -> HttpResponse:
    """A file for one part of the dossier."""
    user = member(request)
    found = case_or_404(user, uid)
    item = next(
        (
            row
            for row in load_dossier(found).items
            if (row.step.code, row.paper.code) == (act, code)
        ),
        None,
    )
    if item is None:
        raise Http404("Danh mục hồ sơ không có thành phần này.")
    if not case_papers.may_file(user, found, act):
        raise PermissionDenied("Bạn không bổ sung được giấy tờ của bước này lúc này.")
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            case_papers.add_paper(
                case=found,
                act=act,
                code=code,
                paper=form.paper(),
                actor=user,
                **upload_of(form.cleaned_data["file"]),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã thêm: {item.paper.label}.")
            return redirect("communes:case", uid)
    context = {"case": found, "item": item, "form": form}
    return render(request, "communes/cases/paper.html", context, status=status_of(form))


@acts
def withdraw_paper(request: HttpRequest, uid: UUID, paper: UUID) -> HttpResponse:
    """Take a file out of the dossier, after a question."""
    user = member(request)
    found = case_or_404(user, uid)
    row = get_object_or_404(CasePaper, case=found, uid=paper, withdrawn_at=None)
    if not case_papers.may_file(user, found, row.act):
        raise PermissionDenied("Bạn không sửa được giấy tờ của bước này lúc này.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            case_papers.withdraw_paper(paper=row, reason=form.cleaned_data["reason"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:case", uid)
    context = {"case": found, "what": row.label, "title": "Rút giấy tờ", "form": form}
    return render(request, "communes/cases/take_back.html", context, status=status_of(form))


@acts
def withdraw_vote(request: HttpRequest, uid: UUID, vote: UUID) -> HttpResponse:
    """Take the count of a meeting back, after a question."""
    user = member(request)
    found = case_or_404(user, uid)
    row = get_object_or_404(CaseVote, case=found, uid=vote, withdrawn_at=None)
    if not case_verification.may_hold_meeting(user, found, row.act):
        raise PermissionDenied("Bạn không ghi biểu quyết của cuộc họp này.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            case_verification.withdraw_vote(
                vote=row, reason=form.cleaned_data["reason"], actor=user
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:case", uid)
    what = row.get_act_display()
    context = {"case": found, "what": what, "title": "Rút kết quả biểu quyết", "form": form}
    return render(request, "communes/cases/take_back.html", context, status=status_of(form))


@require_POST
def confirm_late(request: HttpRequest, uid: UUID, late: UUID) -> HttpResponse:
    """The second person confirms a paper that came late."""
    user = member(request)
    found = case_or_404(user, uid)
    row = get_object_or_404(LatePaper, case=found, uid=late)
    try:
        case_papers.confirm_late(late=row, actor=user)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã xác nhận. Nay ghi được giấy này ở bước của hồ sơ.")
    return redirect("communes:case", uid)
