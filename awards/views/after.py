"""After a decision: certificates handed over, prizes paid and signed for, money taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.decision_rules import may_draft
from awards.enums import AwardState
from awards.forms.decisions import DeliverForm, PayForm, ReturnForm
from awards.queries.addresses import level_name
from awards.queries.decisions import inside_units, sheet_of
from awards.services import paying
from awards.views.decision_pages import act_on, decision_or_404, line_or_404, readers
from communes.queries.register_rules import money_words
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.vietnamese import amount_in_words


@acts
def deliver(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note the handing over of certificates."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), paying.PAYERS)
    awards = list(
        row.awards.filter(state=AwardState.VALID, delivered_on__isnull=True).order_by("order")
    )
    form = DeliverForm(
        request.POST or None,
        rows=[(one.pk, f"{one.order}. {one.shown_name}") for one in awards],
        initial={"chosen": [str(one.pk) for one in awards]},
    )
    lead = "" if awards else "Tất cả đã trao."
    return act_page(
        request,
        form=form,
        words=act_on(row, "Ghi việc trao khen thưởng", "Ghi đã trao", lead=lead),
        do=lambda: paying.deliver(
            decision=row,
            awards=[one for one in awards if one.pk in form.ids()],
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            actor=user,
        ),
        done="Đã ghi việc trao.",
    )


@acts
def pay(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter the payment of prizes."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), paying.PAYERS)
    lines = [line for line in sheet_of(row).lines if line.held]
    form = PayForm(
        request.POST or None,
        rows=[
            (
                line.award.pk,
                f"{line.award.order}. {line.award.shown_name}: {money_words(line.award.amount)}",  # type: ignore[arg-type]  # held money has an amount
            )
            for line in lines
        ],
        initial={"chosen": [str(line.award.pk) for line in lines]},
    )
    lead = "" if lines else "Không còn tiền thưởng nào đang giữ để chi theo quyết định này."
    return act_page(
        request,
        form=form,
        words=act_on(row, "Ghi chi tiền thưởng", "Ghi đã chi", lead=lead),
        do=lambda: paying.pay(
            decision=row,
            awards=[line.award for line in lines if line.award.pk in form.ids()],
            text=paying.PayText(form.cleaned_data["on"], form.cleaned_data["paper"], {}),
            actor=user,
        ),
        done="Đã ghi chi tiền thưởng vào sổ quỹ.",
    )


@readers
@require_safe
def pay_list(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list to sign for the money; prints on A4."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(row.unit_id in inside_units(user), paying.PAYERS)
    sheet = sheet_of(row)
    context = {
        "row": row,
        "sheet": sheet,
        "unit_name": level_name(row.unit_id, row.decided_on or clock.today()),
        "words": amount_in_words(sheet.total) if sheet.total else "",
    }
    return render(request, "awards/decisions/pay_list.html", context)


@acts
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter that a prize was paid back."""
    user = member(request)
    award = line_or_404(user, uid)
    need(may_draft(user, award.decision), paying.PAYERS)
    form = ReturnForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=act_on(
            award.decision, "Ghi thu hồi tiền thưởng", "Ghi đã thu hồi", lead=award.shown_name
        ),
        do=lambda: paying.take_back(
            award=award,
            on=form.cleaned_data["on"],
            paper=form.cleaned_data["paper"],
            actor=user,
        ),
        done="Đã ghi thu hồi vào sổ quỹ.",
    )
