"""Parts of a dossier: handed in as a file or as the number of the paper, withdrawn with a reason;
the unit's own meeting with its minutes."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from django.db import transaction

from awards.models import DossierItem, DossierRule, Nomination
from awards.queries.dossiers import type_now
from awards.services.nominations import for_writing
from communes.services.register_papers import check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import FileRule, sees_owner

ITEM_KIND = "dossier_item"
MEETING_KIND = "nomination_meeting"


@transaction.atomic
def add_item(
    *,
    nomination: Nomination,
    actor: User,
    rule: DossierRule | None = None,
    label: str = "",
    paper: str = "",
    note: str = "",
    name: str = "",
    stream: BinaryIO | None = None,
) -> DossierItem:
    """Hand in a part: a file, or the number and day of the paper where only paper lies there.

    `rule`: the part of the type's list; without it `label` says what it is. Raises NotAllowed,
    Refused (`no_label`, `nothing`, `other_type`, `wrong_state`, what is wrong with the file).
    """
    row = for_writing(nomination, actor)
    if rule is not None:
        found = type_now(row, row.received_on or clock.today())
        if found is None or rule.award_type_id != found.pk:
            raise Refused("other_type", "Thành phần này không thuộc hồ sơ của đề nghị. Chọn lại.")
    words = rule.label if rule is not None else clean_text(label, 300)
    if not words:
        raise Refused("no_label", "Ghi tên thành phần hồ sơ.")
    paper = clean_text(paper, 160)
    if stream is None and not paper:
        raise Refused("nothing", "Tải tệp lên, hoặc ghi số, ngày của bản giấy đã nộp.")
    item = DossierItem(
        nomination=row,
        rule=rule,
        label=words,
        paper=paper,
        note=clean_text(note, 300),
        by=actor,
        at=clock.now(),
    )
    if stream is not None:
        item.file = keep_paper(
            name=name, stream=stream, owner_kind=ITEM_KIND, owner_uid=row.uid, actor=actor
        )
    item.save()
    audit.record(
        actor=actor,
        action="nomination.add_item",
        subject=row,
        summary=f"Nộp thành phần hồ sơ: {words}"[:500],
        data={"item": str(item.uid)},
    )
    return item


@transaction.atomic
def withdraw_item(*, item: DossierItem, reason: str, actor: User) -> DossierItem:
    """Take a wrong file or paper out; it stays in the history. Raises NotAllowed, Refused
    (`no_reason`, `gone`, `wrong_state`)."""
    row = for_writing(item.nomination, actor)
    found = DossierItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút thành phần này.")
    if found.withdrawn_at is not None:
        raise Refused("gone", "Thành phần này đã rút trước đó.")
    found.withdrawn_at, found.withdrawn_by = clock.now(), actor
    found.withdrawn_reason = reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="nomination.withdraw_item",
        subject=row,
        summary=f"Rút thành phần hồ sơ {found.label}: {reason}"[:500],
        data={"item": str(found.uid)},
    )
    return found


@transaction.atomic
def record_meeting(
    *,
    nomination: Nomination,
    on: date,
    present: int,
    yes: int,
    actor: User,
    name: str = "",
    stream: BinaryIO | None = None,
) -> Nomination:
    """Write the proposer's own meeting: day, how many came, how many agreed, the minutes.

    Raises NotAllowed, Refused (`future`, `nobody`, `too_many`, `wrong_state`).
    """
    row = for_writing(nomination, actor)
    check_past(on, "Ngày họp")
    if present < 1:
        raise Refused("nobody", "Ghi số người dự họp.")
    if yes > present:
        raise Refused("too_many", "Số người đồng ý không được nhiều hơn số người dự họp.")
    row.meeting_on, row.meeting_present, row.meeting_yes = on, present, yes
    if stream is not None:
        row.meeting_file = keep_paper(
            name=name, stream=stream, owner_kind=MEETING_KIND, owner_uid=row.uid, actor=actor
        )
    row.save(update_fields=["meeting_on", "meeting_present", "meeting_yes", "meeting_file"])
    audit.record(
        actor=actor,
        action="nomination.meeting",
        subject=row,
        summary=f"Ghi kết quả họp xét: {yes}/{present} người đồng ý",
    )
    return row


may_read_nomination = sees_owner(Nomination)


FILE_RULES: dict[str, FileRule] = {
    ITEM_KIND: may_read_nomination,
    MEETING_KIND: may_read_nomination,
}
