"""All reference data in one transaction; apps above register what they add."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from communes.reference.carrying import load_carry_rules
from communes.reference.criteria import load_criteria, load_duties
from communes.reference.ledger import Ledger
from communes.reference.periods import load_periods, load_recognitions
from communes.reference.procedures import load_procedures
from communes.reference.registers import load_registers
from communes.reference.units import Units, load_agencies, load_units

Loader = Callable[[Ledger, Units], None]
_LOCK = 4_520_001  # any number nobody else takes: two starting portals must not load at once
_more: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Let an app above load its reference rows after ours; called in AppConfig.ready()."""
    _more[name] = loader


@transaction.atomic
def load_reference() -> Ledger:
    """Load every reference file; a second run changes nothing. Returns what was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    ledger = Ledger()
    units = load_units(ledger)
    agencies = load_agencies(ledger, units)
    sets = load_criteria(ledger)
    load_duties(ledger, sets, agencies)
    load_carry_rules(ledger)
    load_periods(ledger)
    load_recognitions(ledger, units)
    load_procedures(ledger, sets)
    load_registers(ledger)
    for loader in _more.values():
        loader(ledger, units)
    return ledger
