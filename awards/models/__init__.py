"""Awards: the law by date, nominees, rounds, nominations, council, decisions, fund."""

from awards.models.agenda import AgendaItem, MemberReview, Recusal
from awards.models.appraisal import (
    AppraisalSheet,
    Complaint,
    Consultation,
    PostedNomination,
    PostingComment,
    PublicPosting,
)
from awards.models.ballots import BallotMark, OpenBallot, PaperCount, SealedBallot, SecretBallot
from awards.models.council import Council, CouncilSeat, Session, SessionSeat
from awards.models.decisions import Award, AwardChange, Decision
from awards.models.fund import FundLine, PrizeFund
from awards.models.law import (
    AwardRule,
    AwardType,
    BaseSalary,
    CheckRule,
    ConditionRule,
    DossierRule,
    Regime,
    ReportForm,
)
from awards.models.nominations import (
    CheckOverride,
    CheckResult,
    CheckRun,
    CriterionAnswer,
    DossierItem,
    Nomination,
)
from awards.models.nominees import (
    AwardImport,
    DetailRead,
    Namesake,
    Nominee,
    NomineeDetail,
    NomineeFact,
    PastAward,
)
from awards.models.outcomes import BookCounter, CertificateLayout, Notice, UpwardCase
from awards.models.rounds import AwardRound, LateAllowance, Quota, RoundType, TitleRegistration

__all__ = [
    "AgendaItem",
    "AppraisalSheet",
    "Award",
    "AwardChange",
    "AwardImport",
    "AwardRound",
    "AwardRule",
    "AwardType",
    "BallotMark",
    "BaseSalary",
    "BookCounter",
    "CertificateLayout",
    "CheckOverride",
    "CheckResult",
    "CheckRule",
    "CheckRun",
    "Complaint",
    "ConditionRule",
    "Consultation",
    "Council",
    "CouncilSeat",
    "CriterionAnswer",
    "Decision",
    "DetailRead",
    "DossierItem",
    "DossierRule",
    "FundLine",
    "LateAllowance",
    "MemberReview",
    "Namesake",
    "Nomination",
    "Nominee",
    "NomineeDetail",
    "NomineeFact",
    "Notice",
    "OpenBallot",
    "PaperCount",
    "PastAward",
    "PostedNomination",
    "PostingComment",
    "PrizeFund",
    "PublicPosting",
    "Quota",
    "Recusal",
    "Regime",
    "ReportForm",
    "RoundType",
    "SealedBallot",
    "SecretBallot",
    "Session",
    "SessionSeat",
    "TitleRegistration",
    "UpwardCase",
]
