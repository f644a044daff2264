"""Clusters: their names, members by date, and the head of each year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from psycopg2.extras import DateRange

from campaigns.cluster_rules import keeps_cluster, keeps_clusters_of
from campaigns.enums import ClusterKind
from campaigns.models import ClusterHead, ClusterMember, EmulationCluster
from campaigns.queries.clusters import joinable, member_names, whole_year
from communes.services.register_papers import clean_text
from communes.services.register_parts import FIRST_YEAR
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

KEEPERS = (
    "Chỉ Văn phòng Điều phối, Phòng Nội vụ giữ cụm, khối của huyện; người của xã giữ cụm, khối "
    "của xã."
)


@dataclass(frozen=True)
class ClusterText:
    """What is written of a cluster; `last` None until further notice."""

    kind: str
    name: str
    first: date
    last: date | None = None
    paper: str = ""
    note: str = ""


@transaction.atomic
def add_cluster(*, unit_id: int, text: ClusterText, actor: User) -> EmulationCluster:
    """Set up a cluster of a district or commune. Raises NotAllowed, Refused (`no_name`, `kind`,
    `dates`, `same_name`)."""
    if not keeps_clusters_of(actor, unit_id):
        raise NotAllowed("not_allowed", KEEPERS)
    values = _columns(text)
    _check_name(unit_id, str(values["name"]), None)
    row = EmulationCluster.objects.create(unit_id=unit_id, **values)
    _tell(actor, row, "add", f"Lập {row.name}")
    return row


@transaction.atomic
def change_cluster(
    *, cluster: EmulationCluster, text: ClusterText, actor: User
) -> EmulationCluster:
    """Mend what is written of a cluster; older words stay in its history. Raises as
    `add_cluster`."""
    row = _lock(cluster, actor)
    values = _columns(text)
    _check_name(row.unit_id, str(values["name"]), row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _tell(actor, row, "change", f"Sửa thông tin {row.name}")
    return row


@transaction.atomic
def add_member(
    *,
    cluster: EmulationCluster,
    unit_id: int | None,
    agency_id: int | None,
    first: date,
    note: str = "",
    actor: User,
) -> ClusterMember:
    """Take a unit or an agency into the cluster from a day on.

    Raises NotAllowed, Refused (`over`, `not_joinable`, `elsewhere`).
    """
    row = _lock(cluster, actor)
    if first not in row.valid:
        raise Refused("over", f"{row.name} không hoạt động ngày {first:%d/%m/%Y}.")
    span = DateRange(first, row.valid.upper)
    party = {"unit_id": unit_id} if unit_id else {"agency_id": agency_id}
    other = (
        ClusterMember.objects.filter(cluster__unit_id=row.unit_id, valid__overlap=span, **party)
        .select_related("cluster")
        .first()
    )
    if other is not None:
        raise Refused(
            "elsewhere",
            f"Đơn vị đang là thành viên {other.cluster.name} trong thời gian này. Ghi ngày rời "
            "cụm, khối đó trước.",
        )
    allowed = {(one.unit_id, one.agency_id) for one in joinable(row, first)}
    if (unit_id, agency_id) not in allowed:
        raise Refused("not_joinable", "Chọn cơ quan hoặc đơn vị trong danh sách của ngày đó.")
    member = ClusterMember.objects.create(
        cluster=row,
        unit_id=unit_id,
        agency_id=agency_id,
        valid=DateRange(first, None),
        note=clean_text(note, 300),
        entered_by=actor,
    )
    words = f"{_name(member)} vào từ {first:%d/%m/%Y}"
    _tell(actor, row, "member", words, member=str(member.uid))
    return member


@transaction.atomic
def end_member(*, member: ClusterMember, last: date, reason: str, actor: User) -> ClusterMember:
    """Set a member's last day. Raises NotAllowed, Refused (`dates`, `no_reason`)."""
    cluster = _lock(member.cluster, actor)
    row = ClusterMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    upper = last + timedelta(days=1)
    if row.valid.lower is not None and last < row.valid.lower:
        raise Refused("dates", f"Ngày cuối không thể trước ngày vào {row.valid.lower:%d/%m/%Y}.")
    if row.valid.upper is not None and upper > row.valid.upper:
        raise Refused("dates", "Thành viên này đã rời trước ngày đó. Muốn vào lại thì thêm mới.")
    row.valid = DateRange(row.valid.lower, upper)
    row.ended_reason = _reason(reason, "Ghi lý do rời cụm, khối.")
    row.save(update_fields=["valid", "ended_reason"])
    words = f"{_name(row)} rời hết ngày {last:%d/%m/%Y}: {row.ended_reason}"
    _tell(actor, cluster, "member_end", words, member=str(row.uid))
    return row


@transaction.atomic
def set_head(*, member: ClusterMember, year: int, actor: User) -> ClusterHead:
    """Let a member head its cluster in a year. Raises NotAllowed, Refused (`year`, `two_heads`,
    `not_member`)."""
    cluster = _lock(member.cluster, actor)
    check_year(year)
    if ClusterHead.objects.filter(cluster=cluster, year=year, withdrawn_at__isnull=True).exists():
        raise Refused(
            "two_heads",
            f"Năm {year} {cluster.name} đã có trưởng. Mỗi năm một trưởng: cho thôi trưởng cũ "
            "trước, kèm lý do.",
        )
    inside = ClusterMember.objects.filter(pk=member.pk, valid__overlap=whole_year(year))
    if not inside.exists():
        raise Refused("not_member", f"Đơn vị không là thành viên trong năm {year}. Chọn lại.")
    row = ClusterHead.objects.create(cluster=cluster, member=member, year=year, entered_by=actor)
    words = f"{_name(member)} làm trưởng năm {year}"
    _tell(actor, cluster, "head", words, head=str(row.uid))
    return row


@transaction.atomic
def withdraw_head(*, head: ClusterHead, reason: str, actor: User) -> ClusterHead:
    """A head steps down, so that another may be named for the year. Raises NotAllowed, Refused
    (`withdrawn`, `no_reason`)."""
    cluster = _lock(head.cluster, actor)
    row = ClusterHead.objects.select_for_update(of=("self",)).get(pk=head.pk)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "Đơn vị này đã thôi trưởng cụm, khối.")
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor
    row.withdrawn_reason = _reason(reason, "Ghi lý do thôi trưởng cụm, khối.")
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    words = f"{_name(row.member)} thôi trưởng năm {row.year}: {row.withdrawn_reason}"
    _tell(actor, cluster, "head_withdraw", words, head=str(row.uid))
    return row


def check_year(year: int) -> None:
    """A year that can be. Raises Refused (`year`)."""
    if not FIRST_YEAR <= year <= clock.today().year + 1:
        raise Refused("year", f"Năm {year} không hợp lý. Chọn lại năm.")


def _lock(cluster: EmulationCluster, actor: User) -> EmulationCluster:
    rows = EmulationCluster.objects.select_for_update(of=("self",)).select_related("unit")
    row: EmulationCluster = rows.get(pk=cluster.pk)
    if not keeps_cluster(actor, row):
        raise NotAllowed("not_allowed", KEEPERS)
    return row


def _columns(text: ClusterText) -> dict[str, object]:
    name = clean_text(text.name, 160)
    if not name:
        raise Refused("no_name", "Ghi tên cụm, khối.")
    if text.kind not in ClusterKind.values:
        raise Refused("kind", "Chọn cụm hoặc khối.")
    if text.last is not None and text.last < text.first:
        raise Refused("dates", "Ngày cuối không thể trước ngày bắt đầu. Xem lại hai ngày.")
    return {
        "kind": text.kind,
        "name": name,
        "valid": DateRange(text.first, text.last + timedelta(days=1) if text.last else None),
        "paper": clean_text(text.paper, 160),
        "note": clean_text(text.note, 500),
    }


def _check_name(unit_id: int, name: str, own: int | None) -> None:
    same = EmulationCluster.objects.filter(~Q(pk=own), unit_id=unit_id, name=name)
    if same.exists():
        raise Refused("same_name", f"Đã có cụm, khối mang tên «{name}». Ghi tên khác.")


def _reason(text: str, empty: str) -> str:
    reason = clean_text(text, 300)
    if not reason:
        raise Refused("no_reason", empty)
    return reason


def _name(member: ClusterMember) -> str:
    return member_names([member], clock.today())[member.pk]


def _tell(actor: User, row: EmulationCluster, act: str, summary: str, **data: str) -> None:
    audit.record(
        actor=actor, action=f"cluster.{act}", subject=row, summary=summary[:500], data=data
    )
