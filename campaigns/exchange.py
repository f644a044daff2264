"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import Mask, Row, blank, carry

HIDDEN = "…"  # stands where something was written that is nobody else's business


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
