"""The prize fund: list, ledger with balance by source, income, organising, overdraft, counter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.decision_rules import may_keep_fund, reads_funds
from awards.enums import LineKind
from awards.forms.decisions import scan_of
from awards.forms.fund import LineForm, OpenFundForm, OverdraftForm
from awards.models import FundLine, PrizeFund
from awards.models.fund import SIGNS
from awards.nomination_rules import desk_units
from awards.queries.addresses import level_name
from awards.queries.funds import funds_of, ledger, share_rule, sums_of
from awards.queries.levels import levels
from awards.services import fund as service
from awards.tables.decisions import FundRow, FundTable
from communes.forms.registers import WhyForm
from communes.models import AdministrativeUnit
from communes.queries.register_rules import money_words, names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.exports import listed, show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.sheets import Column, Value

LIST = "Quỹ thi đua, khen thưởng"
readers = requires(reads_funds, "Trang quỹ dành cho nơi thường trực và lãnh đạo UBND các cấp.")


@readers
@require_safe
def funds(request: HttpRequest) -> HttpResponseBase:
    """Funds of the person's levels."""
    user = member(request)
    rows = funds_of(user)
    sums = sums_of(rows)
    names = names_on([row.unit_id for row in rows], clock.today())
    table = FundTable([FundRow(row, names.get(row.unit_id, ""), sums[row.pk]) for row in rows])
    context = {"keeps": bool(desk_units(user))}
    return show_list(request, "awards/funds/list.html", table, context, name="quy-khen-thuong")


@readers
@require_safe
def fund(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One fund: balance by source and the ledger; as a file the ledger."""
    user = member(request)
    row = _fund(user, uid)
    lines = ledger(row)
    unit_name = level_name(row.unit_id, clock.today())
    columns = ("Ngày", "Loại", "Nguồn", "Thu", "Chi", "Chứng từ", "Người nhận, nộp", "Nội dung")
    file = listed(
        request,
        name=f"quy-{row.year}",
        title=f"Sổ quỹ thi đua, khen thưởng năm {row.year}, {unit_name}",
        columns=[Column(head, 22) for head in columns],
        rows=lambda: [_cells(line) for line in lines],
    )
    if file is not None:
        return file
    sums = sums_of([row])[row.pk]
    countered = {line.counter_of_id for line in lines if line.counter_of_id}
    keeps = may_keep_fund(user, row)
    context = {
        "row": row,
        "unit_name": unit_name,
        "sums": sums,
        "share": share_rule(sums, clock.today()),
        "lines": [
            (
                line,
                SIGNS[LineKind(line.kind)] * (-1 if line.counter_of_id else 1),
                line.pk in countered,
                keeps
                and line.kind in service.COUNTERED
                and not line.counter_of_id
                and line.pk not in countered,
            )
            for line in lines
        ],
        "keeps": keeps,
        "history": history_of(row.uid),
    }
    return render(request, "awards/funds/one.html", context)


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Begin the ledger of a year."""
    user = member(request)
    need(bool(desk_units(user)), service.KEEPERS)
    form = OpenFundForm(request.POST or None, units=levels(desk_units(user)))
    return act_page(
        request,
        form=form,
        words=Act("Lập quỹ", "Lập quỹ", reverse("awards:funds"), LIST),
        do=lambda: service.open_fund(
            unit=AdministrativeUnit.objects.get(pk=int(form.cleaned_data["unit"])),
            year=form.cleaned_data["year"],
            actor=user,
        ),
        done="Đã lập quỹ. Ghi các khoản thu.",
        to=lambda made: reverse("awards:fund", args=[made.uid]),
    )


@acts
def income(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter income."""
    user = member(request)
    row = _kept(user, uid)
    form = LineForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi thu vào quỹ", "Ghi thu"),
        do=lambda: service.take_in(fund=row, text=form.text(), scan=scan_of(form), actor=user),
        done="Đã ghi thu.",
    )


@acts
def organising(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a cost of organising; more than its share is refused or warned of, by the row."""
    user = member(request)
    row = _kept(user, uid)
    form = LineForm(request.POST or None, request.FILES or None)

    def spend() -> FundLine:
        line, warning = service.spend_on_organising(
            fund=row, text=form.text(), scan=scan_of(form), actor=user
        )
        if warning:
            messages.warning(request, warning)
        return line

    share = share_rule(sums_of([row])[row.pk], clock.today())
    lead = ""
    if share is not None:
        lead = f"{share.rule.title}: nhiều nhất {money_words(share.most)} theo số đã thu."
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi chi tổ chức", "Ghi chi", lead),
        do=spend,
        done="Đã ghi chi tổ chức.",
    )


@acts
def overdraft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the fund go below zero, as a paper allows."""
    user = member(request)
    row = _kept(user, uid)
    form = OverdraftForm(request.POST or None, initial={"paper": row.overdraft_paper})
    return act_page(
        request,
        form=form,
        words=_words(row, "Cho phép chi trước", "Ghi"),
        do=lambda: service.authorise_overdraft(
            fund=row,
            amount=form.cleaned_data["amount"],
            paper=form.cleaned_data["paper"],
            actor=user,
        ),
        done="Đã ghi mức được chi trước.",
    )


@acts
def counter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a wrong line by a counter-entry."""
    user = member(request)
    line: FundLine | None = (
        FundLine.objects.filter(uid=uid, fund__in=PrizeFund.objects.visible_to(user))
        .select_related("fund")
        .first()
    )
    if line is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    need(may_keep_fund(user, line.fund), service.KEEPERS)
    form = WhyForm(request.POST or None)
    kind = line.get_kind_display()
    return act_page(
        request,
        form=form,
        words=_words(
            line.fund, "Đảo bút toán?", "Đảo bút toán", f"{kind}: {money_words(line.amount)}."
        ),
        do=lambda: service.counter(line=line, reason=form.cleaned_data["reason"], actor=user),
        done="Đã ghi bút toán đảo.",
    )


def _cells(line: FundLine) -> list[Value]:
    sign = SIGNS[LineKind(line.kind)] * (-1 if line.counter_of_id else 1)
    kind = f"đảo: {line.get_kind_display()}" if line.counter_of_id else line.get_kind_display()
    return [
        line.on,
        kind,
        line.get_source_display(),
        line.amount if sign > 0 else None,
        line.amount if sign < 0 else None,
        line.paper,
        line.receiver or (line.award.shown_name if line.award else ""),
        line.note,
    ]


def _fund(user: User, uid: UUID) -> PrizeFund:
    found: PrizeFund = get_visible(PrizeFund.objects.select_related("unit"), user, uid=uid)
    return found


def _kept(user: User, uid: UUID) -> PrizeFund:
    row = _fund(user, uid)
    need(may_keep_fund(user, row), service.KEEPERS)
    return row


def _words(row: PrizeFund, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, reverse("awards:fund", args=[row.uid]), f"Quỹ {row.year}", lead=lead)
