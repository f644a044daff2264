"""What of this app leaves with the whole export."""

from __future__ import annotations

from pathlib import PurePath

from kbang_ntm.core.exchange.decisions import Row, blank, carry


def masked_evidence_name(row: Row) -> str:
    """A piece of evidence without the words of its file's name."""
    return f"minh-chung-{row['id']}{PurePath(str(row['name'])).suffix[:10]}"


carry(
    "communes.AdministrativeUnit",
    "communes.Agency",
    "communes.AgencySuccession",
    "communes.CriteriaGroup",
    "communes.CriteriaSet",
    "communes.Criterion",
    "communes.DistrictFigure",
    "communes.EntryRevision",
    "communes.Indicator",
    "communes.IndicatorAssignment",
    "communes.IndicatorEntry",
    "communes.IndicatorPart",
    "communes.PeriodExtension",
    "communes.ProgressReport",
    "communes.Receipt",
    "communes.ReceiptCounter",
    "communes.Recognition",
    "communes.ReferenceRow",
    "communes.ReportingPeriod",
    "communes.Review",
    "communes.ReviewDuty",
    "communes.Snapshot",
    "communes.Standing",
    "communes.Succession",
    "communes.Threshold",
    "communes.UnitAlias",
    "communes.UnitFact",
    "communes.UnitVersion",
)
carry("communes.Evidence", personal={"name": masked_evidence_name})
# The reason of an end names who took over.
carry("communes.Membership", personal={"title": blank, "ended_reason": blank})
