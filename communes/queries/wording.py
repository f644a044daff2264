"""The wording of a set, kept in the process as long as its rows are the same.

Reading 57 indicators anew costs a tenth of a save's time, and they change a few times in five
years.
"""

from __future__ import annotations

from datetime import date

from communes.models import CriteriaSet
from communes.queries.footings import LAW
from communes.queries.specs import SetSpec, load_specs


@LAW.kept
def kept_specs(criteria_set: CriteriaSet, *, on: date) -> SetSpec:
    """As `load_specs`; one query when nothing changed since this process read the set."""
    return load_specs(criteria_set, on=on)
