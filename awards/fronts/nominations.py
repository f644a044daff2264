"""Home lines, navigation, files, notices and holdings of rounds and nominations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from awards.enums import NominationState
from awards.models import Nomination
from awards.nomination_rules import may_send, reads_awards
from awards.queries.nominations import waiting, waiting_rows
from awards.services import dossiers, passing_nominations, registrations, rounds, telling
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

GROUP = "Đề nghị khen thưởng"
MOST = 6
"""Lines of one kind in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("awards.nominations", nomination_items, waiting_rows)
    for source in (dossiers, registrations, rounds):
        for kind, rule in source.FILE_RULES.items():
            registry.add_file_rule(kind, rule)
    for kind, label in telling.KINDS.items():
        registry.add_notice_kind(kind, label)
    passing_nominations.register_kinds()
    for item in (
        NavItem("Đợt xét khen thưởng", "awards:rounds", 70, reads_awards, foot_only=True),
        NavItem(GROUP, "awards:nominations", 71, reads_awards, foot_only=True),
    ):
        register_navigation(item)


def nomination_items(user: User) -> Iterable[InboxItem]:
    """What waits for the desk and for who proposes. One query."""
    by_state = defaultdict(list)
    for row in waiting(user):
        by_state[row.state].append(row)
    yield from _lines("Tiếp nhận: ", by_state["sent"], "nomination-receive", "sent")
    yield from _lines("Thẩm định: ", by_state["appraising"], "nomination", "appraising")
    yield from _lines("Bổ sung: ", by_state["supplement"], "nomination", "supplement")
    drafts = by_state["draft"]
    sends = [row for row in drafts if may_send(user, row)]
    yield from _lines("Xem, gửi: ", sends, "nomination", "draft")
    others = [row for row in drafts if row not in sends]
    yield from _lines("Bản nháp: ", others, "nomination", "draft")


def _lines(words: str, rows: list[Nomination], name: str, state: str) -> Iterable[InboxItem]:
    if len(rows) > MOST:
        yield InboxItem(
            title=f"{words}{len(rows)} đề nghị",
            url=f"{reverse('awards:nominations')}?trang_thai={state}",
            group=GROUP,
            due=min((day for row in rows if (day := _due(row))), default=None),
        )
        return
    for row in rows:
        yield InboxItem(
            title=f"{words}{row.nominee_name}",
            url=reverse(f"awards:{name}", args=[row.uid]),
            group=GROUP,
            hint=row.round.name,
            due=_due(row),
        )


def _due(row: Nomination) -> date | None:
    """The day that counts in the state it is in."""
    if row.state == NominationState.SUPPLEMENT:
        found: date | None = row.supplement_due
    elif row.state == NominationState.APPRAISING:
        found = row.appraise_by
    else:
        found = row.round.due_on if row.state == NominationState.DRAFT else None
    return found
