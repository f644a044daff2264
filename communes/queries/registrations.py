"""What communes registered to bring to standard in a year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from communes.enums import RegistrationState, Standard, UnitKind
from communes.models import AdministrativeUnit, Criterion, Registration, RegistrationVersion
from communes.queries.register_rules import names_on


@dataclass(frozen=True)
class RegisteredVillage:
    """A village of a registration; `unit_id` None where only its name on the paper is known."""

    unit_id: int | None
    name: str


@dataclass(frozen=True)
class RegistrationFigure:
    """The newest version a commune has sent. `criteria` are numbers of `version.criteria_set`."""

    registration: Registration
    version: RegistrationVersion
    criteria: tuple[str, ...]
    villages: tuple[RegisteredVillage, ...]

    @property
    def amended(self) -> bool:
        """It replaces an earlier version."""
        return self.version.number > 1

    @property
    def late(self) -> bool:
        """Sent after the day the rule of the year names."""
        return self.version.late

    def names_village(self, unit_id: int) -> bool:
        """Whether the village stands in it."""
        return unit_id in self.version.village_ids


def registration(unit_id: int, *, standard: str, year: int) -> RegistrationFigure | None:
    """What was registered for a unit; None where nothing was sent.

    A commune's own registration for the standard. For a village: the registration of that year,
    of whatever standard, that names it; the village must stand in the newest version sent.
    """
    level = AdministrativeUnit.objects.filter(pk=unit_id).values_list("level", flat=True).first()
    sent = RegistrationVersion.objects.filter(state=RegistrationState.SENT, registration__year=year)
    if standard == Standard.VILLAGE and level == UnitKind.VILLAGE:
        ids = sent.filter(village_ids__contains=[unit_id]).values("registration_id")
        newest = newest_versions(sent.filter(registration_id__in=ids))
        found = [row for row in newest.values() if unit_id in row.village_ids]
    else:
        own = sent.filter(registration__unit_id=unit_id, registration__standard=standard)
        found = list(newest_versions(own).values())
    return registration_figures(found)[found[0].registration_id] if found else None


def newest_versions(versions: QuerySet[RegistrationVersion]) -> dict[int, RegistrationVersion]:
    """{registration id: the version with the highest number}. One query."""
    rows = versions.select_related(
        "registration__unit", "criteria_set", "paper_file", "sent_by", "entered_by"
    )
    return {row.registration_id: row for row in rows.order_by("number")}


def registration_figures(
    versions: Iterable[RegistrationVersion],
) -> dict[int, RegistrationFigure]:
    """{registration id: figure} of versions with their registration at hand. One query."""
    rows = list(versions)
    ids = {pk for row in rows for pk in row.village_ids}
    years = {row.registration.year for row in rows}
    names = names_on(ids, date(max(years, default=2000), 12, 31)) if ids else {}
    return {
        row.registration_id: RegistrationFigure(
            registration=row.registration,
            version=row,
            criteria=tuple(row.criteria),
            villages=(
                *(RegisteredVillage(pk, names.get(pk, "")) for pk in row.village_ids),
                *(RegisteredVillage(None, name) for name in row.other_villages),
            ),
        )
        for row in rows
    }


def criterion_titles(set_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """{(set id, number): short title} of the criteria of these sets. One query."""
    rows = Criterion.objects.filter(criteria_set_id__in=set_ids)
    return {(row.criteria_set_id, row.no): row.short_title or row.title for row in rows}
