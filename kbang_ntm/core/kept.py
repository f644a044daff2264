"""Answers kept in the process as long as the rows they rest on are the same.

For rows that change a few times a year and that every page reads: maps, periods, the wording of
the criteria. Whether they are still so is asked on every use (once a reading): every change of a
row writes it anew, in another place (ctid) and in another transaction (xmin), so counts and sums
over both, table by table, are the fingerprint. A number counted up by triggers would come again
after a transaction that was taken back; this does not.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, wraps
from itertools import islice
from typing import Any, ClassVar, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from kbang_ntm.core.once import is_reading, once

P = ParamSpec("P")
R = TypeVar("R")
Stamp = tuple[str, ...]

_VALUE = re.compile(r"%\((\w+)\)s")
# For one statement: the same plan for all values. They are keys of a person's few rows; looking
# for a better plan for each costs more than it could save. Not within an act: it would hold for
# the triggers of all that follows.
_PLAN = "SET LOCAL plan_cache_mode = force_{}_plan; "
MOST_KEPT = 300  # answers of one footing, per process


def total_of(table: str, condition: str = "") -> str:
    """SQL: count of a table's rows and sum of where they stand."""
    place = f"hash_record(ROW({table}.xmin, {table}.ctid))::bigint"
    return f"SELECT count(*) || ':' || coalesce(sum({place}), 0) FROM {table} {condition}"


def table_of(model: type[Model]) -> str:
    """The model's table, for `total_of`."""
    return model._meta.db_table


class Totals:
    """Several `total_of` asked together: what changed in any of them changes the answer.

    The server plans them once per connection: planning seventy small counts takes it three times
    as long as counting. (A pool that changes connections between statements would lose the plan.)
    """

    _planned: ClassVar[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()

    def __init__(self, *totals: str, one_plan: bool = True) -> None:
        """`one_plan`: the same for all values; without it the database weighs each."""
        # Each by itself: joined, the planner would look for the best order among a dozen.
        words = f"SELECT {', '.join(f'({total})' for total in totals)}"
        self._values = list(dict.fromkeys(_VALUE.findall(words)))
        self.words = _VALUE.sub(lambda one: f"${self._values.index(one[1]) + 1}", words)
        self._name = f"totals_{hashlib.sha256(words.encode()).hexdigest()[:16]}"
        places = ", ".join(f"%({name})s" for name in self._values)
        self._call = f"EXECUTE {self._name}" + (f" ({places})" if places else "")
        self._alone = _PLAN.format("generic" if one_plan else "custom") + self._call

    def ask(self, **values: Any) -> Stamp:
        """The totals of now, with values for the places named in the conditions. One query."""
        with connection.cursor() as cursor:
            self._plan(cursor)
            call = self._call if connection.in_atomic_block else self._alone
            cursor.execute(call, {name: values[name] for name in self._values})
            row: Stamp = cursor.fetchone()
        return row

    def _plan(self, cursor: CursorWrapper) -> None:
        known = self._planned.setdefault(connection.connection, set())
        if self._name in known:
            return
        with connection.wrap_database_errors:
            cursor.cursor.execute(f"PREPARE {self._name} AS {self.words}")
        known.add(self._name)


class Shelf:
    """A number of answers, each with the stamp under which it holds; the oldest go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Any, tuple[Any, Any]] = OrderedDict()

    def get(self, key: Any, stamp: Any, make: Callable[[], R]) -> R:
        """The answer kept under that key and stamp, or what `make` makes now."""
        place = (str(connection.settings_dict["NAME"]), key)
        found = self._answers.get(place)
        if found is not None and found[0] == stamp:
            answer: R = found[1]
            return answer
        answer = make()
        while len(self._answers) >= self._most:
            self._answers.popitem(last=False)
        self._answers[place] = (stamp, answer)
        return answer


class Footing:
    """Tables on which answers rest, whole. Within a reading all footings are asked for together:
    a page that needs one mostly needs the others."""

    every: ClassVar[list[Footing]] = []

    def __init__(self, *models: type[Model]) -> None:
        self.models = models
        self.totals = tuple(total_of(table_of(model)) for model in models)
        self._alone = Totals(*self.totals)
        self._shelf = Shelf(MOST_KEPT)
        Footing.every.append(self)

    def stamp(self) -> Stamp:
        """Their totals of now. One query; one a reading, for all footings."""
        return _of_all()[id(self)] if is_reading() else self.ask()

    def ask(self) -> Stamp:
        """As `stamp`, asked anew."""
        return self._alone.ask()

    def kept(self, question: Callable[P, R]) -> Callable[P, R]:
        """Mark a question that reads these tables only. Its arguments are hashable; whoever gets
        the answer leaves it as it is, for it is given to other people's requests too."""

        @wraps(question)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (question, args, tuple(sorted(kwargs.items())))
            return self._shelf.get(key, self.stamp(), lambda: question(*args, **kwargs))

        return asked


@once
def _of_all() -> dict[int, Stamp]:
    every = list(Footing.every)
    found = iter(_together(tuple(total for one in every for total in one.totals)).ask())
    return {id(one): tuple(islice(found, len(one.totals))) for one in every}


@cache
def _together(totals: tuple[str, ...]) -> Totals:
    return Totals(*totals)
