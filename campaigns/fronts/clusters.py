"""Home lines, navigation and files of clusters, pledges and scores."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from campaigns.cluster_enums import PledgeState, Stage
from campaigns.models import ClusterMember, Pledge
from campaigns.queries.clusters import whole_year
from campaigns.queries.computed import register_own
from campaigns.queries.scoring import open_sheets, tasks_of, visible_sheets
from campaigns.rules import acting, reads_campaigns
from campaigns.services.passing_movement import register_clusters
from campaigns.services.pledges import PLEDGE_KIND
from campaigns.services.scoring import MINUTES_KIND
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry, sees_owner

GROUP = "Cụm, khối thi đua"
PAGES = (
    ("Cụm, khối thi đua", "campaigns:clusters"),
    ("Kết quả phong trào theo năm", "campaigns:statements"),
)


def register() -> None:
    """Called once, when the app is ready."""
    register_own()
    register_clusters()
    registry.add_inbox("campaigns.pledges", pledge_items, unsigned)
    registry.add_inbox("campaigns.scores", score_items, open_sheets)
    registry.add_file_rule(PLEDGE_KIND, may_read_pledge)
    registry.add_file_rule(MINUTES_KIND, may_read_minutes)
    for label, name in PAGES:
        register_navigation(NavItem(label, name, order=65, visible=reads_campaigns, foot_only=True))


may_read_pledge = sees_owner(Pledge)


def may_read_minutes(user: User, file: StoredFile) -> bool:
    """Whoever sees the sheet."""
    return visible_sheets(user).filter(uid=file.owner_uid).exists()


@once
def unsigned(user: User) -> QuerySet[ClusterMember] | None:
    """Members of the person's that have not signed this year's pledge, each with whether one has
    been written."""
    mine = acting(user)
    if not mine.anybody:
        return None
    today = clock.today()
    pledges = Pledge.objects.filter(member_id=OuterRef("pk"), year=today.year)
    return ClusterMember.objects.annotate(written=Exists(pledges)).filter(
        ~Exists(pledges.filter(state=PledgeState.SIGNED)),
        Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies),
        valid__overlap=whole_year(today.year),
        valid__contains=today,
    )


def pledge_items(user: User) -> Iterable[InboxItem]:
    """Members of the person's that have not written, or not signed, this year's pledge. One
    query."""
    year, members = clock.today().year, unsigned(user)
    for one in members.select_related("cluster") if members is not None else ():
        written = one.written  # type: ignore[attr-defined]  # annotated by unsigned
        yield InboxItem(
            title=f"{'Ký' if written else 'Soạn'} giao ước thi đua năm {year}",
            url=f"{reverse('campaigns:cluster', args=[one.cluster.uid])}?nam={year}",
            group=GROUP,
            hint=one.cluster.name,
        )


def score_items(user: User) -> Iterable[InboxItem]:
    """Own points to give, and points of another member to check."""
    for task in tasks_of(user):
        own = task.stage == Stage.SELF
        name = "campaigns:score-self" if own else "campaigns:score-cross"
        yield InboxItem(
            title=f"Tự chấm điểm thi đua năm {task.sheet.year}"
            if own
            else f"Chấm chéo cho {task.name}",
            url=reverse(name, args=[task.sheet.uid, task.member.uid]),
            group=GROUP,
            hint=task.sheet.cluster.name,
        )
