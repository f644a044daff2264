"""Administration screens of communes: reference data to keep, workflow rows to look at."""

from communes.admin import (
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
