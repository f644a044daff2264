"""Correction (đính chính) and revocation: decisions of their own about an issued decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards.decision_rules import may_draft
from awards.enums import AwardState, Capacity, DecisionKind, DecisionState
from awards.models import Award, AwardChange, Decision
from awards.queries.bodies import living_body
from awards.queries.law import regime_on
from awards.services import fund
from awards.services.past_awards import withdraw_for_award
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

KINDS = (DecisionKind.CORRECTION, DecisionKind.REVOCATION)


@dataclass(frozen=True)
class Change:
    """One award, and for a correction its right words (empty: as they were)."""

    award: Award
    name: str = ""
    citation: str = ""


@dataclass(frozen=True)
class ChangeText:
    """What is written over a correction or a revocation."""

    kind: str
    title: str
    reason: str
    capacity: str = Capacity.CHAIRMAN
    signer: str = ""


@transaction.atomic
def draft_change(
    *, about: Decision, text: ChangeText, changes: Sequence[Change], actor: User
) -> Decision:
    """Draft a correction or revocation about an issued decision, which itself stays as it is.

    Raises NotAllowed, Refused (`kind`, `not_issued`, `no_title`, `no_reason`, `none`, `line`,
    `revoked`, `same`, `body_ended`).
    """
    if not may_draft(actor, about):
        raise NotAllowed("not_allowed", "Chỉ nơi thường trực của cấp đã quyết định soạn việc này.")
    title, reason = clean_text(text.title, 300), clean_text(text.reason, 600)
    if text.kind not in KINDS:
        raise Refused("kind", "Chọn đính chính hoặc hủy bỏ.")
    if about.state != DecisionState.ISSUED or about.kind != DecisionKind.AWARD:
        raise Refused("not_issued", "Chỉ đính chính, hủy bỏ quyết định khen thưởng đã phát hành.")
    if not title:
        raise Refused("no_title", "Ghi trích yếu của quyết định.")
    if not reason:
        raise Refused("no_reason", "Ghi lý do đính chính, hủy bỏ.")
    if not changes:
        raise Refused("none", "Chọn ít nhất một trường hợp.")
    living_body(about.unit, clock.today())
    decision = Decision.objects.create(
        unit_id=about.unit_id,
        kind=text.kind,
        about=about,
        round_id=about.round_id,
        regime=regime_on(clock.today()),
        title=title,
        reason=reason,
        capacity=text.capacity,
        signer=clean_text(text.signer, 160),
        illustrative=about.illustrative,
        made_by=actor,
    )
    AwardChange.objects.bulk_create(_row(decision, about, change) for change in changes)
    audit.record(
        actor=actor,
        action="decision.draft",
        subject=decision,
        summary=f"Soạn quyết định {DecisionKind(text.kind).label} {len(changes)} trường hợp",
        data={"reason": reason},
    )
    return decision


def _row(decision: Decision, about: Decision, change: Change) -> AwardChange:
    award = change.award
    if award.decision_id != about.pk:
        raise Refused("line", f"{award.name}: không thuộc quyết định này.")
    if award.state != AwardState.VALID:
        raise Refused("revoked", f"{award.name}: đã bị hủy bỏ.")
    name, citation = clean_text(change.name, 200), clean_text(change.citation, 600)
    if decision.kind == DecisionKind.CORRECTION:
        name = "" if name == award.shown_name else name
        citation = "" if citation == award.shown_citation else citation
        if not name and not citation:
            raise Refused("same", f"{award.shown_name}: ghi tên đúng hoặc lời đúng khác bản cũ.")
        return AwardChange(decision=decision, award=award, name=name, citation=citation)
    return AwardChange(decision=decision, award=award)


def apply(*, decision: Decision, decided_on: date, actor: User) -> None:
    """What the decision does to the awards it names, called while it is decided: words marked as
    corrected; awards revoked and money held for them let go. Raises Refused (`before_original`,
    `no_lines`, `revoked`)."""
    about = decision.about
    assert about is not None, "a change is about a decision"
    if about.number_date is not None and decided_on < about.number_date:
        raise Refused(
            "before_original",
            f"Quyết định được sửa đề ngày {about.number_date:%d/%m/%Y}: ngày đính chính, hủy bỏ "
            "phải từ ngày đó trở đi.",
        )
    changes = list(decision.changes.select_related("award"))
    if not changes:
        raise Refused("no_lines", "Quyết định này chưa nêu trường hợp nào.")
    awards = {
        one.pk: one
        for one in Award.objects.select_for_update(of=("self",))
        .filter(pk__in=[change.award_id for change in changes])
        .order_by("pk")
    }
    for change in changes:
        award = awards[change.award_id]
        if award.state != AwardState.VALID:
            raise Refused("revoked", f"{award.name}: đã bị hủy bỏ bởi quyết định khác.")
        if decision.kind == DecisionKind.REVOCATION:
            award.state, award.revoked_by = AwardState.REVOKED, decision
        else:
            award.corrected_by = decision
            award.corrected_name = change.name or award.corrected_name
            award.corrected_citation = change.citation or award.corrected_citation
    Award.objects.bulk_update(
        list(awards.values()),
        ["state", "revoked_by", "corrected_by", "corrected_name", "corrected_citation"],
    )
    if decision.kind == DecisionKind.REVOCATION:
        fund.let_go(awards=list(awards.values()), decided_on=decided_on, actor=actor)
    for award in awards.values():
        audit.record(
            actor=actor,
            action=f"award.{decision.kind}",
            subject=award,
            summary=f"{DecisionKind(decision.kind).label.capitalize()}: {award.name}",
            data={"reason": decision.reason},
        )


def withdraw_past_awards(decision: Decision, actor: User) -> int:
    """Take the revoked awards of an issued revocation out of the registry; returns how many."""
    reason = f"Hủy bỏ theo Quyết định số {decision.number}"
    changes = decision.changes.select_related("award__decision", "award__nominee")
    return sum(withdraw_for_award(change.award, reason, actor) for change in changes)
