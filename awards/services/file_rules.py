"""Who opens the files of this part."""

from __future__ import annotations

from awards.models import AwardImport, NomineeFact, PastAward
from awards.nominee_rules import may_keep_book, may_read_details
from awards.services import award_imports, nominees, past_awards
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule, sees_owner


def may_read_fact(user: User, file: StoredFile) -> bool:
    """The desk on duty for the nominee."""
    row = NomineeFact.objects.select_related("nominee").filter(uid=file.owner_uid).first()
    return row is not None and may_read_details(user, row.nominee)


may_read_past_award = sees_owner(PastAward)


def may_read_import(user: User, file: StoredFile) -> bool:
    """Who keeps the register the list was read for."""
    row = AwardImport.objects.filter(uid=file.owner_uid).first()
    return row is not None and may_keep_book(user, row.unit_id)


FILE_RULES: dict[str, FileRule] = {
    nominees.FACT_FILE: may_read_fact,
    past_awards.FILE_KIND: may_read_past_award,
    award_imports.OWNER_KIND: may_read_import,
}
