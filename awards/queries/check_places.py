"""Facts of checks that hang on places: debt, who launched a movement, which body decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from awards.checks.facts import Debt, Launch
from awards.checks.procedure import RANK
from awards.enums import AwardLevel, CollectiveForm, NomineeKind
from awards.models import AwardType, Nominee
from awards.queries.spans import span_of
from campaigns.models import Campaign
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, UnitVersion
from communes.queries.case_bodies import unit_body
from communes.queries.debt import construction_debt

LEVELS = {
    UnitKind.PROVINCE: AwardLevel.PROVINCE,
    UnitKind.DISTRICT: AwardLevel.DISTRICT,
    UnitKind.COMMUNE: AwardLevel.COMMUNE,
    UnitKind.TOWNSHIP: AwardLevel.COMMUNE,
    UnitKind.VILLAGE: AwardLevel.COMMUNE,
}
MOST_ABOVE = 4
"""Movements above one another that are asked for: commune, district, province, nation."""


def debt_of(nominee: Nominee, day: date) -> Debt | None:
    """Debt of a commune, of a village's commune; None for other nominees. Eight queries at
    most."""
    places = (CollectiveForm.COMMUNE, CollectiveForm.VILLAGE)
    if nominee.kind != NomineeKind.COLLECTIVE or nominee.form not in places:
        return None
    own = nominee.form == CollectiveForm.COMMUNE
    version = UnitVersion.objects.filter(unit_id=nominee.unit_id, valid__contains=day).first()
    unit_id: int | None = nominee.unit_id
    if not own and version is not None and version.kind == UnitKind.VILLAGE:
        unit_id = version.parent_id
    if unit_id is None:
        return None
    figure = construction_debt(unit_id, on=day)
    name = UnitVersion.objects.filter(unit_id=unit_id, valid__contains=day).values_list(
        "name", flat=True
    )
    place = name.first() or "Xã"
    if figure is None:
        return Debt(place, own, None, "Chưa có sổ công trình, chưa có xác nhận nợ của xã.")
    owed = figure.owed if figure.computed else figure.stated
    if figure.unknown and figure.owed > 0:
        owed = figure.owed  # what is known is owed already
    return Debt(place, own, owed, figure.words, figure.contradicts)


def launches_of(campaign: Campaign | None) -> tuple[Launch, ...]:
    """A movement and those it belongs to, by the level of who launched them. As many queries as
    movements stand above one another."""
    found = []
    for _step in range(MOST_ABOVE):
        if campaign is None:
            break
        period = campaign.period
        found.append(
            Launch(
                campaign.title,
                LEVELS[UnitKind(campaign.unit.level)],
                span_of(period) if period.upper else None,
                campaign.launched_on,
            )
        )
        if campaign.parent_id is None:
            break
        campaign = Campaign.objects.select_related("unit").filter(pk=campaign.parent_id).first()
    return tuple(found)


def body_facts(unit: AdministrativeUnit, found: AwardType, day: date) -> dict[str, Any]:
    """Which body decides or puts forward, whether it exists, whether it may. Three queries at
    most."""
    body = unit_body(unit.pk, day)
    return {
        "body_name": body.name,
        "body_ended": "" if body.exists else body.ended_words,
        "body_decides": _decides(unit, found),
    }


def _decides(unit: AdministrativeUnit, found: AwardType) -> bool:
    """A level gives its own awards and puts forward those above it, never those below."""
    level = LEVELS[UnitKind(unit.level)]
    if level == AwardLevel.COMMUNE:
        return True
    return found.decided_in_district or RANK[AwardLevel(found.level)] > RANK[level]
