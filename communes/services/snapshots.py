"""Freezing a confirmed report: canonical JSON of what was decided on, and its hash."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from communes.models import ProgressReport, Snapshot
from communes.queries.people import unit_name
from communes.services.entries import value_text
from kbang_ntm.core.models import User


def canonical_body(report: ProgressReport) -> str:
    """The report as canonical JSON: sorted keys, NFC text, exact decimals as strings."""
    entries = report.entries.select_related("indicator").order_by("indicator__order")
    body = {
        "report": str(report.uid),
        "unit": {"key": report.unit.key, "name": unit_name(report)},
        "set": report.criteria_set.code,
        "period": report.period.key,
        "entries": [
            {
                "indicator": entry.indicator.code,
                "version": entry.version,
                "value": value_text(entry),
                "review": entry.review,
                "verdict": entry.verdict,
                "thresholds": entry.threshold_ids,
                "rule": entry.rule_version,
            }
            for entry in entries
        ],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def freeze(*, report: ProgressReport, by: User | None, at: datetime, reason: str = "") -> Snapshot:
    """Add the next snapshot of a report inside the caller's transaction."""
    body = canonical_body(report)
    return Snapshot.objects.create(
        report=report,
        sequence=report.snapshots.count() + 1,
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        reason=reason,
        at=at,
        by=by,
    )
