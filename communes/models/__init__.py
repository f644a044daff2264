"""Where and how far: units over time, people, criteria, progress, recognition."""

from communes.models.case_rows import CaseCriterion, CaseGate, CasePaper, CaseVote, LatePaper
from communes.models.cases import CaseStep, RecognitionCase
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
from communes.models.procedures import (
    FlaggedCriterion,
    GateRule,
    Holiday,
    Procedure,
    ProcedureStep,
    StepPaper,
    WithdrawalRule,
)
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
    "CaseCriterion",
    "CaseGate",
    "CasePaper",
    "CaseStep",
    "CaseVote",
    "CriteriaGroup",
    "CriteriaSet",
    "Criterion",
    "DistrictFigure",
    "EntryRevision",
    "Evidence",
    "FlaggedCriterion",
    "GateRule",
    "Holiday",
    "Indicator",
    "IndicatorAssignment",
    "IndicatorEntry",
    "IndicatorPart",
    "LatePaper",
    "MeasuredValue",
    "Membership",
    "PeriodExtension",
    "Procedure",
    "ProcedureStep",
    "ProgressReport",
    "Receipt",
    "ReceiptCounter",
    "Recognition",
    "RecognitionCase",
    "ReferenceRow",
    "ReportingPeriod",
    "Review",
    "ReviewDuty",
    "Snapshot",
    "Standing",
    "StepPaper",
    "Succession",
    "Threshold",
    "UnitAlias",
    "UnitFact",
    "UnitVersion",
    "WithdrawalRule",
]
