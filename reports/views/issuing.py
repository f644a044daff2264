"""The signing round, the register and the signed file of a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from awards.forms.decisions import scan_of
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.workflow import available
from reports.documents import registry
from reports.documents.renderers.html import render_preview
from reports.enums import PaperState
from reports.figure_links import of_snapshot
from reports.forms.issuing import (
    PaperFilterForm,
    RegisterForm,
    RemarkForm,
    ReplaceForm,
    SectionForm,
    SignedForm,
)
from reports.issuing_rules import is_clerk, may_write
from reports.issuing_workflow import PAPER
from reports.models import IssuedPaper
from reports.queries.issuing import SHOWN, papers_for, replacements_for
from reports.queries.remarks import remarks_on, sections_of
from reports.services import issuing
from reports.services.long_files import file_or_job
from reports.services.snapshots import document_of, shown_code
from reports.tables import PaperTable, paper_badge

LIST = "Trình ký, văn bản đi"
OWN_PAGES = {
    "register": "issued-register",
    "take_signed": "issued-signed",
    "replace": "issued-replace",
}


@require_safe
def papers(request: HttpRequest) -> HttpResponseBase:
    """Documents on their way out that concern the person."""
    form = PaperFilterForm(request.GET or None)
    table = PaperTable(papers_for(member(request), form.asked()))
    return show_list(request, "reports/issuing/list.html", table, {"form": form}, name="trinh-ky")


def paper_or_404(user: User, uid: UUID) -> IssuedPaper:
    """The document with what its pages name."""
    found: IssuedPaper = get_visible(IssuedPaper.objects.select_related(*SHOWN), user, uid=uid)
    return found


@require_safe
def issued(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One document: what it says, where it stands, what was said of it, its signed files."""
    user = member(request)
    row = paper_or_404(user, uid)
    kept = {one.format: one.file for one in row.snapshot.files.select_related("file")}
    formats = [(f.value, kept.get(f.value)) for f in registry.get(row.kind).formats]
    context = {
        "row": row,
        "badge": paper_badge(row),
        "code": shown_code(row.snapshot.code),
        "kind": registry.get(row.kind),
        "formats": formats,
        # The renderer escapes every text of the tree and has no way in for markup.
        "preview": mark_safe(
            render_preview(document_of(row.snapshot), figure_href=of_snapshot(row.snapshot))
        ),
        "steps": row.steps.select_related("by"),
        "copies": row.copies.select_related("file", "by"),
        "acts": [(one, _address(row, one.name)) for one in available(PAPER, user, row)],
        "writes": row.state == PaperState.DRAFT and may_write(user, row),
        "more_copies": row.state == PaperState.SIGNED and is_clerk(user, row),
    }
    return render(request, "reports/issuing/one.html", context)


def _address(row: IssuedPaper, act: str) -> str:
    if act in OWN_PAGES:
        return reverse(f"reports:{OWN_PAGES[act]}", args=[row.uid])
    return reverse("reports:issued-act", args=[row.uid, act])


def _words(row: IssuedPaper, title: str, button: str, lead: str = "") -> Act:
    back = reverse("reports:issued", args=[row.uid])
    return Act(title, button, back, row.title[:80], lead=lead or row.title)


@require_POST
def draft_paper(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Bring the paper of a row into the signing round."""
    try:
        row = issuing.draft_about(kind=kind, uid=uid, actor=member(request))
    except NotAllowed as refusal:
        raise Http404(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:paper", kind, uid)
    return redirect("reports:issued", row.uid)


@acts
def act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """Pass on, return, drop or revoke, with a remark."""
    user = member(request)
    row = paper_or_404(user, uid)
    if act in OWN_PAGES or act not in {one.name for one in PAPER.transitions}:
        raise Http404("Không có việc này.")
    step = PAPER.named(act)
    need(step.permission(user, row), f"Bạn không có quyền: {step.label.lower()}.")
    form = RemarkForm(request.POST or None, needed=act in issuing.REMARK_NEEDED)
    return act_page(
        request,
        form=form,
        words=_words(row, step.label, step.label),
        do=lambda: issuing.move(paper=row, act=act, words=form.cleaned_data["words"], actor=user),
        done=f"{step.done}.",
    )


@acts
def register(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number, day and signer as in the register."""
    user = member(request)
    row = paper_or_404(user, uid)
    need(is_clerk(user, row), "Chỉ văn thư (ở xã: người của UBND xã) vào sổ văn bản.")
    form = RegisterForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row, "Vào sổ, lập bản để ký", "Vào sổ",
            f"«{row.title}», ký hiệu {row.sign}. Cổng không tự đặt số.",
        ),
        do=lambda: issuing.register(paper=row, actor=user, **form.cleaned_data),
        done="Đã vào sổ. In bản để ký, ký xong thì nhận bản đã ký vào đây.",
    )  # fmt: skip


@acts
def signed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A file that came back signed."""
    user = member(request)
    row = paper_or_404(user, uid)
    need(is_clerk(user, row), "Chỉ văn thư (ở xã: người của UBND xã) nhận bản đã ký.")
    form = SignedForm(request.POST or None, request.FILES or None)

    def take() -> object:
        scan = scan_of(form)
        assert scan is not None, "the form asks for the file"
        return issuing.take_signed(paper=row, scan=scan, actor=user)

    return act_page(
        request, form=form, words=_words(row, "Nhận bản đã ký", "Lưu bản đã ký"), do=take,
        done="Đã lưu bản đã ký.",
    )  # fmt: skip


@acts
def replaced(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which document takes the place of this one."""
    user = member(request)
    row = paper_or_404(user, uid)
    need(is_clerk(user, row), "Chỉ văn thư (ở xã: người của UBND xã) ghi văn bản thay thế.")
    others = {str(one.pk): one for one in replacements_for(row)}
    form = ReplaceForm(
        request.POST or None,
        rows=[(key, f"{one.number}/{one.sign}, {one.title}") for key, one in others.items()],
    )
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi văn bản thay thế", "Ghi"),
        do=lambda: issuing.replace_by(
            paper=row,
            other=others[form.cleaned_data["other"]],
            words=form.cleaned_data["words"],
            actor=user,
        ),
        done="Đã ghi văn bản thay thế.",
    )


@acts
def section(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What staff add to a section of the draft."""
    user = member(request)
    row = paper_or_404(user, uid)
    need(may_write(user, row), "Chỉ người của cơ quan soạn sửa dự thảo.")
    heads = sections_of(document_of(row.snapshot))
    chosen = request.GET.get("muc", "")
    initial: dict[str, Any] = {"section": chosen}
    if chosen in heads:
        kept = remarks_on(row.kind, issuing.subject_of(row)).get(chosen)
        initial["text"] = kept.text if kept else ""
    form = SectionForm(request.POST or None, rows=[(one, one) for one in heads], initial=initial)
    return act_page(
        request,
        form=form,
        words=_words(row, "Nhận xét của mục", "Lưu, dựng lại dự thảo"),
        do=lambda: issuing.remark(paper=row, actor=user, **form.cleaned_data),
        done="Đã lưu nhận xét và dựng lại dự thảo.",
    )


@require_POST
def refresh(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Build the draft anew from today's figures."""
    user = member(request)
    row = paper_or_404(user, uid)
    need(may_write(user, row), "Chỉ người của cơ quan soạn sửa dự thảo.")
    try:
        issuing.refresh(paper=row, actor=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã dựng lại theo số liệu mới nhất.")
    return redirect("reports:issued", row.uid)


@require_POST
def make_file(request: HttpRequest, uid: UUID, format: str) -> HttpResponse:
    """Make the document's file in a format and go to it; a long one is made by a job."""
    user = member(request)
    row = paper_or_404(user, uid)
    try:
        made = file_or_job(snapshot=row.snapshot, format_name=format, actor=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:issued", row.uid)
    return redirect("core:job" if isinstance(made, Job) else "core:file", made.uid)
