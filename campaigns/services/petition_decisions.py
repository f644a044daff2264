"""Compiling petitions for the UBND, its decisions, and the answers that go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.db.models import prefetch_related_objects

from campaigns.models import Petition, PetitionBatch
from campaigns.petition_enums import Outcome, PetitionState
from campaigns.petition_rules import may_handle
from campaigns.petition_workflow import PETITION
from campaigns.services.petitions import ANSWER_KIND, lock, tell_sender
from communes.services.register_papers import check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance, advance_all


@dataclass(frozen=True)
class BatchText:
    """What is written over a compiled list; number and date as on the paper, if there is one."""

    title: str
    paper_number: str = ""
    paper_date: date | None = None
    note: str = ""


@transaction.atomic
def compile_petitions(
    *, petitions: Sequence[Petition], text: BatchText, actor: User
) -> PetitionBatch:
    """Put received petitions of one office before its UBND, as one list.

    Raises NotAllowed, Refused (`none`, `mixed`, `no_title`, `future`, `wrong_state`).
    """
    if not petitions:
        raise Refused("none", "Chưa chọn kiến nghị nào. Đánh dấu các kiến nghị cần trình.")
    first = petitions[0]
    if not may_handle(actor, first):
        raise NotAllowed("not_allowed", "Chỉ nơi tiếp nhận tổng hợp kiến nghị.")
    if len({(row.to_unit_id, row.to_agency_id) for row in petitions}) > 1:
        raise Refused("mixed", "Các kiến nghị gửi về nhiều nơi. Tổng hợp riêng từng nơi.")
    if any(row.state != PetitionState.RECEIVED for row in petitions):
        raise Refused("wrong_state", "Chỉ tổng hợp kiến nghị đã tiếp nhận. Tải lại trang.")
    title = clean_text(text.title, 240)
    if not title:
        raise Refused("no_title", "Ghi trích yếu của danh sách.")
    if text.paper_date:
        check_past(text.paper_date, "Ngày tờ trình")
    assert first.to_unit_id is not None, "what was received was sent somewhere"
    batch = PetitionBatch.objects.create(
        to_unit_id=first.to_unit_id,
        to_agency_id=first.to_agency_id,
        title=title,
        paper_number=clean_text(text.paper_number, 60),
        paper_date=text.paper_date,
        note=clean_text(text.note, 2000),
        made_by=actor,
        made_at=clock.now(),
    )
    done = advance_all(
        PETITION,
        objs=petitions,
        act="compile",
        actor=actor,
        changes={"compiled_at": clock.now(), "batch": batch},
        data={"batch": str(batch.uid)},
    )
    prefetch_related_objects(done, "written_by", "sent_by")
    for row in done:
        tell_sender(row, "compile", f"Kiến nghị «{row.title}» đã tổng hợp, trình UBND.")
    audit.record(
        actor=actor,
        action="petition_batch.make",
        subject=batch,
        summary=f"Tổng hợp {len(petitions)} kiến nghị, trình UBND",
    )
    return batch


@dataclass(frozen=True)
class Decision:
    """What the UBND decided; number and date typed from its paper, empty where there is none."""

    outcome: str
    text: str
    paper_number: str = ""
    paper_date: date | None = None


@transaction.atomic
def decide_petition(*, petition: Petition, decision: Decision, actor: User) -> Petition:
    """Decide on a compiled petition.

    Raises NotAllowed, Refused (`outcome`, `no_text`, `number_date`, `future`, `wrong_state`).
    """
    if decision.outcome not in Outcome.values:
        raise Refused("outcome", "Chọn chấp nhận, chấp nhận một phần hoặc không chấp nhận.")
    words, number = nfc(decision.text).strip(), clean_text(decision.paper_number, 60)
    if not words:
        raise Refused("no_text", "Ghi nội dung quyết định.")
    if bool(number) != bool(decision.paper_date):
        raise Refused("number_date", "Ghi cả số và ngày văn bản như trên giấy, hoặc để trống cả.")
    if decision.paper_date:
        check_past(decision.paper_date, "Ngày văn bản")
    done = advance(
        PETITION,
        obj=petition,
        act="decide",
        actor=actor,
        changes={
            "outcome": decision.outcome,
            "decision": words,
            "decision_number": number,
            "decision_date": decision.paper_date,
            "decided_at": clock.now(),
        },
        data={"outcome": decision.outcome},
    )
    label = Outcome(decision.outcome).label
    tell_sender(done, "decide", f"UBND đã quyết định về kiến nghị «{done.title}»: {label}.")
    return done


@transaction.atomic
def answer_petition(
    *,
    petition: Petition,
    text: str,
    number: str = "",
    file: tuple[str, BinaryIO] | None = None,
    actor: User,
) -> Petition:
    """Answer the sender with the decision, in words and by a file where there is one.

    Raises NotAllowed, Refused (`no_text`, `wrong_state`, what is wrong with the file).
    """
    words = nfc(text).strip()
    if not words:
        raise Refused("no_text", "Ghi nội dung trả lời.")
    locked = lock(petition)
    if not may_handle(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ nơi tiếp nhận trả lời kiến nghị.")
    kept = None
    if file is not None:
        kept = keep_paper(
            name=file[0], stream=file[1], owner_kind=ANSWER_KIND, owner_uid=locked.uid, actor=actor
        )
    done = advance(
        PETITION,
        obj=locked,
        act="answer",
        actor=actor,
        changes={
            "answer": words,
            "answer_number": clean_text(number, 60),
            "answer_file": kept,
            "answered_at": clock.now(),
        },
    )
    tell_sender(done, "answer", f"Đã có trả lời cho kiến nghị «{done.title}».")
    return done


@transaction.atomic
def amendment_for(*, petition: Petition, amended_plan: str, actor: User) -> Petition:
    """Note which amendment of the plan an accepted petition led to: its uid, or its number.

    The plan's service calls this when a version cites a petition (see `citation`); also done by
    hand on the page. Raises NotAllowed, Refused (`wrong_state`, `no_plan`).
    """
    locked = lock(petition)
    if not may_handle(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ nơi tiếp nhận ghi bản điều chỉnh kế hoạch.")
    if locked.state not in (PetitionState.DECIDED, PetitionState.ANSWERED):
        raise Refused("wrong_state", "Kiến nghị chưa được quyết định nên chưa có bản điều chỉnh.")
    if locked.outcome == Outcome.NOT:
        raise Refused("wrong_state", "Kiến nghị không được chấp nhận nên không điều chỉnh gì.")
    name = clean_text(amended_plan, 60)
    if not name:
        raise Refused("no_plan", "Ghi số hoặc lần điều chỉnh của kế hoạch.")
    locked.amended_plan = name
    locked.save(update_fields=["amended_plan"])
    audit.record(
        actor=actor,
        action="petition.amend",
        subject=locked,
        summary=f"Ghi bản điều chỉnh kế hoạch {name}",
    )
    return locked


def citation(petition: Petition, sender: str) -> str:
    """The words by which an amended plan cites a petition."""
    words = f"Kiến nghị số {petition.number_words} của {sender}"
    if petition.decision_number and petition.decision_date:
        words += f", quyết định tại văn bản số {petition.decision_number}"
        words += f" ngày {petition.decision_date:%d/%m/%Y}"
    return words
