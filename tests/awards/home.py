"""Lines of this app in a person's home."""

from __future__ import annotations

from kbang_ntm.core.models import User
from kbang_ntm.core.registry import InboxItem, registry


def home_lines(user: User, group: str) -> list[InboxItem]:
    """Lines under a head, from sources whose rows are there only: those alone the page asks."""
    found = []
    for name, source in registry.inbox.items():
        if not name.startswith("awards."):
            continue
        rows = registry.inbox_rows[name](user)
        if rows is not None and rows.exists():
            found += [item for item in source(user) if item.group == group]
    return found
