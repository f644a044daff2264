"""What a change does to rows about agencies: their last day, those who follow, the links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from communes.changes.definition import AGENCY, Definition, Step, Successor
from communes.changes.plan import Effect, Problem, Target
from communes.enums import ChangeKind
from communes.models import Agency
from communes.queries.ground import Ground
from communes.services.change_checks import graph_problems
from communes.services.change_writing import close_agency, create_agency, link_agencies
from kbang_ntm.core.vietnamese import format_date


class AgencyPlanner:
    """Reads the steps about agencies against the ground.

    `unit_alive(key)` says whether a unit exists on the day once the plan is carried out. An agency
    carries its name in its one row, so that one with another name is another agency that follows.
    """

    def __init__(
        self, definition: Definition, ground: Ground, unit_alive: Callable[[str], bool]
    ) -> None:
        self.day, self.ground, self.unit_alive = definition.date, ground, unit_alive
        self.steps = [step for step in definition.steps if step.about == AGENCY]
        self.ending = {key for step in self.steps if step.ends for key in step.predecessors}
        self.coming = {
            row.key: row
            for step in self.steps
            for row in step.successors
            if row.key not in ground.agencies
        }
        self.effects: list[Effect] = []
        self.problems: list[Problem] = []

    @property
    def last_day(self) -> date:
        """The last day of what ends."""
        return self.day - timedelta(days=1)

    def read(self) -> None:
        """Fill `effects` and `problems`, in the order in which they must be written."""
        followers: dict[str, set[str]] = {}
        for before, after, _day in self.ground.agency_successions:
            followers.setdefault(before, set()).add(after)
        self.problems += graph_problems(self.steps, followers, self.ending)
        for step in self.steps:
            if not step.ends:
                self._problem(
                    "agency_rename",
                    "Cơ quan đổi tên là cơ quan mới kế tục: ghi kind là merge với mã mới.",
                )
            for key in step.predecessors:
                self._end(key)
        for step in self.steps:
            for successor in step.successors:
                self._start(successor)
        for step in self.steps:
            self._links(step)

    def alive(self) -> tuple[Target, ...]:
        """Agencies that work on the day, once the plan is carried out."""
        standing = [
            Target(AGENCY, code, agency.name)
            for code, agency in self.ground.agencies.items()
            if self.day in agency.valid and code not in self.ending
        ]
        return (*standing, *(Target(AGENCY, key, row.name) for key, row in self.coming.items()))

    def name(self, key: str) -> str:
        """What the agency is called."""
        if key in self.coming:
            return self.coming[key].name or key
        agency = self.ground.agencies.get(key)
        return agency.name if agency else key

    def followers(self, key: str) -> tuple[Target, ...]:
        """Agencies that follow an ended one."""
        found = dict.fromkeys(
            after
            for step in self.steps
            if step.ends and key in step.predecessors
            for after in step.successor_keys
        )
        return tuple(Target(AGENCY, after, self.name(after)) for after in found)

    def _problem(self, code: str, text: str) -> None:
        self.problems.append(Problem(code, text))

    def _effect(self, code: str, key: str, text: str, present: bool, run: Any) -> None:
        self.effects.append(Effect(code, key, text, present, None if present else run))

    def _end(self, key: str) -> None:
        agency = self.ground.agency_on(key, self.last_day)
        if agency is None:
            self._problem(
                "no_such_agency",
                f"Không có cơ quan «{key}» vào ngày {format_date(self.last_day)}. "
                "Xem lại mã và ngày hiệu lực.",
            )
            return
        self._effect(
            "agency_end",
            key,
            f"{agency.name} kết thúc sau ngày {format_date(self.last_day)}",
            agency.valid.upper == self.day,
            lambda doer: close_agency(agency, doer),
        )

    def _start(self, successor: Successor) -> None:
        agency = self.ground.agencies.get(successor.key)
        if agency is None:
            self._create(successor)
        elif successor.key not in self.ending:
            self._check_standing(successor, agency)

    def _check_standing(self, successor: Successor, agency: Agency) -> None:
        if self.day not in agency.valid:
            self._problem(
                "no_successor",
                f"{agency.name} không hoạt động vào ngày {format_date(self.day)} nên không kế tục "
                "được. Chọn cơ quan khác.",
            )
        elif successor.name and successor.name != agency.name:
            self._problem(
                "differs",
                f"Mã «{successor.key}» đang là {agency.name}, phương án ghi {successor.name}. "
                "Đặt mã khác cho cơ quan mới.",
            )
        else:
            self._effect("agency_stands", successor.key, f"{agency.name} nhận việc", True, None)

    def _create(self, successor: Successor) -> None:
        if not successor.name or not successor.unit:
            self._problem(
                "no_successor",
                f"Cơ quan kế tục «{successor.key}» chưa có. Ghi tên và đơn vị để lập mới.",
            )
            return
        if not self.unit_alive(successor.unit):
            self._problem(
                "no_parent",
                f"«{successor.unit}» không còn vào ngày {format_date(self.day)} nên "
                f"{successor.name} không thể thuộc về đó.",
            )
            return
        self._effect(
            "agency_create",
            successor.key,
            f"Lập {successor.name}",
            False,
            lambda doer: create_agency(successor, doer),
        )

    def _links(self, step: Step) -> None:
        if step.kind not in (ChangeKind.MERGE, ChangeKind.SPLIT):
            return
        for before in step.predecessors:
            for after in step.successor_keys:
                self._link(before, after)

    def _link(self, before: str, after: str) -> None:
        present = (before, after, self.day) in self.ground.agency_successions
        self._effect(
            "agency_link",
            f"{before} {after}",
            f"{self.name(after)} kế tục {self.name(before)}",
            present,
            lambda doer: link_agencies(before, after, doer),
        )
