"""The desk's conclusion about a nomination, with the figures it rested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from awards.enums import NominationState
from awards.models import AppraisalSheet, CheckRun, Nomination
from awards.nomination_rules import may_appraise
from awards.nomination_workflow import NOMINATION
from awards.queries.criteria import answers_of
from awards.queries.dossiers import checklist
from awards.queries.law import deciding_body, rules_on
from awards.queries.preferences import preference_of
from awards.services.checks import check_locked, refuse_blocked
from awards.services.nominations import lock
from awards.services.telling import tell_proposer
from communes.services.register_papers import clean_text
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance

ELIGIBLE, INELIGIBLE = "eligible", "ineligible"
MOST_OPINION = 5_000


@dataclass(frozen=True)
class SheetText:
    """What the desk writes; `conclusion`: "eligible" or "ineligible"."""

    dossier_complete: bool
    conditions_met: bool
    opinion: str
    conclusion: str


@transaction.atomic
def appraise(*, nomination: Nomination, text: SheetText, actor: User) -> AppraisalSheet:
    """Run the checks once more, keep the sheet with its figures, and conclude.

    "Eligible" needs a whole dossier, conditions met, and no check that blocks without an agreed
    override. The proposer is told. Raises NotAllowed, Refused (`conclusion`, `no_opinion`,
    `long`, `not_complete`, `blocked`, `body_ended`, `wrong_state`).
    """
    row = lock(nomination)
    if not may_appraise(actor, row):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định lập phiếu thẩm định.")
    opinion = _checked(text)
    if row.state != NominationState.APPRAISING:
        raise Refused(
            "wrong_state",
            f"Đề nghị đang ở trạng thái «{row.get_state_display()}» nên không kết luận thẩm định. "
            "Tải lại trang.",
        )
    deciding_body(row.round.unit, clock.today())
    run = check_locked(row=row, actor=actor)
    if text.conclusion == ELIGIBLE:
        refuse_blocked([row])
    last = AppraisalSheet.objects.filter(nomination=row).aggregate(last=Max("number"))["last"]
    sheet = AppraisalSheet.objects.create(
        nomination=row,
        number=(last or 0) + 1,
        dossier_complete=text.dossier_complete,
        conditions_met=text.conditions_met,
        opinion=opinion,
        conclusion=text.conclusion,
        frozen=frozen_figures(row, run),
        by=actor,
        at=clock.now(),
    )
    done = advance(
        NOMINATION,
        obj=row,
        act="pass" if text.conclusion == ELIGIBLE else "fail",
        actor=actor,
        changes={} if text.conclusion == ELIGIBLE else {"state_reason": opinion[:600]},
        data={"sheet": str(sheet.uid)},
    )
    words = sheet.get_conclusion_display()
    rest = "" if text.conclusion == ELIGIBLE else f" Lý do: {opinion}"
    tell_proposer(
        done,
        f"appraise.{sheet.number}",
        f"Kết quả thẩm định đề nghị {done.nominee_name}: {words}.{rest}",
    )
    return sheet


@transaction.atomic
def reappraise(*, nomination: Nomination, reason: str, actor: User) -> Nomination:
    """Take a conclusion up again; the sheets stay. Raises NotAllowed, Refused (`no_reason`,
    `wrong_state`)."""
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi vì sao thẩm định lại.")
    done = advance(
        NOMINATION,
        obj=nomination,
        act="reappraise",
        actor=actor,
        changes={"state_reason": reason},
        data={"reason": reason},
    )
    sheets = AppraisalSheet.objects.filter(nomination=done).count()
    tell_proposer(
        done, f"reappraise.{sheets}", f"Thẩm định lại đề nghị {done.nominee_name}: {reason}"
    )
    return done


def frozen_figures(row: Nomination, run: CheckRun) -> dict[str, Any]:
    """Checks, dossier, merits, answers of bodies and preferences as they stand, JSON-ready."""
    lawful = row.received_on or clock.today()
    asked = row.consultations.filter(withdrawn_at__isnull=True)
    preference = preference_of(row.nominee, rules_on(lawful))
    return {
        "day": clock.today().isoformat(),
        "regime": row.regime.code if row.regime else "",
        "checks": [
            {
                "code": one.code,
                "title": one.title,
                "clause": one.clause,
                "outcome": one.outcome,
                "effect": one.effect,
                "sentence": one.sentence,
                "certain": one.certain,
            }
            for one in run.results.order_by("id")
        ],
        "overrides": [
            {"code": one.code, "reason": one.reason, "agreed": one.agreed_by_id is not None}
            for one in row.overrides.order_by("id")
        ],
        "dossier": [
            {"label": part.label, "required": part.required, "there": part.there}
            for part in checklist(row, lawful)
        ],
        "merits": {
            "citation": row.citation,
            "list": row.citation_list,
            "criteria": [
                {
                    "text": line.criterion.text,
                    "verdict": line.verdict,
                    "note": line.answer.note if line.answer else "",
                }
                for line in answers_of(row)
            ],
        },
        "consultations": [
            {
                "body": one.body_name,
                "answer": one.answer,
                "text": one.answer_text,
                "due": one.due_on.isoformat(),
            }
            for one in asked
        ],
        "preferences": list(preference.words),
    }


def _checked(text: SheetText) -> str:
    opinion = nfc(text.opinion).strip()
    if text.conclusion not in (ELIGIBLE, INELIGIBLE):
        raise Refused("conclusion", "Chọn kết luận đủ điều kiện hoặc không đủ điều kiện.")
    if not opinion:
        raise Refused("no_opinion", "Ghi ý kiến thẩm định.")
    if len(opinion) > MOST_OPINION:
        raise Refused("long", "Ý kiến thẩm định dài hơn 5.000 ký tự. Viết gọn lại.")
    if text.conclusion == ELIGIBLE and not (text.dossier_complete and text.conditions_met):
        raise Refused(
            "not_complete",
            "Hồ sơ thiếu hoặc chưa đủ điều kiện thì không kết luận «đủ điều kiện». Đánh dấu cả "
            "hai, hoặc kết luận không đủ điều kiện.",
        )
    return opinion
