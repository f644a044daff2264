"""A plan as shown before anything moves: effects, moves, questions, refusals, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from communes.changes.definition import Definition
from communes.holdings import Holding, kind_of

CLOSE = "close"  # answer: leave it as it stands ("close: why")
ONLY = "successor"  # answer: the one that follows, where only one does
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Why the change cannot be applied: stable code, sentence with what to do."""

    code: str
    text: str


@dataclass(frozen=True)
class Target:
    """A place something may pass to: "unit" or "agency", key, name on the day."""

    about: str
    key: str
    name: str


@dataclass(frozen=True)
class Held:
    """A place that ends: what it is, and who follows it (nobody, one, or several)."""

    about: str
    key: str
    name: str
    followers: tuple[Target, ...]

    @property
    def divided(self) -> bool:
        """Several follow: for each thing somebody must say which."""
        return len(self.followers) > 1


@dataclass(frozen=True)
class Effect:
    """One change of rows about units or agencies; `present` when the rows stand already.

    `run(doer)` writes it. What is shown is what is done: planning and applying share the object.
    """

    code: str
    key: str
    text: str
    present: bool
    run: Callable[[Any], None] | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        """For the record and the hash."""
        return {"code": self.code, "key": self.key, "text": self.text, "present": self.present}


@dataclass(frozen=True)
class Question:
    """Something the plan must be told. `name` is the line to add to the answers.

    `group` ("post@dak-hlo") or the kind alone ("post") answer all questions of it at once.
    `options` are (answer, words); `answer` what was given, "" when nothing was.
    """

    name: str
    group: str
    text: str
    heading: str
    options: tuple[tuple[str, str], ...]
    answer: str = ""


@dataclass(frozen=True)
class Move:
    """What becomes of one holding: to `to`, or left as it stands (`to` None) for `reason`."""

    holding: Holding
    place: Held
    to: Target | None
    reason: str = ""

    @property
    def on_the_day(self) -> bool:
        """Waits for the day of the change."""
        return kind_of(self.holding.kind).on_the_day

    def as_json(self) -> dict[str, Any]:
        """For the record and the hash."""
        return {
            "holding": self.holding.as_json(),
            "from": [self.place.about, self.place.key],
            "to": [self.to.about, self.to.key] if self.to else None,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Plan:
    """The whole plan. It may be applied when there is neither a problem nor an open question."""

    definition: Definition
    effects: tuple[Effect, ...]
    moves: tuple[Move, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    places: tuple[Held, ...]

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """Questions without an answer."""
        return tuple(question for question in self.questions if not question.answer)

    @property
    def ready(self) -> bool:
        """Nothing keeps it from being applied."""
        return not self.problems and not self.unanswered

    def as_json(self) -> dict[str, Any]:
        """What is recorded of the plan."""
        return {
            "definition": self.definition.as_json(),
            "effects": [effect.as_json() for effect in self.effects],
            "moves": [move.as_json() for move in self.moves],
        }

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the canonical JSON: another state of the portal, another digest."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def moves_by_kind(self) -> list[tuple[str, list[Move]]]:
        """(label of the kind, its moves), in the order in which they pass."""
        found: dict[str, list[Move]] = {}
        for move in self.moves:
            found.setdefault(move.holding.kind, []).append(move)
        return [(kind_of(code).label, rows) for code, rows in found.items()]


def answer_for(answers: Answers, *names: str) -> str:
    """The first answer given under one of the names: the thing's own, its group's, its kind's."""
    return next((answers[name].strip() for name in names if answers.get(name, "").strip()), "")


def closing_reason(answer: str) -> str | None:
    """The reason of an answer "close" or "close: reason"; None for any other answer."""
    word, _colon, reason = answer.partition(":")
    return reason.strip() if word.strip() == CLOSE else None


class Decisions:
    """Turns holdings into moves by the answers given, and asks where nothing follows by itself."""

    def __init__(self, answers: Answers, parts: Mapping[str, Target | None]) -> None:
        self.answers, self.parts = answers, parts
        self.moves: list[Move] = []
        self.questions: list[Question] = []
        self.problems: list[Problem] = []

    def decide(self, holding: Holding, place: Held, elsewhere: Sequence[Target]) -> None:
        """One holding of a place; `elsewhere` are the places alive on the day, offered only when
        nobody follows."""
        kind = kind_of(holding.kind)
        name, group = holding.answer_name, f"{holding.kind}@{place.key}"
        closable = kind.close is not None and not holding.must_pass
        targets = place.followers or tuple(elsewhere)
        own = answer_for(self.answers, name, f"{holding.kind}:{holding.uid}")
        given = own or answer_for(self.answers, group, holding.kind)
        move = self._answered(holding, place, given, targets, closable=closable)
        if move is None and not own:
            if holding.part in self.parts and place.divided:
                to = self.parts[holding.part]
                if to is not None:  # else the village itself is still asked for
                    self.moves.append(Move(holding, place, to))
                return
            move = _by_itself(holding, place, closable=closable)
            given = ""  # an answer for many that does not fit this one leaves it open
            if move is not None:
                self.moves.append(move)
                return
        if move is not None:
            self.moves.append(move)
        elif own:
            self.problems.append(
                Problem(
                    "no_such_answer",
                    f"«{holding.title}»: trả lời «{own}» không dùng được. "
                    "Chọn một nơi trong danh sách.",
                )
            )
        options = tuple((target.key, target.name) for target in targets)
        if closable:
            options += ((CLOSE, kind.close_label),)
        if not options:
            self.problems.append(
                Problem("orphan", f"«{holding.title}» không có nơi nhận. Lập nơi kế tục trước.")
            )
        self.questions.append(
            Question(name, group, holding.title, f"{kind.label}, {place.name}", options, given)
        )

    def _answered(
        self,
        holding: Holding,
        place: Held,
        given: str,
        targets: Sequence[Target],
        *,
        closable: bool,
    ) -> Move | None:
        """The move an answer asks for; None without an answer, or where it does not fit."""
        reason = closing_reason(given)
        if reason is not None:
            return Move(holding, place, None, reason[:300]) if closable else None
        if given == ONLY and len(place.followers) == 1:
            return Move(holding, place, place.followers[0])
        found = next((target for target in targets if target.key == given), None)
        return Move(holding, place, found) if found else None


def _by_itself(holding: Holding, place: Held, *, closable: bool) -> Move | None:
    """What follows without a question: the one successor, or the end of what ends with a place."""
    kind = kind_of(holding.kind)
    if len(place.followers) == 1 and not kind.always_asks:
        return Move(holding, place, place.followers[0])
    if not place.followers and kind.ends_with_place and closable:
        return Move(holding, place, None)
    return None
