"""The desk's pages: what waits, a round, the sheet of a nomination, checks and letting one pass."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from awards.appraisal_rules import works_on_awards
from awards.forms.appraisal import OverrideForm, SheetForm
from awards.models import AwardRound, CheckOverride, CheckRun, Nomination
from awards.nomination_rules import (
    desk_units,
    is_desk,
    leader_units,
    may_appraise,
    may_suspend,
)
from awards.queries.appraisal import counts_of, round_lines, waiting_lines
from awards.queries.check_results import newest_run, result_lines
from awards.queries.consultations import asked_about
from awards.queries.dossiers import checklist
from awards.queries.law import rules_on
from awards.queries.postings import posting_lines
from awards.queries.preferences import preference_of
from awards.services import appraisal as service
from awards.services import checks
from awards.tables.appraisal import DeskTable, RoundSheetTable
from awards.views.nominations import nomination_or_404
from communes.forms.registers import SureForm, WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User

NOT_DESK = "Chỉ nơi thẩm định của cấp này làm việc này."
LIST = "Thẩm định khen thưởng"


readers = requires(works_on_awards, "Trang này dành cho nơi thẩm định và lãnh đạo quyết định.")


@readers
@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """What waits at the desk, with working days left."""
    user = member(request)
    lines = waiting_lines(user)
    rounds = {line.row.round.uid: line.row.round for line in lines}
    context = {
        "late": sum(line.late for line in lines),
        "blocked": sum(bool(line.blocks) for line in lines),
        "rounds": list(rounds.values()),
    }
    return show_list(
        request, "awards/appraisal/desk.html", DeskTable(lines), context, name="tham-dinh"
    )


@readers
@require_safe
def round_sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A round as Phòng Nội vụ looks at it."""
    user = member(request)
    row = round_of(user, uid)
    lines = round_lines(row, user)
    context = {
        "round": row,
        "counts": counts_of(lines),
        "postings": [(one, one.running(clock.today())) for one in posting_lines(row)],
        "keeps": is_desk(user, row.unit_id),
    }
    return show_list(
        request,
        "awards/appraisal/round.html",
        RoundSheetTable(lines),
        context,
        name="tham-dinh-dot",
    )


@require_POST
def run_checks(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Run all checks of a nomination now."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    try:
        checks.run_checks(nomination=row, actor=user)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã kiểm lại theo quy định áp dụng.")
    return redirect(f"{reverse('awards:nomination', args=[row.uid])}#kiem")


@acts
def override(request: HttpRequest, uid: UUID, code: str) -> HttpResponse:
    """Ask that a check which blocks be let pass."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    run = newest_run(row)
    results = result_lines(row, run) if run else []
    found = next((one.result for one in results if one.result.code == code), None)
    if found is None:
        raise Http404("Không tìm thấy phép kiểm này ở lượt kiểm mới nhất.")
    form = OverrideForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            row, f"Bỏ qua: {found.title}", "Đề nghị bỏ qua", f"{found.sentence}\n{found.clause}"
        ),
        do=lambda: checks.ask_override(
            nomination=row, code=code, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã ghi đề nghị bỏ qua. Người thứ hai đồng ý thì mới có tác dụng.",
    )


@acts
def agree(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second person agrees to let a check pass."""
    user = member(request)
    one = CheckOverride.objects.filter(uid=uid).select_related("nomination", "asked_by").first()
    if one is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    row = nomination_or_404(user, one.nomination.uid)
    need(may_suspend(user, row), "Chỉ nơi thẩm định, lãnh đạo của cấp này đồng ý bỏ qua.")
    run = newest_run(row)
    results = result_lines(row, run) if run else []
    found = next((line.result for line in results if line.result.code == one.code), None)
    said = f"{found.title}: {found.sentence}\n" if found else ""
    form = SureForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Đồng ý bỏ qua phép kiểm",
            "Đồng ý bỏ qua",
            f"{said}Lý do của {one.asked_by.full_name}: {one.reason}",
        ),
        do=lambda: checks.agree_override(override=one, actor=user),
        done="Đã đồng ý bỏ qua phép kiểm này.",
    )


@acts
def appraise(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet of a nomination: what checks, dossier and preferences say, and the conclusion."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    run: CheckRun | None = newest_run(row)
    parts = checklist(row, row.received_on or clock.today())
    missing = [part.label for part in parts if part.missing]
    form = SheetForm(request.POST or None, initial={"dossier_complete": not missing})
    context = {
        "row": row,
        "run": run,
        "results": result_lines(row, run) if run else [],
        "parts": parts,
        "preference": preference_of(row.nominee, rules_on(row.received_on or clock.today())),
        "asked": asked_about(row),
    }
    return act_page(
        request,
        form=form,
        words=words_of(row, "Phiếu thẩm định", "Kết luận thẩm định", str(row.nominee_name)),
        do=lambda: service.appraise(nomination=row, text=form.said(), actor=user),
        done="Đã lập phiếu thẩm định, nơi đề nghị được báo.",
        template="awards/appraisal/sheet.html",
        context=context,
    )


@acts
def reappraise(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a conclusion up again."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Thẩm định lại",
            "Thẩm định lại",
            f"{row.nominee_name}: {row.get_state_display()}. Phiếu cũ vẫn được giữ.",
        ),
        do=lambda: service.reappraise(
            nomination=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã mở lại thẩm định.",
    )


def round_of(user: User, uid: UUID) -> AwardRound:
    """A round of the levels whose desk or leader the person is, or 404."""
    rows = AwardRound.objects.filter(unit_id__in=desk_units(user) | leader_units(user))
    found = rows.select_related("unit", "campaign").filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def words_of(row: Nomination, title: str, button: str, lead: str = "") -> Act:
    """Words of an act about a nomination."""
    back = reverse("awards:nomination", args=[row.uid])
    return Act(title, button, back, "Đề nghị khen thưởng", lead=lead)
