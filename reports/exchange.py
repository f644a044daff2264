"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import Mask, Row, blank, carry, open_files
from reports.services.snapshots import OWNER_KIND


def withheld(column: str) -> Mask:
    """The mask for a reason: that one is written, not what it says."""
    return lambda row: "không xuất" if row[column] else ""


def no_signatures(row: Row) -> list[object]:
    """Names in certificates are of people."""
    return []


def unread(row: Row) -> str:
    """A paper about a row may name people: that it was printed leaves, not what it says."""
    return str(row["body"]) if row["about"] is None else "{}"


carry("reports.DocumentSnapshot", personal={"body": unread})
carry("reports.DocumentFile", "reports.PaperLayout", "reports.OfficeForm")
open_files(OWNER_KIND)  # figures of units, no people; papers about rows are of another kind
# What was said of documents on their way out, and who signs them.
carry("reports.IssuedPaper", personal={"signer": blank, "reason": withheld("reason")})
carry("reports.SigningStep", personal={"remark": blank})
carry("reports.SignedCopy", personal={"signatures": no_signatures})
carry("reports.SectionRemark", personal={"text": blank})
# The row of a template leaves; its file may carry names of people and stays.
carry("reports.ReportForm", personal={"withdrawn_reason": withheld("withdrawn_reason")})
