"""Decisions: the list, one with its annex, deciding, and the golden book."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.decision_rules import may_decide, may_draft, may_register, may_verify
from awards.forms.decisions import DecideForm, DecisionFilterForm
from awards.forms.fund import FundFilterForm
from awards.nomination_rules import desk_units
from awards.queries import decisions as queries
from awards.queries.addresses import level_name
from awards.services import decisions as service
from awards.tables.decisions import BookTable, DecisionTable, paper_of, state_badge
from awards.views.decision_pages import act_on, decision_or_404, readers
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.vietnamese import format_number

LEADERS = "Chỉ người đứng đầu UBND cấp này quyết định khen thưởng."


@readers
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """All decisions the person may see."""
    user = member(request)
    form = DecisionFilterForm(request.GET or None, years=queries.years_of(user))
    table = DecisionTable(queries.decision_lines(user, form.asked()))
    context = {"form": form, "drafts": bool(desk_units(user))}
    return show_list(request, "awards/decisions/list.html", table, context, name="quyet-dinh")


@readers
@require_safe
def decision(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One decision: its state, the annex by groups, what may be done, what came after."""
    user = member(request)
    row = decision_or_404(user, uid)
    inside = row.unit_id in queries.inside_units(user)
    sheet = queries.sheet_of(row)
    context = {
        "row": row,
        "paper": paper_of(row),
        "badge": state_badge(row),
        "unit_name": level_name(row.unit_id, row.decided_on or clock.today()),
        "sheet": sheet,
        "money": inside,
        "changes": row.changes.select_related("award") if row.kind != "award" else (),
        "about": queries.changes_about(row),
        "notices": queries.notices_of(row) if inside else (),
        "drafts": may_draft(user, row),
        "decides": may_decide(user, row),
        "registers": may_register(user, row),
        "verifies": may_verify(user, row),
        "history": history_of(row.uid),
    }
    return render(request, "awards/decisions/one.html", context)


@acts
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader signs: amounts are frozen and held in the fund."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_decide(user, row), LEADERS)
    form = DecideForm(request.POST or None)
    sheet = queries.sheet_of(row)
    lead = f"«{row.title}»"
    if row.kind == "award":
        lead += (
            f": {len(sheet.lines)} trường hợp, tạm tính {format_number(sheet.total)} đồng theo "
            "lương cơ sở hôm nay. Số tiền chốt theo ngày quyết định và không đổi về sau."
        )
    return act_page(
        request,
        form=form,
        words=act_on(row, "Quyết định khen thưởng", "Quyết định", lead=lead, note=sheet.problem),
        do=lambda: service.decide(
            decision=row, decided_on=form.cleaned_data["decided_on"], actor=user
        ),
        done="Đã quyết định. Văn thư vào sổ, ghi số và ngày.",
    )


@readers
@require_safe
def book(request: HttpRequest) -> HttpResponseBase:
    """The golden book of the levels the person reads."""
    user = member(request)
    form = FundFilterForm(request.GET or None, years=queries.years_of(user))
    table = BookTable(queries.book_lines(user, form.year()))
    return show_list(request, "awards/decisions/book.html", table, {"form": form}, name="so-vang")
