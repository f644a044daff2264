"""Tasks as one reader may see them: lists, the board, the calendar, sums by who does them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from campaigns.models import Campaign, Task, TaskSeries
from campaigns.punctuality import (
    IN_TIME,
    LATE,
    ON_TIME,
    OPEN,
    OVERDUE,
    Share,
    punctuality,
    share,
)
from campaigns.queries.parties import Names, communes_on, party_names, read_party
from campaigns.recurrence import month_weeks
from campaigns.rules import acting
from campaigns.task_enums import TaskSection, TaskState
from campaigns.task_rules import held_by, holder_of, reads_all
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

STANDINGS = {OVERDUE: "quá hạn", LATE: "xong chậm", ON_TIME: "xong đúng hạn", IN_TIME: "còn hạn"}


@dataclass(frozen=True)
class Asked:
    """What a list of tasks is narrowed to; empty fields ask for everything. `party` is a value of
    `queries.parties`, `mine` asks for the reader's own."""

    party: str = ""
    state: str = ""
    standing: str = ""
    section: str = ""
    words: str = ""
    year: int | None = None
    mine: bool = False
    batch: str = ""


@dataclass(frozen=True)
class TaskLine:
    """A task with the names and the mark a page prints."""

    task: Task
    holder_name: str
    lead_name: str
    standing: str

    @property
    def overdue(self) -> bool:
        """Not handed in though its day has passed."""
        return self.standing == OVERDUE

    @property
    def passed(self) -> bool:
        """Another goes on with it since its holder ended."""
        return self.holder_name != self.lead_name

    @property
    def days_over(self) -> int:
        """Days since it was due; 0 while it is not overdue."""
        return (clock.today() - self.task.due).days if self.overdue else 0


def visible_tasks(user: User) -> QuerySet[Task]:
    """All for the district's readers and quản trị; a commune's people see those that are theirs,
    work along on or give. Another commune's do not exist for them."""
    tasks = Task.objects.select_related("campaign")
    if reads_all(user):
        return tasks
    who = acting(user)
    along = Q(parties__unit_id__in=who.units) | Q(parties__agency_id__in=who.agencies)
    own = Task.objects.filter(
        held_by(who) | Q(unit_id__in=who.units) | along | Q(campaign__unit_id__in=who.units)
    )
    return tasks.filter(pk__in=own.values("pk"))


def narrow(tasks: QuerySet[Task], asked: Asked, user: User) -> QuerySet[Task]:
    """The tasks asked for; what cannot be read counts as not asked."""
    wanted = Q()
    if asked.party:
        unit, agency = read_party(asked.party)
        wanted &= (
            Q(unit_id=unit) | Q(passed_unit_id=unit)
            if unit
            else Q(agency_id=agency) | Q(passed_agency_id=agency)
        )
    if asked.mine:
        wanted &= held_by(acting(user))
    if asked.section:
        wanted &= Q(section=asked.section)
    if asked.state:
        wanted &= Q(state=asked.state)
    if asked.year:
        wanted &= Q(due__year=asked.year)
    if asked.batch:
        wanted &= Q(batch=asked.batch)
    if asked.standing:
        wanted &= _standing(asked.standing)
    for word in fold(asked.words).split():
        wanted &= Q(search_key__contains=word)
    return tasks.filter(wanted)


def _standing(word: str) -> Q:
    """The same as `punctuality`, for the database."""
    today = clock.today()
    handed = Q(state__in=[TaskState.WAITING, TaskState.DONE])
    if word == ON_TIME:
        return handed & Q(handed_on__lte=F("due"))
    if word == LATE:
        return handed & Q(handed_on__gt=F("due"))
    still = Q(state__in=OPEN)
    return still & (Q(due__lt=today) if word == OVERDUE else Q(due__gte=today))


def lines_of(tasks: Iterable[Task], day: date | None = None) -> list[TaskLine]:
    """Tasks with names and marks. Two queries."""
    rows = list(tasks)
    today = day or clock.today()
    names = names_for(rows, today)
    return [
        TaskLine(
            row,
            names.of(*holder_of(row)),
            names.of(row.unit_id, row.agency_id),
            punctuality(row.state, row.due, row.handed_on, today),
        )
        for row in rows
    ]


def names_for(rows: Sequence[Task], day: date) -> Names:
    """Names of all units and agencies of some tasks. Two queries."""
    units = [one for row in rows for one in (row.unit_id, row.passed_unit_id)]
    agencies = [one for row in rows for one in (row.agency_id, row.passed_agency_id)]
    return party_names(units, agencies, day)


def task_lines(user: User, campaign: Campaign, asked: Asked) -> list[TaskLine]:
    """Tasks of a campaign: open ones, the soonest due first, then those handed in, then done and
    withdrawn ones. Three queries."""
    rows = narrow(visible_tasks(user).filter(campaign=campaign), asked, user)
    lines = lines_of(rows.order_by("due", "title", "id"))
    return sorted(lines, key=lambda line: LAST.get(line.task.state, 0))


def overdue_lines(user: User, campaign: Campaign) -> list[TaskLine]:
    """What is late with somebody, the longest first. Three queries."""
    return task_lines(user, campaign, Asked(standing=OVERDUE))


GROUPED = 3  # so many tasks given in one act stand as one line of the board and the calendar


@dataclass(frozen=True)
class Group:
    """Tasks given in one act, or a single one."""

    lines: list[TaskLine]

    @property
    def first(self) -> TaskLine:
        """The one that names the group."""
        return self.lines[0]

    @property
    def many(self) -> bool:
        """More than one."""
        return len(self.lines) > 1

    @property
    def names(self) -> list[str]:
        """Who they are with."""
        return [line.holder_name for line in self.lines]

    @property
    def overdue(self) -> int:
        """How many are overdue."""
        return sum(line.overdue for line in self.lines)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(line.task.state == TaskState.DONE for line in self.lines)


def grouped(lines: Sequence[TaskLine]) -> list[Group]:
    """Tasks of one act together where there are enough of them, in the order of the first."""
    found: dict[object, list[TaskLine]] = defaultdict(list)
    for line in lines:
        found[line.task.batch, line.task.title].append(line)
    groups = []
    for rows in found.values():
        whole = len(rows) >= GROUPED
        groups += [Group(rows)] if whole else [Group([line]) for line in rows]
    return groups


@dataclass(frozen=True)
class BoardColumn:
    """Tasks of one state; `more` groups are not shown."""

    state: str
    label: str
    total: int
    groups: list[Group]
    more: int


MOST_IN_COLUMN = {TaskState.DONE: 8}
MOST = 20


def board_of(lines: Iterable[TaskLine]) -> list[BoardColumn]:
    """The columns of the board, in the order a task goes. Overdue ones stand first."""
    found: dict[str, list[TaskLine]] = defaultdict(list)
    for line in lines:
        found[line.task.state].append(line)
    columns = []
    for state in TaskState:
        if state == TaskState.WITHDRAWN:
            continue
        rows = found[state]
        if state == TaskState.DONE:
            rows.sort(key=lambda line: line.task.done_on or line.task.due, reverse=True)
        groups = grouped(rows)
        most = MOST_IN_COLUMN.get(state, MOST)
        more = max(0, len(groups) - most)
        columns.append(BoardColumn(state.value, str(state.label), len(rows), groups[:most], more))
    return columns


@dataclass(frozen=True)
class Day:
    """A day of the calendar with what is due on it."""

    day: date
    inside: bool
    today: bool
    groups: list[Group]

    @property
    def count(self) -> int:
        """How many tasks are due."""
        return sum(len(group.lines) for group in self.groups)


def calendar_of(
    user: User, campaign: Campaign, year: int, month: int, asked: Asked
) -> list[list[Day]]:
    """The weeks of a month with the tasks due in it, withdrawn ones left out. Three queries."""
    weeks = month_weeks(year, month)
    tasks = narrow(visible_tasks(user).filter(campaign=campaign), asked, user)
    inside = tasks.filter(due__range=(weeks[0][0], weeks[-1][-1]))
    due: dict[date, list[TaskLine]] = defaultdict(list)
    for line in lines_of(inside.exclude(state=TaskState.WITHDRAWN).order_by("due", "id")):
        due[line.task.due].append(line)
    today = clock.today()
    return [
        [Day(day, day.month == month, day == today, grouped(due.get(day, []))) for day in week]
        for week in weeks
    ]


@dataclass(frozen=True)
class Sum:
    """How a unit or agency stands with its tasks."""

    name: str
    value: str
    share: Share


@dataclass(frozen=True)
class Sums:
    """Agencies, communes, and all together."""

    agencies: list[Sum]
    communes: list[Sum]
    total: Share


def sums_of(lines: Sequence[TaskLine]) -> Sums:
    """Counts by who goes on with the tasks; communes in the plan's order. One query."""
    found: dict[tuple[int | None, int | None], list[TaskLine]] = defaultdict(list)
    for line in lines:
        found[holder_of(line.task)].append(line)
    order = {one.unit_id: place for place, one in enumerate(communes_on(clock.today()))}
    agencies, communes = [], []
    for (unit, agency), rows in found.items():
        one = Sum(
            rows[0].holder_name,
            f"u{unit}" if unit else f"a{agency}",
            share(line.standing for line in rows),
        )
        if unit:
            communes.append((order.get(unit, len(order)), one))
        else:
            agencies.append(one)
    communes.sort(key=lambda pair: (pair[0], pair[1].name))
    return Sums(
        sorted(agencies, key=lambda one: one.name),
        [one for _place, one in communes],
        share(line.standing for line in lines),
    )


def series_of(campaign: Campaign) -> list[tuple[TaskSeries, str]]:
    """Recurring tasks of a campaign with who they are given to. Three queries."""
    rows = list(campaign.task_series.select_related("by").order_by("title"))
    names = party_names(
        [row.unit_id for row in rows], [row.agency_id for row in rows], clock.today()
    )
    return [
        (row, "Mọi xã, thị trấn" if row.every_commune else names.of(row.unit_id, row.agency_id))
        for row in rows
    ]


LAST: dict[str, int] = {TaskState.WAITING: 1, TaskState.DONE: 2, TaskState.WITHDRAWN: 3}
SECTION_WORDS = {str(code): str(label).capitalize() for code, label in TaskSection.choices}
STATE_WORDS = {str(code): str(label).capitalize() for code, label in TaskState.choices}
