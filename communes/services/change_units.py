"""What a change does to rows about units: names, codes, parents, successions, villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from communes.changes.definition import UNIT, Definition, Step, Successor
from communes.changes.plan import Answers, Effect, Problem, Question, Target, answer_for
from communes.enums import ChangeKind
from communes.models import UnitVersion
from communes.queries.ground import Ground
from communes.services.change_checks import code_problems, graph_problems
from communes.services.change_writing import (
    ONE_DAY,
    change_version,
    close_version,
    create_unit,
    link,
    set_parent,
)
from kbang_ntm.core.vietnamese import format_date

# definition field -> column of the version, for what a successor may be given anew
FIELDS = {
    "name": "name",
    "short_name": "short_name",
    "code": "official_code",
    "kind": "kind",
    "region_column": "region_column",
    "commune_group": "commune_group",
}


@dataclass
class UnitPlan:
    """Effects, refusals and questions about units, and where each part of an ended unit goes."""

    effects: list[Effect] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    parts: dict[str, Target | None] = field(default_factory=dict)


class UnitPlanner:
    """Reads the steps about units against the ground."""

    def __init__(self, definition: Definition, ground: Ground, answers: Answers) -> None:
        self.definition, self.ground, self.answers = definition, ground, answers
        self.day = definition.date
        self.steps = [step for step in definition.steps if step.about == UNIT]
        self.ending = {key for step in self.steps if step.ends for key in step.predecessors}
        self.renamed = {key for s in self.steps if not s.ends for key in s.predecessors}
        self.coming = {
            row.key: row
            for step in self.steps
            for row in step.successors
            if ground.version_on(row.key, self.day) is None
        }
        self.plan = UnitPlan()

    @property
    def last_day(self) -> date:
        """The last day of what ends."""
        return self.day - ONE_DAY

    def read(self) -> UnitPlan:
        """The whole of it, in the order in which it must be written: ends, starts, links, parts."""
        self.plan.problems += graph_problems(self.steps, self.ground.followers, self.ending)
        for step in self.steps:
            self._ends(step)
        starts = [row for step in self.steps for row in step.successors]
        for successor in sorted(starts, key=lambda row: row.parent in self.coming):
            self._starts(successor)
        self.plan.problems += code_problems(self.steps, self.ground, self.day)
        for step in self.steps:
            self._links(step)
        for key in sorted(self.ending & self.ground.units.keys()):
            self._children(key)
            self._agencies_left(key)
        return self.plan

    def alive(self, key: str) -> bool:
        """The unit exists on the day, once the plan is carried out."""
        if key in self.ending:
            return False
        return key in self.coming or self.ground.version_on(key, self.day) is not None

    def name(self, key: str) -> str:
        """What the unit is called on the day."""
        if key in self.coming and self.coming[key].name:
            return self.coming[key].name
        return self.ground.name(key, self.day) if key in self.ground.units else key

    def followers(self, key: str) -> tuple[Target, ...]:
        """Units that follow an ended one."""
        found = dict.fromkeys(
            after
            for step in self.steps
            if step.ends and key in step.predecessors
            for after in step.successor_keys
        )
        return tuple(Target(UNIT, after, self.new_name(after)) for after in found)

    def new_name(self, key: str) -> str:
        """As `name`, with the day for a unit that begins on it: it may be called as an old one."""
        version = self.ground.version_on(key, self.day) if key in self.ground.units else None
        begins = version is None or self.ground.version_on(key, self.last_day) is None
        return f"{self.name(key)} (từ {format_date(self.day)})" if begins else self.name(key)

    def _problem(self, code: str, text: str) -> None:
        self.plan.problems.append(Problem(code, text))

    def _effect(self, code: str, key: str, text: str, present: bool, run: Any = None) -> None:
        self.plan.effects.append(Effect(code, key, text, present, None if present else run))

    # --- ends ---------------------------------------------------------------------------------
    def _ends(self, step: Step) -> None:
        for key in step.predecessors:
            version = (
                self.ground.version_on(key, self.last_day) if key in self.ground.units else None
            )
            if version is None:
                self._problem(
                    "no_such_unit",
                    f"Không có đơn vị «{key}» vào ngày {format_date(self.last_day)}. "
                    "Xem lại mã và ngày hiệu lực.",
                )
            elif step.ends:
                self._end(key, version)

    def _end(self, key: str, version: UnitVersion) -> None:
        upper = version.valid.upper
        if any(
            row.valid.lower and row.valid.lower >= self.day for row in self.ground.versions[key]
        ):
            self._problem(
                "lives_on",
                f"{version.name} còn tên, mã từ ngày {format_date(self.day)} trở đi. "
                "Bỏ dòng đó ở dữ liệu tham chiếu, hoặc bỏ bước này.",
            )
        text = f"{version.name} kết thúc sau ngày {format_date(self.last_day)}"
        self._effect("end", key, text, upper == self.day, lambda doer: close_version(version, doer))

    # --- starts -------------------------------------------------------------------------------
    def _starts(self, successor: Successor) -> None:
        current = self.ground.version_on(successor.key, self.day)
        wanted = {
            column: getattr(successor, name)
            for name, column in FIELDS.items()
            if getattr(successor, name)
        }
        if successor.parent and not self.alive(successor.parent):
            self._problem(
                "no_parent",
                f"«{successor.parent}» không còn vào ngày {format_date(self.day)} nên không "
                f"thể là cấp trên của «{successor.key}».",
            )
            return
        if current is None:
            self._create(successor, wanted)
        elif successor.key not in self.ending:
            self._adapt(successor, current, wanted)

    def _create(self, successor: Successor, wanted: dict[str, str]) -> None:
        key = successor.key
        missing = [
            word
            for word, value in (
                ("tên", successor.name),
                ("loại", successor.kind),
                ("thuộc", successor.parent),
            )
            if not value
        ]
        if missing:
            self._problem(
                "no_successor",
                f"Đơn vị kế tục «{key}» không có vào ngày {format_date(self.day)}. "
                f"Ghi {', '.join(missing)} để lập mới, hoặc sửa mã.",
            )
            return
        code = f", mã {successor.code}" if successor.code else ""
        text = f"Lập {successor.name}{code}, thuộc {self.name(successor.parent)}"
        self._effect("create", key, text, False, lambda doer: create_unit(successor, wanted, doer))

    def _adapt(self, successor: Successor, current: UnitVersion, wanted: dict[str, str]) -> None:
        """An existing unit that follows: the same, or with another name, code or parent."""
        changed = [column for column, value in wanted.items() if getattr(current, column) != value]
        parent = successor.parent and successor.parent != self.ground.parent_key(current)
        starts_here = current.valid.lower == self.day
        if (changed or parent) and starts_here:
            said = self.ground.name(successor.key, self.day)
            self._problem(
                "differs",
                f"{said}: dòng đã có từ ngày {format_date(self.day)} khác với phương án "
                f"({', '.join(changed) or 'cấp trên'}). Sửa phương án hoặc dữ liệu tham chiếu.",
            )
            return
        text = f"{successor.name or current.name} từ ngày {format_date(self.day)}"
        if changed or parent:
            text = f"{text}: đổi tên, mã hoặc cấp trên"
        self._effect(
            "adapt",
            successor.key,
            text,
            not (changed or parent),
            lambda doer: change_version(current, successor, wanted, doer),
        )

    # --- links --------------------------------------------------------------------------------
    def _links(self, step: Step) -> None:
        if step.kind not in (ChangeKind.MERGE, ChangeKind.SPLIT):
            return
        for before in step.predecessors:
            for after in step.successor_keys:
                self._link(step, before, after)

    def _link(self, step: Step, before: str, after: str) -> None:
        share = step.share(before, after)
        row = self.ground.successions.get((before, after, self.day))
        if row is not None:
            for mine, theirs in (
                (share.population, row.population_share),
                (share.area, row.area_share),
            ):
                if mine is not None and theirs is not None and mine != theirs:
                    self._problem(
                        "differs",
                        f"Phần của {self.name(before)} sang {self.name(after)} đã ghi là "
                        f"{theirs.normalize():f}, phương án ghi {mine.normalize():f}. Sửa một bên.",
                    )
        part = ""
        if share.population is not None and len(step.successors) > 1:
            part = f", phần dân số {share.population.normalize():f}".replace(".", ",")
        elif len(step.successors) > 1:
            part = ", chưa rõ phần dân số"
        text = f"{self.new_name(after)} kế tục {self.ground.name(before, self.last_day)}{part}"
        self._effect(
            "link",
            f"{before} {after}",
            text,
            row is not None,
            lambda doer: link(step, before, after, doer),
        )

    # --- what belongs to an ended unit --------------------------------------------------------
    def _children(self, key: str) -> None:
        followers = self.followers(key)
        for child in self.ground.children(key, self.last_day):
            if child in self.ending or child in self.renamed:
                continue
            version = self.ground.version_on(child, self.day)
            if version is None:
                self.plan.parts.setdefault(child, None)
                continue
            parent = self.ground.parent_key(version)
            if parent and self.alive(parent):
                self.plan.parts[child] = Target(UNIT, parent, self.new_name(parent))
                text = f"{version.name} thuộc {self.new_name(parent)}"
                self._effect("part", child, text, True)
            else:
                self._ask_part(key, child, version, followers)

    def _ask_part(
        self, key: str, child: str, version: UnitVersion, followers: Sequence[Target]
    ) -> None:
        given = answer_for(self.answers, f"village:{child}", f"village@{key}")
        chosen = next((row for row in followers if row.key == given), None)
        if not followers:
            self._problem(
                "orphan",
                f"{version.name} còn thuộc {self.ground.name(key, self.last_day)} đã kết thúc. "
                "Thêm một bước ghi cấp trên mới.",
            )
            return
        if len(followers) == 1:
            chosen = chosen or followers[0]
        else:
            self.plan.questions.append(
                Question(
                    f"village:{child}",
                    f"village@{key}",
                    f"{version.name} thuộc đơn vị nào?",
                    f"Thôn, làng của {self.ground.name(key, self.last_day)}",
                    tuple((row.key, row.name) for row in followers),
                    given,
                )
            )
        self.plan.parts[child] = chosen
        if given and chosen is None:
            self._problem(
                "no_such_answer",
                f"{version.name} không chuyển sang «{given}» được. Chọn một nơi kế tục.",
            )
        if chosen is not None:
            to = chosen.key
            self._effect(
                "part",
                child,
                f"{version.name} chuyển về {chosen.name}",
                False,
                lambda doer: set_parent(version, to, doer),
            )

    def _agencies_left(self, key: str) -> None:
        unit = self.ground.units[key]
        ends = {
            code
            for step in self.definition.steps
            if step.about != UNIT and step.ends
            for code in step.predecessors
        }
        for code, agency in self.ground.agencies.items():
            if agency.unit_id == unit.pk and self.day in agency.valid and code not in ends:
                self._problem(
                    "orphan",
                    f"{agency.name} còn hoạt động sau khi "
                    f"{self.ground.name(key, self.last_day)} kết thúc. Thêm một bước cho cơ quan.",
                )
