"""Old decisions and golden books taken in from scans: a draft until a second person compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards.decision_rules import may_verify
from awards.decision_workflow import DECISION
from awards.enums import DecisionKind, DecisionState, MeritKind, NomineeKind
from awards.models import Award, AwardType, Decision, Nominee, Regime
from awards.nomination_rules import is_desk
from awards.queries.addresses import places_of
from awards.queries.bodies import living_body
from awards.services import annex
from awards.services.decisions import lock
from awards.services.issuing import FILE_KIND
from awards.services.past_awards import record_from_award
from communes.models import AdministrativeUnit
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

ENTERERS = "Chỉ nơi thường trực của cấp này nhập quyết định cũ."


@dataclass(frozen=True)
class OldPaper:
    """The least that is known of an old decision."""

    number: str
    day: date
    title: str
    signer: str = ""


@dataclass(frozen=True)
class OldLine:
    """One award of an old decision, as its paper says."""

    nominee: Nominee
    award_type: AwardType
    merit_kind: str = MeritKind.MOVEMENT
    citation: str = ""
    amount: int | None = None
    book_number: str = ""


@transaction.atomic
def take_in(*, unit: AdministrativeUnit, paper: OldPaper, scan: Scan, actor: User) -> Decision:
    """Enter an old decision from its scan, unverified. Raises NotAllowed, Refused (`no_number`,
    `no_title`, `future`, `body_ended`, `taken`, what is wrong with the file)."""
    if not is_desk(actor, unit.pk):
        raise NotAllowed("not_allowed", ENTERERS)
    number, title = clean_text(paper.number, 60), clean_text(paper.title, 300)
    if not number:
        raise Refused("no_number", "Ghi số quyết định như trên bản quét.")
    if not title:
        raise Refused("no_title", "Ghi trích yếu như trên bản quét.")
    check_past(paper.day, "Ngày quyết định")
    living_body(unit, paper.day)
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    same = Decision.objects.filter(unit=unit, number=number, number_date=paper.day)
    if same.exists():
        raise Refused("taken", f"Quyết định số {number} ngày {paper.day:%d/%m/%Y} đã có.")
    decision = Decision(
        unit=unit,
        kind=DecisionKind.AWARD,
        title=title,
        signer=clean_text(paper.signer, 160),
        decided_on=paper.day,
        number=number,
        number_date=paper.day,
        regime=Regime.objects.filter(valid__contains=paper.day).first(),
        taken_in=True,
        made_by=actor,
    )
    decision.file = keep_paper(
        name=scan.name,
        stream=scan.stream,
        owner_kind=FILE_KIND,
        owner_uid=decision.uid,
        actor=actor,
    )
    decision.save()
    audit.record(
        actor=actor,
        action="decision.take_in",
        subject=decision,
        summary=f"Nhập quyết định cũ số {number} từ bản quét, chưa đối chiếu",
    )
    return decision


@transaction.atomic
def add_line(*, decision: Decision, line: OldLine, actor: User) -> Award:
    """Enter one award of an old decision that is not verified yet. Raises NotAllowed, Refused
    (`wrong_state`, `there`, `amount`)."""
    row = lock(decision)
    if not is_desk(actor, row.unit_id):
        raise NotAllowed("not_allowed", ENTERERS)
    if row.state != DecisionState.DRAFT or not row.taken_in:
        raise Refused("wrong_state", "Quyết định này đã đối chiếu nên không thêm dòng được.")
    if line.amount is not None and line.amount < 0:
        raise Refused("amount", "Tiền thưởng không âm.")
    if row.awards.filter(nominee=line.nominee, award_type=line.award_type).exists():
        raise Refused("there", f"{line.nominee.name}: đã có dòng này.")
    day = row.decided_on or clock.today()
    award = Award.objects.create(
        decision=row,
        nominee=line.nominee,
        group=NomineeKind(line.nominee.kind),
        order=annex.LAST - row.awards.count(),
        name=line.nominee.name,
        place=places_of([line.nominee], day)[line.nominee.pk],
        award_type=line.award_type,
        type_name=str(line.award_type),
        merit_kind=line.merit_kind,
        citation=clean_text(line.citation, 600),
        amount=line.amount,
        no_prize_reason="" if line.amount else "Bản cũ không ghi tiền thưởng.",
        book_number=clean_text(line.book_number, 30),
    )
    annex.sort_lines(row)
    audit.record(
        actor=actor,
        action="decision.add_line",
        subject=row,
        summary=f"Nhập dòng: {award.name}",
    )
    return award


@transaction.atomic
def verify(*, decision: Decision, actor: User) -> Decision:
    """A second person has compared entry and scan: the lines go into the registry of past awards.

    Raises NotAllowed, Refused (`same_person`, `not_old`, `no_lines`, `wrong_state`).
    """
    row = lock(decision)
    if not row.taken_in:
        raise Refused("not_old", "Chỉ đối chiếu quyết định nhập từ bản quét.")
    if row.made_by_id == actor.pk:
        raise Refused("same_person", "Người đối chiếu phải khác người nhập.")
    if not may_verify(actor, row):
        raise NotAllowed("not_allowed", "Chỉ người của cấp này đối chiếu quyết định cũ.")
    if not row.awards.exists():
        raise Refused("no_lines", "Chưa nhập trường hợp nào của quyết định này.")
    row = advance(
        DECISION,
        obj=row,
        act="verify",
        actor=actor,
        changes={"verified_by": actor, "verified_at": clock.now()},
    )
    for award in row.awards.select_related("award_type", "nominee", "nomination").order_by("order"):
        award.decision = row
        past = record_from_award(award, actor)
        past.verified = True
        past.save(update_fields=["verified"])
    return row
