"""Home lines, navigation and files of decisions, upward cases and the prize fund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from awards.decision_rules import reads_funds, works_on_decisions
from awards.models import Decision, FundLine, Nomination, PrizeFund, UpwardCase
from awards.nomination_rules import desk_units
from awards.queries import waiting
from awards.queries.decisions import ready_for, ready_rows
from awards.queries.upward import answers_due, overdue_rows, recommended_rows, to_send
from awards.services import fund, issuing, upward
from awards.services.decision_notices import NOTICE
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry, sees_owner

GROUP = "Khen thưởng"
MOST = 5
"""Lines of one kind in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    for name, source, rows in (
        ("awards.to-decide", decide_items, waiting.to_decide_rows),
        ("awards.to-register", register_items, waiting.to_register_rows),
        ("awards.to-verify", verify_items, waiting.to_verify_rows),
        ("awards.ready", ready_items, ready_rows),
        ("awards.to-send", upward_items, upward_rows),
        ("awards.unpaid", pay_items, waiting.unpaid_rows),
        ("awards.notices", notice_items, waiting.notice_rows),
        ("awards.answers", answer_items, overdue_rows),
    ):
        registry.add_inbox(name, source, rows)
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


may_read_decision = sees_owner(Decision)


def may_read_line(user: User, file: StoredFile) -> bool:
    """Whoever sees the fund."""
    funds = PrizeFund.objects.visible_to(user)
    return FundLine.objects.filter(uid=file.owner_uid, fund__in=funds).exists()


def may_read_case(user: User, file: StoredFile) -> bool:
    """Whoever sees the nomination."""
    seen = Nomination.objects.visible_to(user)
    return UpwardCase.objects.filter(uid=file.owner_uid, nomination__in=seen).exists()


def decide_items(user: User) -> Iterable[InboxItem]:
    """Drafts that wait for the leader. One query."""
    return _rows(waiting.to_decide(user), "Quyết định: ", "decision-decide")


def register_items(user: User) -> Iterable[InboxItem]:
    """What waits for văn thư. One query."""
    return _rows(waiting.to_register(user), "Vào sổ: ", "decision-register")


def verify_items(user: User) -> Iterable[InboxItem]:
    """Old decisions to compare. One query."""
    return _rows(waiting.to_verify(user), "Đối chiếu quyết định cũ: ", "decision")


def pay_items(user: User) -> Iterable[InboxItem]:
    """Prizes the desk has to pay. One query."""
    return _rows(waiting.unpaid(user), "Chi thưởng: ", "decision-pay")


def ready_items(user: User) -> Iterable[InboxItem]:
    """What the desk can draft a decision about. Two queries."""
    count = sum(len(one.nominations) for one in ready_for(user))
    if count:
        yield InboxItem(
            title=f"Soạn quyết định cho {count} đề nghị được Hội đồng đề nghị",
            url=reverse("awards:decision-choose"),
            group=GROUP,
        )


def upward_rows(user: User) -> QuerySet[Nomination] | None:
    """What may have to go up, for the desk: the leader waits for its letter."""
    return recommended_rows(user) if desk_units(user) else None


def upward_items(user: User) -> Iterable[InboxItem]:
    """What the desk has to take to the level above. One query."""
    up = to_send(user)
    if up:
        yield InboxItem(
            title=f"Trình cấp trên {len(up)} đề nghị",
            url=reverse("awards:upward-send"),
            group=GROUP,
        )


def notice_items(user: User) -> Iterable[InboxItem]:
    """Letters with the result. One query."""
    notices = waiting.waiting_notices(user)
    if notices:
        yield InboxItem(
            title=f"Gửi {len(notices)} thông báo kết quả khen thưởng",
            url=reverse("awards:award-notices"),
            group=GROUP,
            due=min((row.due_on for row in notices if row.due_on), default=None),
        )


def answer_items(user: User) -> Iterable[InboxItem]:
    """Answers of the level above that are late. One query."""
    late = answers_due(user)
    if late:
        yield InboxItem(
            title=f"Hỏi kết quả {len(late)} hồ sơ đã trình cấp trên",
            url=f"{reverse('awards:upward')}?xem=cho",
            group=GROUP,
            due=late[0].due_on,
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
