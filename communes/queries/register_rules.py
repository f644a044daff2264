"""The dated rules of the registers, and which units stand behind a commune on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from communes.enums import UnitKind
from communes.models import RegisterRule, Registration, Succession, UnitVersion
from communes.models.registrations import REGISTRATION_DUE, day_in_year
from communes.queries.footings import LAW, MAP
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_number

SMALL_GROUP = "survey-small-group"
DEBT_MEANING = "construction-debt"
SHARE_MEANING = "satisfaction-share"
OPINION_MEANING = "opinion-count"


def rule_on(code: str, day: date) -> RegisterRule | None:
    """The rule in force on a day; None where nobody has entered one. One query."""
    return next((row for row in _rules() if row.code == code and day in row.valid), None)


@LAW.kept
def _rules() -> tuple[RegisterRule, ...]:
    """All of them: a few dozen rows at most, of which a page needs several. Kept with the law."""
    return tuple(RegisterRule.objects.order_by("code", "valid"))


def registration_due(year: int) -> date | None:
    """The last day to send the registration of a year; None where no rule says one."""
    rule = rule_on(REGISTRATION_DUE, date(year, 1, 1))
    return day_in_year(rule.text, year) if rule else None


def small_group(day: date) -> int | None:
    """Groups with fewer papers are not published; None where no rule is in force: then none is."""
    rule = rule_on(SMALL_GROUP, day)
    return int(rule.amount) if rule and rule.amount is not None else None


@dataclass(frozen=True)
class Territory:
    """Former units that lie wholly in a unit, and those of which only a part does."""

    whole: frozenset[int]
    parts: frozenset[int]


def territories(unit_ids: Iterable[int], on: date) -> dict[int, Territory]:
    """{unit id: what it took over by that day}; `whole` holds the unit itself. One query."""
    rows = _changes(on)
    alive = {old for old, _new, lives in rows if lives}
    after: dict[int, set[int]] = {}
    before: dict[int, set[int]] = {}
    for old, new, _lives in rows:
        if old != new:
            after.setdefault(old, set()).add(new)
            before.setdefault(new, set()).add(old)
    return {unit: _territory(unit, before, after, alive) for unit in unit_ids}


@MAP.kept
def _changes(on: date) -> tuple[tuple[int, int, bool], ...]:
    """(predecessor, successor, whether the predecessor is on the map of the day). Kept with the
    map."""
    living = UnitVersion.objects.filter(unit_id=OuterRef("predecessor_id"), valid__contains=on)
    rows = Succession.objects.filter(date__lte=on)
    return tuple(rows.values_list("predecessor_id", "successor_id", Exists(living)))


def _territory(
    unit: int, before: dict[int, set[int]], after: dict[int, set[int]], alive: set[int]
) -> Territory:
    whole, queue = {unit}, [unit]
    while queue:
        for old in before.get(queue.pop(), ()):
            if old not in whole and old not in alive and after[old] <= whole:
                whole.add(old)
                queue.append(old)
    parts = {old for new in whole for old in before.get(new, ())} - whole
    return Territory(frozenset(whole), frozenset(parts))


def kept_units(user: User) -> frozenset[int]:
    """Communes whose registers the person keeps: the own, and those that lie wholly in them."""
    mine = reach(user)
    if not mine.commune_ids:
        return frozenset()
    found = territories(mine.commune_ids, mine.on)
    return frozenset().union(*(one.whole for one in found.values()))


def villages_of(unit_id: int, on: date) -> list[UnitVersion]:
    """Villages of a commune the portal knows on a day, by name; there may be more. One query."""
    return list(
        UnitVersion.objects.filter(
            kind=UnitKind.VILLAGE, parent_id=unit_id, valid__contains=on
        ).order_by("sort_key")
    )


def lived_on(row: Registration) -> date:
    """The day on which the villages of a registration are read: today, or the last day of a
    commune that ended and whose registration another goes on with. One query at most."""
    today = clock.today()
    if row.passed_to_id is None:
        return today
    last = UnitVersion.objects.filter(unit_id=row.unit_id).order_by("valid").last()
    upper = last.valid.upper if last else None
    return min(today, upper - timedelta(days=1)) if upper else today


def names_on(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """{unit id: its name that day, else the last one it had}. One query."""
    found: dict[int, str] = {}
    rows = UnitVersion.objects.filter(unit_id__in=set(unit_ids)).order_by("valid")
    for row in rows:
        if row.unit_id not in found or row.valid.lower is None or row.valid.lower <= on:
            found[row.unit_id] = row.name
    return found


def named_on(path: str, on: date) -> Coalesce:
    """As `names_on`, as a column of the rows whose `path` is a unit's id; "" without a unit."""
    rows = UnitVersion.objects.filter(unit_id=OuterRef(path))
    begun = rows.filter(Q(valid__startswith__lte=on) | Q(valid__startswith__isnull=True))
    return Coalesce(
        Subquery(begun.order_by("-valid").values("name")[:1]),
        Subquery(rows.order_by("valid").values("name")[:1]),
        Value(""),
    )


def money_words(amount: Decimal) -> str:
    """An amount inside a sentence: "1.250.000 đồng"."""
    return f"{format_number(amount)} đồng"


def in_sentence(name: str) -> str:
    """A unit's name as it stands inside a sentence: "xã Sơn Lang"."""
    return name[:1].lower() + name[1:] if name.startswith(("Xã ", "Thị trấn ")) else name


def place_on(unit_id: int, day: date) -> str:
    """The name of one unit that day, for the inside of a title. One query."""
    return in_sentence(names_on([unit_id], day).get(unit_id, ""))
