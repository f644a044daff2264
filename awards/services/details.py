"""Sensitive details of nominees: written and read on duty only, every look and export logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.models import DetailRead, Nominee, NomineeDetail
from awards.nominee_rules import area, kept_area
from communes.models import UnitVersion
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

NOT_ON_DUTY = (
    "Chỉ người đang làm nhiệm vụ xét khen thưởng của cấp đó xem được thông tin riêng của đối tượng."
)
LOOK, EXPORT = "xem thông tin riêng", "xuất thông tin riêng"
SHORTEST = 5


@dataclass(frozen=True)
class DetailText:
    """What is written; empty leaves what is stored, `clear` names the columns to empty."""

    ethnic_group: str = ""
    religion: str = ""
    identity_number: str = ""
    party_member: bool | None = None
    clear: Sequence[str] = ()


@transaction.atomic
def read_details(
    *, nominees: Sequence[Nominee], what: str, purpose: str, actor: User
) -> dict[int, NomineeDetail]:
    """{nominee id: details}, with one row of the log and one event for each nominee; neither says
    what was read. Raises NotAllowed, Refused (`no_purpose`)."""
    _on_duty(nominees, actor)
    purpose = clean_text(purpose, 200)
    if len(purpose) < SHORTEST:
        raise Refused("no_purpose", "Ghi rõ xem để làm gì, ví dụ: lập danh sách chi tiền thưởng.")
    DetailRead.objects.bulk_create(
        DetailRead(nominee=row, by=actor, what=what, purpose=purpose) for row in nominees
    )
    audit.record_many(
        actor=actor,
        action="nominee_detail.export" if what == EXPORT else "nominee_detail.read",
        acts=[audit.Act(row, f"{what.capitalize()}: {purpose}"[:500], {}) for row in nominees],
    )
    rows = NomineeDetail.objects.filter(nominee__in=nominees)
    return {row.nominee_id: row for row in rows}


@transaction.atomic
def write_details(*, nominee: Nominee, text: DetailText, actor: User) -> NomineeDetail:
    """Write details; the trail names the columns that changed, never what stands in them.

    Raises NotAllowed, Refused (`identity_number`).
    """
    _on_duty([nominee], actor)
    number = "".join(text.identity_number.split())
    if number and not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
        raise Refused("identity_number", "Số định danh gồm 12 chữ số (số cũ 9 chữ số). Xem lại.")
    row = NomineeDetail.objects.select_for_update(of=("self",)).filter(nominee=nominee).first()
    row = row or NomineeDetail(nominee=nominee)
    given: dict[str, object] = {
        "ethnic_group": clean_text(text.ethnic_group, 60),
        "religion": clean_text(text.religion, 60),
        "identity_number": number,
        "party_member": text.party_member,
    }
    changed = []
    for name, value in given.items():
        if name in text.clear:
            value = None if name == "party_member" else ""
        elif value in ("", None):
            continue
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(str(NomineeDetail._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # plain columns
    row.changed_by, row.changed_at = actor, clock.now()
    row.save()
    audit.record(
        actor=actor,
        action="nominee_detail.write",
        subject=nominee,
        summary=f"Ghi thông tin riêng: {', '.join(changed) or 'không đổi'}",
        data={"columns": changed},
    )
    return row


def _on_duty(nominees: Sequence[Nominee], actor: User) -> None:
    units = kept_area(actor)
    wanted = {row.unit_id for row in nominees} - units
    here = UnitVersion.objects.filter(area(units), unit_id__in=wanted)
    if wanted and (not units or wanted - set(here.values_list("unit_id", flat=True))):
        raise NotAllowed("not_allowed", NOT_ON_DUTY)
