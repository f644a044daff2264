"""The wording of a set, kept in the process as long as its rows are the same.

Reading 57 indicators anew costs a tenth of a save's time, and they change a few times in five
years. What is kept is asked on every use whether it is still so: every change of a row writes it
anew, in another place (ctid) and mostly in another transaction (xmin), so counts and sums over
both, table by table, are the fingerprint.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from communes.models import CriteriaGroup, CriteriaSet, Criterion, Indicator, IndicatorPart
from communes.queries.specs import SetSpec, load_specs

MOST_KEPT = 50  # sets x last days of periods, per process

_kept: dict[tuple[str, int, date], tuple[tuple[int, ...], SetSpec]] = {}


def kept_specs(criteria_set: CriteriaSet, *, on: date) -> SetSpec:
    """As `load_specs`; one query when nothing changed since this process read the set."""
    key = (str(connection.settings_dict["NAME"]), criteria_set.pk, on)
    now = fingerprint(criteria_set.pk)
    found = _kept.get(key)
    if found is not None and found[0] == now:
        return found[1]
    spec = load_specs(criteria_set, on=on)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (now, spec)
    return spec


def fingerprint(set_id: int) -> tuple[int, ...]:
    """Count of the set's rows and sum of where they stand, table by table. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [set_id] * 4)
        row: tuple[int, ...] = cursor.fetchone()
    return row


def _total(condition: str, table: str) -> str:
    place = "hashtext(xmin::text || ctid::text)::bigint"
    return f"SELECT count(*) AS n, coalesce(sum({place}), 0) AS x FROM {table} {condition}"


_OWN = "WHERE criteria_set_id = %s"
_OF_INDICATORS = f"WHERE indicator_id IN (SELECT id FROM {Indicator._meta.db_table} {_OWN})"
_STATEMENT = "SELECT * FROM " + ", ".join(
    f"({_total(condition, model._meta.db_table)}) AS t{number}"
    for number, (model, condition) in enumerate(
        (
            (Indicator, _OWN),
            (Criterion, _OWN),
            (CriteriaGroup, _OWN),
            (IndicatorPart, _OF_INDICATORS),
        )
    )
)
