"""Home lines, navigation and files of decisions, upward cases and the prize fund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from awards.decision_rules import reads_funds, works_on_decisions
from awards.models import Decision, FundLine, Nomination, PrizeFund, UpwardCase
from awards.nomination_rules import desk_units
from awards.queries import decisions as queries
from awards.queries.upward import answers_due, to_send
from awards.services import fund, issuing, upward
from awards.services.decision_notices import NOTICE
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

GROUP = "Khen thưởng"
MOST = 5
"""Lines of one kind in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("awards.decisions", decision_items)
    registry.add_notice_kind(NOTICE, "Quyết định khen thưởng chờ vào sổ, kết quả đề nghị")
    registry.add_file_rule(issuing.FILE_KIND, may_read_decision)
    registry.add_file_rule(fund.FILE_KIND, may_read_line)
    registry.add_file_rule(upward.FILE_KIND, may_read_case)
    items = (
        NavItem(
            "Quyết định khen thưởng",
            "awards:decisions",
            order=71,
            visible=works_on_decisions,
            foot_only=True,
        ),
        NavItem("Quỹ khen thưởng", "awards:funds", order=72, visible=reads_funds, foot_only=True),
        NavItem("Được khen thưởng", "awards:awarded-public", order=93, public=True, foot_only=True),
    )
    for item in items:
        register_navigation(item)


def may_read_decision(user: User, file: StoredFile) -> bool:
    """Whoever sees the decision."""
    return bool(Decision.objects.visible_to(user).filter(uid=file.owner_uid).exists())


def may_read_line(user: User, file: StoredFile) -> bool:
    """Whoever sees the fund."""
    funds = PrizeFund.objects.visible_to(user)
    return FundLine.objects.filter(uid=file.owner_uid, fund__in=funds).exists()


def may_read_case(user: User, file: StoredFile) -> bool:
    """Whoever sees the nomination."""
    seen = Nomination.objects.visible_to(user)
    return UpwardCase.objects.filter(uid=file.owner_uid, nomination__in=seen).exists()


def decision_items(user: User) -> Iterable[InboxItem]:
    """What waits for leader, văn thư and desk. Eight queries at most, none for others."""
    if not queries.inside_units(user):
        return
    yield from _rows(queries.to_decide(user), "Quyết định: ", "decision-decide")
    yield from _rows(queries.to_register(user), "Vào sổ: ", "decision-register")
    yield from _rows(queries.to_verify(user), "Đối chiếu quyết định cũ: ", "decision")
    if not desk_units(user):
        return
    yield from _ready(user)
    yield from _rows(queries.unpaid(user), "Chi thưởng: ", "decision-pay")
    notices = queries.waiting_notices(user)
    if notices:
        yield InboxItem(
            title=f"Gửi {len(notices)} thông báo kết quả khen thưởng",
            url=reverse("awards:award-notices"),
            group=GROUP,
            due=min((row.due_on for row in notices if row.due_on), default=None),
        )
    late = answers_due(user, clock.today())
    if late:
        yield InboxItem(
            title=f"Hỏi kết quả {len(late)} hồ sơ đã trình cấp trên",
            url=f"{reverse('awards:upward')}?xem=cho",
            group=GROUP,
            due=late[0].due_on,
        )


def _ready(user: User) -> Iterable[InboxItem]:
    ready = queries.ready_for(user)
    if ready:
        count = sum(len(one.nominations) for one in ready)
        yield InboxItem(
            title=f"Soạn quyết định cho {count} đề nghị được Hội đồng đề nghị",
            url=reverse("awards:decision-choose"),
            group=GROUP,
        )
    up = to_send(user)
    if up:
        yield InboxItem(
            title=f"Trình cấp trên {len(up)} đề nghị",
            url=reverse("awards:upward-send"),
            group=GROUP,
        )


def _rows(rows: Sequence[Decision], words: str, name: str) -> Iterable[InboxItem]:
    if len(rows) > MOST:
        yield InboxItem(
            title=f"{words}{len(rows)} quyết định", url=reverse("awards:decisions"), group=GROUP
        )
        return
    for row in rows:
        yield InboxItem(
            title=f"{words}{row.title}",
            url=reverse(f"awards:{name}", args=[row.uid]),
            group=GROUP,
        )
