"""Administration screens of communes: reference data to keep, workflow rows to look at."""

from communes.admin import (
    carrying,
    cases,
    criteria,
    exchange,
    people,
    periods,
    registers,
    thresholds,
    units,
    workflow,
)

__all__ = [
    "carrying",
    "cases",
    "criteria",
    "exchange",
    "people",
    "periods",
    "registers",
    "thresholds",
    "units",
    "workflow",
]
