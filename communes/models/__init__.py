"""Where and how far: units over time, people, criteria, progress, recognition."""

from communes.models.carrying import CarryRule
from communes.models.case_rows import CaseCriterion, CaseGate, CasePaper, CaseVote, LatePaper
from communes.models.cases import CaseStep, RecognitionCase
from communes.models.changes import ChangeDraft, HandoverItem, UnitChange
from communes.models.criteria import (
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    ReviewDuty,
    Threshold,
)
from communes.models.imports import ImportBatch
from communes.models.opinions import (
    OpinionAnswer,
    OpinionMinutes,
    OpinionRound,
    OpinionVillage,
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
from communes.models.registrations import RegisterRule, Registration, RegistrationVersion
from communes.models.reviews import Evidence, Review
from communes.models.standings import Snapshot, Standing
from communes.models.surveys import (
    Questionnaire,
    Survey,
    SurveyAnswer,
    SurveyGroup,
    SurveyQuestion,
    SurveyTally,
)
from communes.models.units import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Succession,
    UnitAlias,
    UnitFact,
    UnitVersion,
)
from communes.models.works import DebtStatement, Work, WorkLine

__all__ = [
    "AdministrativeUnit",
    "Agency",
    "AgencySuccession",
    "CarryRule",
    "CaseCriterion",
    "CaseGate",
    "CasePaper",
    "CaseStep",
    "CaseVote",
    "ChangeDraft",
    "CriteriaGroup",
    "CriteriaSet",
    "Criterion",
    "DebtStatement",
    "DistrictFigure",
    "EntryRevision",
    "Evidence",
    "FlaggedCriterion",
    "GateRule",
    "HandoverItem",
    "Holiday",
    "ImportBatch",
    "Indicator",
    "IndicatorAssignment",
    "IndicatorEntry",
    "IndicatorPart",
    "LatePaper",
    "MeasuredValue",
    "Membership",
    "OpinionAnswer",
    "OpinionMinutes",
    "OpinionRound",
    "OpinionVillage",
    "PeriodExtension",
    "Procedure",
    "ProcedureStep",
    "ProgressReport",
    "Questionnaire",
    "Receipt",
    "ReceiptCounter",
    "Recognition",
    "RecognitionCase",
    "ReferenceRow",
    "RegisterRule",
    "Registration",
    "RegistrationVersion",
    "ReportingPeriod",
    "Review",
    "ReviewDuty",
    "Snapshot",
    "Standing",
    "StepPaper",
    "Succession",
    "Survey",
    "SurveyAnswer",
    "SurveyGroup",
    "SurveyQuestion",
    "SurveyTally",
    "Threshold",
    "UnitAlias",
    "UnitChange",
    "UnitFact",
    "UnitVersion",
    "WithdrawalRule",
    "Work",
    "WorkLine",
]
