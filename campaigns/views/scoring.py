"""Scoring sheets: one sheet, its items, who checks whom, moving on, points, the agreed ranking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.cluster_enums import SheetState, Stage
from campaigns.cluster_rules import may_keep_sheet, speaks_for_member
from campaigns.forms.clusters import ChecksForm, ItemForm, MinutesForm, SheetForm
from campaigns.models import EmulationCluster, RankingSnapshot, ScoringItem, ScoringSheet
from campaigns.queries.computed import label_of
from campaigns.queries.scoring import SheetView, frozen_places, sheet_view, visible_sheets
from campaigns.services import scoring as service
from campaigns.services import scoring_sheets
from campaigns.tables.clusters import sheet_badge
from campaigns.views.clusters import MISSING
from campaigns.views.support import readers
from communes.forms.registers import SureForm, filled
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of


@readers
@require_safe
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One sheet: items, how far everybody is, the ranking once agreed."""
    user = member(request)
    row = seen(user, uid)
    view = sheet_view(row)
    keeps = may_keep_sheet(user, row)
    snapshot = RankingSnapshot.objects.select_related("by").filter(sheet=row).first()
    context = {
        "row": row,
        "view": view,
        "badge": sheet_badge(row.state),
        "items": [(item, label_of(item.source) if item.source else "") for item in view.items],
        "lines": [_line(user, view, one, keeps) for one in view.members],
        "keeps": keeps,
        "draft": row.state == SheetState.DRAFT,
        "waiting_self": view.waiting(Stage.SELF) if row.state == SheetState.SELF else [],
        "waiting_agreed": view.waiting(Stage.AGREED) if row.state == SheetState.CROSS else [],
        "snapshot": snapshot,
        "places": frozen_places(snapshot) if snapshot else [],
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/clusters/sheet.html", context)


def _line(user: User, view: SheetView, one: Any, keeps: bool) -> dict[str, Any]:
    """A member on the page of a sheet: totals the person may see, and the acts open to it."""
    row, checker = view.sheet, view.by_id.get(view.checks.get(one.pk, 0))
    sees = view.may_see(user, one, keeps=keeps)
    crossing = row.state == SheetState.CROSS
    return {
        "member": one,
        "name": view.names[one.pk],
        "checker": view.names[checker.pk] if checker else "",
        "totals": [view.total(one, stage) if sees else None for stage in Stage],
        "sees": sees,
        "self": row.state == SheetState.SELF and speaks_for_member(user, one),
        "cross": crossing and checker is not None and speaks_for_member(user, checker),
        "agree": crossing and keeps,
    }


@acts
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the sheet of a year."""
    user = member(request)
    cluster: EmulationCluster = get_visible(
        EmulationCluster.objects.select_related("unit"), user, uid=uid
    )
    form = SheetForm(request.POST or None)
    typed = str(request.POST.get("year", ""))
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else clock.today().year
    need(may_keep_sheet(user, ScoringSheet(cluster=cluster, year=year)), scoring_sheets.KEEPERS)
    back = reverse("campaigns:cluster", args=[cluster.uid])
    return act_page(
        request,
        form=form,
        words=Act("Lập bảng chấm điểm", "Lập bảng chấm", back, cluster.name),
        do=lambda: scoring_sheets.make_sheet(
            cluster=cluster,
            year=int(form.cleaned_data["year"]),
            text=form.text(),
            copy_last=form.cleaned_data["copy"],
            actor=user,
        ),
        done="Đã lập bảng chấm điểm.",
        to=lambda made: reverse("campaigns:sheet", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend what a draft rests on."""
    user = member(request)
    row = kept(user, uid)
    form = SheetForm(request.POST or None, old=True, initial=filled(SheetForm.initial_of(row)))
    return act_page(
        request,
        form=form,
        words=words_of(row, "Sửa căn cứ chấm điểm", "Lưu"),
        do=lambda: scoring_sheets.change_sheet(sheet=row, text=form.text(), actor=user),
        done="Đã lưu.",
    )


@acts
def add_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add something to score."""
    user = member(request)
    row = kept(user, uid)
    form = ItemForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Thêm nội dung chấm", "Thêm vào bảng chấm"),
        do=lambda: scoring_sheets.add_item(sheet=row, text=form.text(), actor=user),
        done="Đã thêm nội dung chấm.",
    )


@acts
def edit_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend something that is scored."""
    user = member(request)
    item = _item(user, uid)
    form = ItemForm(request.POST or None, initial=ItemForm.initial_of(item))
    return act_page(
        request,
        form=form,
        words=words_of(item.sheet, "Sửa nội dung chấm", "Lưu"),
        do=lambda: scoring_sheets.change_item(item=item, text=form.text(), actor=user),
        done="Đã lưu nội dung chấm.",
    )


@acts
def remove_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take something out of a draft."""
    user = member(request)
    item = _item(user, uid)
    return _sure(
        request,
        words_of(item.sheet, "Bỏ nội dung chấm này?", "Bỏ khỏi bảng chấm", item.content),
        lambda: scoring_sheets.remove_item(item=item, actor=user),
        "Đã bỏ nội dung chấm.",
    )


@acts
def checks(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say who checks whom; a circle is offered."""
    user = member(request)
    row = kept(user, uid)
    view = sheet_view(row)
    ids = [one.pk for one in view.members]
    circle = {pk: ids[(number + 1) % len(ids)] for number, pk in enumerate(ids)}
    form = ChecksForm(
        request.POST or None,
        members=view.names,
        initial={f"m{pk}": str(view.checks.get(pk, circle[pk])) for pk in ids},
    )
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Phân công chấm chéo",
            "Lưu phân công",
            "Mỗi thành viên do một thành viên khác chấm. Cổng gợi ý chấm vòng tròn.",
        ),
        do=lambda: service.assign_checks(sheet=row, checkers=form.checkers(), actor=user),
        done="Đã phân công chấm chéo.",
    )


@acts
def open_self(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the members score themselves."""
    user = member(request)
    row = kept(user, uid)
    lead = "Các thành viên tự chấm; nội dung chấm và điểm tối đa không sửa được nữa."
    return _sure(
        request,
        words_of(row, "Mở tự chấm điểm?", "Mở tự chấm", lead),
        lambda: service.open_self(sheet=row, actor=user),
        "Đã mở tự chấm điểm.",
    )


@acts
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go back to mending the items."""
    user = member(request)
    row = kept(user, uid)
    return _sure(
        request,
        words_of(row, "Đưa bảng chấm về soạn lại?", "Soạn lại", "Chỉ được khi chưa ai tự chấm."),
        lambda: service.take_back(sheet=row, actor=user),
        "Bảng chấm đang soạn lại.",
    )


@acts
def open_cross(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on to checking one another."""
    user = member(request)
    row = kept(user, uid)
    waiting = sheet_view(row).waiting(Stage.SELF)
    note = f"Chưa tự chấm đủ: {', '.join(waiting)}. Chuyển rồi thì không tự chấm được nữa."
    return _sure(
        request,
        words_of(row, "Chuyển sang chấm chéo?", "Chuyển sang chấm chéo", note if waiting else ""),
        lambda: service.open_cross(sheet=row, actor=user),
        "Đã chuyển sang chấm chéo.",
    )


@acts
def agree(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close the scoring with the minutes of the meeting."""
    user = member(request)
    row = kept(user, uid)
    form = MinutesForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Chốt kết quả đã thống nhất",
            "Chốt kết quả và xếp hạng",
            "Chốt rồi thì điểm và xếp hạng không sửa được.",
        ),
        do=lambda: service.agree(
            sheet=row,
            minutes_date=form.cleaned_data["day"],
            minutes_number=form.cleaned_data["number"],
            scan=form.scan(),
            actor=user,
        ),
        done="Đã chốt kết quả và xếp hạng.",
    )


def _sure(request: HttpRequest, words: Act, do: Callable[[], Any], done: str) -> HttpResponse:
    """A page with one button."""
    form = SureForm(request.POST if request.method == "POST" else None)
    return act_page(request, form=form, words=words, do=do, done=done)


def seen(user: User, uid: UUID) -> ScoringSheet:
    """A sheet the person sees, else 404."""
    row = visible_sheets(user).filter(uid=uid).first()
    if row is None:
        raise Http404(MISSING)
    return row


def kept(user: User, uid: UUID) -> ScoringSheet:
    """A sheet the person keeps; 403 for those who only read it."""
    row = seen(user, uid)
    need(may_keep_sheet(user, row), scoring_sheets.KEEPERS)
    return row


def _item(user: User, uid: UUID) -> ScoringItem:
    item = ScoringItem.objects.filter(uid=uid).select_related("sheet").first()
    if item is None:
        raise Http404(MISSING)
    item.sheet = kept(user, item.sheet.uid)
    return item


def words_of(row: ScoringSheet, title: str, button: str, lead: str = "") -> Act:
    """The words of an act on a sheet."""
    back = reverse("campaigns:sheet", args=[row.uid])
    return Act(title, button, back, f"Bảng chấm điểm năm {row.year}", lead=lead)
