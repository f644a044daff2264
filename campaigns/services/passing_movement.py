"""How support, membership of clusters and clusters themselves pass on when a place ends.

Old rows keep their agency, unit and cluster and end on the last day; a new row goes on from the
day of the change. Agency and unit of one row may both end: the row that goes on passes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from psycopg2.extras import DateRange

from campaigns.models import ClusterMember, EmulationCluster, SupportAssignment
from campaigns.queries.parties import party_names
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, Agency, UnitChange
from communes.services.passing_posts import lasts, since, successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

BY_AGENCY, BY_UNIT = "support_agency", "support_unit"
MEMBER, CLUSTER = "cluster_member", "cluster"


def support_by(place: Place, on: date) -> Iterable[Holding]:
    """What an agency helps."""
    if isinstance(place, Agency):
        yield from _support(BY_AGENCY, Q(agency=place), on)


def support_of(place: Place, on: date) -> Iterable[Holding]:
    """Who helps a unit."""
    if isinstance(place, AdministrativeUnit):
        yield from _support(BY_UNIT, Q(unit=place), on)


def _support(kind: str, whose: Q, on: date) -> Iterable[Holding]:
    rows = list(
        SupportAssignment.objects.living()
        .filter(whose & (Q(valid__contains=on) | Q(valid__startswith__gt=on)))
        .select_related("agency", "unit")
        .order_by("agency__order", "unit__order", "id")
    )
    names = party_names([row.unit_id for row in rows], [], on)
    for row in rows:
        yield Holding(
            kind=kind,
            uid=str(row.uid),
            title=f"{row.agency.name} giúp {names.of(row.unit_id, None)}",
            due=row.valid.upper - timedelta(days=1) if row.valid.upper else None,
            alias=f"{row.agency.code}/{row.unit.key}",
        )


def pass_support(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor helps, or is helped, from the day on; one that already does or is goes on."""
    row = _running(holding, change.date)
    if row is None:
        return
    span = since(row.valid, change.date)
    _end(row, actor, change, f"Chuyển theo {change.title}")
    by_agency = isinstance(successor, Agency)
    agency_id = successor.pk if by_agency else row.agency_id
    unit_id = row.unit_id if by_agency else successor.pk
    there = SupportAssignment.objects.living().filter(
        agency_id=agency_id, unit_id=unit_id, valid__overlap=span
    )
    if there.exists():
        return
    made = SupportAssignment.objects.create(
        agency_id=agency_id,
        unit_id=unit_id,
        within_id=row.within_id if by_agency else None,
        valid=span,
        paper_number=row.paper_number,
        paper_date=row.paper_date,
        note=row.note,
        follows=row,
        illustrative=row.illustrative,
        entered_by=actor,
    )
    audit.record(
        actor=actor,
        action="support.pass_on",
        subject=made,
        summary=f"{successor_name(successor, change.date)} tiếp tục theo {change.title}"[:500],
        data={"previous": str(row.uid), "change": str(change.uid)},
    )


def close_support(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It ends with the place and nobody follows."""
    row = _running(holding, change.date)
    if row is not None:
        _end(row, actor, change, reason or f"Kết thúc theo {change.title}")


def _running(holding: Holding, day: date) -> SupportAssignment | None:
    """The row, locked, or the one that went on from it, if any still runs on the day."""
    rows = SupportAssignment.objects.select_for_update(of=("self",))
    row: SupportAssignment | None = rows.get(uid=holding.uid)
    while row is not None and not lasts(row.valid, day):
        row = rows.filter(follows=row).first()
    return row


def _end(row: SupportAssignment, actor: User, change: UnitChange, reason: str) -> None:
    row.valid = _until(row.valid, change.date)
    row.ended_reason = reason[:300]
    row.save(update_fields=["valid", "ended_reason"])
    audit.record(
        actor=actor,
        action="support.end",
        subject=row,
        summary=reason[:500],
        data={"change": str(change.uid)},
    )


def _until(valid: DateRange, day: date) -> DateRange:
    """The range up to the day before; nothing of one that begins later."""
    if valid.lower is not None and valid.lower >= day:
        return DateRange(empty=True)
    return DateRange(valid.lower, day)


def memberships_of(place: Place, on: date) -> Iterable[Holding]:
    """Clusters the place is a member of."""
    whose = Q(agency=place) if isinstance(place, Agency) else Q(unit=place)
    rows = ClusterMember.objects.filter(whose, valid__contains=on)
    for row in rows.select_related("cluster").order_by("cluster__name", "id"):
        yield Holding(
            kind=MEMBER,
            uid=str(row.uid),
            title=f"Thành viên {row.cluster.name}",
        )


def pass_membership(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor is a member of the cluster from the day on, once."""
    row = _member(holding)
    span = since(row.valid, change.date)
    _leave(row, actor, change, f"Chuyển theo {change.title}")
    party = {"agency": successor} if isinstance(successor, Agency) else {"unit": successor}
    there = ClusterMember.objects.filter(cluster=row.cluster, valid__overlap=span, **party)
    if there.exists():
        return
    made = ClusterMember.objects.create(
        cluster=row.cluster, valid=span, note=row.note, entered_by=actor, **party
    )
    audit.record(
        actor=actor,
        action="cluster.pass_on",
        subject=made,
        summary=f"{successor_name(successor, change.date)} vào {row.cluster.name} "
        f"theo {change.title}"[:500],
        data={"previous": str(row.uid), "change": str(change.uid)},
    )


def close_membership(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The membership ends with the place."""
    _leave(_member(holding), actor, change, reason or f"Kết thúc theo {change.title}")


def _member(holding: Holding) -> ClusterMember:
    rows = ClusterMember.objects.select_for_update(of=("self",)).select_related("cluster")
    return rows.get(uid=holding.uid)


def _leave(row: ClusterMember, actor: User, change: UnitChange, reason: str) -> None:
    row.valid = _until(row.valid, change.date)
    row.ended_reason = reason[:300]
    row.save(update_fields=["valid", "ended_reason"])
    audit.record(
        actor=actor,
        action="cluster.member_end",
        subject=row,
        summary=f"{row.cluster.name}: {reason}"[:500],
        data={"change": str(change.uid)},
    )


def clusters_of(place: Place, on: date) -> Iterable[Holding]:
    """Clusters that a district or a commune has set up."""
    if not isinstance(place, AdministrativeUnit):
        return
    for row in EmulationCluster.objects.filter(unit=place, valid__contains=on).order_by("name"):
        yield Holding(kind=CLUSTER, uid=str(row.uid), title=row.name)


def pass_cluster(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor keeps the cluster; one of that name already there keeps its own."""
    assert isinstance(successor, AdministrativeUnit), "clusters pass between units"
    row = EmulationCluster.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    if EmulationCluster.objects.filter(unit=successor, name=row.name).exists():
        close_cluster(holding, actor, change, f"Đã có cụm, khối cùng tên theo {change.title}")
        return
    row.unit = successor
    row.save(update_fields=["unit"])
    audit.record(
        actor=actor,
        action="cluster.pass_on",
        subject=row,
        summary=f"{successor_name(successor, change.date)} giữ {row.name}"[:500],
        data={"change": str(change.uid)},
    )


def close_cluster(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The cluster ends with the unit that had set it up."""
    row = EmulationCluster.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    row.valid = _until(row.valid, change.date)
    row.save(update_fields=["valid"])
    audit.record(
        actor=actor,
        action="cluster.end",
        subject=row,
        summary=f"{row.name}: {reason or f'kết thúc theo {change.title}'}"[:500],
        data={"change": str(change.uid)},
    )


def register_support() -> None:
    """Called once, when the app starts."""
    for code, label, find, order in (
        (BY_AGENCY, "Cơ quan đang giúp xã, làng", support_by, 72),
        (BY_UNIT, "Đơn vị đang được giúp", support_of, 73),
    ):
        register(
            code,
            label,
            find,
            pass_support,
            close=close_support,
            close_label="Kết thúc phân công",
            ends_with_place=True,
            order=order,
        )


def register_clusters() -> None:
    """Called once, when the app starts."""
    register(
        MEMBER,
        "Thành viên cụm, khối thi đua",
        memberships_of,
        pass_membership,
        close=close_membership,
        close_label="Kết thúc tư cách thành viên",
        ends_with_place=True,
        order=74,
    )
    register(
        CLUSTER,
        "Cụm, khối thi đua của đơn vị",
        clusters_of,
        pass_cluster,
        close=close_cluster,
        close_label="Kết thúc cụm, khối",
        ends_with_place=True,
        on_the_day=True,
        order=75,
    )
