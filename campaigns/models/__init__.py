"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.reviews import ReviewEvent, ReviewRemark, ReviewReport

__all__ = [
    "Campaign",
    "EmulationCluster",
    "ReviewEvent",
    "ReviewRemark",
    "ReviewReport",
    "Target",
]
