"""Tables of the movement on which pages rest; see `core.kept`."""

from __future__ import annotations

from campaigns.models import (
    Campaign,
    ChecklistItem,
    ClusterHead,
    ClusterMember,
    CrossCheck,
    EmulationCluster,
    Finding,
    FindingNote,
    IncomingLetter,
    Inspection,
    InspectionMember,
    InspectionPlan,
    Objective,
    PartyPaper,
    PartyPlan,
    Petition,
    Pledge,
    PolicyProposal,
    ReviewEvent,
    ReviewReport,
    Score,
    ScoringItem,
    ScoringSheet,
    Story,
    SupportAssignment,
    SupportVisit,
    Target,
    Task,
    TaskParty,
    VoiceOpinion,
)
from communes.models import DistrictFigure, ProgressReport, Recognition, RecognitionCase, Standing
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.registry import HomeGround

PLAN = (Campaign, Target, Objective, DistrictFigure, Recognition, RecognitionCase, Story)
"""What was promised, what is recognised, what is told of it."""

_WAITING = (
    Campaign,
    ChecklistItem,
    ClusterHead,
    ClusterMember,
    CrossCheck,
    EmulationCluster,
    Finding,
    FindingNote,
    IncomingLetter,
    Inspection,
    InspectionMember,
    InspectionPlan,
    PartyPaper,
    PartyPlan,
    Petition,
    Pledge,
    PolicyProposal,
    ReviewEvent,
    ReviewReport,
    Score,
    ScoringItem,
    ScoringSheet,
    Story,
    SupportAssignment,
    SupportVisit,
    Target,
    Task,
    TaskParty,
    VoiceOpinion,
)
_HELPED = f"WHERE unit_id IN (SELECT unit_id FROM {table_of(SupportAssignment)})"

HOME = HomeGround(
    (
        *(total_of(table_of(model)) for model in _WAITING),
        # Units that agencies help: how far they are.
        total_of(table_of(ProgressReport), _HELPED),
        total_of(table_of(Standing), _HELPED),
    )
)
