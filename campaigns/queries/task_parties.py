"""Whom the tasks of a campaign may be given to on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campaigns.models import Campaign
from campaigns.queries.parties import Party, communes_on
from campaigns.task_rules import Holder
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion

COMMUNES = (UnitKind.COMMUNE, UnitKind.TOWNSHIP)


@dataclass(frozen=True)
class Doers:
    """Agencies and communes that exist and lie inside the campaign."""

    agencies: list[Party]
    communes: list[Party]

    @property
    def all(self) -> list[Party]:
        """Agencies, then communes."""
        return [*self.agencies, *self.communes]

    @property
    def everywhere(self) -> list[Holder]:
        """Every commune and the town."""
        return [(one.unit_id, None) for one in self.communes]

    def holds(self, holder: Holder) -> bool:
        """Whether that unit or agency may be given a task."""
        return holder in {(one.unit_id, one.agency_id) for one in self.all}


def doers_of(campaign: Campaign, day: date) -> Doers:
    """A commune's campaign is done by the commune and its own agencies; a district's by its
    agencies and communes. Where the district is no longer on the map, all of that day go on with
    what it left. Two queries, three then."""
    found = UnitVersion.objects.filter(unit_id=campaign.unit_id, valid__contains=day).first()
    rows = Agency.objects.filter(valid__contains=day).order_by("name")
    if found is None:
        communes = communes_on(day)
    elif found.kind in COMMUNES:
        communes = [Party(campaign.unit_id, None, found.name)]
    else:
        communes = communes_on(day, within=campaign.unit_id)
    if found is not None:
        rows = rows.filter(unit_id=campaign.unit_id)
    agencies = [Party(None, pk, name) for pk, name in rows.values_list("id", "name")]
    return Doers(agencies, communes)
