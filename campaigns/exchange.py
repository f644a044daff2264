"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import Mask, Row, blank, carry

HIDDEN = "…"  # stands where something was written that is nobody else's business


def masked_member(row: Row) -> str:
    """A member of a board without a name; no two of them the same."""
    return f"thành viên {row['id']}"


def agreed_somehow(row: Row) -> str:
    """That somebody agreed on a value, without the name."""
    return "đã thống nhất" if row["agreed_by"] else ""


def unnamed(row: Row) -> bool:
    """Without a name nobody has consented to anything."""
    return False


def hidden(column: str) -> Mask:
    """The mask for a text that may name people: something is seen to stand there, no more."""
    return lambda row: HIDDEN if row[column] else ""


def unless_published(column: str) -> Mask:
    """The mask for a text that everybody outside could read only once it was published."""
    return lambda row: row[column] if row["state"] == "published" else hidden(column)(row)


def unshown(row: Row) -> bool:
    """Without the name there is none to show."""
    return False


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
# Support of communes by agencies.
carry("campaigns.SupportAssignment")
carry("campaigns.SupportVisit", personal={"people": hidden("people")})
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
# The ledger of contributions: no donor leaves, nor words that may name one.
carry("campaigns.ContributionPlan", "campaigns.ContributionWork", "campaigns.ConversionRate")
carry(
    "campaigns.Contribution",
    personal={
        "donor": blank,
        "donor_key": blank,
        "donor_public": unnamed,
        "agreed_by": agreed_somehow,
        "note": blank,
        "search_key": blank,
    },
)
# Inspections: visits and what was found go, the names of the team and of who is on a photo stay.
carry(
    "campaigns.ChecklistItem",
    "campaigns.Draw",
    "campaigns.Finding",
    "campaigns.FindingNote",
    "campaigns.Inspection",
    "campaigns.InspectionPlan",
    "campaigns.ServedProgramme",
)
carry(
    "campaigns.InspectionMember",
    personal={"name": blank, "position": blank, "body": blank},
)
carry("campaigns.InspectionPhoto", personal={"caption": blank})
# Petitions and the people's voice; stories, and the registers beside them.
carry("campaigns.Petition", "campaigns.PetitionBatch")
carry(
    "campaigns.VoiceOpinion",
    personal={
        "name": blank,
        "name_shown": unshown,
        "text": unless_published("text"),
        "search_key": blank,
        "refused_reason": hidden("refused_reason"),
    },
)
carry(
    "campaigns.Story",
    personal={
        "about_name": unless_published("about_name"),
        "title": unless_published("title"),
        "summary": unless_published("summary"),
        "body": unless_published("body"),
        "search_key": blank,
        "consent_note": hidden("consent_note"),
        "closed_reason": hidden("closed_reason"),
    },
)
carry("campaigns.Broadcast", "campaigns.StorySpread")
carry("campaigns.Initiative", personal={"author": hidden("author"), "search_key": blank})
carry(
    "campaigns.Cooperative",
    "campaigns.NurturedModel",
    "campaigns.OcopProduct",
    "campaigns.PublicityEvent",
    "campaigns.ValueChain",
)
