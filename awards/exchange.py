"""What of this app leaves with the whole export."""

from __future__ import annotations

from awards.enums import NomineeKind
from kbang_ntm.core.exchange.decisions import Row, blank, carry, nothing


def unnamed(row: Row) -> str:
    """A collective by its name; a person or a household without, no two of them the same."""
    if row["kind"] == NomineeKind.COLLECTIVE:
        return str(row["name"])
    return f"{NomineeKind(row['kind']).label} {row['id']}"


def unnamed_key(row: Row) -> str:
    """The key of that name."""
    return "" if row["kind"] != NomineeKind.COLLECTIVE else str(row["name_key"])


# The law as it stands here.
carry(
    "awards.Regime",
    "awards.BaseSalary",
    "awards.AwardType",
    "awards.DossierRule",
    "awards.ConditionRule",
    "awards.CheckRule",
    "awards.AwardRule",
    "awards.ReportForm",
)
# Who is honoured, and what was awarded before.
carry(
    "awards.Nominee",
    personal={
        "name": unnamed,
        "name_key": unnamed_key,
        "birth_year": nothing,
        "position": blank,
        "address": blank,
    },
)
carry("awards.PastAward", personal={"achievement_text": blank}, cleared=("batch",))
carry(
    "awards.NomineeDetail",
    "awards.Namesake",
    "awards.NomineeFact",
    "awards.AwardImport",
    "awards.DetailRead",
    personal_only=True,
)


def award_name(row: Row) -> str:
    """A line of an annex without the name, no two of them the same."""
    if row["group"] == NomineeKind.COLLECTIVE:
        return str(row["name"])
    return f"{NomineeKind(row['group']).label} {row['id']}"


# What was decided, sent up and paid.
carry("awards.Decision", "awards.CertificateLayout", "awards.BookCounter", "awards.PrizeFund")
carry(
    "awards.Award",
    personal={
        "name": award_name,
        "place": blank,
        "citation": blank,
        "corrected_name": blank,
        "corrected_citation": blank,
        "delivered_note": blank,
    },
)
carry("awards.AwardChange", personal={"name": blank, "citation": blank})
carry("awards.Notice", personal={"reason": blank})
carry("awards.UpwardCase", personal={"result_reason": blank})
carry("awards.FundLine", personal={"receiver": blank, "note": blank})
