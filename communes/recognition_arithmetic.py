"""Votes and withdrawal in whole numbers: no share is ever rounded. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from communes.procedures import WithdrawalSpec
from communes.recognition_enums import GateVerdict, VoteBase, WithdrawalMeasure


def vote_reached(*, yes: int, present: int, total: int, percent: int, base: str) -> bool:
    """Whether `yes` is at least `percent` % of those present (or of all members).

    Raises ValueError for counts that cannot be: more votes than people present, more present than
    members, nobody there.
    """
    if not 0 <= yes <= present <= total or present == 0:
        raise ValueError("counts of a meeting must be 0 <= yes <= present <= total, present > 0")
    return yes * 100 >= percent * (present if base == VoteBase.PRESENT else total)


def fewest_votes(*, present: int, total: int, percent: int, base: str) -> int:
    """The smallest number of votes that reaches the percentage."""
    of = present if base == VoteBase.PRESENT else total
    return -(-percent * of // 100)


@dataclass(frozen=True)
class RuleOutcome:
    """One withdrawal rule on the figures of a re-check.

    `verdict` MET: the rule's condition holds, the level that recognises may withdraw; UNKNOWN:
    criteria nobody has judged could make it hold.
    """

    rule: WithdrawalSpec
    verdict: GateVerdict
    below: int
    total: int
    flagged: tuple[str, ...]
    from_count: int
    under_count: int | None


def withdrawal_outcomes(
    *,
    rules: Iterable[WithdrawalSpec],
    verdicts: Mapping[str, str],
    flagged: Collection[str],
    communes: tuple[int, int] | None = None,
) -> list[RuleOutcome]:
    """Every rule on {criterion no: verdict}; `flagged` are the criteria that weigh in the rule of
    30 %; `communes` is (withdrawn, all) for rules of a district that count communes."""
    return [_outcome(rule, verdicts, flagged, communes) for rule in rules]


def _outcome(
    rule: WithdrawalSpec,
    verdicts: Mapping[str, str],
    flagged: Collection[str],
    communes: tuple[int, int] | None,
) -> RuleOutcome:
    if rule.measure == WithdrawalMeasure.COMMUNES:
        below, total = communes or (0, 0)
        failing, open_ = frozenset[str](), frozenset[str]()
    else:
        failing = frozenset(no for no, v in verdicts.items() if v == GateVerdict.NOT_MET)
        open_ = frozenset(no for no, v in verdicts.items() if v == GateVerdict.UNKNOWN)
        below, total = len(failing), len(verdicts)
    weigh = failing & frozenset(flagged)
    could = below + len(open_)
    if total == 0:
        verdict = GateVerdict.UNKNOWN
    elif _within(rule, below, total) and (weigh or not rule.needs_flagged):
        verdict = GateVerdict.MET
    elif _could_be(rule, below, could, total) and (
        weigh or open_ & frozenset(flagged) or not rule.needs_flagged
    ):
        verdict = GateVerdict.UNKNOWN
    else:
        verdict = GateVerdict.NOT_MET
    return RuleOutcome(
        rule=rule,
        verdict=verdict,
        below=below,
        total=total,
        flagged=tuple(sorted(weigh)),
        from_count=-(-rule.from_percent * total // 100),
        under_count=None if rule.under_percent is None else -(-rule.under_percent * total // 100),
    )


def _within(rule: WithdrawalSpec, below: int, total: int) -> bool:
    enough = below * 100 >= rule.from_percent * total
    return enough and (rule.under_percent is None or below * 100 < rule.under_percent * total)


def _could_be(rule: WithdrawalSpec, least: int, most: int, total: int) -> bool:
    return most > least and any(_within(rule, n, total) for n in range(least, most + 1))


def criteria_left(
    verdicts: Mapping[str, str], *, chosen: Collection[str] = (), least: int = 0
) -> list[str]:
    """Criteria that keep a unit from the standard, by number in order of the mapping.

    Of the `chosen` ones (fields of which a unit picks some) only `least` must be met; all others
    must.
    """
    left = [no for no, v in verdicts.items() if v != GateVerdict.MET and no not in chosen]
    reached = sum(verdicts.get(no) == GateVerdict.MET for no in chosen)
    if reached < least:
        left += [no for no in verdicts if no in chosen and verdicts[no] != GateVerdict.MET]
    return left
