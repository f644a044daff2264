"""Opinions of the people by village: where a round stands and what the papers add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from communes.enums import OpinionState
from communes.models import OpinionAnswer, OpinionMinutes, OpinionRound, OpinionVillage
from communes.tallies import share


@dataclass(frozen=True)
class VillageOpinion:
    """One village of a round: its newest minutes and the newest answer, if any."""

    village: OpinionVillage
    minutes: OpinionMinutes | None
    answer: OpinionAnswer | None

    @property
    def unanswered(self) -> bool:
        """Other opinions stand in the minutes and the commune has not answered them."""
        return bool(self.minutes and self.minutes.opinions and not self.answer)

    @property
    def agree_share(self) -> Decimal | None:
        """Percent of the households present that agree."""
        return share(self.minutes.agree, self.minutes.present) if self.minutes else None


@dataclass(frozen=True)
class OpinionFigure:
    """A round summed over its villages; counts of households.

    `villages` is how many the commune has (None: not typed yet), `held` how many met. `present`
    are households represented at the meetings. `invited` is None where some minutes do not say.
    `missing` names villages without a meeting or without the file of their minutes.
    """

    round: OpinionRound
    villages: int | None
    listed: int
    held: int
    households: int
    invited: int | None
    present: int
    agree: int
    disagree: int
    other: int
    missing: tuple[str, ...]
    unanswered: tuple[str, ...]
    lines: tuple[VillageOpinion, ...]

    @property
    def represented(self) -> int:
        """Households represented at the meetings: those present."""
        return self.present

    @property
    def complete(self) -> bool:
        """Every village of the commune has met and its minutes are on file."""
        return self.villages is not None and self.listed == self.villages and not self.missing

    @property
    def closed(self) -> bool:
        """The leader has closed the round."""
        return self.round.state == OpinionState.CLOSED

    @property
    def agree_share(self) -> Decimal | None:
        """Percent of the households present that agree."""
        return share(self.agree, self.present)

    @property
    def present_share(self) -> Decimal | None:
        """Percent of all households that were represented."""
        return share(self.present, self.households)


def opinions(unit_id: int, *, standard: str, year: int) -> OpinionFigure | None:
    """The round of a commune for a standard and year; None where there is none. Four queries."""
    found = OpinionRound.objects.filter(unit_id=unit_id, standard=standard, year=year).first()
    return opinion_figures([found])[found.pk] if found else None


def opinion_figures(rounds: Iterable[OpinionRound]) -> dict[int, OpinionFigure]:
    """{round id: figure}, in three queries whatever their number."""
    rows = list(rounds)
    ids = [row.pk for row in rows]
    villages = list(
        OpinionVillage.objects.filter(round_id__in=ids, removed_at__isnull=True)
        .select_related("unit")
        .order_by("name")
    )
    newest: dict[int, OpinionMinutes] = {
        row.village_id: row
        for row in OpinionMinutes.objects.filter(village__in=villages)
        .select_related("file", "by")
        .order_by("version")
    }
    answers: dict[int, OpinionAnswer] = {
        row.village_id: row
        for row in OpinionAnswer.objects.filter(village__in=villages)
        .select_related("by")
        .order_by("id")
    }
    lines: dict[int, list[VillageOpinion]] = {pk: [] for pk in ids}
    for village in villages:
        line = VillageOpinion(village, newest.get(village.pk), answers.get(village.pk))
        lines[village.round_id].append(line)
    return {row.pk: _figure(row, lines[row.pk]) for row in rows}


def _figure(row: OpinionRound, lines: list[VillageOpinion]) -> OpinionFigure:
    told = [line.minutes for line in lines if line.minutes]
    invited = [one.invited for one in told]
    return OpinionFigure(
        round=row,
        villages=row.villages_total,
        listed=len(lines),
        held=len(told),
        households=sum(one.households for one in told),
        invited=None if None in invited or not told else sum(one or 0 for one in invited),
        present=sum(one.present for one in told),
        agree=sum(one.agree for one in told),
        disagree=sum(one.disagree for one in told),
        other=sum(one.other for one in told),
        missing=tuple(
            line.village.name
            for line in lines
            if line.minutes is None or line.minutes.file is None or not line.minutes.number
        ),
        unanswered=tuple(line.village.name for line in lines if line.unanswered),
        lines=tuple(lines),
    )
