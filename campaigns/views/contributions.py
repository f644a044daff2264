"""The ledger of contributions: list, one row, sums against plan, and what writes them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.contribution_sheets import contribution_sheet
from campaigns.forms.contributions import (
    ContributionFilterForm,
    ContributionForm,
    ContributionPlanForm,
    TotalsForm,
)
from campaigns.models import Campaign, Contribution, ContributionPlan
from campaigns.queries.contribution_rules import MINUTES, lacks_minutes, rules_on
from campaigns.queries.contribution_totals import totals
from campaigns.queries.contributions import (
    contribution_rows,
    places_of,
    reading,
    units_of_ledger,
    visible_contributions,
    works_of,
)
from campaigns.queries.current import ASK, campaign_on
from campaigns.rules import leads, reads_campaigns
from campaigns.services import contributions as service
from campaigns.tables.contributions import ContributionTable
from communes.forms.registers import WhyForm
from communes.models import AdministrativeUnit, Work
from communes.queries.register_rules import kept_units, names_on, villages_of
from communes.rules import works_for_commune
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Huy động nguồn lực"
NOT_FOUND = "Không tìm thấy, hoặc bạn không được xem mục này."
readers_only = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


def running(request: HttpRequest) -> Campaign:
    """The campaign the page is about; 404 in a portal without any."""
    found = campaign_on(code=request.GET.get(ASK, ""))
    if found is None:
        raise Http404("Cổng chưa có phong trào nào. Quản trị nạp hoặc thêm phong trào trước.")
    return found


@readers_only
@require_safe
def contributions(request: HttpRequest) -> HttpResponseBase:
    """The ledger, newest first."""
    user, campaign = member(request), running(request)
    mine = reading(user)
    units = units_of_ledger(mine)
    form = ContributionFilterForm(request.GET or None, units=units)
    rows = contribution_rows(mine, campaign, form.asked())
    rule = rules_on(clock.today()).get(MINUTES)
    table = ContributionTable(rows, names=dict(units), mine=mine, minutes_rule=rule)
    return show_list(
        request,
        "campaigns/contributions/list.html",
        table,
        {"form": form, "keeps": works_for_commune(user), "rule": rule, "campaign": campaign},
        name="so-huy-dong",
        sheet=lambda found: contribution_sheet(
            found, names=places_of(found, clock.today()), mine=mine
        ),
    )


@readers_only
@require_safe
def contribution(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One row with its counter-entry, papers and works."""
    user = member(request)
    row = _row(user, uid)
    mine = reading(user)
    names = places_of([row], clock.today())
    rule = rules_on(row.on).get(MINUTES)
    keeps = row.unit_id in mine.own
    context = {
        "row": row,
        "words": service.amount_words(row),
        "unit_name": names.get(row.unit_id, ""),
        "village": names.get(row.village_id or 0, ""),
        "donor": mine.donor_of(row),
        "opens": keeps or mine.all_donors,
        "works": works_of(row),
        "counter": getattr(row, "counter", None),
        "lacks": lacks_minutes(row, rule),
        "rule": rule,
        "keeps": keeps and row.corrects_id is None and not hasattr(row, "counter"),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/contributions/row.html", context)


@readers_only
@require_safe
def contribution_totals(request: HttpRequest) -> HttpResponse:
    """Sums of a year by source, kind and unit, against plan and per household."""
    user, campaign = member(request), running(request)
    form = TotalsForm(request.GET or None)
    mine = reading(user)
    found = totals(mine, campaign, form.year(), units_of_ledger(mine))
    context = {
        "form": form,
        "found": found,
        "campaign": campaign,
        "own": mine.own,
        "leads": leads(user, campaign),
        "prints": mine.all_units or campaign.unit_id in mine.own,
        "rules": list(rules_on(clock.today()).values()),
    }
    return render(request, "campaigns/contributions/totals.html", context)


@readers_only
@acts
def add(request: HttpRequest) -> HttpResponse:
    """Write a row into the ledger."""
    user, campaign = member(request), running(request)
    need(works_for_commune(user), service.NOT_KEEPER)
    units = units_of_ledger(reading(user))
    kept = [(pk, name) for pk, name in units if pk in kept_units(user)]
    form = ContributionForm(
        request.POST or None,
        request.FILES or None,
        units=kept,
        villages=_villages(kept),
        works=_works(kept),
    )
    words = Act(
        "Ghi một khoản huy động",
        "Ghi vào sổ",
        reverse("campaigns:contributions"),
        LIST,
        lead="Dòng đã ghi không sửa được; ghi sai thì đảo dòng đó rồi ghi dòng đúng.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.add_contribution(
            campaign=campaign,
            text=form.text(),
            minutes=form.scan("minutes"),
            paper=form.scan("paper"),
            actor=user,
        ),
        done="Đã ghi vào sổ.",
        to=lambda made: reverse("campaigns:contribution", args=[made.uid]),
    )


@readers_only
@acts
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong row back by a counter-entry."""
    user = member(request)
    row = _row(user, uid)
    need(row.unit_id in kept_units(user), service.NOT_KEEPER)
    form = WhyForm(request.POST or None)
    words = Act(
        "Đảo dòng này?",
        "Đảo dòng",
        reverse("campaigns:contribution", args=[row.uid]),
        "Khoản huy động",
        lead=f"{service.amount_words(row)}, {row.get_source_display()}, ngày {row.on:%d/%m/%Y}. "
        "Dòng cũ vẫn hiện trong sổ, kèm lý do.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.take_back(row=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã đảo dòng.",
    )


@readers_only
@acts
def plan(request: HttpRequest, year: int, uid: UUID) -> HttpResponse:
    """What a unit plans to mobilise in a year, source by source."""
    user, campaign = member(request), running(request)
    seen = dict(units_of_ledger(reading(user)))
    unit = AdministrativeUnit.objects.filter(uid=uid, pk__in=seen).first()
    if unit is None:
        raise Http404(NOT_FOUND)
    need(
        unit.pk in kept_units(user) or leads(user, campaign),
        "Chỉ xã và cơ quan chủ trì phong trào ghi kế hoạch huy động.",
    )
    rows = list(ContributionPlan.objects.filter(campaign=campaign, unit=unit, year=year))
    form = ContributionPlanForm(
        request.POST or None,
        known={row.source: row.amount for row in rows},
        initial={"paper": rows[0].paper if rows else ""},
    )
    words = Act(
        f"Kế hoạch huy động năm {year}, {seen[unit.pk]}",
        "Lưu kế hoạch",
        f"{reverse('campaigns:contribution-totals')}?nam={year}",
        "Tổng hợp huy động",
        lead="Để trống nguồn chưa có kế hoạch: khác với 0.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.set_plan(
            campaign=campaign,
            unit_id=unit.pk,
            year=year,
            amounts=form.amounts(),
            paper=form.cleaned_data["paper"],
            actor=user,
        ),
        done="Đã lưu kế hoạch huy động.",
    )


def _row(user: User, uid: UUID) -> Contribution:
    found = visible_contributions(reading(user)).filter(uid=uid).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _villages(units: list[tuple[int, str]]) -> list[tuple[int, str]]:
    today = clock.today()
    return [(one.unit_id, one.name) for pk, _name in units for one in villages_of(pk, today)]


def _works(units: list[tuple[int, str]]) -> list[tuple[int, str]]:
    ids = [pk for pk, _name in units]
    rows = Work.objects.filter(unit_id__in=ids, withdrawn_at__isnull=True).order_by("name")
    several = len(ids) > 1
    names = names_on(ids, clock.today()) if several else {}
    return [
        (work.pk, f"{work.name} ({names[work.unit_id]})" if several else work.name) for work in rows
    ]
