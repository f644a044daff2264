"""What people say of each criterion of the plan's subject, beside what the data say."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from awards.models import CriterionAnswer, Nomination
from awards.nomination_rules import may_appraise
from awards.queries.criteria import computed_for
from awards.services.nominations import check_writable, lock
from campaigns.models import SubjectCriterion
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User


@transaction.atomic
def answer_criterion(
    *,
    nomination: Nomination,
    criterion: SubjectCriterion,
    met: bool | None,
    note: str,
    actor: User,
) -> CriterionAnswer:
    """Say whether a criterion is met (None: not known yet) and from what; the figures of the
    moment are kept beside it. The proposer while it writes, the desk while it appraises.

    Raises NotAllowed, Refused (`other_subject`, `no_note`, `wrong_state`).
    """
    row = lock(nomination)
    if not (may_appraise(actor, row) and row.state in ("appraising", "supplement")):
        check_writable(row, actor)
    if criterion.subject_id != row.subject_id:
        raise Refused("other_subject", "Tiêu chuẩn này không thuộc đối tượng của đề nghị.")
    note = clean_text(note, 600)
    if met is not None and not note:
        raise Refused("no_note", "Ghi diễn giải: kết quả, số liệu, văn bản chứng minh.")
    found = CriterionAnswer.objects.create(
        nomination=row,
        criterion=criterion,
        computed={"lines": [asdict(one) for one in computed_for(row, criterion)]},
        met=met,
        note=note,
        by=actor,
        at=clock.now(),
    )
    words = {True: "đạt", False: "chưa đạt", None: "chưa xác định"}[met]
    audit.record(
        actor=actor,
        action="nomination.criterion",
        subject=row,
        summary=f"Đối chiếu tiêu chuẩn «{criterion.text}»: {words}"[:500],
        data={"criterion": str(criterion.uid), "met": met},
    )
    return found
