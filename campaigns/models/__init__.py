"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Objective, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.reviews import ReviewEvent, ReviewRemark, ReviewReport

__all__ = [
    "Campaign",
    "EmulationCluster",
    "ReviewEvent",
    "ReviewRemark",
    "ReviewReport",
from campaigns.models.party_plans import PartyPaper, PartyPlan
from campaigns.models.plan import (
    CampaignLink,
    Milestone,
    Phase,
    PlanSection,
    PlanVersion,
    Subject,
    SubjectCriterion,
)

__all__ = [
    "Campaign",
    "CampaignLink",
    "EmulationCluster",
    "Milestone",
    "Objective",
    "PartyPaper",
    "PartyPlan",
    "Phase",
    "PlanSection",
    "PlanVersion",
    "Subject",
    "SubjectCriterion",
    "Target",
]
