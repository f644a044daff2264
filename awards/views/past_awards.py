"""The register of past awards: list, one row, what writes, proves and withdraws it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.award_sheets import register_sheet
from awards.forms.past_awards import AwardFilterForm, PastAwardForm, VerifyForm
from awards.models import Nominee, PastAward
from awards.nominee_rules import books_of, may_keep_book, read_units
from awards.queries.law import award_names
from awards.queries.nominees import past_award_rows
from awards.queries.places import communes_in, place_names
from awards.queries.rounds import type_names
from awards.services import past_awards as service
from awards.tables.law import PastAwardTable, decision_words, period_words
from awards.views.law import readers_only
from communes.forms.registers import WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Sổ khen thưởng"


@readers_only
@require_safe
def past_awards(request: HttpRequest) -> HttpResponseBase:
    """«Sổ khen thưởng» as the person may see it."""
    user = member(request)
    form = AwardFilterForm(request.GET or None, units=communes_in(read_units(user)))
    rows = past_award_rows(user, form.asked())
    names = place_names(set(rows.values_list("nominee__unit_id", flat=True)))
    return show_list(
        request,
        "awards/past/list.html",
        PastAwardTable(rows, names=names),
        {"form": form, "keeps": bool(books_of(user))},
        name="so-khen-thuong",
        sheet=lambda found: register_sheet(found, names),
    )


@readers_only
@require_safe
def past_award(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One row of the register."""
    user = member(request)
    row = _row(user, uid)
    names = place_names([row.unit_id, row.nominee.unit_id])
    context = {
        "row": row,
        "period": period_words(row),
        "decision": decision_words(row),
        "place": names.get(row.nominee.unit_id, ""),
        "book": names.get(row.unit_id, ""),
        "type_name": type_names([row.type_code], clock.today()).get(row.type_code, row.type_name),
        "keeps": may_keep_book(user, row.unit_id) and row.withdrawn_at is None,
        "sees_nominee": Nominee.objects.visible_to(user).filter(pk=row.nominee_id).exists(),
        "history": history_of(row.uid),
    }
    return render(request, "awards/past/one.html", context)


@readers_only
@acts
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write an earlier award of a nominee."""
    user = member(request)
    nominee: Nominee = get_visible(Nominee.objects, user, uid=uid)
    books = book_choices(user)
    need(bool(books), service.NOT_KEEPER)
    form = PastAwardForm(
        request.POST or None, request.FILES or None, books=books, types=award_names()
    )
    return act_page(
        request,
        form=form,
        words=Act(
            f"Ghi khen thưởng đã có: {nominee.name}",
            "Ghi vào sổ",
            reverse("awards:nominee", args=[uid]),
            nominee.name,
            lead="Dòng đã ghi không sửa; ghi sai thì rút dòng đó rồi ghi dòng đúng.",
        ),
        do=lambda: service.add_past_award(
            nominee=nominee,
            unit_id=int(form.cleaned_data["unit"]),
            text=form.text(),
            scan=form.scan(),
            actor=user,
        ),
        done="Đã ghi vào sổ khen thưởng.",
        to=lambda made: reverse("awards:past-award", args=[made.uid]),
    )


@readers_only
@acts
def verify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that the decision was seen."""
    user = member(request)
    row = _row(user, uid)
    need(may_keep_book(user, row.unit_id), service.NOT_KEEPER)
    form = VerifyForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Đã đối chiếu quyết định?", "Ghi đã đối chiếu"),
        do=lambda: service.verify_past_award(
            row=row, scan=form.scan(), note=form.cleaned_data["note"], actor=user
        ),
        done="Đã ghi là đối chiếu quyết định.",
    )


@readers_only
@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong row out of the register."""
    user = member(request)
    row = _row(user, uid)
    need(may_keep_book(user, row.unit_id), service.NOT_KEEPER)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Rút khỏi sổ khen thưởng?", "Rút dòng này"),
        do=lambda: service.withdraw_past_award(
            row=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút khỏi sổ khen thưởng.",
    )


def book_choices(user: User) -> list[tuple[int, str]]:
    """Levels whose register the person keeps, by name."""
    return sorted(place_names(books_of(user)).items(), key=lambda one: one[1])


def _words(row: PastAward, title: str, button: str) -> Act:
    return Act(
        title,
        button,
        reverse("awards:past-award", args=[row.uid]),
        LIST,
        lead=f"{row.type_name}, {row.nominee.name}, {decision_words(row)}.",
    )


def _row(user: User, uid: UUID) -> PastAward:
    found: PastAward = get_visible(
        PastAward.objects.select_related("nominee", "by", "file", "withdrawn_by", "batch"),
        user,
        uid=uid,
    )
    return found
