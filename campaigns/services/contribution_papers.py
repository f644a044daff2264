"""Minutes and receipts behind the ledger as files: who may open them."""

from __future__ import annotations

from campaigns.models import Contribution
from campaigns.queries.contributions import reading
from kbang_ntm.core.models import StoredFile, User


def may_read_paper(user: User, file: StoredFile) -> bool:
    """Who keeps the row, and who may read the names in it: papers name donors."""
    row = Contribution.objects.filter(uid=file.owner_uid).first()
    if row is None:
        return False
    mine = reading(user)
    return mine.all_donors or row.unit_id in mine.own
