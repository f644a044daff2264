"""The checks of a nomination, pure: one function for each code, facts in, an answer in words out.

Whether a failed check blocks or warns, at which levels and with which number, stands in its row
of the law (`CheckRule`); the functions only say what the facts say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from awards import law_codes
from awards.checks import conduct, double, past, procedure
from awards.checks.facts import CheckFacts, Found, Rule, clear, not_applicable
from awards.enums import AwardLevel, MeritKind

Check = Callable[[CheckFacts, Rule], Found]

CHECKS: Mapping[str, Check] = {
    law_codes.CHECK_DECIDER: procedure.deciding_body_exists,
    law_codes.CHECK_DOSSIER: procedure.dossier_complete,
    law_codes.CHECK_PREREQUISITES: past.prerequisites,
    law_codes.CHECK_YEARS: past.years_in_a_row,
    law_codes.CHECK_THEMATIC: past.thematic_not_for_merit,
    law_codes.CHECK_STATE_GAP: past.state_level_gap,
    law_codes.CHECK_ONE_ACHIEVEMENT: double.one_achievement_one_award,
    law_codes.CHECK_INITIATIVE: double.initiative_used_once,
    law_codes.CHECK_DISCIPLINE: conduct.discipline,
    law_codes.CHECK_EXAMINED: conduct.under_examination,
    law_codes.CHECK_CONSULTED: conduct.consulted_bodies_agree,
    law_codes.CHECK_DEBT: conduct.construction_debt,
    law_codes.CHECK_REGISTRATION: procedure.title_registered,
    law_codes.CHECK_LEVEL: procedure.movement_level,
    law_codes.CHECK_QUOTA: procedure.within_quota,
    law_codes.CHECK_POSTING: procedure.posted_long_enough,
}
"""In the order in which an appraiser reads them."""


def check(facts: CheckFacts, rule: Rule) -> Found:
    """What the check of that rule says. Raises KeyError for a code that no function answers."""
    judge = CHECKS[rule.code]
    if rule.levels and facts.level not in rule.levels:
        names = ", ".join(str(AwardLevel(one).label) for one in rule.levels)
        return not_applicable(f"Chỉ áp dụng cho khen thưởng {names}.")
    if rule.merit_kinds and facts.merit_kind not in rule.merit_kinds:
        names = ", ".join(str(MeritKind(one).label) for one in rule.merit_kinds)
        return not_applicable(f"Chỉ áp dụng cho loại hình: {names}.")
    return judge(facts, rule)


__all__ = ["CHECKS", "Check", "CheckFacts", "Found", "Rule", "check", "clear"]
