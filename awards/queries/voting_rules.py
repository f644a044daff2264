"""How an item is voted by the law of a day: percent, ballot mode, quorum, who sees reviews."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from awards.enums import BallotMode, ReviewsShown
from awards.law_codes import BALLOT_MODE, QUORUM, QUORUM_AWARDS, REVIEWS_SHOWN, VOTE_DEFAULT
from awards.models import AwardRule, Nomination, RoundType
from kbang_ntm.core.errors import Refused

Rules = dict[str, AwardRule]


@dataclass(frozen=True)
class Vote:
    """How one nomination is voted, and on what basis. `fixed`: the law says how."""

    mode: str
    fixed: bool
    percent: int
    basis: str
    certain: bool


@dataclass(frozen=True)
class Quorum:
    """The least number of members (there, or with a written opinion) for a session of `total`."""

    needed: int
    basis: str
    certain: bool


def how_to_vote(nomination: Nomination, rules: Rules, types: dict[str, RoundType]) -> Vote:
    """Percent of the type, else its local rule's, else the general rule's; mode of the type, else
    the round's, else the rule's, else secret. Raises Refused (`no_percent`)."""
    found = nomination.award_type
    mode, fixed = _mode(nomination, rules, types)
    if found is not None and found.vote_percent is not None:
        return Vote(mode, fixed, found.vote_percent, found.legal_basis[:240], found.certain)
    if found is not None and found.vote_percent_local is not None:
        basis = "Theo quy chế: " + (found.legal_basis or "chưa ghi căn cứ")
        return Vote(mode, fixed, found.vote_percent_local, basis[:240], False)
    rule = rules.get(VOTE_DEFAULT)
    if rule is None or rule.amount is None:
        raise Refused(
            "no_percent",
            "Cổng chưa có tỷ lệ phiếu cho danh hiệu, hình thức này. Quản trị thêm quy định rồi "
            "làm lại.",
        )
    return Vote(mode, fixed, int(rule.amount), rule.legal_basis[:240], rule.certain)


def _mode(nomination: Nomination, rules: Rules, types: dict[str, RoundType]) -> tuple[str, bool]:
    found = nomination.award_type
    if found is not None and found.secret is not None:
        return (BallotMode.SECRET if found.secret else BallotMode.OPEN), True
    of_round = types.get(nomination.type_code)
    if of_round is not None and of_round.ballot_mode:
        return of_round.ballot_mode, False
    rule = rules.get(BALLOT_MODE)
    if rule is not None and rule.text in BallotMode.values:
        return rule.text, False
    return BallotMode.SECRET, False


def quorum(total: int, rules: Rules) -> Quorum:
    """The strictest of the rules in force. Raises Refused (`no_quorum`)."""
    parts: list[Quorum] = []
    share = rules.get(QUORUM)
    if share is not None:
        found = re.fullmatch(r"(\d+)\s*/\s*(\d+)", share.text.strip())
        if found is not None:
            part = Fraction(int(found[1]), int(found[2]))
            parts.append(_least(part, found.group(), total, share))
    awards = rules.get(QUORUM_AWARDS)
    if awards is not None and awards.amount is not None:
        part = Fraction(awards.amount) / 100
        parts.append(_least(part, f"{awards.amount.normalize():f} %", total, awards))
    if not parts:
        raise Refused(
            "no_quorum",
            "Cổng chưa có quy định về số thành viên dự họp. Quản trị thêm quy định rồi làm lại.",
        )
    return max(parts, key=lambda one: one.needed)


def _least(part: Fraction, words: str, total: int, rule: AwardRule) -> Quorum:
    needed = -(-part.numerator * total // part.denominator)
    basis = f"Từ {words} của {total} thành viên: {needed} người"
    if rule.legal_basis:
        basis += f" ({rule.legal_basis})"
    return Quorum(needed, basis[:240], rule.certain)


def reviews_shown(rules: Rules) -> str:
    """When members see one another's reviews; after their own where no rule says."""
    rule = rules.get(REVIEWS_SHOWN)
    if rule is not None and rule.text in ReviewsShown.values:
        return rule.text
    return ReviewsShown.AFTER_OWN
