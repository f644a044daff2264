"""Questions that every request or every save asks, put into SQL once per process.

Putting a question with two joins into words costs Django several times what the database needs to
answer it. Only for what is asked as often as that: elsewhere an ordinary queryset is clearer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | date


class Prepared:
    """A question about numbers and days whose words are the same for all of them.

    `build` makes it with `values_list` of columns that the driver gives as Django does (numbers,
    texts, moments, identifiers; no JSON). A call gives the answer as rows, each call one query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._words = ""
        self._parameters: list[Any] = []  # a _Place where a value of the caller goes

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        if not self._words:
            self._prepare(values)
        given = [values[one.no] if isinstance(one, _Place) else one for one in self._parameters]
        with connection.cursor() as cursor:
            cursor.execute(self._words, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _prepare(self, values: tuple[Value, ...]) -> None:
        """Find where the values go by asking with strange ones.

        Raises ValueError where the words change with the values, or a value went in otherwise
        than as it is.
        """
        strange = [_strange(value, no) for no, value in enumerate(values)]
        words, parameters = self._in_words(strange)
        places = [_Place(strange.index(one)) if one in strange else one for one in parameters]
        given = [values[one.no] if isinstance(one, _Place) else one for one in places]
        if (words, given) != self._in_words(values):
            raise ValueError("the words of this question change with its values")
        self._parameters, self._words = places, words

    def _in_words(self, values: Any) -> tuple[str, list[Any]]:
        words, parameters = self.build(*values).query.sql_with_params()
        return words, list(parameters)


class _Place:
    """Stands among the parameters for the value of that number."""

    def __init__(self, no: int) -> None:
        self.no = no


def _strange(value: Value, no: int) -> Value:
    """A value of the same kind that no question holds by itself."""
    return -7_310_000 - no if isinstance(value, int) else date(9731, 1, 1 + no)
