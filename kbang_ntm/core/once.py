"""Answers kept while one page is read, so that no part of it asks for the same rows again.

Outside of `one_reading()` every question goes to the database: services, which write between two
questions, never see a kept answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)
_settled: ContextVar[dict[Hashable, Any] | None] = ContextVar("settled", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within, functions marked `once` answer the same question from memory; nothing is written
    within. A reading inside another one shares its answers."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def settled_answers() -> Iterator[None]:
    """Within, functions marked `settled` answer the same question from memory though rows are
    written: a long run of acts under rows that nobody changes meanwhile, such as the law."""
    token = _settled.set({})
    try:
        yield
    finally:
        _settled.reset(token)


def is_reading() -> bool:
    """Whether answers are kept now."""
    return _answers.get() is not None


def once(question: Callable[P, R]) -> Callable[P, R]:
    """Mark a query whose answer holds for a whole reading. Its arguments must be hashable; whoever
    gets the answer leaves it as it is."""
    return _kept_in(_answers, question)


def settled(question: Callable[P, R]) -> Callable[P, R]:
    """Mark a query about rows that only the keeper of reference data changes. As for `once`, its
    arguments are hashable and its answer stays as it is; a refusal is not kept."""
    return _kept_in(_settled, question)


def _kept_in(
    place: ContextVar[dict[Hashable, Any] | None], question: Callable[P, R]
) -> Callable[P, R]:
    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = place.get()
        if kept is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = question(*args, **kwargs)
        found: R = kept[key]
        return found

    return asked
