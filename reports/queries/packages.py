"""What a package holds: figures, reports, files, people and open work of ended units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from communes.changes import read_definition
from communes.changes.definition import UNIT
from communes.enums import EvidenceState, UnitKind
from communes.models import (
    AdministrativeUnit,
    Evidence,
    ProgressReport,
    Succession,
    UnitChange,
    UnitVersion,
)
from kbang_ntm.core.models import StoredFile


@dataclass(frozen=True)
class Attachment:
    """A file with where it goes in the package: unit key, period key, shown name."""

    unit: str
    period: str
    name: str
    file: StoredFile


Receivers = list[tuple[AdministrativeUnit, str]]


def receivers(change: UnitChange) -> Receivers:
    """(unit, its name on the day) of the communes that follow in a change, also renamed ones."""
    return receivers_of([change])[change.pk]


def receivers_of(changes: Sequence[UnitChange]) -> dict[int, Receivers]:
    """{change id: as `receivers`}. One query."""
    keys = {
        change.pk: {
            key
            for step in read_definition(change.plan["definition"]).steps
            if step.about == UNIT
            for key in step.successor_keys
        }
        for change in changes
    }
    rows = list(
        UnitVersion.objects.filter(
            unit__key__in=set().union(*keys.values()),
            kind__in=(UnitKind.COMMUNE, UnitKind.TOWNSHIP),
        )
        .select_related("unit")
        .order_by("unit__order", "unit__key")
    )
    return {
        change.pk: [
            (row.unit, row.name)
            for row in rows
            if row.unit.key in keys[change.pk] and change.date in row.valid
        ]
        for change in changes
    }


def ancestors(unit_id: int, day: date) -> set[int]:
    """Ids of the unit and of all that went into it until the day, wholly or in part. One query."""
    before: dict[int, set[int]] = defaultdict(set)
    for old, new in Succession.objects.filter(date__lte=day).values_list(
        "predecessor_id", "successor_id"
    ):
        before[new].add(old)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        for old in before[waiting.pop()] - found:
            found.add(old)
            waiting.append(old)
    return found


def reporting_units() -> set[int]:
    """Ids of all units that ever reported."""
    return set(ProgressReport.objects.values_list("unit_id", flat=True))


def attachments(unit_ids: Collection[int]) -> Iterator[Attachment]:
    """Signed papers and evidence of units, papers first. Two queries."""
    papers = (
        ProgressReport.objects.filter(unit__in=unit_ids, paper_file__isnull=False)
        .select_related("unit", "period", "paper_file")
        .order_by("unit__order", "period__ends")
    )
    for report in papers:
        assert report.paper_file is not None, "filtered above"
        name = f"bao-cao-{report.paper_file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, report.paper_file)
    evidence = (
        Evidence.objects.filter(entry__report__unit__in=unit_ids, state=EvidenceState.STORED)
        .select_related("entry__report__unit", "entry__report__period", "entry__indicator", "file")
        .order_by("entry__report__unit__order", "entry__report__period__ends", "id")
    )
    for row in evidence:
        assert row.file is not None, "the database holds that stored evidence has its file"
        report = row.entry.report
        name = f"{row.entry.indicator.code}-{row.pk}-{row.file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, row.file)
