"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster

__all__ = ["Campaign", "EmulationCluster", "Target"]
