"""The checklist of a visit filled in on the spot, and the photos taken there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from campaigns.inspection_enums import InspectionState, ItemAnswer
from campaigns.inspection_rules import may_inspect
from campaigns.models import ChecklistItem, Inspection, InspectionPhoto
from campaigns.photos import prepare
from campaigns.services.inspection_papers import PHOTO_KIND
from campaigns.services.inspections import NOT_BODY
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.uploads import inspect_upload


@dataclass(frozen=True)
class Answer:
    """What was seen of one thing; `seen` is the version that stood on the form."""

    answer: str
    note: str
    seen: int


@transaction.atomic
def save_answers(
    *, inspection: Inspection, answers: Mapping[int, Answer], actor: User
) -> list[ChecklistItem]:
    """Write what differs from what is stored; returns the changed items.

    Two people of a team fill in one form from two phones: an item that the other has changed
    meanwhile is refused with its name, and nothing is stored. Raises NotAllowed, Refused
    (`not_running`, `answer`, `item`), Conflict (`changed`).
    """
    row = _running(inspection, actor)
    items = {item.pk: item for item in row.items.select_for_update(of=("self",))}
    changed, clashes = [], []
    now = clock.now()
    for pk, given in answers.items():
        item = items.get(pk)
        if item is None:
            raise Refused("item", "Mục không thuộc phiếu này. Tải lại trang.")
        if given.answer and given.answer not in ItemAnswer.values:
            raise Refused("answer", "Chọn đạt yêu cầu, chưa đạt yêu cầu hoặc không kiểm tra.")
        note = clean_text(given.note, 1000)
        if (item.answer, item.note) == (given.answer, note):
            continue
        if item.version != given.seen:
            clashes.append(item.question)
            continue
        item.answer, item.note, item.version = given.answer, note, item.version + 1
        item.answered_by, item.answered_at = actor, now
        changed.append(item)
    if clashes:
        raise Conflict(
            "changed",
            f"Người khác vừa ghi mục «{clashes[0][:80]}»"
            f"{f' và {len(clashes) - 1} mục nữa' if len(clashes) > 1 else ''}. Chưa ghi gì. "
            "Mở lại phiếu để xem rồi ghi tiếp.",
        )
    fields = ["answer", "note", "version", "answered_by", "answered_at"]
    ChecklistItem.objects.bulk_update(changed, fields)
    if changed:
        audit.record(
            actor=actor,
            action="inspection.answer",
            subject=row,
            summary=f"Ghi {len(changed)} mục của phiếu kiểm tra",
            data={str(item.order): [item.answer, item.note] for item in changed},
        )
    return changed


@dataclass(frozen=True)
class Shot:
    """A photo as it came, with what the person ticked."""

    name: str
    stream: BinaryIO
    keep_position: bool = False
    caption: str = ""
    item_id: int | None = None


@transaction.atomic
def add_photo(*, inspection: Inspection, shot: Shot, actor: User) -> InspectionPhoto:
    """Keep a photo: its moment stays, its place goes unless ticked.

    Raises NotAllowed, Refused (`not_running`, `item`, `not_photo`, what is wrong with the file).
    """
    row = _running(inspection, actor)
    if shot.item_id is not None and not row.items.filter(pk=shot.item_id).exists():
        raise Refused("item", "Mục không thuộc phiếu này. Tải lại trang.")
    accepted = inspect_upload(shot.name, shot.stream)
    shot.stream.seek(0)
    made = prepare(shot.stream.read(), keep_position=shot.keep_position)
    photo = InspectionPhoto(
        inspection=row,
        item_id=shot.item_id,
        caption=clean_text(shot.caption, 240),
        taken_at=made.taken_at,
        position_kept=made.position_kept,
        original_sha256=made.original_sha256,
        by=actor,
    )
    photo.file = store_bytes(
        name=accepted.original_name,
        content=made.content,
        content_type=accepted.content_type,
        owner_kind=PHOTO_KIND,
        owner_uid=photo.uid,
        user=actor,
        uploaded=True,
    )
    photo.save(force_insert=True)
    place = "giữ vị trí theo đồng ý" if made.position_kept else "không giữ vị trí"
    audit.record(
        actor=actor,
        action="inspection.photo",
        subject=row,
        summary=f"Thêm ảnh, {place}",
        data={
            "photo": str(photo.uid),
            "original_sha256": made.original_sha256,
            "stored_sha256": photo.file.sha256,
            "had_position": made.had_position,
        },
    )
    return photo


@transaction.atomic
def withdraw_photo(*, photo: InspectionPhoto, reason: str, actor: User) -> InspectionPhoto:
    """Take a photo out of the page; its row stays. Raises NotAllowed, Refused (`no_reason`,
    `over`)."""
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=photo.inspection_id)
    if not may_inspect(actor, row):
        raise NotAllowed("not_allowed", NOT_BODY)
    if row.state == InspectionState.CONCLUDED:
        raise Refused("over", "Cuộc kiểm tra đã có kết luận nên ảnh giữ nguyên.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút ảnh.")
    photo.withdrawn_reason = reason
    photo.save(update_fields=["withdrawn_reason"])
    audit.record(
        actor=actor,
        action="inspection.photo_withdraw",
        subject=row,
        summary=f"Rút một ảnh: {reason}"[:500],
        data={"photo": str(photo.uid), "reason": reason},
    )
    return photo


def _running(inspection: Inspection, actor: User) -> Inspection:
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not may_inspect(actor, row):
        raise NotAllowed("not_allowed", NOT_BODY)
    if row.state != InspectionState.RUNNING:
        raise Refused("not_running", "Phiếu chỉ ghi được khi đang kiểm tra.")
    return row
