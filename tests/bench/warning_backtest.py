"""Back-test of early warning on generated histories: `python -m tests.bench.warning_backtest`.

The generator, stated so that anybody can judge what the table is worth. A history is one unit
over the 20 quarters of five years, drawn from a fixed seed:

- A unit has a pace, uniform in 1 to 5 points a quarter. It has 16 indicators by quarter and 2 by
  year; each starts 0 to 45 points below its level (level 100) and moves by the pace times a factor
  of its own, uniform in 0.6 to 1.6, plus noise uniform in ±noise. The yearly ones are known once a
  year, at the end of the fourth quarter. Four in ten units slow down in the last year (drift
  halved): that is what no trend foretells.
- The target is met when every indicator stands at its level or above at the end of quarter 20.
- The warning is asked 6, 4, 2 and 1 quarters before the end, with what was measured by then.

A warning is the state "có nguy cơ không đạt" (AT_RISK); "chậm tiến độ" is counted beside. Nothing
here is data of the district; a rate for real targets stands on the page of targets once enough of
them have closed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from campaigns.warning import Case, HitRate, Lack, Point, State, assess, hit_rate
from tests.bench.figures import Figure, show

SEED = "kbang-2022"
HISTORIES = 400
QUARTERS = 20
LEVEL = 100
BY_QUARTER, BY_YEAR = 16, 2
ASKED_BEFORE = (6, 4, 2, 1)
NOISES = (0, 1, 3)


@dataclass(frozen=True)
class History:
    """Values of each indicator at the end of quarters 1 to 20; yearly ones repeat a survey."""

    quarterly: tuple[tuple[Fraction, ...], ...]
    yearly: tuple[tuple[Fraction, ...], ...]

    @property
    def met(self) -> bool:
        """Everything at its level at the end."""
        return all(row[-1] >= LEVEL for row in (*self.quarterly, *self.yearly))


def generate(rng: random.Random, noise: int) -> History:
    """One history, as the docstring of the module says."""
    slows, pace = rng.random() < 0.4, Fraction(rng.randint(100, 500), 100)
    rows = [_walk(rng, noise, slows, pace) for _number in range(BY_QUARTER + BY_YEAR)]
    yearly = [tuple(row[quarter // 4 * 4 + 3] if quarter % 4 == 3 else
                    row[max(quarter // 4 * 4 - 1, 0)] for quarter in range(QUARTERS))
              for row in rows[BY_QUARTER:]]  # fmt: skip
    return History(tuple(rows[:BY_QUARTER]), tuple(yearly))


def _walk(rng: random.Random, noise: int, slows: bool, pace: Fraction) -> tuple[Fraction, ...]:
    value = Fraction(LEVEL - rng.randint(0, 45))
    drift = pace * Fraction(rng.randint(60, 160), 100)
    found = []
    for quarter in range(QUARTERS):
        step = drift / 2 if slows and quarter >= QUARTERS - 4 else drift
        value += step + Fraction(rng.randint(-100, 100) * noise, 100)
        found.append(value)
    return tuple(found)


def case_of(history: History, known: int) -> Case:
    """What is known after `known` quarters."""
    left = QUARTERS - known
    lacks = []
    for number, row in enumerate(history.quarterly):
        if row[known - 1] < LEVEL:
            points = tuple(Point(at, row[at]) for at in range(max(known - 5, 0), known))
            lacks.append(_lack(f"{number + 1}", points, left, yearly=False))
    surveys = known // 4
    for number, row in enumerate(history.yearly):
        if row[known - 1] < LEVEL:
            points = tuple(Point(year, row[year * 4 + 3]) for year in range(surveys))
            left_surveys = QUARTERS // 4 - surveys
            lacks.append(_lack(f"{BY_QUARTER + number + 1}", points, left_surveys, yearly=True))
    total = BY_QUARTER + BY_YEAR
    counts = tuple(
        Point(at, Fraction(sum(row[at] >= LEVEL for row in (*history.quarterly, *history.yearly))))
        for at in range(known)
    )
    return Case(
        reached=False,
        over=False,
        total=total,
        criteria=counts,
        missing=len(lacks),
        left=left,
        gone=Fraction(known, QUARTERS),
        lacks=tuple(lacks),
    )


def _lack(code: str, points: tuple[Point, ...], left: int, *, yearly: bool) -> Lack:
    return Lack(code, code, "", Fraction(LEVEL), True, points, left=left, yearly=yearly)


def backtest(noise: int, before: int, histories: int = HISTORIES) -> tuple[HitRate, int]:
    """(counts of warned against met, how many stood "chậm tiến độ")."""
    rng = random.Random(f"{SEED}-{noise}")  # generated histories, no secret
    judged, late = [], 0
    for _number in range(histories):
        history = generate(rng, noise)
        state = assess(case_of(history, QUARTERS - before)).state
        judged.append((state is State.AT_RISK, history.met))
        late += state is State.BEHIND
    return hit_rate(judged), late


def _share(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(share):.3f}"


def main() -> None:
    """Print the table; the shares are also left as figures."""
    figures = []
    head = ("noise", "quarters left", "met", "warned", "right", "precision", "recall", "behind")
    print(" | ".join(head))
    print(" | ".join("---" for _word in head))
    for noise in NOISES:
        for before in ASKED_BEFORE:
            found, late = backtest(noise, before)
            row = (
                noise,
                before,
                found.warned_met + found.quiet_met,
                found.warned_missed + found.warned_met,
                _share(Fraction(found.right, found.total)),
                _share(found.precision),
                _share(found.recall),
                late,
            )
            print(" | ".join(str(cell) for cell in row))
            shares = {"precision": found.precision, "recall": found.recall}
            figures += [
                Figure(f"noise {noise}, {before} quarters left: {name}", [float(share)], "")
                for name, share in shares.items()
                if share is not None
            ]
    show(figures, quiet=True)


if __name__ == "__main__":
    main()
