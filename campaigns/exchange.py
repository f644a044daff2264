"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import carry

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
)
