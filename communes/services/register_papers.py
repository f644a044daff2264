"""Papers behind the registers as files: who may open them follows the row they prove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from communes.models import DebtStatement, OpinionVillage, Registration, Survey
from communes.models.opinions import OpinionRound
from communes.queries.register_rules import kept_units
from communes.register_rules import kept_by
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule, sees_owner
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import inspect_upload
from kbang_ntm.core.vietnamese import nfc

REGISTRATION_KIND = "registration_paper"
STATEMENT_KIND = "debt_statement"
OPINION_KIND = "opinion_minutes"
SURVEY_KIND = "survey_minutes"


@dataclass(frozen=True)
class Scan:
    """A scan as it came: name and bytes."""

    name: str
    stream: BinaryIO


def keep_paper(
    *, name: str, stream: BinaryIO, owner_kind: str, owner_uid: UUID, actor: User
) -> StoredFile:
    """Check and keep a scan. Raises Refused with what is wrong with the file."""
    accepted = inspect_upload(name, stream)
    return store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=owner_kind,
        owner_uid=owner_uid,
        user=actor,
        accepted=accepted,
    )


def clean_text(text: str, most: int) -> str:
    """What was typed, in NFC, without blanks at its ends, cut to what the column holds."""
    return nfc(text).strip()[:most]


def check_past(day: date, what: str) -> None:
    """Refuse a day that has not come yet."""
    if day > clock.today():
        raise Refused("future", f"{what} không thể sau hôm nay. Xem lại ngày.")


def may_read_registration(user: User, file: StoredFile) -> bool:
    """Whoever sees the registration; its drafts' papers only the commune."""
    rows = Registration.objects.filter(uid=file.owner_uid)
    if rows.filter(kept_by(reach(user).commune_ids)).exists():
        return True
    seen = rows.visible_to(user).filter(versions__paper_file=file, versions__state="sent")
    return seen.exists()


def may_read_statement(user: User, file: StoredFile) -> bool:
    """The commune and the district's readers."""
    row = DebtStatement.objects.filter(paper_file=file).first()
    return row is not None and (reach(user).reads_district or row.unit_id in kept_units(user))


def may_read_opinion(user: User, file: StoredFile) -> bool:
    """Whoever sees the round."""
    village = OpinionVillage.objects.filter(uid=file.owner_uid).first()
    if village is None:
        return False
    return OpinionRound.objects.visible_to(user).filter(pk=village.round_id).exists()


may_read_survey = sees_owner(Survey)


FILE_RULES: dict[str, FileRule] = {
    REGISTRATION_KIND: may_read_registration,
    STATEMENT_KIND: may_read_statement,
    OPINION_KIND: may_read_opinion,
    SURVEY_KIND: may_read_survey,
}
