"""One achievement, one award, across levels, movements, household and person; one initiative,
one use."""

from __future__ import annotations

import re

from awards.checks.facts import (
    CheckFacts,
    Found,
    Past,
    Rule,
    failed,
    not_applicable,
    passed,
    unknown,
)
from awards.enums import AwardKind
from awards.law_codes import CHECK_INITIATIVE
from kbang_ntm.core.vietnamese import fold

ALIKE = 60
"""Percent of words shared from which two descriptions are read as one achievement, where the row
of the check says no other number. A reading aid of the portal, no number of a law."""

EMPTY_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        "co da trong va cua cho den tu nam cac voi la duoc thanh tich xuat sac phong trao thi dua "
        "xay dung nong thon moi gop phan giai doan",
    )
)
"""Words that stand in every citation of the movement; they tell no achievement from another."""


def one_achievement_one_award(facts: CheckFacts, rule: Rule) -> Found:
    """Forms of one achievement exclude one another, whoever gave them, to head or household.

    A title and a form may go together; of titles only the same one for the same time is twice.
    """
    limit = int(rule.amount) if rule.amount is not None else ALIKE
    same: list[Past] = []
    doubtful: list[Past] = []
    for one in facts.past:
        if not _excludes(facts, one):
            continue
        verdict = _same(facts, one, limit)
        if verdict is True:
            same.append(one)
        elif verdict is None:
            doubtful.append(one)
    if same:
        words = "; ".join(one.words for one in same)
        return failed(f"Thành tích này đã được khen hoặc đang đề nghị: {words}.", found=len(same))
    if doubtful:
        words = "; ".join(one.words for one in doubtful)
        return unknown(
            f"Có thể cùng một thành tích, cần đối chiếu: {words}.", doubtful=len(doubtful)
        )
    return passed("Không thấy khen thưởng hay đề nghị khác cho cùng thành tích.")


def _excludes(facts: CheckFacts, one: Past) -> bool:
    if facts.kind == AwardKind.TITLE:
        return one.type_code == facts.type_code and one.kind != AwardKind.FORM and one.own
    return one.kind != AwardKind.TITLE


def _same(facts: CheckFacts, one: Past, limit: int) -> bool | None:
    """True: one achievement; False: another; None: people must look."""
    if one.span is None:
        return (
            None
            if facts.kind == AwardKind.TITLE
            or alike(facts.merit, one.merit) >= limit
            or (not one.merit)
            else False
        )
    if not one.span.overlaps(facts.span):
        return False
    if one.linked:
        return None
    if facts.kind == AwardKind.TITLE:
        return True
    if one.merit and facts.merit and alike(facts.merit, one.merit) >= limit:
        return True
    movement = bool(one.movement) and fold(one.movement) == fold(facts.movement)
    if movement and one.span == facts.span:
        return True
    return None


def alike(one: str, other: str) -> int:
    """How many percent of the telling words of the shorter description stand in the other."""
    mine, others = _telling(one), _telling(other)
    if not mine or not others:
        return 0
    small, large = sorted((mine, others), key=len)
    return 100 * len(small & large) // len(small)


def _telling(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(text))) - EMPTY_WORDS


def initiative_used_once(facts: CheckFacts, rule: Rule) -> Found:
    """An initiative that served for a title does not serve for a form, and the reverse."""
    if not facts.initiative:
        asked = any(
            one.check == CHECK_INITIATIVE and not one.alternative for one in facts.conditions
        )
        if asked:
            return unknown("Tiêu chuẩn cần sáng kiến được công nhận; đề nghị chưa ghi sáng kiến.")
        return not_applicable("Đề nghị không dùng sáng kiến làm căn cứ.")
    uses = [one for one in (facts.initiative_used, *facts.initiative_others) if one]
    if uses:
        return failed(f"Sáng kiến «{facts.initiative}» đã dùng: {'; '.join(uses)}.")
    return passed(f"Sáng kiến «{facts.initiative}» chưa dùng lần nào.")
