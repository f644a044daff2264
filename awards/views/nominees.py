"""Nominees: list, page, what is confirmed of them, namesakes to judge."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.forms.nominees import FactForm, JudgeForm, NomineeFilterForm, NomineeForm
from awards.models import Namesake, Nominee, NomineeFact
from awards.nominee_rules import (
    books_of,
    kept_area,
    may_judge,
    may_keep_nominee,
    may_read_details,
    read_units,
)
from awards.queries.identity import group_of
from awards.queries.nominees import (
    awards_of,
    fact_lines,
    namesakes_of,
    namesakes_waiting,
    nominee_rows,
    same_person,
    visible_namesakes,
)
from awards.queries.places import communes_in, place_names, places_in
from awards.services import nominees as service
from awards.tables.law import NamesakeTable, NomineeTable, decision_words, period_words
from awards.views.law import readers_only
from communes.forms.registers import WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Đối tượng khen thưởng"


@readers_only
@require_safe
def nominees(request: HttpRequest) -> HttpResponseBase:
    """Nominees the person may see, by name."""
    user = member(request)
    form = NomineeFilterForm(request.GET or None, units=communes_in(read_units(user)))
    rows = nominee_rows(user, form.asked())
    names = place_names(set(rows.values_list("unit_id", flat=True)))
    context = {
        "form": form,
        "keeps": bool(kept_area(user)),
        "waiting": namesakes_waiting(user).count() if kept_area(user) else 0,
    }
    return show_list(
        request,
        "awards/nominees/list.html",
        NomineeTable(rows, names=names),
        context,
        name="doi-tuong-khen-thuong",
    )


@readers_only
@require_safe
def nominee(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A nominee with its awards, and what was confirmed of it."""
    user = member(request)
    row = _nominee(user, uid)
    group = group_of(row)
    others = same_person(row, group)
    awards = awards_of(user, group)
    keeps = may_keep_nominee(user, row)
    context = {
        "row": row,
        "place": place_names([row.unit_id]).get(row.unit_id, ""),
        "others": others,
        "awards": [(one, period_words(one), decision_words(one)) for one in awards],
        "pairs": namesakes_of(row) if keeps else [],
        "facts": fact_lines(row) if keeps else [],
        "keeps": keeps,
        "details": may_read_details(user, row),
        "writes": bool(books_of(user)),
        "history": history_of(row.uid) if keeps else [],
    }
    return render(request, "awards/nominees/one.html", context)


@readers_only
@acts
def add(request: HttpRequest) -> HttpResponse:
    """Add a nominee, or come to the one that is there."""
    user = member(request)
    units = kept_area(user)
    need(bool(units), service.NOT_DESK)
    form = NomineeForm(request.POST or None, places=places_in(units))
    return act_page(
        request,
        form=form,
        words=Act(
            "Thêm đối tượng",
            "Thêm đối tượng",
            reverse("awards:nominees"),
            LIST,
            lead="Đối tượng đã có (cùng tên, năm sinh, đơn vị) thì cổng mở trang đang có. Tên "
            "gần giống thì cổng nêu để bạn xác định, không tự nhập làm một.",
        ),
        do=lambda: service.find_or_make(text=form.text(), actor=user),
        done="Đã có đối tượng này trên cổng.",
        to=lambda made: reverse("awards:nominee", args=[made.uid]),
    )


@readers_only
@acts
def fact_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write what a body confirms of a nominee."""
    user = member(request)
    row = _nominee(user, uid)
    need(may_keep_nominee(user, row), service.NOT_DESK)
    form = FactForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi xác nhận",
            "Ghi xác nhận",
            reverse("awards:nominee", args=[uid]),
            row.name,
            lead="Kỷ luật, điều tra, thanh tra, khiếu nại, nợ đọng: ghi theo văn bản của nơi xác "
            "nhận. Chưa có văn bản thì để «chưa xác minh».",
        ),
        do=lambda: service.add_fact(nominee=row, text=form.text(), scan=form.scan(), actor=user),
        done="Đã ghi xác nhận.",
    )


@readers_only
@acts
def fact_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong confirmation back."""
    user = member(request)
    seen = NomineeFact.objects.filter(nominee__in=Nominee.objects.visible_to(user))
    fact = get_visible(_Those(seen.select_related("nominee")), user, uid=uid)
    need(may_keep_nominee(user, fact.nominee), service.NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            f"Rút xác nhận về {fact.get_kind_display()}?",
            "Rút xác nhận",
            reverse("awards:nominee", args=[fact.nominee.uid]),
            fact.nominee.name,
            lead="Dòng rút rồi vẫn được giữ, kèm lý do, và không tính nữa.",
        ),
        do=lambda: service.withdraw_fact(fact=fact, reason=form.cleaned_data["reason"], actor=user),
        done="Đã rút xác nhận.",
    )


@readers_only
@require_safe
def namesakes(request: HttpRequest) -> HttpResponseBase:
    """Pairs that nobody has judged yet."""
    user = member(request)
    rows = namesakes_waiting(user)
    units = {pk for pair in rows.values_list("one__unit_id", "other__unit_id") for pk in pair}
    return show_list(
        request,
        "awards/nominees/namesakes.html",
        NamesakeTable(rows, names=place_names(units)),
        {},
        name="doi-tuong-co-the-trung",
    )


@readers_only
@acts
def namesake(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two nominees side by side; say whether they are one."""
    user = member(request)
    pair: Namesake = get_visible(_Those(visible_namesakes(user)), user, uid=uid)
    form = JudgeForm(request.POST or None)
    judges = may_judge(user, pair)
    if request.method == "POST":
        need(judges, service.NOT_DESK)
    names = place_names([pair.one.unit_id, pair.other.unit_id])
    sides = [
        (row, names.get(row.unit_id, ""), [
            (one, period_words(one), decision_words(one)) for one in awards_of(user, [row.pk])
        ])
        for row in (pair.one, pair.other)
    ]  # fmt: skip
    return act_page(
        request,
        form=form,
        words=Act("Có phải một không?", "Xác định", reverse("awards:namesakes"), "Có thể trùng"),
        do=lambda: service.judge(
            namesake=pair,
            same=form.cleaned_data["same"] == "yes",
            reason=form.cleaned_data["reason"],
            actor=user,
        ),
        done="Đã ghi kết luận.",
        template="awards/nominees/namesake.html",
        context={"pair": pair, "sides": sides, "judges": judges},
    )


class _Those:
    """Lets `get_visible` ask for rows that were narrowed to a reader already."""

    def __init__(self, rows: object) -> None:
        self.rows = rows

    def visible_to(self, user: User) -> object:
        return self.rows


def _nominee(user: User, uid: UUID) -> Nominee:
    found: Nominee = get_visible(
        Nominee.objects.select_related("head", "same_as", "agency", "made_by"), user, uid=uid
    )
    return found
