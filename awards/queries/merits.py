"""What the portal's own data say of a nominee: small functions by code, each with its source.

A figure gives words, numbers and a link. It says "met" only where the data leave no doubt; what
nobody has entered is unknown and stays so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from awards.enums import CollectiveForm, NomineeKind
from awards.merit_codes import (
    CHAINS,
    CONTRIBUTIONS,
    COOPERATIVES,
    DEBT,
    GUIDANCE,
    INITIATIVES,
    MODEL,
    OCOP,
    PLAN,
    PROPOSALS,
    REPORTS,
    STANDARD,
    SUPPORTED,
    TASKS,
    VILLAGE,
)
from awards.models import Nomination
from campaigns.contribution_enums import AMOUNT_UNITS, ContributionKind
from campaigns.models import (
    Cooperative,
    GuidanceDocument,
    Initiative,
    OcopProduct,
    PartyPlan,
    PolicyProposal,
    SupportAssignment,
    ValueChain,
)
from campaigns.queries.computed import TASKS as TASK_SHARE
from campaigns.queries.computed import share_of
from campaigns.queries.contribution_totals import groups
from campaigns.task_enums import ProposalState
from communes.enums import Standard
from communes.models import UnitVersion
from communes.queries.debt import construction_debt
from communes.queries.recognised import paper_words, recognised_on
from kbang_ntm.core.vietnamese import fold, format_date, format_number

NOBODY = "chưa có số liệu trên cổng"


@dataclass(frozen=True)
class Figure:
    """What the data say: `met` None where they do not decide; `url` leads to where they stand."""

    code: str
    label: str
    words: str
    numbers: dict[str, int] = field(default_factory=dict)
    url: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class About:
    """Whom a figure is about: the commune or village that is honoured itself, or the agency; where
    the nominee lives (a village with its commune) and its name, for registers that know names;
    the days of merit, both in them."""

    unit_id: int | None
    agency_id: int | None
    places: tuple[int, ...]
    name: str
    first: date
    last: date


def about(row: Nomination, day: date) -> About:
    """Who a nomination is about. One query."""
    nominee = row.nominee
    parent = (
        UnitVersion.objects.filter(unit_id=nominee.unit_id, valid__contains=day)
        .values_list("parent_id", flat=True)
        .first()
    )
    span = row.achievement
    last = min(date.fromordinal(span.upper.toordinal() - 1), day)
    collective = nominee.kind == NomineeKind.COLLECTIVE
    itself = collective and nominee.form in (CollectiveForm.COMMUNE, CollectiveForm.VILLAGE)
    return About(
        nominee.unit_id if itself else None,
        nominee.agency_id if collective else None,
        tuple(pk for pk in (nominee.unit_id, parent) if pk),
        fold(nominee.name),
        span.lower,
        last,
    )


Compute = Callable[[About], Figure]


def _recognised(code: str, label: str, *standards: str) -> Compute:
    def compute(who: About) -> Figure:
        words, found = [], 0
        for standard in standards:
            row = recognised_on(standard, who.last, [who.unit_id or 0]).get(who.unit_id or 0)
            if row is not None:
                found += 1
                words.append(f"{Standard(standard).label}: {paper_words(row)}")
        said = "; ".join(words) or f"cổng chưa ghi quyết định công nhận đến {_day(who.last)}"
        # No decision on the portal is not yet "not recognised": papers come late.
        return Figure(code, label, said, {"recognised": found}, met=True if found else None)

    return compute


def debt(who: About) -> Figure:
    """Construction debt on the last day of merit. Six queries."""
    label = "Nợ đọng xây dựng cơ bản"
    found = construction_debt(who.unit_id, on=who.last) if who.unit_id else None
    url = reverse("communes:works")
    if found is None:
        return Figure(DEBT, label, f"{NOBODY}: chưa có sổ công trình, văn bản về nợ", url=url)
    stated = found.stated
    met: bool | None = None
    if found.owed > 0 or (stated is not None and stated > 0):
        met = False
    elif (found.computed or stated == 0) and not found.contradicts:
        met = True
    numbers = {"owed": int(found.owed), "unknown": found.unknown, "works": found.works}
    return Figure(DEBT, label, found.words, numbers, url, met)


def _share(code: str, label: str, source: str, page: str) -> Compute:
    def compute(who: About) -> Figure:
        unit = None if who.agency_id else who.unit_id
        if unit is None and who.agency_id is None:
            return Figure(code, label, NOBODY, url=reverse(page))
        years = range(who.first.year, who.last.year + 1)
        shares = [share_of(source, unit, who.agency_id, year) for year in years]
        known = [(year, one) for year, one in zip(years, shares, strict=True) if one.known]
        url = reverse(page)
        if not known:
            return Figure(code, label, NOBODY, url=url)
        part, whole = (sum(getattr(one, name) for _y, one in known) for name in ("part", "whole"))
        words = "; ".join(f"năm {year}: {one.words}" for year, one in known)
        whole_met = True if part == whole else None
        return Figure(code, label, words, {"part": part, "whole": whole}, url, whole_met)

    return compute


def guidance(who: About) -> Figure:
    """Guidance the agency issued, and how much of it by its day. One query."""
    label, url = "Văn bản hướng dẫn", reverse("campaigns:guidance")
    rows = GuidanceDocument.objects.filter(
        agency_id=who.agency_id or 0,
        withdrawn_at__isnull=True,
        issued_on__range=(who.first, who.last),
    ).values_list("issued_on", "due")
    found = list(rows) if who.agency_id else []
    if not found:
        return Figure(GUIDANCE, label, NOBODY, url=url)
    due = [(on, by) for on, by in found if by is not None]
    in_time = sum(on <= by for on, by in due)
    words = f"{len(found)} văn bản; có hạn {len(due)}, đúng hạn {in_time}"
    numbers = {"issued": len(found), "with_due": len(due), "in_time": in_time}
    return Figure(GUIDANCE, label, words, numbers, url)


def proposals(who: About) -> Figure:
    """Proposals of policy the agency raised, and how many were accepted. One query."""
    label, url = "Đề xuất chính sách", reverse("campaigns:proposals")
    states: list[str] = []
    if who.agency_id:
        rows = PolicyProposal.objects.filter(
            agency_id=who.agency_id, raised_on__range=(who.first, who.last)
        ).exclude(state=ProposalState.WITHDRAWN)
        states = list(rows.values_list("state", flat=True))
    if not states:
        return Figure(PROPOSALS, label, NOBODY, url=url)
    accepted = states.count(ProposalState.ACCEPTED)
    words = f"{len(states)} đề xuất, được chấp nhận {accepted}"
    numbers = {"raised": len(states), "accepted": accepted}
    return Figure(PROPOSALS, label, words, numbers, url, True if accepted else None)


def supported(who: About) -> Figure:
    """Communes and villages the agency helps, and how many of them are recognised. Four
    queries."""
    label, url = "Xã, làng phụ trách", reverse("campaigns:support")
    units: list[int] = []
    if who.agency_id:
        rows = SupportAssignment.objects.filter(
            agency_id=who.agency_id, withdrawn_at__isnull=True, valid__overlap=(who.first, who.last)
        )
        units = sorted(set(rows.values_list("unit_id", flat=True)))
    if not units:
        return Figure(SUPPORTED, label, NOBODY, url=url)
    reached = set(recognised_on(Standard.NTM, who.last, units)) | set(
        recognised_on(Standard.VILLAGE, who.last, units)
    )
    words = f"{len(units)} xã, làng; {len(reached)} đã có quyết định công nhận đạt chuẩn"
    return Figure(SUPPORTED, label, words, {"units": len(units), "reached": len(reached)}, url)


def own_plan(who: About) -> Figure:
    """The unit's own plan of the movement. One query."""
    label, url = "Kế hoạch thực hiện phong trào", reverse("campaigns:party-plans")
    if who.unit_id is None:
        return Figure(PLAN, label, NOBODY, url=url)
    papers = PartyPlan.objects.filter(
        unit_id=who.unit_id, papers__withdrawn_at__isnull=True, papers__kind="plan"
    ).values_list("papers__number", "papers__on")
    found = [f"số {number or '…'} ngày {_day(on)}" for number, on in papers]
    if not found:
        return Figure(PLAN, label, NOBODY, url=url)
    return Figure(PLAN, label, "; ".join(found), {"plans": len(found)}, url, True)


def _book(who: About, rows: QuerySet[Any], *columns: str) -> list[Any]:
    """Rows of a register of the nominee's place that bear its name. One query."""
    found = rows.filter(unit_id__in=who.places, withdrawn_at__isnull=True)
    return [
        row
        for row in found
        if any(who.name and who.name in fold(str(getattr(row, column))) for column in columns)
    ]


def _address(slug: str) -> str:
    return reverse("campaigns:book", args=[slug])


def ocop(who: About) -> Figure:
    """OCOP products of the nominee that still hold their stars. One query."""
    rows = _book(who, OcopProduct.objects.all(), "producer", "name")
    alive = [row for row in rows if not row.expired_on(who.last)]
    url = _address("ocop")
    if not alive:
        return Figure(OCOP, "Sản phẩm OCOP", NOBODY, url=url)
    best = max(row.stars for row in alive)
    words = "; ".join(f"{row.name} ({row.stars} sao)" for row in alive)
    return Figure(OCOP, "Sản phẩm OCOP", words, {"products": len(alive), "stars": best}, url, True)


def initiatives(who: About) -> Figure:
    """Recognised initiatives of the nominee, and which are used already. One query."""
    label, url = "Sáng kiến được công nhận", _address("sang-kien")
    rows = _book(who, Initiative.objects.all(), "author")
    if not rows:
        return Figure(INITIATIVES, label, NOBODY, url=url)
    words = "; ".join(
        f"{row.name}" + (f" (đã dùng: {row.used_for})" if row.used_for else "") for row in rows
    )
    free = sum(not row.used_for for row in rows)
    numbers = {"initiatives": len(rows), "unused": free}
    return Figure(INITIATIVES, label, words, numbers, url, True if free else None)


def cooperatives(who: About) -> Figure:
    """The cooperative in its register. One query."""
    rows = _book(who, Cooperative.objects.all(), "name")
    url = _address("hop-tac-xa")
    if not rows:
        return Figure(COOPERATIVES, "Hợp tác xã", NOBODY, url=url)
    words = "; ".join(f"{row.name}: {row.get_working_display()}" for row in rows)
    return Figure(COOPERATIVES, "Hợp tác xã", words, {"cooperatives": len(rows)}, url)


def chains(who: About) -> Figure:
    """Value chains the nominee stands in. One query."""
    rows = _book(who, ValueChain.objects.all(), "name", "buyer")
    url = _address("chuoi-lien-ket")
    if not rows:
        return Figure(CHAINS, "Chuỗi liên kết", NOBODY, url=url)
    homes = sum(row.households or 0 for row in rows)
    words = "; ".join(row.name for row in rows)
    numbers = {"chains": len(rows), "households": homes}
    return Figure(CHAINS, "Chuỗi liên kết", words, numbers, url, True)


def contributions(who: About) -> Figure:
    """What the ledger of contributions holds under the nominee's name. One query."""
    label, url = "Đóng góp", reverse("campaigns:contributions")
    found = [
        one
        for one in groups(
            donor_key=who.name, unit_id__in=who.places, on__range=(who.first, who.last)
        )
        if one.amount
    ]
    if not found or not who.name:
        return Figure(CONTRIBUTIONS, label, NOBODY, url=url)
    words = "; ".join(
        f"{format_number(one.amount)} {AMOUNT_UNITS.get(one.kind) or 'hiện vật'}".strip()
        + f" ({ContributionKind(one.kind).label})"
        for one in found
    )
    return Figure(CONTRIBUTIONS, label, words, {"kinds": len(found)}, url, True)


def _day(day: date) -> str:
    return format_date(day)


FIGURES: dict[str, Compute] = {
    STANDARD: _recognised(STANDARD, "Công nhận đạt chuẩn", Standard.NTM, Standard.ADVANCED),
    MODEL: _recognised(MODEL, "Công nhận kiểu mẫu", Standard.MODEL),
    VILLAGE: _recognised(VILLAGE, "Công nhận làng nông thôn mới", Standard.VILLAGE),
    DEBT: debt,
    TASKS: _share(TASKS, "Nhiệm vụ đúng hạn", TASK_SHARE, "campaigns:tasks"),
    REPORTS: _share(REPORTS, "Báo cáo đúng hạn", "reports_on_time", "campaigns:statements"),
    GUIDANCE: guidance,
    PROPOSALS: proposals,
    SUPPORTED: supported,
    PLAN: own_plan,
    OCOP: ocop,
    INITIATIVES: initiatives,
    COOPERATIVES: cooperatives,
    CHAINS: chains,
    CONTRIBUTIONS: contributions,
}


def figure(code: str, who: About) -> Figure:
    """The figure of that code; KeyError for an unknown one."""
    return FIGURES[code](who)
