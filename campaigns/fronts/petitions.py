"""Home lines, navigation and files of petitions and the people's voice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.urls import reverse

from campaigns.models import Petition
from campaigns.petition_enums import PetitionState
from campaigns.petition_rules import may_decide, may_handle, reads_petitions
from campaigns.queries.petitions import HANDLED, waiting_petitions
from campaigns.queries.voices import open_voices, waiting_voices
from campaigns.rules import reads_campaigns
from campaigns.services import passing_petitions, petitions
from communes.enums import Role
from communes.rules import reach
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

GROUP, VOICES = "Kiến nghị", "Ý kiến của người dân"
MOST = 6
"""Lines of one kind in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("campaigns.petitions", petition_items, waiting_petitions)
    registry.add_inbox("campaigns.voices", voice_items, open_voices)
    for kind, rule in petitions.FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    registry.add_notice_kind(petitions.NOTICE, "Kiến nghị của xã, cơ quan mình được giải quyết")
    passing_petitions.register_kinds()
    items = (
        NavItem("Kiến nghị", "campaigns:petitions", 64, reads_petitions, foot_only=True),
        NavItem(VOICES, "campaigns:voices", 65, reads_campaigns, foot_only=True),
        NavItem(
            "Ý kiến của người dân và trả lời",
            "campaigns:voices-public",
            order=92,
            public=True,
            foot_only=True,
        ),
    )
    for item in items:
        register_navigation(item)


def petition_items(user: User) -> Iterable[InboxItem]:
    """What waits for the receiver, the decider and the sender. One query."""
    rows = list(waiting_petitions(user).order_by("state", "answer_due", "id"))
    handled = [row for row in rows if row.state in HANDLED and may_handle(user, row)]
    for state, group in groupby(handled, key=lambda row: PetitionState(row.state)):
        yield from _handling(state, list(group))
    compiled = [row for row in rows if row.state == PetitionState.COMPILED]
    decides = [row for row in compiled if may_decide(user, row)]
    yield from _one_by_one(decides, "Quyết định: ", "petition-decide")
    drafts = [row for row in rows if row.state == PetitionState.DRAFT]
    yield from _one_by_one(drafts, "Bản nháp: ", "petition")


def _handling(state: PetitionState, rows: list[Petition]) -> Iterable[InboxItem]:
    if state == PetitionState.RECEIVED:
        due = min((row.answer_due for row in rows if row.answer_due), default=None)
        yield InboxItem(
            title=f"Tổng hợp {len(rows)} kiến nghị, trình UBND",
            url=reverse("campaigns:petition-compile"),
            group=GROUP,
            due=due,
        )
    elif state == PetitionState.SENT:
        yield from _one_by_one(rows, "Tiếp nhận: ", "petition-receive")
    else:
        yield from _one_by_one(rows, "Trả lời: ", "petition-answer")


def _one_by_one(rows: list[Petition], words: str, name: str) -> Iterable[InboxItem]:
    if len(rows) > MOST:
        yield InboxItem(
            title=f"{words}{len(rows)} kiến nghị", url=reverse("campaigns:petitions"), group=GROUP
        )
        return
    for row in rows:
        yield InboxItem(
            title=f"{words}{row.title}",
            url=reverse(f"campaigns:{name}", args=[row.uid]),
            group=GROUP,
            due=row.answer_due,
        )


def voice_items(user: User) -> Iterable[InboxItem]:
    """What the commune has to read, answer and publish. One query."""
    counts = waiting_voices(user)
    leads = reach(user).has(Role.COMMUNE_LEADER)
    words = (
        ("waiting", "Đọc {} ý kiến từ trang công khai", True),
        ("taken", "Trả lời {} ý kiến của người dân", True),
        ("answered", "Xem, công bố {} trả lời ý kiến của người dân", leads),
    )
    for count, (state, title, shown) in zip(counts, words, strict=True):
        if count and shown:
            yield InboxItem(
                title=title.format(count),
                url=f"{reverse('campaigns:voices')}?trang_thai={state}",
                group=VOICES,
            )
