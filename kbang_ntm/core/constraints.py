"""Constraints that a form can ask about while some of its fields are wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres import constraints
from django.db import DEFAULT_DB_ALIAS, models


class ExclusionConstraint(constraints.ExclusionConstraint):
    """Django's asks for the columns of its condition also when the form has refused one of them,
    which is a fault instead of the page with that refusal. The database holds the constraint in
    any case; migrations know it under Django's name.
    """

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """As Django's; nothing when a column of the condition was refused."""
        names = {name for name, *_ in _references(model, self.condition)}
        refused = set(exclude or ())
        if not names & refused:
            super().validate(model, instance, exclude=refused, using=using)

    def deconstruct(self) -> Any:
        """Under Django's name."""
        _, args, kwargs = super().deconstruct()
        return "django.contrib.postgres.constraints.ExclusionConstraint", args, kwargs


def _references(model: type[models.Model], condition: Any) -> Any:
    return () if condition is None else model._get_expr_references(condition)  # type: ignore[attr-defined]  # as Django's own constraints do
