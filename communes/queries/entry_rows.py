"""The rows of the page on which a commune enters its figures: one indicator, criterion, group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from communes.enums import EntryReview
from communes.measures import PartSpec
from communes.models import Evidence, Review
from communes.queries.gaps import Gap
from communes.queries.specs import CriterionRow, GroupRow, IndicatorRow
from communes.queries.values import ACCEPTED, Figures
from kbang_ntm.core import clock

FIELDS = ("numerator", "denominator", "number", "choice")


def saved_words(entry: Figures | None) -> str:
    """ "Đã lưu 14:05:09", on another day with its date; "" before the first save."""
    if entry is None or not entry.save_code:
        return ""
    at = entry.changed_at.astimezone(clock.LOCAL)
    if at.date() == clock.today():
        return f"Đã lưu {at:%H:%M:%S}"
    return f"Đã lưu {at:%H:%M ngày %d/%m/%Y}"


@dataclass(frozen=True)
class PartView:
    """One measured part as it is shown and typed. `typed` holds the texts of its fields."""

    spec: PartSpec
    typed: Mapping[str, str]
    shown: str
    counts: str
    before: str
    before_counts: str
    wrong: str = ""

    @property
    def kind(self) -> str:
        """Which fields the part needs: counts, number, boolean or ordinal."""
        if self.spec.is_counted:
            return "counts"
        return self.spec.measure.value if self.spec.is_choice else "number"


@dataclass(frozen=True)
class Level:
    """What must be reached: its words, where they stand, and the mark of an unchecked level."""

    label: str
    text: str
    basis: str
    mark: str


@dataclass(frozen=True)
class EntryView:
    """One indicator on the page.

    `closed` says why nothing can be typed ("" when it can be); `problem` carries the code,
    sentence and typed texts of a save that was refused; `attn` marks what waits for its owner.
    """

    row: IndicatorRow
    entry: Figures | None
    parts: tuple[PartView, ...]
    levels: tuple[Level, ...]
    closed: str
    returned: Review | None
    answer: Review | None
    comments: tuple[Review, ...]
    evidence: tuple[Evidence, ...]
    warning: str
    gaps: tuple[Gap, ...]
    na_reason: str = ""
    note: str = ""
    survey: str = ""
    was_na: str = ""
    problem: Any = None
    refusal: str = ""

    @property
    def version(self) -> int:
        """The version the person sees; 0 for what nobody has filled in."""
        return self.entry.version if self.entry else 0

    @property
    def base(self) -> str:
        """The version an edit starts from: after a conflict the stored one, which is shown beside;
        after another refusal the one it was typed on, because the fields show the typed texts and
        hide what somebody may have saved meanwhile."""
        if self.conflict:
            return self.conflict["version"]
        typed = self.problem.typed if self.problem is not None else None
        return str(typed["base_version"] if typed else self.version)

    @property
    def conflict(self) -> Mapping[str, str] | None:
        """The other person's value, when two typed at once."""
        if self.problem is None or self.problem.code != "conflict":
            return None
        theirs: Mapping[str, str] = self.problem.theirs
        return theirs

    @property
    def accepted(self) -> bool:
        """Accepted by the agency, or settled by a joint meeting."""
        return self.entry is not None and self.entry.review in ACCEPTED

    @property
    def settled(self) -> bool:
        """Bound by the conclusion of a joint meeting."""
        return self.entry is not None and self.entry.review == EntryReview.SETTLED

    @property
    def awaits(self) -> bool:
        """Returned and neither mended nor answered."""
        return any(gap.code == "returned" for gap in self.gaps)

    @property
    def attn(self) -> bool:
        """Waits for its owner: a refused save, a return, a lost file, a change to explain."""
        loud = {"returned", "promised", "note"}
        return bool(self.problem or self.refusal) or any(gap.code in loud for gap in self.gaps)

    @property
    def same_level(self) -> bool:
        """All parts have one and the same level, so it is written once."""
        return len({level.text for level in self.levels}) <= 1

    @property
    def shown(self) -> str:
        """The stored value in words, as read-only rows show it."""
        if self.na_reason:
            return self.na_reason
        words = (f"{p.spec.label} {p.shown}".strip() for p in self.parts if p.shown)
        return ", ".join(words)

    @property
    def saved_words(self) -> str:
        """ "Đã lưu 14:05:09", on another day with its date; "" before the first save."""
        return saved_words(self.entry)

    @property
    def has_before(self) -> bool:
        """Last period has a figure to compare with."""
        return bool(self.was_na) or any(part.before for part in self.parts)

    @property
    def wrong(self) -> str:
        """Why what was typed is not stored, for the fields (a conflict has its own card)."""
        return "" if self.problem is None or self.conflict else str(self.problem.message)

    @property
    def awaits_na(self) -> bool:
        """Claimed as not applicable; counts once the agency accepts it."""
        return self.entry is not None and bool(self.entry.na_reason) and not self.accepted

    @property
    def lacks_evidence(self) -> bool:
        """A figure is there, its evidence is not."""
        return any(gap.code == "evidence" for gap in self.gaps)

    @property
    def counted(self) -> PartView | None:
        """The first part, when it is counted: what it counts is said under the title."""
        first = self.parts[0]
        return first if first.kind == "counts" and not first.spec.label else None

    @property
    def folds(self) -> bool:
        """In order and closed: a phone shows its head only."""
        return bool(self.closed) and self.accepted and not self.attn

    @property
    def warned(self) -> str:
        """The sentence about a great change, as long as nobody has explained it."""
        return "" if self.note else self.warning


@dataclass(frozen=True)
class CriterionView:
    """A criterion with its chip, who reviews it, how many indicators are done, and its rows."""

    row: CriterionRow
    verdict: str
    reviewers: str
    done: int
    total: int
    entries: tuple[EntryView, ...] = ()


@dataclass(frozen=True)
class GroupView:
    """A group with how many of its indicators are done."""

    row: GroupRow
    done: int
    total: int
    criteria: tuple[CriterionView, ...] = ()

    @property
    def left(self) -> int:
        """How many indicators still miss something."""
        return self.total - self.done

    @property
    def words(self) -> str:
        """The count in words, for those who do not see the bar."""
        return f"{self.row.title}: {self.done} trên {self.total}"

    @property
    def numeral(self) -> str:
        """ "IV" of «IV. Văn hóa - Xã hội - Môi trường»."""
        return self.row.title.partition(".")[0]
