"""What the newest checks of nominations found, and what still blocks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awards.enums import Effect, Outcome
from awards.models import CheckOverride, CheckResult, CheckRun, Nomination

OPEN = (Outcome.FAILED, Outcome.UNKNOWN)


@dataclass(frozen=True)
class ResultLine:
    """One result with the request to let it pass, if there is one; `covered`: it is let pass."""

    result: CheckResult
    override: CheckOverride | None
    covered: bool

    @property
    def open(self) -> bool:
        """Not clear, and not let pass."""
        return self.result.outcome in OPEN and not self.covered

    @property
    def blocks(self) -> bool:
        """Stops the nomination."""
        return self.open and self.result.effect == Effect.BLOCKS

    @property
    def warns(self) -> bool:
        """Only to be known."""
        return self.open and self.result.effect == Effect.WARNS

    @property
    def verdict(self) -> str:
        """The code of the page's chip."""
        words = {
            Outcome.PASSED: "met",
            Outcome.FAILED: "not_met",
            Outcome.UNKNOWN: "unknown",
            Outcome.NOT_APPLICABLE: "not_applicable",
        }
        return words[Outcome(self.result.outcome)]


def newest_run(row: Nomination) -> CheckRun | None:
    """The run that counts. One query."""
    return CheckRun.objects.filter(nomination=row).select_related("by").order_by("-id").first()


def result_lines(row: Nomination, run: CheckRun) -> list[ResultLine]:
    """All results of a run, in the order of the checks. Three queries at most."""
    results = list(run.results.order_by("id"))
    return _lines({row.pk: results})[row.pk]


def blocking(row: Nomination, run: CheckRun) -> list[CheckResult]:
    """Results of a run that stop the nomination. Three queries at most."""
    return [line.result for line in result_lines(row, run) if line.blocks]


def blocking_of(
    rows: Sequence[Nomination],
) -> list[tuple[Nomination, list[CheckResult] | None]]:
    """Each nomination with what blocks it by its newest run, None where it was never checked.
    Four queries for any number."""
    lines = lines_of(rows)
    return [
        (row, [one.result for one in lines[row.pk] if one.blocks] if row.pk in lines else None)
        for row in rows
    ]


def lines_of(rows: Sequence[Nomination]) -> dict[int, list[ResultLine]]:
    """{nomination id: results of its newest run}; without those never checked. Four queries."""
    runs = CheckRun.objects.filter(nomination__in=rows).order_by("nomination_id", "-id")
    newest = dict(runs.distinct("nomination_id").values_list("pk", "nomination_id"))
    found: dict[int, list[CheckResult]] = {pk: [] for pk in newest.values()}
    for one in CheckResult.objects.filter(run__in=newest).order_by("id"):
        found[newest[one.run_id]].append(one)
    return _lines(found)


def _lines(results: dict[int, list[CheckResult]]) -> dict[int, list[ResultLine]]:
    overrides = {
        (one.nomination_id, one.code): one
        for one in CheckOverride.objects.filter(nomination__in=list(results)).select_related(
            "asked_by", "agreed_by"
        )
    }
    unknown_then = _asked_while_unknown([one for one in overrides.values() if one.agreed_by_id])
    return {
        pk: [
            ResultLine(
                one,
                overrides.get((pk, one.code)),
                _covers(overrides.get((pk, one.code)), one, unknown_then),
            )
            for one in found
        ]
        for pk, found in results.items()
    }


def _covers(override: CheckOverride | None, one: CheckResult, unknown_then: set[int]) -> bool:
    """What was agreed to while the check knew nothing does not cover its failing."""
    if override is None or override.agreed_by_id is None:
        return False
    return one.outcome != Outcome.FAILED or override.pk not in unknown_then


def _asked_while_unknown(overrides: Sequence[CheckOverride]) -> set[int]:
    """Ids of requests made when the check's answer was unknown. One query, none without any."""
    if not overrides:
        return set()
    rows = CheckResult.objects.filter(
        run__nomination__in=[one.nomination_id for one in overrides],
        code__in={one.code for one in overrides},
    ).values_list("run__nomination_id", "code", "run__at", "outcome")
    history = sorted(rows, key=lambda one: one[2])
    found = set()
    for override in overrides:
        before = [
            outcome
            for pk, code, at, outcome in history
            if (pk, code) == (override.nomination_id, override.code) and at <= override.asked_at
        ]
        if before and before[-1] == Outcome.UNKNOWN:
            found.add(override.pk)
    return found
