"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import Row, blank, carry

carry("campaigns.Campaign", "campaigns.Target", "campaigns.EmulationCluster")


def agreed_somehow(row: Row) -> str:
    """That somebody agreed on a value, without the name."""
    return "đã thống nhất" if row["agreed_by"] else ""


def unnamed(row: Row) -> bool:
    """Without a name nobody has consented to anything."""
    return False


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
