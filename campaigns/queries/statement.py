"""What each unit and agency did in the movement in a year, with where every figure comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from campaigns.cluster_enums import PledgeState
from campaigns.models import (
    ClusterMember,
    Pledge,
    PledgeResult,
    PledgeTarget,
    RankingSnapshot,
    SupportAssignment,
    SupportVisit,
)
from campaigns.queries.clusters import newest_results, whole_year
from campaigns.queries.computed import TASKS, UNKNOWN, Share, share_of
from campaigns.queries.parties import agencies_on, communes_on
from campaigns.queries.scoring import FrozenPlace, frozen_places
from campaigns.queries.shortfalls import UnitStand, stands_of
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, Agency, Recognition, UnitVersion
from communes.queries.debt import debt_figures
from communes.queries.register_rules import kept_units, names_on
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, format_date, format_number


@dataclass(frozen=True)
class Fact:
    """One line of a statement: what, how it stands, from where; `known` False: chưa có số liệu."""

    label: str
    words: str
    source: str = ""
    known: bool = True


@dataclass(frozen=True)
class PledgedTarget:
    """A target of the signed pledge and what became of it."""

    target: PledgeTarget
    result: PledgeResult | None


@dataclass(frozen=True)
class Statement:
    """One page: the unit or agency, the year, facts in order, pledge and rank."""

    name: str
    year: int
    facts: tuple[Fact, ...]
    stand: UnitStand | None
    pledge: Pledge | None
    targets: tuple[PledgedTarget, ...]
    illustrative: bool


def seen_units(user: User) -> frozenset[int] | None:
    """Units whose statements the person opens; None for all."""
    if reach(user).reads_district or is_administrator(user):
        return None
    return kept_units(user)


def last_day(year: int) -> date:
    """The day on which a year is looked at: its last one, or today while it runs."""
    return min(clock.today(), date(year, 12, 31))


def statement(unit: AdministrativeUnit | None, agency: Agency | None, year: int) -> Statement:
    """The whole statement of one unit or agency; about twenty queries."""
    unit_id, agency_id = unit.pk if unit else None, agency.pk if agency else None
    whose = Q(member__unit=unit) if unit else Q(member__agency=agency)
    pledge = (
        Pledge.objects.filter(whose, year=year, state=PledgeState.SIGNED)
        .select_related("paper_file")
        .first()
    )
    targets = list(pledge.targets.order_by("order")) if pledge else []
    results = newest_results([one.pk for one in targets])
    stand = stands_of([unit_id], year=year).get(unit_id) if unit_id else None
    facts = [
        *_of_unit(unit, year, stand),
        _share("Báo cáo tiến độ đúng hạn", "reports_on_time", unit_id, agency_id, year),
        _share("Nhiệm vụ đúng hạn", TASKS, unit_id, agency_id, year),
        _share("Chỉ tiêu giao ước đạt", "pledge_reached", unit_id, agency_id, year),
        _rank(unit, agency, year),
        *_support(unit, agency, year),
    ]
    if unit is None:
        facts = [one for one in facts if one.label != "Báo cáo tiến độ đúng hạn"]
        name = agency.name if agency else ""
    else:
        name = names_on([unit.pk], last_day(year)).get(unit.pk, unit.key)
    return Statement(
        name=name,
        year=year,
        facts=tuple(facts),
        stand=stand,
        pledge=pledge,
        targets=tuple(PledgedTarget(one, results.get(one.pk)) for one in targets),
        illustrative=bool((stand and stand.illustrative) or (pledge and pledge.illustrative)),
    )


def _share(label: str, code: str, unit_id: int | None, agency_id: int | None, year: int) -> Fact:
    share: Share = share_of(code, unit_id, agency_id, year)
    return Fact(label, share.words, "số liệu của cổng" if share.known else "", share.known)


def _unknown(label: str, why: str = "") -> Fact:
    return Fact(label, f"{UNKNOWN}: {why}" if why else UNKNOWN, known=False)


def _of_unit(unit: AdministrativeUnit | None, year: int, stand: UnitStand | None) -> Iterable[Fact]:
    """Criteria with the year before, recognitions and debt of a commune."""
    if unit is None or unit.level == UnitKind.TOWNSHIP:
        return
    label = "Tiêu chí đạt"
    if stand is None:
        yield _unknown(label, f"không có báo cáo tiến độ đã gửi của năm {year}")
    else:
        before = stands_of([unit.pk], year=year - 1).get(unit.pk)
        change = ""
        if before is not None and before.total == stand.total:
            change = f", năm trước {before.met}/{before.total}"
        yield Fact(label, f"{stand.met}/{stand.total}{change}", stand.source)
    rows = Recognition.objects.filter(unit=unit, decision_date__year=year)
    found = [f"{row.get_standard_display()}, {row.get_state_display()}" for row in rows]
    yield Fact(
        "Quyết định công nhận trong năm",
        "; ".join(found) or "cổng không ghi quyết định nào",
        "sổ công nhận",
    )
    debt = debt_figures([unit.pk], on=last_day(year)).get(unit.pk)
    if debt is None or not debt.computed:
        yield _unknown("Nợ xây dựng cơ bản", "sổ công trình chưa đủ số")
    else:
        words = f"còn nợ {format_number(debt.owed)} đồng" if debt.owed else "không nợ"
        yield Fact("Nợ xây dựng cơ bản", words, "sổ công trình, chỉ tính Chương trình NTM")


def _rank(unit: AdministrativeUnit | None, agency: Agency | None, year: int) -> Fact:
    label = "Xếp hạng trong cụm, khối"
    member = _members(unit, agency, year).first()
    if member is None:
        return _unknown(label, "không là thành viên cụm, khối nào")
    snapshot = (
        RankingSnapshot.objects.filter(sheet__cluster=member.cluster, sheet__year=year)
        .select_related("sheet")
        .first()
    )
    place = _place(snapshot, member) if snapshot else None
    if snapshot is None or place is None:
        return _unknown(label, f"{member.cluster.name} chưa thống nhất kết quả")
    many = len(frozen_places(snapshot))
    minutes = f"biên bản ngày {format_date(snapshot.sheet.minutes_date)}" if (
        snapshot.sheet.minutes_date
    ) else ""  # fmt: skip
    words = f"hạng {place.rank}/{many}, {format_number(place.total)} điểm, {member.cluster.name}"
    return Fact(label, f"{words}. {place.why}" if place.why else words, minutes)


def _place(snapshot: RankingSnapshot, member: ClusterMember) -> FrozenPlace | None:
    rows = frozen_places(snapshot)
    return next((row for row in rows if row.member == str(member.uid)), None)


def _members(
    unit: AdministrativeUnit | None, agency: Agency | None, year: int
) -> QuerySet[ClusterMember]:
    whose = Q(unit=unit) if unit else Q(agency=agency)
    rows = ClusterMember.objects.filter(whose, valid__overlap=whole_year(year))
    return rows.select_related("cluster").order_by("-valid")


def _support(unit: AdministrativeUnit | None, agency: Agency | None, year: int) -> Iterable[Fact]:
    """Of a unit who came; of an agency whom it helped, how far those are, how often it went."""
    whose = Q(unit=unit) if unit else Q(agency=agency)
    visits = SupportVisit.objects.living().filter(whose, on__year=year).count()
    helped = list(
        SupportAssignment.objects.living()
        .filter(whose, valid__overlap=whole_year(year))
        .select_related("agency")
    )
    source = "sổ phân công giúp đỡ"
    if unit is not None:
        names = ", ".join(dict.fromkeys(row.agency.short_name for row in helped))
        yield Fact("Cơ quan giúp đỡ", names or "không có phân công", source)
        yield Fact("Chuyến làm việc đã đón", f"{visits} chuyến", source)
        return
    ids = {row.unit_id for row in helped}
    names_ = names_on(ids, last_day(year)) if ids else {}
    stands = stands_of(ids, year=year) if ids else {}
    words = [
        f"{names_.get(pk, '')} {stands[pk].met}/{stands[pk].total} tiêu chí"
        if pk in stands
        else f"{names_.get(pk, '')} {UNKNOWN}"
        for pk in sorted(ids)
    ]
    yield Fact("Đơn vị được giao giúp đỡ", "; ".join(words) or "không có phân công", source)
    yield Fact("Chuyến làm việc đã ghi", f"{visits} chuyến", source)


@dataclass(frozen=True)
class StatementLine:
    """A unit or agency in the list of a year."""

    uid: UUID
    name: str
    stand: str
    place: str
    pledge: str


def statement_lines(user: User, year: int, words: str = "") -> list[StatementLine]:
    """Agencies and communes of the year's last day that the person may open. Nine queries at
    most."""
    on, seen = last_day(year), seen_units(user)
    parties = [*communes_on(on), *(agencies_on(on) if seen is None else [])]
    if seen is not None:
        parties = [one for one in parties if one.unit_id in seen]
    units = [one.unit_id for one in parties if one.unit_id]
    uids = {
        **{("u", pk): uid for pk, uid in AdministrativeUnit.objects.filter(
            pk__in=units
        ).values_list("pk", "uid")},
        **{("a", pk): uid for pk, uid in Agency.objects.values_list("pk", "uid")},
    }  # fmt: skip
    stands, places, pledges = stands_of(units, year=year), _places(year), _pledges(year)
    wanted = fold(words).split()
    found = []
    for one in parties:
        key = ("u", one.unit_id) if one.unit_id else ("a", one.agency_id or 0)
        if not all(word in fold(one.name) for word in wanted):
            continue
        stand = stands.get(one.unit_id or 0)
        found.append(
            StatementLine(
                uid=uids[key],
                name=one.name,
                stand=f"{stand.met}/{stand.total}" if stand else "",
                place=places.get((one.unit_id, one.agency_id), ""),
                pledge=pledges.get((one.unit_id, one.agency_id), ""),
            )
        )
    return found


def _places(year: int) -> dict[tuple[int | None, int | None], str]:
    """{(unit id, agency id): "2/5, Cụm số 1"}. Two queries."""
    found: dict[str, str] = {}
    for row in RankingSnapshot.objects.filter(sheet__year=year).select_related("sheet__cluster"):
        rows = frozen_places(row)
        for place in rows:
            found[place.member] = f"{place.rank}/{len(rows)}, {row.sheet.cluster.name}"
    members = ClusterMember.objects.filter(uid__in=found) if found else ()
    return {(one.unit_id, one.agency_id): found[str(one.uid)] for one in members}


def _pledges(year: int) -> dict[tuple[int | None, int | None], str]:
    """{(unit id, agency id): "đã ký 15/02/2025"}. One query."""
    rows = Pledge.objects.filter(year=year, state=PledgeState.SIGNED).values_list(
        "member__unit_id", "member__agency_id", "signed_on"
    )
    return {(unit, agency): f"đã ký {format_date(on)}" for unit, agency, on in rows if on}


def unit_or_agency(uid: UUID, user: User) -> tuple[AdministrativeUnit | None, Agency | None]:
    """The unit or agency of that uid the person may read about; (None, None) else."""
    seen = seen_units(user)
    unit = AdministrativeUnit.objects.filter(
        uid=uid, level__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.VILLAGE]
    ).first()
    if unit is not None:
        village = seen is not None and UnitVersion.objects.filter(unit=unit, parent_id__in=seen)
        allowed = seen is None or unit.pk in seen or (village and village.exists())
        return (unit, None) if allowed else (None, None)
    agency = Agency.objects.filter(uid=uid).first() if seen is None else None
    return None, agency
