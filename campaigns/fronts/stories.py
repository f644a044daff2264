"""Home lines, navigation, files and notices of stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from campaigns.models import Story
from campaigns.queries.stories import open_stories, waiting_stories
from campaigns.rules import reads_campaigns
from campaigns.services import stories
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

GROUP = "Gương điển hình"
WORDS = {"take": "Nhận biên tập", "finish": "Biên tập tiếp", "approve": "Duyệt bài"}
STATES = {"take": "proposed", "finish": "editing", "approve": "waiting"}
MOST = 5
"""Lines of one act in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("campaigns.stories", story_items, open_stories)
    for kind, rule in stories.FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    registry.add_notice_kind(stories.NOTICE, "Bài bạn đề xuất, biên tập được nhận, đăng")
    items = (
        NavItem(GROUP, "campaigns:stories", 66, reads_campaigns, foot_only=True),
        NavItem(
            "Sổ mô hình, sáng kiến, OCOP", "campaigns:books", 67, reads_campaigns, foot_only=True
        ),
        NavItem(
            "Gương điển hình, cách làm hay",
            "campaigns:stories-public",
            order=90,
            public=True,
            foot_only=True,
        ),
    )
    for item in items:
        register_navigation(item)


def story_items(user: User) -> Iterable[InboxItem]:
    """Proposals to take, stories to finish and to approve. One query besides rights."""
    found: dict[str, list[Story]] = defaultdict(list)
    for row, act in waiting_stories(user):
        found[act].append(row)
    for act, rows in found.items():
        if len(rows) > MOST:
            yield InboxItem(
                title=f"{WORDS[act]}: {len(rows)} bài",
                url=f"{reverse('campaigns:stories')}?trang_thai={STATES[act]}",
                group=GROUP,
            )
            continue
        for row in rows:
            yield InboxItem(
                title=f"{WORDS[act]}: {row.title}",
                url=reverse("campaigns:story", args=[row.uid]),
                group=GROUP,
                hint=row.about_name,
            )
