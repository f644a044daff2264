"""Where and how far: units over time, people, criteria, progress, recognition."""

from communes.models.carrying import CarryRule
from communes.models.criteria import (
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    ReviewDuty,
    Threshold,
)
from communes.models.people import IndicatorAssignment, Membership
from communes.models.periods import PeriodExtension, ReportingPeriod
from communes.models.progress import (
    EntryRevision,
    IndicatorEntry,
    MeasuredValue,
    ProgressReport,
    Receipt,
    ReceiptCounter,
)
from communes.models.recognition import DistrictFigure, Recognition
from communes.models.reference import ReferenceRow
from communes.models.reviews import Evidence, Review
from communes.models.standings import Snapshot, Standing
from communes.models.units import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Succession,
    UnitAlias,
    UnitFact,
    UnitVersion,
)

__all__ = [
    "AdministrativeUnit",
    "Agency",
    "AgencySuccession",
    "CarryRule",
    "CriteriaGroup",
    "CriteriaSet",
    "Criterion",
    "DistrictFigure",
    "EntryRevision",
    "Evidence",
    "Indicator",
    "IndicatorAssignment",
    "IndicatorEntry",
    "IndicatorPart",
    "MeasuredValue",
    "Membership",
    "PeriodExtension",
    "ProgressReport",
    "Receipt",
    "ReceiptCounter",
    "Recognition",
    "ReferenceRow",
    "ReportingPeriod",
    "Review",
    "ReviewDuty",
    "Snapshot",
    "Standing",
    "Succession",
    "Threshold",
    "UnitAlias",
    "UnitFact",
    "UnitVersion",
]
