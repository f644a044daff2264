"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import blank, carry

carry("campaigns.Campaign", "campaigns.Target", "campaigns.EmulationCluster")
carry("campaigns.ReviewEvent", "campaigns.ReviewReport", "campaigns.ReviewRemark")
# The plan, everybody's part in it, and what it promises.
carry(
    "campaigns.CampaignLink",
    "campaigns.Milestone",
    "campaigns.Objective",
    "campaigns.PartyPaper",
    "campaigns.PartyPlan",
    "campaigns.Phase",
    "campaigns.PlanSection",
    "campaigns.PlanVersion",
    "campaigns.Subject",
    "campaigns.SubjectCriterion",

# Support of communes by agencies.
carry("campaigns.SupportAssignment")
carry("campaigns.SupportVisit", personal={"people": blank})
# Clusters: members, heads, pledges, scores.
carry(
    "campaigns.ClusterHead",
    "campaigns.ClusterMember",
    "campaigns.CrossCheck",
    "campaigns.Pledge",
    "campaigns.PledgeResult",
    "campaigns.PledgeTarget",
    "campaigns.RankingSnapshot",
    "campaigns.Score",
    "campaigns.ScoringItem",
    "campaigns.ScoringSheet",
)
