"""Drafts of decisions: from what the council recommended; words, lines and their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from awards.decision_rules import may_draft
from awards.enums import Capacity, FundSource
from awards.forms.decisions import DraftForm, PickForm, TextForm
from awards.models import Award, Nomination
from awards.nomination_rules import desk_units
from awards.queries.addresses import level_name
from awards.queries.decisions import Ready, ready_for
from awards.services import decisions as service
from awards.views.decision_pages import act_on, back_to, decision_or_404, line_or_404, readers
from communes.forms.review import PlainForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


@readers
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which round and session a new decision is about."""
    user = member(request)
    need(bool(desk_units(user)), service.DRAFTERS)
    return render(request, "awards/decisions/choose.html", {"ready": ready_for(user)})


@acts
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft a decision on the nominations of a round (of a session, or simplified)."""
    user = member(request)
    found = _ready(user, uid, request.GET.get("phien", ""))
    form = DraftForm(
        request.POST or None,
        rows=[(row.pk, _words(row)) for row in found.nominations],
        initial={
            "title": title_for(found.round.name),
            "capacity": Capacity.CHAIRMAN,
            "fund_source": FundSource.BUDGET,
            "chosen": [str(row.pk) for row in found.nominations],
        },
    )
    where = level_name(found.round.unit_id, clock.today())
    session = f"Theo biên bản «{found.session.title}»." if found.session else "Thủ tục đơn giản."
    return act_page(
        request,
        form=form,
        words=Act(
            f"Soạn quyết định của Chủ tịch UBND {where}",
            "Lập dự thảo",
            reverse("awards:decision-choose"),
            "Chọn đợt",
            lead=f"{found.round.name}. {session}",
        ),
        do=lambda: service.draft(
            award_round=found.round,
            session=found.session,
            nominations=[row for row in found.nominations if row.pk in form.ids()],
            text=form.text(),
            actor=user,
        ),
        done="Đã lập dự thảo. Xem phụ lục, đổi thứ tự nếu cần, rồi trình người quyết định.",
        to=back_to,
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the words over a draft."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), service.DRAFTERS)
    start = {name: getattr(row, name) for name in TextForm.base_fields}
    if row.memo_date:
        start["memo_date"] = f"{row.memo_date:%d/%m/%Y}"
    form = TextForm(request.POST or None, initial=start)
    return act_page(
        request,
        form=form,
        words=act_on(row, "Sửa dự thảo", "Ghi"),
        do=lambda: service.rewrite(decision=row, text=form.text(), actor=user),
        done="Đã ghi dự thảo.",
    )


@acts
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put more nominations of the same session into a draft."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), service.DRAFTERS)
    rows = [
        one
        for found in ready_for(user)
        if found.round.pk == row.round_id
        and (found.session.pk if found.session else None) == row.session_id
        for one in found.nominations
    ]
    form = PickForm(request.POST or None, rows=[(one.pk, _words(one)) for one in rows])
    return act_page(
        request,
        form=form,
        words=act_on(
            row,
            "Thêm đề nghị vào dự thảo",
            "Thêm",
            lead="" if rows else "Không còn đề nghị nào của đợt này chờ quyết định.",
        ),
        do=lambda: service.add_lines(
            decision=row, nominations=[one for one in rows if one.pk in form.ids()], actor=user
        ),
        done="Đã thêm vào dự thảo.",
    )


@acts
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a draft up."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), service.DRAFTERS)
    form = PlainForm(request.POST if request.method == "POST" else None)
    return act_page(
        request,
        form=form,
        words=act_on(
            row, "Bỏ dự thảo?", "Bỏ dự thảo", lead="Các đề nghị trở lại danh sách chờ quyết định."
        ),
        do=lambda: service.drop(decision=row, actor=user),
        done="Đã bỏ dự thảo.",
        to=lambda _row: reverse("awards:decisions"),
    )


@require_POST
def up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move a line up."""
    return _line(
        request, uid, lambda award, user: service.move_line(award=award, up=True, actor=user)
    )


@require_POST
def down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move a line down."""
    return _line(
        request, uid, lambda award, user: service.move_line(award=award, up=False, actor=user)
    )


@acts
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a line out of a draft."""
    user = member(request)
    award = line_or_404(user, uid)
    row = award.decision
    need(may_draft(user, row), service.DRAFTERS)
    form = PlainForm(request.POST if request.method == "POST" else None)
    return act_page(
        request,
        form=form,
        words=act_on(
            row, "Đưa khỏi dự thảo?", "Đưa khỏi dự thảo", lead=f"{award.name}, {award.type_name}."
        ),
        do=lambda: service.remove_line(award=award, actor=user),
        done="Đã đưa khỏi dự thảo.",
    )


def _line(request: HttpRequest, uid: UUID, do: Callable[[Award, User], object]) -> HttpResponse:
    user = member(request)
    award: Award = line_or_404(user, uid)
    try:
        do(award, user)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{back_to(award.decision)}#dong-{award.uid}")


def _ready(user: User, uid: UUID, session: str) -> Ready:
    need(bool(desk_units(user)), service.DRAFTERS)
    for found in ready_for(user):
        if found.round.uid == uid and session == (str(found.session.uid) if found.session else ""):
            return found
    raise Http404("Không có đề nghị nào của đợt này chờ quyết định. Chọn đợt khác.")


def title_for(round_name: str) -> str:
    """ "Về việc khen thưởng phong trào năm 2024" of «Đợt xét khen thưởng phong trào năm 2024»."""
    rest = re.sub(r"^đợt (xét )?khen thưởng\s+", "", round_name, flags=re.IGNORECASE)
    return f"Về việc khen thưởng {rest[:1].lower()}{rest[1:]}"


def _words(row: Nomination) -> str:
    return f"{row.nominee_name}, {row.award_type}"
