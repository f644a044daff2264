"""Writing, sending and receiving petitions; compiling and deciding stand in their own module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from campaigns.models import Petition
from campaigns.petition_enums import PetitionKind, PetitionState
from campaigns.petition_rules import may_write
from campaigns.petition_workflow import PETITION
from campaigns.queries.current import campaign_on
from campaigns.queries.petitions import answer_due, desks_on
from campaigns.rules import acting
from communes.models import AdministrativeUnit
from communes.services.register_papers import clean_text, keep_paper
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import FileRule, sees_owner
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance

FILE_KIND = "petition_paper"
ANSWER_KIND = "petition_answer"
NOTICE = "petition.moved"
MOST_TEXT = 10_000


@dataclass(frozen=True)
class PetitionText:
    """What a petition says; `desk` is the value of one of `desks_on`, "" where unknown."""

    kind: str
    title: str
    text: str
    criterion_id: int | None = None
    desk: str = ""


@transaction.atomic
def write_petition(
    *, unit_id: int | None, agency_id: int | None, text: PetitionText, actor: User
) -> Petition:
    """Begin a petition of a unit or an agency. Raises NotAllowed, Refused (see `_columns`)."""
    if not acting(actor).speaks_for(unit_id, agency_id) or (unit_id and agency_id):
        raise NotAllowed("not_allowed", "Bạn chỉ soạn kiến nghị của xã, cơ quan mình.")
    petition = Petition.objects.create(
        unit_id=unit_id,
        agency_id=agency_id,
        campaign=campaign_on(),
        written_by=actor,
        written_at=clock.now(),
        **_columns(unit_id, text),
    )
    _tell(actor, petition, "write", "Soạn kiến nghị")
    return petition


@transaction.atomic
def change_petition(*, petition: Petition, text: PetitionText, actor: User) -> Petition:
    """Mend a draft. Raises NotAllowed, Refused."""
    locked = _draft(petition, actor)
    for name, value in _columns(locked.unit_id, text).items():
        setattr(locked, name, value)
    locked.save()
    _tell(actor, locked, "change", "Sửa kiến nghị")
    return locked


@transaction.atomic
def attach(*, petition: Petition, name: str, stream: BinaryIO, actor: User) -> Petition:
    """Keep the paper of a draft; a newer one takes its place. Raises NotAllowed, Refused."""
    locked = _draft(petition, actor)
    locked.file = keep_paper(
        name=name, stream=stream, owner_kind=FILE_KIND, owner_uid=locked.uid, actor=actor
    )
    locked.save(update_fields=["file"])
    _tell(actor, locked, "attach", f"Kèm tệp {locked.file.original_name}")
    return locked


@transaction.atomic
def send_petition(*, petition: Petition, actor: User) -> Petition:
    """Send to the office that receives petitions today.

    Raises NotAllowed, Refused (`no_desk`, `wrong_state`).
    """
    locked = lock(petition)
    offered = desks_on(clock.today(), locked.unit_id)
    if (locked.to_unit_id, locked.to_agency_id) not in {(d.unit_id, d.agency_id) for d in offered}:
        raise Refused(
            "no_desk",
            "Chưa chọn nơi tiếp nhận đang hoạt động. Sửa kiến nghị, chọn nơi tiếp nhận rồi gửi; "
            "nếu không có nơi nào để chọn thì báo quản trị nhập cơ quan kế tục.",
        )
    return advance(
        PETITION,
        obj=locked,
        act="send",
        actor=actor,
        changes={"sent_at": clock.now(), "sent_by": actor},
    )


@transaction.atomic
def receive_petition(*, petition: Petition, actor: User) -> Petition:
    """Take in a petition: the next number of the office's register of this year, and the day by
    which to answer. Raises NotAllowed, Refused (`wrong_state`)."""
    locked = lock(petition)
    # One office gives one number at a time: the row of its unit is the queue.
    list(AdministrativeUnit.objects.select_for_update().filter(pk=locked.to_unit_id or 0))
    today = clock.today()
    desk = f"a{locked.to_agency_id}" if locked.to_agency_id else f"u{locked.to_unit_id}"
    last = Petition.objects.filter(incoming_desk=desk, incoming_year=today.year).aggregate(
        last=Max("incoming_number")
    )["last"]
    number = (last or 0) + 1
    done = advance(
        PETITION,
        obj=locked,
        act="receive",
        actor=actor,
        changes={
            "received_at": clock.now(),
            "incoming_desk": desk,
            "incoming_year": today.year,
            "incoming_number": number,
            "answer_due": answer_due(today),
        },
        data={"number": f"{number}/{today.year}"},
    )
    tell_sender(done, "receive", f"Kiến nghị «{done.title}» đã tiếp nhận, số đến {number}.")
    return done


@transaction.atomic
def withdraw_petition(*, petition: Petition, reason: str, actor: User) -> Petition:
    """Take a petition back, until it is compiled. Raises NotAllowed, Refused (`no_reason`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút kiến nghị.")
    return advance(
        PETITION,
        obj=petition,
        act="withdraw",
        actor=actor,
        changes={"withdrawn_at": clock.now(), "withdrawn_reason": reason},
        data={"reason": reason},
    )


def lock(petition: Petition) -> Petition:
    """The row, held until the transaction ends."""
    return Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)


def tell_sender(petition: Petition, act: str, text: str) -> None:
    """A notice to who wrote and who sent."""
    people = [person for person in (petition.written_by, petition.sent_by) if person]
    notify.tell(
        recipients=people,
        kind=NOTICE,
        key=f"{petition.uid}.{act}",
        text=text,
        url=reverse("campaigns:petition", args=[petition.uid]),
    )


def _draft(petition: Petition, actor: User) -> Petition:
    locked = lock(petition)
    if not may_write(actor, locked):
        raise NotAllowed("not_allowed", "Bạn chỉ sửa kiến nghị của xã, cơ quan mình.")
    if locked.state != PetitionState.DRAFT:
        raise Refused("wrong_state", "Kiến nghị đã gửi nên không sửa được. Rút rồi soạn lại.")
    return locked


def _columns(unit_id: int | None, text: PetitionText) -> dict[str, Any]:
    """What is stored. Raises Refused (`kind`, `no_title`, `no_text`, `long`, `desk`)."""
    if text.kind not in PetitionKind.values:
        raise Refused("kind", "Chọn loại kiến nghị trong danh sách.")
    title, body = clean_text(text.title, 240), nfc(text.text).strip()
    if not title:
        raise Refused("no_title", "Ghi trích yếu: một câu nói điều cần giải quyết.")
    if not body:
        raise Refused("no_text", "Ghi nội dung kiến nghị.")
    if len(body) > MOST_TEXT:
        raise Refused("long", "Nội dung dài hơn 10.000 ký tự. Rút gọn, phần còn lại kèm tệp.")
    to = None
    if text.desk:
        offered = {desk.value: desk for desk in desks_on(clock.today(), unit_id)}
        to = offered.get(text.desk)
        if to is None:
            raise Refused("desk", "Nơi tiếp nhận này không còn hoạt động. Chọn nơi khác.")
    return {
        "kind": text.kind,
        "title": title,
        "text": body,
        "criterion_id": text.criterion_id,
        "to_unit_id": to.unit_id if to else None,
        "to_agency_id": to.agency_id if to else None,
    }


def _tell(actor: User, petition: Petition, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"petition.{act}", subject=petition, summary=summary)


may_read_petition = sees_owner(Petition)


FILE_RULES: dict[str, FileRule] = {FILE_KIND: may_read_petition, ANSWER_KIND: may_read_petition}
