"""What rounds of opinions and surveys do alike: which they may be, and their named parts."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from communes.enums import Standard
from communes.models.parts import NamedPart
from communes.services.register_papers import clean_text
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

P = TypeVar("P", bound=NamedPart)
STANDARDS = (Standard.NTM, Standard.ADVANCED, Standard.MODEL)
FIRST_YEAR = 2021  # nothing older is kept in the registers


def check_subject(standard: str, year: int) -> None:
    """A standard of communes, and a year that can be. Raises Refused (`standard`, `year`)."""
    if standard not in STANDARDS:
        raise Refused("standard", "Chọn chuẩn: đạt chuẩn, nâng cao hoặc kiểu mẫu.")
    if not FIRST_YEAR <= year <= clock.today().year + 1:
        raise Refused("year", f"Năm {year} không hợp lý. Chọn lại năm.")


def new_name(parts: QuerySet[P], name: str, *, empty: str, where: str) -> str:
    """The name cleaned, when no living part has it in any spelling; `empty` is the sentence for a
    blank one, `where` ends the one for a name that stands. Raises Refused (`no_name`, `exists`)."""
    name = clean_text(name, 120)
    if not name:
        raise Refused("no_name", empty)
    living = parts.filter(removed_at__isnull=True).values_list("name", flat=True)
    if fold(name) in {fold(other) for other in living}:
        raise Refused("exists", f"{name} đã có trong {where}.")
    return name


def take_out(part: P, *, reason: str, actor: User, no_reason: str, gone: str) -> P:
    """The part, locked, taken out with its reason; the caller holds the lock of what it belongs
    to and records the act. Raises Refused (`no_reason`, `removed`)."""
    row: P = type(part)._base_manager.select_for_update(of=("self",)).get(pk=part.pk)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", no_reason)
    if row.removed_at is not None:
        raise Refused("removed", gone)
    row.removed_at, row.removed_by, row.removed_reason = clock.now(), actor, reason
    row.save()
    return row
