"""What of this app leaves with the whole export."""

from __future__ import annotations

from awards.enums import NomineeKind
from kbang_ntm.core.exchange.decisions import Mask, Row, blank, carry, leave_out, nothing


def unnamed(row: Row) -> str:
    """A collective by its name; a person or a household without, no two of them the same."""
    if row["kind"] == NomineeKind.COLLECTIVE:
        return str(row["name"])
    return f"{NomineeKind(row['kind']).label} {row['id']}"


def unnamed_key(row: Row) -> str:
    """The key of that name."""
    return "" if row["kind"] != NomineeKind.COLLECTIVE else str(row["name_key"])


def numbered(row: Row) -> str:
    """A nomination without the name of whom it is about."""
    return f"Đề nghị {row['id']}"


def withheld(column: str) -> Mask:
    """The mask for a text that may name people: that one is written, not what it says."""
    return lambda row: "không xuất" if row[column] else ""


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
carry(
    "awards.PastAward",
    personal={"achievement_text": blank, "withdrawn_reason": withheld("withdrawn_reason")},
    cleared=("batch",),
)
carry(
    "awards.NomineeDetail",
    "awards.Namesake",
    "awards.NomineeFact",
    "awards.AwardImport",
    "awards.DetailRead",
    personal_only=True,
)
# Rounds, and who was proposed for what.
carry("awards.AwardRound", "awards.RoundType", "awards.Quota")
carry(
    "awards.LateAllowance",
    personal={"reason": withheld("reason"), "withdrawn_reason": withheld("withdrawn_reason")},
)
carry("awards.TitleRegistration", personal={"withdrawn_reason": withheld("withdrawn_reason")})
carry(
    "awards.Nomination",
    personal={
        "nominee_name": numbered,
        "search_key": blank,
        "citation": blank,
        "citation_list": blank,
        "report": blank,
        "state_reason": withheld("state_reason"),
        "simplified_reason": withheld("simplified_reason"),
    },
)
carry("awards.CriterionAnswer", "awards.DossierItem", personal_only=True)
# Checks and appraisal tell of discipline and complaints: only with personal details.
carry("awards.CheckRun")
carry("awards.PublicPosting", personal={"withdrawn_reason": withheld("withdrawn_reason")})
carry(
    "awards.CheckResult",
    "awards.CheckOverride",
    "awards.AppraisalSheet",
    "awards.Consultation",
    "awards.PostedNomination",
    "awards.PostingComment",
    "awards.Complaint",
    personal_only=True,
)


def numbered_seat(row: Row) -> str:
    """A member without its name."""
    return f"Thành viên {row['id']}"


def hidden_minutes(row: Row) -> dict[str, str] | None:
    """That minutes were signed, not what they name."""
    return None if row["minutes_frozen"] is None else {"hidden": "thông tin cá nhân"}


# Councils, their sessions, and votes as counted. Votes under seal never leave.
carry("awards.Council")
carry("awards.CouncilSeat", personal={"name": numbered_seat, "position": blank})
carry(
    "awards.Session",
    personal={
        "discussion": blank,
        "conclusion": blank,
        "minutes_frozen": hidden_minutes,
        "cancelled_reason": withheld("cancelled_reason"),
    },
)
carry(
    "awards.SessionSeat",
    personal={
        "name": numbered_seat,
        "position": blank,
        "reply_reason": blank,
        "absent_reason": blank,
        "opinion_paper": withheld("opinion_paper"),
    },
)
carry(
    "awards.AgendaItem",
    personal={"state_reason": withheld("state_reason"), "rank_reason": withheld("rank_reason")},
)
carry("awards.SecretBallot")
carry("awards.PaperCount", personal={"counters": withheld("counters"), "note": blank})
carry(
    "awards.MemberReview",
    "awards.Recusal",
    "awards.OpenBallot",
    "awards.BallotMark",
    personal_only=True,
)
leave_out(
    "Phiếu kín đang niêm phong chỉ sống đến khi đóng biểu quyết, không rời khỏi cổng.",
    "awards.SealedBallot",
)


def award_name(row: Row) -> str:
    """A line of an annex without the name, no two of them the same."""
    if row["group"] == NomineeKind.COLLECTIVE:
        return str(row["name"])
    return f"{NomineeKind(row['group']).label} {row['id']}"


# What was decided, sent up and paid.
carry("awards.CertificateLayout", "awards.BookCounter", "awards.PrizeFund")
carry("awards.Decision", personal={"reason": withheld("reason")})
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
carry("awards.Notice", personal={"reason": withheld("reason")})
carry("awards.UpwardCase", personal={"result_reason": withheld("result_reason")})
carry("awards.FundLine", personal={"receiver": blank, "note": blank})
