"""Counting of votes over all members. Pure, integers only.

The share is always of the total number of members as snapshotted at the session, not of those
present; a member who does not vote on an item still counts in the total (NĐ 98/2023 Điều 30.7,
domain notes 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awards.enums import Choice


@dataclass(frozen=True)
class Counts:
    """What became of every member's vote on one item; the six parts add up to `total`."""

    total: int
    yes: int = 0
    no: int = 0
    invalid: int = 0
    recused: int = 0
    absent: int = 0
    not_cast: int = 0

    def __post_init__(self) -> None:
        parts = (self.yes, self.no, self.invalid, self.recused, self.absent, self.not_cast)
        if self.total <= 0 or min(parts) < 0:
            raise ValueError("counts are not negative, and a council has members")
        if sum(parts) != self.total:
            raise ValueError(f"the parts make {sum(parts)}, the members are {self.total}")


@dataclass(frozen=True)
class Result:
    """A count against the percentage of its row."""

    counts: Counts
    percent: int
    needed: int
    reached: bool

    @property
    def hundredths(self) -> int:
        """Share of yes over all members in hundredths of a percent, rounded half up."""
        return (self.counts.yes * 20_000 + self.counts.total) // (2 * self.counts.total)

    @property
    def short(self) -> int:
        """How many yes votes are missing; 0 when reached."""
        return max(self.needed - self.counts.yes, 0)


def needed(percent: int, total: int) -> int:
    """The least number of yes votes with yes * 100 >= percent * total (80 % of 13 is 11)."""
    if not 1 <= percent <= 100:
        raise ValueError("a percentage lies between 1 and 100")
    if total <= 0:
        raise ValueError("a council has members")
    return -(-percent * total // 100)


def count(choices: Iterable[str], *, total: int, recused: int, absent: int, voters: int) -> Counts:
    """Counts of the cast `choices` of `voters` members that may vote. Raises ValueError when more
    votes were cast than members may vote, or when the groups do not make the total."""
    cast = list(choices)
    yes, no = cast.count(Choice.YES), cast.count(Choice.NO)
    invalid = cast.count(Choice.INVALID)
    if yes + no + invalid != len(cast):
        raise ValueError("a ballot says yes, no, or nothing valid")
    if len(cast) > voters:
        raise ValueError(f"{len(cast)} votes of {voters} members")
    return Counts(total, yes, no, invalid, recused, absent, voters - len(cast))


def result(counts: Counts, percent: int) -> Result:
    """Whether the yes votes reach the percentage of all members."""
    least = needed(percent, counts.total)
    return Result(counts, percent, least, counts.yes >= least)


def reachable(percent: int, total: int, may_vote: int) -> bool:
    """Whether the percentage can still be reached when only `may_vote` members vote on it."""
    return may_vote >= needed(percent, total)


@dataclass(frozen=True)
class Standing:
    """One nomination in a choice forced by a quota: its yes votes and the law's preferences.

    Equals are ordered by: women, or a collective with at least 70 % women; direct workers (Luật
    06/2022/QH15 Điều 5.2d and the principle of equal merit).
    """

    key: int
    yes: int
    woman: bool = False
    direct: bool = False


@dataclass(frozen=True)
class Place:
    """Where a nomination stands; `tied` with its neighbours after all preferences."""

    key: int
    rank: int
    within: bool | None
    reason: str


def ranked(rows: Sequence[Standing], most: int) -> list[Place]:
    """The places of nominations that all reached their percentage, when only `most` may be.

    By yes votes, then by the preferences. Where equals straddle the limit, `within` is None for
    all of them: a second round, never a guess.
    """
    if most < 0:
        raise ValueError("a quota is not negative")

    def order(row: Standing) -> tuple[int, bool, bool]:
        return (row.yes, row.woman, row.direct)

    ordered = sorted(rows, key=lambda row: (*(-int(part) for part in order(row)), row.key))
    places = []
    for row in ordered:
        above = sum(order(other) > order(row) for other in rows)
        equal = sum(order(other) == order(row) for other in rows)
        if above + equal <= most:
            within: bool | None = True
        elif above >= most:
            within = False
        else:
            within = None
        places.append(Place(row.key, above + 1, within, _reason(row, rows, equal)))
    return places


def _reason(row: Standing, rows: Sequence[Standing], equal: int) -> str:
    """Which of the orders decided, in words for the minutes."""
    words = [f"{row.yes} phiếu đồng ý"]
    same_votes = [other for other in rows if other.yes == row.yes and other.key != row.key]
    if same_votes:
        if any(other.woman != row.woman for other in same_votes):
            words.append("ưu tiên nữ" if row.woman else "sau ưu tiên nữ")
        same = [other for other in same_votes if other.woman == row.woman]
        if any(other.direct != row.direct for other in same):
            words.append(
                "ưu tiên trực tiếp lao động" if row.direct else "sau ưu tiên trực tiếp lao động"
            )
    if equal > 1:
        words.append(f"bằng nhau {equal} đề nghị")
    return ", ".join(words)
