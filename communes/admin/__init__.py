"""Administration screens of communes: reference data to keep, workflow rows to look at."""

from communes.admin import carrying, criteria, people, periods, thresholds, units, workflow

__all__ = ["carrying", "criteria", "people", "periods", "thresholds", "units", "workflow"]
