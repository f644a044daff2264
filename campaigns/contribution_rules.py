"""Who keeps the ledger of contributions, and who may read the names in it."""

from __future__ import annotations

from campaigns.rules import leads_any
from communes.rules import reach
from kbang_ntm.core.models import User


def reads_all(user: User) -> bool:
    """Reads every commune's rows: the district's people, and quản trị."""
    return reach(user).reads_district or leads_any(user)


def reads_donors(user: User) -> bool:
    """Reads the names of donors of every commune: the office, Phòng Nội vụ, quản trị."""
    return leads_any(user)
