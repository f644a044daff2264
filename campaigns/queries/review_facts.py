"""What a review gathers: sections of facts, given by each part of the portal.

A part says in its front:

    review_facts.register("tasks", "Nhiệm vụ của kế hoạch", task_facts, order=30)

`source(scope)` yields facts in a stable order with a constant number of queries. A fact whose
value is None is not known and is told so, never left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.models import ReviewEvent
from communes.queries.changes import ONE_DAY
from kbang_ntm.core.vietnamese import format_number


@dataclass(frozen=True)
class Scope:
    """What is looked back on: campaign, unit, first and last day (both included). `whole`: by the
    unit that runs the campaign, so that all its rows count."""

    campaign_id: int
    unit_id: int
    first: date
    last: date
    whole: bool = True

    @classmethod
    def of(cls, event: ReviewEvent) -> Scope:
        """The scope of a review."""
        return cls(
            event.campaign_id,
            event.unit_id,
            event.span.lower,
            event.span.upper - ONE_DAY,
            whole=event.unit_id == event.campaign.unit_id,
        )


@dataclass(frozen=True)
class Fact:
    """One figure in words: "Nhiệm vụ đã giao", 42, "nhiệm vụ".

    `value` None: chưa xác định, `note` says why or adds what the number does not tell. `source`
    is the address of the list it was counted from, "" where there is none.
    """

    label: str
    value: int | Decimal | None
    unit: str = ""
    note: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """The value as it is printed."""
        if self.value is None:
            return "chưa xác định"
        return f"{format_number(Decimal(self.value))} {self.unit}".strip()


@dataclass(frozen=True)
class Section:
    """The facts of one part under its heading."""

    key: str
    heading: str
    facts: tuple[Fact, ...]


Source = Callable[[Scope], Iterable[Fact]]


@dataclass(frozen=True)
class Part:
    """A registered source."""

    key: str
    heading: str
    source: Source
    order: int


_parts: dict[str, Part] = {}


def register(key: str, heading: str, source: Source, *, order: int = 50) -> None:
    """Add a section; a key registered again is replaced."""
    _parts[key] = Part(key, heading, source, order)


def parts() -> list[Part]:
    """All sections in their order."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.key))


def gather(scope: Scope) -> list[Section]:
    """Every section as the portal knows it now."""
    return [Section(part.key, part.heading, tuple(part.source(scope))) for part in parts()]


def sections_of(event: ReviewEvent) -> list[Section]:
    """The frozen sections of a review, or today's while it is being prepared."""
    if event.facts is None:
        return gather(Scope.of(event))
    return [
        Section(row["key"], row["heading"], tuple(_thawed(fact) for fact in row["facts"]))
        for row in event.facts
    ]


def frozen(sections: Iterable[Section]) -> tuple[list[dict[str, Any]], str]:
    """(JSON of the sections, SHA-256 of its canonical text)."""
    body = [
        {
            "key": section.key,
            "heading": section.heading,
            "facts": [
                asdict(fact) | {"value": None if fact.value is None else f"{fact.value}"}
                for fact in section.facts
            ],
        }
        for section in sections
    ]
    return body, digest(body)


def digest(body: list[dict[str, Any]]) -> str:
    """SHA-256 (hex) of the canonical JSON of frozen sections."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _thawed(row: dict[str, Any]) -> Fact:
    value = row["value"]
    return Fact(**(row | {"value": None if value is None else Decimal(value)}))
