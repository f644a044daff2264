"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.contributions import (
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)

__all__ = [
    "Campaign",
    "Contribution",
    "ContributionPlan",
    "ContributionWork",
    "ConversionRate",
    "EmulationCluster",
    "Target",
]
