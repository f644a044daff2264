"""What the checks rest on, as plain values; gathered in awards/queries/check_facts.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from awards.enums import Outcome, ThreeState


@dataclass(frozen=True)
class Span:
    """A range of days, both in it."""

    first: date
    last: date

    def overlaps(self, other: Span) -> bool:
        """At least one day lies in both."""
        return self.first <= other.last and other.first <= self.last

    @property
    def years(self) -> frozenset[int]:
        """The years it touches."""
        return frozenset(range(self.first.year, self.last.year + 1))

    @property
    def words(self) -> str:
        """ "01/01/2023 - 31/12/2023"."""
        return f"{self.first:%d/%m/%Y} - {self.last:%d/%m/%Y}"


@dataclass(frozen=True)
class Past:
    """An award of the nominee's group, or (`pending`) a nomination of it that is still alive.

    `own`: of the nominee itself, not of the household's head or the head's household. `kind`:
    title or form, "" where the type is not known. `linked`: the case of which this one is taken to
    the level above, or the other way about.
    """

    holder: str
    type_code: str
    type_name: str
    kind: str
    level: str
    merit_kind: str
    span: Span | None = None
    decided_on: date | None = None
    merit: str = ""
    movement: str = ""
    paper: str = ""
    own: bool = True
    verified: bool = True
    pending: bool = False
    linked: bool = False

    @property
    def words(self) -> str:
        """Type, holder, paper or state, in one phrase."""
        parts = [f"{self.type_name} ({self.holder}"]
        if self.pending:
            parts.append("đang đề nghị")
        elif self.paper:
            parts.append(self.paper)
        if self.span is not None:
            parts.append(f"thành tích {self.span.words}")
        return ", ".join(parts) + ")"


@dataclass(frozen=True)
class Condition:
    """A condition of the type: `check` computes it, "" leaves it to people."""

    text: str
    clause: str = ""
    alternative: str = ""
    check: str = ""
    amount: Decimal | None = None
    certain: bool = True


@dataclass(frozen=True)
class Word:
    """The newest word about one kind of fact of one of the group, with whose it is and when."""

    kind: str
    state: str = ThreeState.UNKNOWN
    on: date | None = None
    until: date | None = None
    body: str = ""
    paper: str = ""
    holder: str = ""
    own: bool = True

    @property
    def source(self) -> str:
        """ "Công an huyện, ngày 05/10/2024, văn bản 12/CV"."""
        day = f", ngày {self.on:%d/%m/%Y}" if self.on else ""
        return f"{self.body}{day}{f', văn bản {self.paper}' if self.paper else ''}"


@dataclass(frozen=True)
class Limit:
    """A quota that counts for this nomination, and how many count against it with this one."""

    words: str
    most: int
    used: int


@dataclass(frozen=True)
class Share:
    """A title capped by a share of another: nominations for it, and the holders it is a share of
    (None: nobody knows)."""

    percent: Decimal
    used: int
    base: int | None
    of: str


@dataclass(frozen=True)
class Debt:
    """Construction debt of a commune, as register or paper say."""

    place: str
    own: bool
    owed: Decimal | None
    words: str
    contradicts: bool = False


@dataclass(frozen=True)
class Launch:
    """A movement, or one it belongs to: of which level, how long by its title and by its days."""

    title: str
    level: str
    official: Span | None = None
    launched_on: date | None = None


@dataclass(frozen=True)
class Posted:
    """A posting the nomination is on; `elapsed`: whole working days so far."""

    starts: date
    ends: date
    elapsed: int


@dataclass(frozen=True)
class Asked:
    """A body asked about the nominee: its answer, "" while it has not come."""

    body: str
    answer: str = ""
    text: str = ""
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class CheckFacts:
    """All that the checks of one nomination rest on, on one day."""

    on: date
    type_code: str
    type_name: str
    kind: str
    level: str
    merit_kind: str
    nominee_kind: str
    form: str
    span: Span
    merit: str = ""
    movement: str = ""
    past: tuple[Past, ...] = ()
    conditions: tuple[Condition, ...] = ()
    facts: tuple[Word, ...] = ()
    complaints: int = 0
    asked: tuple[Asked, ...] = ()
    debt: Debt | None = None
    limits: tuple[Limit, ...] = ()
    share: Share | None = None
    registration_needed: bool = False
    registered_years: frozenset[int] = frozenset()
    dossier_known: bool = True
    dossier_missing: tuple[str, ...] = ()
    posting_days: int | None = None
    postings: tuple[Posted, ...] = ()
    initiative: str = ""
    initiative_used: str = ""
    initiative_others: tuple[str, ...] = ()
    launches: tuple[Launch, ...] = ()
    bases: tuple[str, ...] = ()
    body_name: str = ""
    body_ended: str = ""
    body_decides: bool | None = None


@dataclass(frozen=True)
class Rule:
    """A row of the law about one check."""

    code: str
    title: str = ""
    clause: str = ""
    amount: Decimal | None = None
    levels: tuple[str, ...] = ()
    merit_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a check found: outcome, a plain sentence, and figures it rests on (JSON-ready).

    `certain` is false where a row that is not verified was used besides the check's own.
    """

    outcome: Outcome
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)
    certain: bool = True


def passed(sentence: str, *, certain: bool = True, **facts: Any) -> Found:
    """The facts clear the nomination."""
    return Found(Outcome.PASSED, sentence, facts, certain)


def failed(sentence: str, *, certain: bool = True, **facts: Any) -> Found:
    """The facts speak against it."""
    return Found(Outcome.FAILED, sentence, facts, certain)


def unknown(sentence: str, *, certain: bool = True, **facts: Any) -> Found:
    """The portal does not know; never the same as clear."""
    return Found(Outcome.UNKNOWN, sentence, facts, certain)


def not_applicable(sentence: str) -> Found:
    """The check is not about such a nomination."""
    return Found(Outcome.NOT_APPLICABLE, sentence)


def clear(found: Found) -> bool:
    """Neither failed nor unknown."""
    return found.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
