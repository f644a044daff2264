"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import ClusterHead, ClusterMember, EmulationCluster
from campaigns.models.pledges import Pledge, PledgeResult, PledgeTarget
from campaigns.models.scoring import (
    CrossCheck,
    RankingSnapshot,
    Score,
    ScoringItem,
    ScoringSheet,
)
from campaigns.models.support import SupportAssignment, SupportVisit

__all__ = [
    "Campaign",
    "ClusterHead",
    "ClusterMember",
    "CrossCheck",
    "EmulationCluster",
    "Pledge",
    "PledgeResult",
    "PledgeTarget",
    "RankingSnapshot",
    "Score",
    "ScoringItem",
    "ScoringSheet",
    "SupportAssignment",
    "SupportVisit",
    "Target",
]
