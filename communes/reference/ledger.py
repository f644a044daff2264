"""Writing reference rows once: same file, same rows, and staff's own changes stay."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.backends.postgresql.psycopg_any import Range

from communes.models import ReferenceRow

M = TypeVar("M", bound=models.Model)
Values = dict[str, Any]


class Ledger:
    """Creates and updates rows of reference data and remembers what it wrote.

    A row whose file entry has not changed is not touched. One whose entry has changed is updated,
    unless staff edited it since: then it stays and `kept` names it.
    """

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.kept: list[str] = []
        self._known = {(row.model, row.key): row for row in ReferenceRow.objects.all()}
        self._rows: dict[str, dict[int, models.Model]] = {}

    @property
    def changes(self) -> int:
        """How many rows were created or updated."""
        return self.created.total() + self.updated.total()

    def put(
        self,
        model: type[M],
        key: str,
        *,
        lookup: Values,
        values: Values,
        frozen: bool = False,
    ) -> M | None:
        """Make sure the row called `key` exists with these values.

        `lookup` are the fields that identify it (a row already there is adopted), `frozen` keeps
        an existing row as it is. Returns the row, or None when staff have removed it.
        """
        whole = {**lookup, **values}
        label = model._meta.label
        self.total[label] += 1
        wanted = fingerprint(whole)
        known = self._known.get((label, key))
        if known is None:
            return self._first(model, key, lookup, whole, wanted)
        row = self._existing(model).get(known.object_id)
        if row is None or known.fingerprint == wanted:
            return row
        if frozen or fingerprint({name: getattr(row, name) for name in whole}) != (
            known.fingerprint
        ):
            self.kept.append(f"{model._meta.verbose_name} {key}")
        else:
            for name, value in whole.items():
                setattr(row, name, value)
            row.save()
            self.updated[label] += 1
        known.fingerprint = wanted
        known.save(update_fields=["fingerprint"])
        return row

    def need(
        self, model: type[M], key: str, *, lookup: Values, values: Values, frozen: bool = False
    ) -> M:
        """As `put`, for rows others rest on: they cannot have been removed."""
        row = self.put(model, key, lookup=lookup, values=values, frozen=frozen)
        if row is None:
            raise LookupError(f"{model._meta.label} {key} was loaded before and is gone")
        return row

    def _first(self, model: type[M], key: str, lookup: Values, whole: Values, wanted: str) -> M:
        row: M | None = None
        if self._existing(model):
            row = model._base_manager.filter(**lookup).first()
        if row is None:
            row = model(**whole)
            row.save(force_insert=True)
            self.created[model._meta.label] += 1
        self._rows[model._meta.label][row.pk] = row
        known = ReferenceRow.objects.create(
            model=model._meta.label, key=key, object_id=row.pk, fingerprint=wanted
        )
        self._known[known.model, known.key] = known
        return row

    def _existing(self, model: type[M]) -> dict[int, M]:
        label = model._meta.label
        if label not in self._rows:
            self._rows[label] = dict(model._base_manager.in_bulk())
        return self._rows[label]  # type: ignore[return-value]  # kept by label: rows of that model


def fingerprint(values: Values) -> str:
    """SHA-256 (hex) over values; equal for 80 and 80.0000, and for a row and its id."""
    plain = {name: _plain(value) for name, value in values.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    return value
