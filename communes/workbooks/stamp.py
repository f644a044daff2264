"""What tells a moved or renamed file apart: whose figures, which period, as of which versions.

The stamp is a sheet that no menu shows, of text cells only, so that any office program keeps it.
Its last row is a checksum over the others: a stamp that was edited by hand is no stamp.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SHEET = "_cong_ntm"
MARK = "cong-ntm"
FORMAT = "1"


@dataclass(frozen=True)
class StampedReport:
    """One report in the file: `uid` is "" for a unit that had none; versions by indicator code."""

    uid: str
    unit: str
    name: str
    version: int
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stamp:
    """Scope is "report" (one commune) or "period" (the district's communes)."""

    scope: str
    period: str
    period_label: str
    criteria_set: str
    made_at: str
    made_by: str
    reports: tuple[StampedReport, ...]

    def rows(self) -> list[tuple[str, ...]]:
        """The rows of the stamp's sheet, the checksum last."""
        rows: list[tuple[str, ...]] = [
            (MARK, FORMAT),
            ("scope", self.scope),
            ("period", self.period, self.period_label),
            ("set", self.criteria_set),
            ("made", self.made_at, self.made_by),
        ]
        for number, report in enumerate(self.reports):
            rows.append(
                ("report", str(number), report.uid, report.unit, report.name, str(report.version))
            )
            rows += [
                ("entry", str(number), code, str(version))
                for code, version in report.versions.items()
            ]
        return [*rows, ("checksum", checksum(rows))]

    @property
    def short(self) -> str:
        """The first signs of the checksum, as the first sheet shows them."""
        return self.rows()[-1][1][:8].upper()

    def of_unit(self, unit: str) -> StampedReport | None:
        """The report of a unit, by its key."""
        return next((report for report in self.reports if report.unit == unit), None)


def checksum(rows: Iterable[Sequence[str]]) -> str:
    """SHA-256 (hex) over the rows' texts."""
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def read_stamp(rows: Sequence[Sequence[str]]) -> Stamp | None:
    """The stamp of a sheet's rows; None when it is none, another format, or was edited."""
    kept = [tuple(text for text in _trimmed(row)) for row in rows if any(row)]
    if len(kept) < 6 or kept[0] != (MARK, FORMAT) or kept[-1] != ("checksum", checksum(kept[:-1])):
        return None
    single = {row[0]: row[1:] for row in kept if row[0] not in ("report", "entry")}
    versions: dict[str, dict[str, int]] = {}
    for row in kept:
        if row[0] == "entry":
            versions.setdefault(row[1], {})[row[2]] = int(row[3])
    return Stamp(
        scope=single["scope"][0],
        period=single["period"][0],
        period_label=single["period"][1],
        criteria_set=single["set"][0],
        made_at=single["made"][0],
        made_by=single["made"][1],
        reports=tuple(
            StampedReport(row[2], row[3], row[4], int(row[5]), versions.get(row[1], {}))
            for row in kept
            if row[0] == "report"
        ),
    )


def _trimmed(row: Sequence[str]) -> list[str]:
    """Without the empty cells at the end that some programs add."""
    last = max((number for number, text in enumerate(row, start=1) if text), default=0)
    return list(row[:last])
