"""Early warning of a target: from what is missing, its trend and the time left, in words.

Nothing here knows the database; numbers are exact fractions. The rule, said on the page:

- A target is at risk when something missing will not be reached by the end of the target year if
  it goes on as in the last measurements, or when criteria come in too slowly for the number that
  is missing.
- It is behind when less of the criteria is met than of the time is gone, or when there is too
  little to tell a trend from; on track otherwise.
- What is surveyed once a year is set against surveys only, never against quarters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MOST = 3  # gaps named in a sentence; the page of the target lists all
WINDOW = 4  # steps between measurements that make a trend: one year of quarters


class State(StrEnum):
    """How a target stands; the same codes as TargetState."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AT_RISK = "at_risk"
    MISSED = "missed"
    UNKNOWN = "unknown"


class Chance(StrEnum):
    """Whether something missing is reached in time if it goes on as so far."""

    REACHED = "reached"
    SHORT = "short"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Point:
    """A measurement: `at` counts periods (quarters, or surveys for what is surveyed yearly)."""

    at: int
    value: Fraction


@dataclass(frozen=True)
class Lack:
    """An indicator that is missing against the level of the target year.

    `level` is None where it is no number (yes or no, a step of a scale) or nobody knows it;
    `rising`: it must rise to the level, else fall. `points` are in order of time; `left` counts
    the measurements still to come.
    """

    code: str
    criterion: str
    gap: str = ""
    level: Fraction | None = None
    rising: bool = True
    points: tuple[Point, ...] = ()
    left: int = 0
    yearly: bool = False

    @property
    def need(self) -> Fraction | None:
        """How far the last measurement is from the level; None where that is no number."""
        if self.level is None or not self.points:
            return None
        distance = self.level - self.points[-1].value
        return max(distance if self.rising else -distance, Fraction(0))

    @property
    def pace(self) -> Fraction | None:
        """How much nearer one step brought it, on average over the last ones."""
        found = pace_of(self.points)
        return found if found is None or self.rising else -found

    @property
    def chance(self) -> Chance:
        """Reached in time, or not, if it goes on as so far."""
        if self.left <= 0:
            return Chance.SHORT
        if self.need is None or self.pace is None:
            return Chance.UNKNOWN
        return Chance.REACHED if self.pace * self.left >= self.need else Chance.SHORT


def pace_of(points: Sequence[Point]) -> Fraction | None:
    """Mean change of one step over the last WINDOW steps; None with fewer than two points."""
    if len(points) < 2:
        return None
    last = points[-1]
    window = [point for point in points if last.at - point.at <= WINDOW]
    first = window[0] if len(window) > 1 else points[-2]
    if last.at == first.at:
        return None
    return (last.value - first.value) / (last.at - first.at)


@dataclass(frozen=True)
class Case:
    """A target on a day.

    `criteria` are the numbers of criteria met, period by period; `left` the quarters still to
    come; `gone` the share of the time that has passed. `known` is False where no confirmed
    figures of the unit exist.
    """

    reached: bool
    over: bool
    known: bool = True
    total: int = 0
    criteria: tuple[Point, ...] = ()
    missing: int = 0
    unknown: int = 0
    left: int = 0
    gone: Fraction = Fraction(0)
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """A state and the sentences that explain it, the shortest first."""

    state: State
    words: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of them in one line."""
        return " ".join(self.words)


def assess(case: Case) -> Assessment:
    """The state of a target and why."""
    if case.reached:
        return Assessment(State.MET, ())
    what = missing_words(case)
    if case.over:
        return Assessment(State.MISSED, (*_sentence(what), "Năm của mục tiêu đã hết."))
    if not case.known:
        return Assessment(State.UNKNOWN, ("Chưa có số liệu đã xác nhận.",))
    if not case.missing and not case.unknown:
        return Assessment(State.ON_TRACK, ("Đủ tiêu chí, chưa có quyết định công nhận.",))
    chances = [lack.chance for lack in case.lacks]
    slow = _criteria_chance(case)
    if Chance.SHORT in chances or slow is Chance.SHORT:
        return Assessment(State.AT_RISK, (*_sentence(what), *_why_short(case, slow)))
    if behind(case):
        words = (
            f"Đã qua {_percent(case.gone)} % thời gian, đạt {case.total - case.missing}"
            f"/{case.total} tiêu chí."
        )
        return Assessment(State.BEHIND, (*_sentence(what), words))
    if Chance.UNKNOWN in chances and slow is Chance.UNKNOWN:
        words = "Chưa đủ hai lần đo để biết đà tăng, giảm."
        return Assessment(State.BEHIND, (*_sentence(what), words))
    return Assessment(State.ON_TRACK, (*_sentence(what), "Theo đà các kỳ gần nhất thì kịp."))


def behind(case: Case) -> bool:
    """Less of the criteria is met than of the time is gone."""
    if case.total <= 0:
        return False
    return Fraction(case.total - case.missing - case.unknown, case.total) < case.gone


def _criteria_chance(case: Case) -> Chance:
    """Whether criteria come in fast enough for the number that is missing."""
    if case.left <= 0:
        return Chance.SHORT
    pace = pace_of(case.criteria)
    if pace is None:
        return Chance.UNKNOWN
    wanted = case.missing + case.unknown
    return Chance.REACHED if pace * case.left >= wanted else Chance.SHORT


def missing_words(case: Case) -> str:
    """ "còn thiếu 2 tiêu chí; tiêu chí 11: còn phải giảm 68 hộ"; "" where nothing is."""
    parts = []
    if case.missing:
        parts.append(f"còn thiếu {case.missing} tiêu chí")
    if case.unknown:
        parts.append(f"{case.unknown} tiêu chí chưa xác định")
    # What is surveyed once a year first: there is no time to lose on it.
    told = sorted((lack for lack in case.lacks if lack.gap), key=lambda lack: not lack.yearly)
    parts += [f"{name_of(lack, case.lacks)}: {lack.gap}" for lack in told[:MOST]]
    if len(told) > MOST:
        parts.append(f"và {len(told) - MOST} chỉ tiêu khác")
    return "; ".join(parts)


def name_of(lack: Lack, lacks: Iterable[Lack]) -> str:
    """ "tiêu chí 11", or "chỉ tiêu 12.1" where several of a criterion are missing."""
    same = sum(other.criterion == lack.criterion for other in lacks)
    one = lack.code == lack.criterion or (same == 1 and "." not in lack.code)
    return f"tiêu chí {lack.criterion}" if one else f"chỉ tiêu {lack.code}"


def _why_short(case: Case, slow: Chance) -> list[str]:
    short = [lack for lack in case.lacks if lack.chance is Chance.SHORT]
    by_survey = [name_of(lack, case.lacks) for lack in short if lack.yearly]
    by_quarter = [name_of(lack, case.lacks) for lack in short if not lack.yearly]
    words = []
    if by_quarter:
        words.append(f"Theo đà các kỳ gần nhất thì không kịp: {_some(by_quarter)}.")
    if by_survey:
        words.append(
            f"So các lần điều tra hằng năm thì không kịp: {', '.join(by_survey)} "
            "(không dự báo theo quý)."
        )
    if slow is Chance.SHORT:
        words.append(
            f"Số tiêu chí tăng chậm: còn {case.left} quý, còn {case.missing + case.unknown} "
            "tiêu chí."
        )
    return words


def _some(names: Sequence[str]) -> str:
    more = f" và {len(names) - MOST} chỉ tiêu khác" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _sentence(words: str) -> list[str]:
    return [f"{words[:1].upper()}{words[1:]}."] if words else []


def _percent(share: Fraction) -> int:
    return int(share * 100)


@dataclass(frozen=True)
class HitRate:
    """How warnings compared with what came: counts of closed targets."""

    warned_missed: int = 0
    warned_met: int = 0
    quiet_missed: int = 0
    quiet_met: int = 0

    @property
    def total(self) -> int:
        """Closed targets that were judged."""
        return self.warned_missed + self.warned_met + self.quiet_missed + self.quiet_met

    @property
    def right(self) -> int:
        """Warned and missed, or not warned and met."""
        return self.warned_missed + self.quiet_met

    @property
    def precision(self) -> Fraction | None:
        """Of those warned of, the share that was missed."""
        warned = self.warned_missed + self.warned_met
        return Fraction(self.warned_missed, warned) if warned else None

    @property
    def recall(self) -> Fraction | None:
        """Of those missed, the share that was warned of."""
        missed = self.warned_missed + self.quiet_missed
        return Fraction(self.warned_missed, missed) if missed else None


def hit_rate(judged: Iterable[tuple[bool, bool]]) -> HitRate:
    """From pairs (was warned of, was met)."""
    counts = {(True, False): 0, (True, True): 0, (False, False): 0, (False, True): 0}
    for warned, met in judged:
        counts[(warned, met)] += 1
    return HitRate(
        warned_missed=counts[(True, False)],
        warned_met=counts[(True, True)],
        quiet_missed=counts[(False, False)],
        quiet_met=counts[(False, True)],
    )
