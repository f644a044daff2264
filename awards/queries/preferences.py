"""The law's preferences among equals, as they stand for a nominee."""

from __future__ import annotations

from dataclasses import dataclass

from awards.enums import Gender, NomineeKind
from awards.law_codes import WOMEN_COLLECTIVE
from awards.models import AwardRule, Nominee


@dataclass(frozen=True)
class Preference:
    """Whether a nominee goes before its equals: None where the portal does not know."""

    woman: bool | None
    direct: bool | None
    words: tuple[str, ...]


def preference_of(nominee: Nominee, rules: dict[str, AwardRule]) -> Preference:
    """A woman, or a collective with at least so many percent women; direct workers. Pure: `rules`
    as read by `rules_on`. Where no rule says a percentage, collectives are not preferred."""
    woman = _woman(nominee, rules.get(WOMEN_COLLECTIVE))
    words = []
    if woman is None:
        words.append("Chưa ghi tỷ lệ nữ" if _many(nominee) else "Chưa ghi giới tính")
    elif woman:
        words.append(f"Tập thể có {nominee.women_percent} % nữ" if _many(nominee) else "Nữ")
    if nominee.direct_worker is None:
        words.append("chưa ghi có phải lao động trực tiếp hay không")
    elif nominee.direct_worker:
        words.append("trực tiếp lao động, sản xuất")
    return Preference(woman, nominee.direct_worker, tuple(words))


def _many(nominee: Nominee) -> bool:
    return nominee.kind == NomineeKind.COLLECTIVE


def _woman(nominee: Nominee, rule: AwardRule | None) -> bool | None:
    if _many(nominee):
        if rule is None or rule.amount is None:
            return False
        if nominee.women_percent is None:
            return None
        return bool(nominee.women_percent >= rule.amount)
    return nominee.gender == Gender.FEMALE if nominee.gender else None
