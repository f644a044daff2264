"""Running all checks of a nomination, and letting a failed one pass: one asks, another agrees."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from awards.checks import CHECKS, Rule, check
from awards.enums import NominationState, Outcome
from awards.models import CheckOverride, CheckResult, CheckRule, CheckRun, Nomination
from awards.nomination_rules import may_appraise, may_suspend
from awards.queries.check_facts import gather, rules_for
from awards.queries.check_results import blocking, blocking_of, newest_run
from awards.services.nominations import lock
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

CHECKED = (
    NominationState.SENT,
    NominationState.APPRAISING,
    NominationState.SUPPLEMENT,
    NominationState.ELIGIBLE,
    NominationState.INELIGIBLE,
    NominationState.SUSPENDED,
)
"""States in which the desk may run the checks: sent, and not before the council yet."""


@transaction.atomic
def run_checks(*, nomination: Nomination, actor: User) -> CheckRun:
    """Run every check of the nomination's law and keep what each found. The newest run counts.

    Raises NotAllowed, Refused (`wrong_state`, `no_type`).
    """
    return check_locked(row=lock(nomination), actor=actor)


def check_locked(*, row: Nomination, actor: User) -> CheckRun:
    """As `run_checks`, of a row that the caller's transaction already holds."""
    if not may_appraise(actor, row):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định kiểm đề nghị khen thưởng.")
    if row.state not in CHECKED:
        raise Refused(
            "wrong_state",
            f"Đề nghị đang ở trạng thái «{row.get_state_display()}» nên không kiểm. Tải lại trang.",
        )
    return _run(row, actor)


def _run(row: Nomination, actor: User) -> CheckRun:
    today = clock.today()
    facts = gather(row, today)
    rules = rules_for(row, today)
    run = CheckRun.objects.create(nomination=row, by=actor, at=clock.now())
    results = []
    for code in CHECKS:
        rule = rules.get(code)
        if rule is None:
            continue  # the law of that day has no such check
        found = check(facts, _plain(rule))
        unknown = found.outcome == Outcome.UNKNOWN
        results.append(
            CheckResult(
                run=run,
                code=code,
                title=rule.title,
                clause=rule.clause,
                outcome=found.outcome,
                effect=rule.unknown_effect if unknown else rule.effect,
                sentence=found.sentence,
                facts=found.facts,
                certain=rule.certain and found.certain,
            )
        )
    CheckResult.objects.bulk_create(results)
    count = sum(one.outcome == Outcome.FAILED for one in results)
    audit.record(
        actor=actor,
        action="nomination.check",
        subject=row,
        summary=f"Kiểm đề nghị: {len(results)} điều, {count} không đạt",
    )
    return run


def _plain(rule: CheckRule) -> Rule:
    return Rule(
        code=rule.code,
        title=rule.title,
        clause=rule.clause,
        amount=rule.amount,
        levels=tuple(rule.levels),
        merit_kinds=tuple(rule.merit_kinds),
    )


def refuse_blocked(nominations: Sequence[Nomination], *, unchecked: bool = False) -> None:
    """Refuse when the newest checks of one of them block, or, unless `unchecked`, when one was
    never checked. Raises Refused (`blocked`, `not_checked`). Four queries at most, for any number
    of nominations."""
    for row, results in blocking_of(nominations):
        if results is None and not unchecked:
            raise Refused("not_checked", f"{row.nominee_name}: chưa kiểm. Bấm «Kiểm lại» trước.")
        if results:
            raise Refused("blocked", _blocked_words(row.nominee_name, results))


def _blocked_words(name: str, results: Sequence[CheckResult]) -> str:
    words = " ".join(f"{one.title}: {one.sentence}" for one in results)
    return (
        f"{name}: còn {len(results)} điều chặn. {words} Sửa hồ sơ, hoặc đề nghị bỏ qua có lý do và "
        "người thứ hai đồng ý."
    )


@transaction.atomic
def ask_override(*, nomination: Nomination, code: str, reason: str, actor: User) -> CheckOverride:
    """Ask that a check which blocks be let pass; somebody else must agree.

    An earlier agreement to let it pass while it was unknown does not cover it once it has failed:
    then it is asked anew. Raises NotAllowed, Refused (`no_reason`, `not_blocking`, `twice`).
    """
    row = lock(nomination)
    if not may_appraise(actor, row):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định đề nghị bỏ qua phép kiểm.")
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi lý do bỏ qua phép kiểm.")
    run = newest_run(row)
    if run is None or code not in {one.code for one in blocking(row, run)}:
        raise Refused("not_blocking", "Phép kiểm này không chặn đề nghị. Tải lại trang.")
    held = CheckOverride.objects.select_for_update().filter(nomination=row, code=code).first()
    if held is not None and held.agreed_by_id is None:
        raise Refused("twice", "Phép kiểm này đã có đề nghị bỏ qua, đang chờ người đồng ý.")
    one = held or CheckOverride(nomination=row, code=code)
    one.reason, one.asked_by, one.asked_at = reason, actor, clock.now()
    one.agreed_by, one.agreed_at = None, None
    one.save()
    audit.record(
        actor=actor,
        action="check_override.ask",
        subject=one,
        summary=f"Đề nghị bỏ qua phép kiểm {code}: {reason}"[:500],
        data={"code": code, "nomination": str(row.uid), "reason": reason},
    )
    return one


@transaction.atomic
def agree_override(*, override: CheckOverride, actor: User) -> CheckOverride:
    """The second person agrees, of the desk or the level's leader.

    Raises NotAllowed, Refused (`same_person`, `twice`).
    """
    rows = CheckOverride.objects.select_for_update(of=("self",))
    one = rows.select_related("nomination__round").get(pk=override.pk)
    if not may_suspend(actor, one.nomination):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định, lãnh đạo của cấp này đồng ý bỏ qua.")
    if one.asked_by_id == actor.pk:
        raise Refused(
            "same_person",
            "Người đồng ý phải khác người đề nghị bỏ qua. Nhờ người khác của phòng, hoặc lãnh đạo.",
        )
    if one.agreed_by_id is not None:
        raise Refused("twice", "Đề nghị bỏ qua này đã được đồng ý. Tải lại trang.")
    one.agreed_by, one.agreed_at = actor, clock.now()
    one.save(update_fields=["agreed_by", "agreed_at"])
    audit.record(
        actor=actor,
        action="check_override.agree",
        subject=one,
        summary=f"Đồng ý bỏ qua phép kiểm {one.code}",
        data={"code": one.code, "nomination": str(one.nomination.uid)},
    )
    return one
