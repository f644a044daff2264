"""Councils by decision and their seats."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.council_rules import may_keep_council, prepares_units
from awards.forms.councils import CouncilForm, LastDayForm, SeatForm
from awards.models import CouncilSeat
from awards.queries.councils import accounts_to_seat, visible_councils
from awards.services import councils as service
from awards.tables.councils import CouncilTable, range_words
from awards.views.council_pages import council_or_404, readers_only
from campaigns.forms.inspections import scan_of
from campaigns.queries.parties import parties_on
from communes.models import AdministrativeUnit
from communes.queries.register_rules import names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.queries.audit import history_of

LIST = "Hội đồng"


@readers_only
@require_safe
def councils(request: HttpRequest) -> HttpResponseBase:
    """Councils of the levels the person has to do with."""
    user = member(request)
    table = CouncilTable(visible_councils(user).order_by("-valid", "name"))
    context = {"adds": bool(prepares_units(user))}
    return show_list(request, "awards/council/councils.html", table, context, name="hoi-dong")


@readers_only
@require_safe
def council(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One council: who sits in it, since when, until when."""
    user, today = member(request), clock.today()
    row = council_or_404(user, uid)
    seats = list(row.seats.select_related("agency").order_by("order", "pk"))
    names = names_on({one.unit_id for one in seats if one.unit_id}, today)
    lines = [
        (
            one,
            names.get(one.unit_id or 0, one.agency.name if one.agency else ""),
            today in one.valid,
        )
        for one in seats
    ]
    context = {
        "row": row,
        "range": range_words(row),
        "lines": lines,
        "keeps": may_keep_council(user, row),
        "sessions": row.sessions.visible_to(user).order_by("-held_at")[:10],
        "history": history_of(row.uid),
    }
    return render(request, "awards/council/council.html", context)


@readers_only
@acts
def add(request: HttpRequest) -> HttpResponse:
    """Write a council."""
    user = member(request)
    mine = prepares_units(user)
    need(bool(mine), service.NOT_DESK)
    names = names_on(mine, clock.today())
    form = CouncilForm(request.POST or None, request.FILES or None, units=names.items())
    return act_page(
        request,
        form=form,
        words=Act("Ghi một Hội đồng", "Ghi Hội đồng", reverse("awards:councils"), LIST),
        do=lambda: service.make_council(
            unit=AdministrativeUnit.objects.get(pk=form.cleaned_data["unit"]),
            text=form.text(),
            actor=user,
            scan=scan_of(form),
        ),
        done="Đã ghi Hội đồng. Thêm thành viên theo quyết định.",
        to=lambda made: reverse("awards:council", args=[made.uid]),
    )


@readers_only
@acts
def add_seat(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give somebody a seat."""
    user = member(request)
    row = council_or_404(user, uid)
    need(may_keep_council(user, row), service.NOT_DESK)
    form = SeatForm(
        request.POST or None,
        users=accounts_to_seat(),
        places=[(one.value, one.name) for one in parties_on(clock.today())],
    )
    return act_page(
        request,
        form=form,
        words=Act(
            "Thêm thành viên Hội đồng", "Thêm", reverse("awards:council", args=[uid]), row.name
        ),
        do=lambda: service.add_seat(council=row, text=form.text(), actor=user),
        done="Đã thêm thành viên.",
    )


@readers_only
@acts
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The council's last day."""
    user = member(request)
    row = council_or_404(user, uid)
    need(may_keep_council(user, row), service.NOT_DESK)
    form = LastDayForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            f"Ghi ngày cuối của {row.name}", "Ghi", reverse("awards:council", args=[uid]), row.name
        ),
        do=lambda: service.end_council(council=row, actor=user, **form.cleaned_data),
        done="Đã ghi ngày cuối.",
    )


@readers_only
@acts
def end_seat(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A seat's last day."""
    user = member(request)
    seat = CouncilSeat.objects.select_related("council").filter(
        uid=uid, council__in=visible_councils(user)
    )
    row = seat.first()
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    need(may_keep_council(user, row.council), service.NOT_DESK)
    form = LastDayForm(request.POST or None)
    back = reverse("awards:council", args=[row.council.uid])
    return act_page(
        request,
        form=form,
        words=Act(f"{row.name} thôi thành viên Hội đồng", "Ghi", back, row.council.name),
        do=lambda: service.end_seat(seat=row, actor=user, **form.cleaned_data),
        done="Đã ghi ngày thôi thành viên.",
    )
