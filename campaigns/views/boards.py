"""Steering boards: list, one board with its members, changes of both."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.letters import BoardFilterForm, BoardForm, EndForm, LastDayForm, MemberForm
from campaigns.forms.tasks import scan_of
from campaigns.models import Board, BoardMember
from campaigns.queries.letters import board_lines, board_places, keeps_this, visible_boards
from campaigns.services import boards as service
from campaigns.tables.tasks import BoardTable
from campaigns.task_enums import BoardRole
from campaigns.views.task_pages import MISSING, readers
from communes.queries.register_rules import names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Ban chỉ đạo, ban quản lý, ban phát triển"
ORDER = {role: place for place, role in enumerate(BoardRole.values)}


@readers
@require_safe
def boards(request: HttpRequest) -> HttpResponseBase:
    """Boards the person sees."""
    user = member(request)
    form = BoardFilterForm(request.GET or None)
    data = form.cleaned_data if form.is_valid() else {}
    lines = board_lines(user, data.get("tim") or "", data.get("loai") or "")
    context = {"form": form, "adds": bool(board_places(user))}
    return show_list(
        request, "campaigns/letters/boards.html", BoardTable(lines), context, name="ban-chi-dao"
    )


@readers
@require_safe
def board(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One board, who sits in it today and who sat in it before."""
    user = member(request)
    row = _board(user, uid)
    today = clock.today()
    members = sorted(row.members.all(), key=lambda one: (ORDER[one.role], one.pk))
    context = {
        "row": row,
        "unit_name": names_on([row.unit_id], today).get(row.unit_id, ""),
        "ended": row.valid.upper is not None,
        "members": [one for one in members if today in one.valid],
        "earlier": [one for one in members if today not in one.valid],
        "keeps": keeps_this(user, row) and row.valid.upper is None,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/letters/board.html", context)


def _board(user: User, uid: UUID) -> Board:
    found = visible_boards(user).filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found


def _kept(user: User, uid: UUID) -> Board:
    row = _board(user, uid)
    need(keeps_this(user, row), service.NOT_KEEPER)
    return row


def _words(row: Board, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, reverse("campaigns:board", args=[row.uid]), row.name, lead=lead)


@acts
def board_new(request: HttpRequest) -> HttpResponse:
    """Enter a board."""
    user = member(request)
    places = board_places(user)
    need(bool(places), "Chỉ cơ quan chỉ đạo của huyện và người của xã thêm ban.")
    form = BoardForm(
        request.POST or None,
        request.FILES or None,
        units=[(pk, name) for pk, name, _kind in places],
    )
    return act_page(
        request,
        form=form,
        words=Act("Thêm ban", "Thêm ban", reverse("campaigns:boards"), LIST),
        do=lambda: service.set_up_board(
            unit_id=int(form.cleaned_data["unit"]),
            text=form.text(),
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã thêm ban.",
        to=lambda made: reverse("campaigns:board", args=[made.uid]),
    )


@acts
def board_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a board, and its members with it."""
    user = member(request)
    row = _kept(user, uid)
    form = EndForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row, "Kết thúc ban?", "Kết thúc", "Ban và thành viên vẫn xem lại được theo ngày."
        ),
        do=lambda: service.end_board(
            board=row,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            actor=user,
        ),
        done="Đã ghi ngày kết thúc của ban.",
    )


@acts
def member_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a person to a board."""
    user = member(request)
    row = _kept(user, uid)
    start = row.valid.lower
    initial = {"since": f"{start:%d/%m/%Y}"} if start else {}
    form = MemberForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        words=_words(row, "Thêm thành viên", "Thêm thành viên"),
        do=lambda: service.add_member(board=row, member=form.member(), actor=user),
        done="Đã thêm thành viên.",
    )


@acts
def member_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the last day of a member."""
    user = member(request)
    boards = visible_boards(user)
    one = BoardMember.objects.select_related("board").filter(uid=uid, board__in=boards).first()
    if one is None:
        raise Http404(MISSING)
    row = _kept(user, one.board.uid)
    form = LastDayForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, f"{one.name} thôi tham gia?", "Ghi ngày thôi"),
        do=lambda: service.end_member(
            member=one, last_day=form.cleaned_data["last_day"], actor=user
        ),
        done="Đã ghi ngày thôi tham gia.",
    )
