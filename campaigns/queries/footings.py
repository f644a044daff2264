"""Tables of the movement on which pages rest; see `core.kept`."""

from __future__ import annotations

from campaigns import models
from communes.models import DistrictFigure, ProgressReport, Recognition, RecognitionCase, Standing
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.registry import HomeGround

PLAN = (
    models.Campaign,
    models.Target,
    models.Objective,
    DistrictFigure,
    Recognition,
    RecognitionCase,
    models.Story,
)
"""What was promised, what is recognised, what is told of it."""

_WAITING = (
    models.Campaign,
    models.ChecklistItem,
    models.ClusterHead,
    models.ClusterMember,
    models.CrossCheck,
    models.EmulationCluster,
    models.Finding,
    models.FindingNote,
    models.IncomingLetter,
    models.Inspection,
    models.InspectionMember,
    models.InspectionPlan,
    models.PartyPaper,
    models.PartyPlan,
    models.Petition,
    models.Pledge,
    models.PolicyProposal,
    models.ReviewEvent,
    models.ReviewReport,
    models.Score,
    models.ScoringItem,
    models.ScoringSheet,
    models.Story,
    models.SupportAssignment,
    models.SupportVisit,
    models.Target,
    models.Task,
    models.TaskParty,
    models.VoiceOpinion,
)
_HELPED = f"WHERE unit_id IN (SELECT unit_id FROM {table_of(models.SupportAssignment)})"

HOME = HomeGround(
    (
        *(total_of(table_of(model)) for model in _WAITING),
        # Units that agencies help: how far they are.
        total_of(table_of(ProgressReport), _HELPED),
        total_of(table_of(Standing), _HELPED),
    )
)
