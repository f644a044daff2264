"""What an indicator measures, and how a typed value is read, judged plausible and shown.

Pure: no database, no Django, Decimals only.
"""

from communes.measures.display import display_counts, display_part, typed_part
from communes.measures.plausibility import wild_change
from communes.measures.reading import read_number, read_part
from communes.measures.types import (
    HUNDRED,
    NO,
    YES,
    Comparator,
    EntryValue,
    IndicatorSpec,
    Measure,
    PartSpec,
    PartValue,
    Verdict,
)

__all__ = [
    "HUNDRED",
    "NO",
    "YES",
    "Comparator",
    "EntryValue",
    "IndicatorSpec",
    "Measure",
    "PartSpec",
    "PartValue",
    "Verdict",
    "display_counts",
    "display_part",
    "read_number",
    "read_part",
    "typed_part",
    "wild_change",
]
