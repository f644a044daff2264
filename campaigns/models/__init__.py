"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.contributions import (
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)
from campaigns.models.draws import Draw
from campaigns.models.findings import Finding, FindingNote
from campaigns.models.inspections import (
    ChecklistItem,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    InspectionPlan,
    ServedProgramme,
)

__all__ = [
    "Campaign",
    "ChecklistItem",
    "Contribution",
    "ContributionPlan",
    "ContributionWork",
    "ConversionRate",
    "Draw",
    "EmulationCluster",
    "Finding",
    "FindingNote",
    "Inspection",
    "InspectionMember",
    "InspectionPhoto",
    "InspectionPlan",
    "ServedProgramme",
    "Target",
]
