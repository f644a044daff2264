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
from kbang_ntm.core.exchange.decisions import Row, blank, carry

carry("campaigns.Campaign", "campaigns.Target", "campaigns.EmulationCluster")


def masked_member(row: Row) -> str:
    """A member of a board without a name; no two of them the same."""
    return f"thành viên {row['id']}"


# Tasks and where they come from, guidance, proposals, letters, boards.
carry(
    "campaigns.Board",
    "campaigns.GuidanceDocument",
    "campaigns.LetterCounter",
    "campaigns.PolicyProposal",
    "campaigns.ReminderRule",
    "campaigns.TaskDependency",
    "campaigns.TaskDue",
    "campaigns.TaskNote",
    "campaigns.TaskParty",
    "campaigns.TaskSeries",
    "campaigns.TaskTemplate",
)
carry("campaigns.BoardMember", personal={"name": masked_member, "position": blank})
# Who sends a letter may be a person, and its search words repeat it.
carry(
    "campaigns.IncomingLetter",
    personal={"sender": blank, "search_key": blank, "handler_name": blank},
)
carry("campaigns.MeetingNotice", personal={"chair": blank})
carry("campaigns.Task", personal={"responsible_name": blank, "responsible_position": blank})
