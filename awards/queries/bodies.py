"""Whether a level may still decide on a day; a district that has ended names its communes."""

from __future__ import annotations

from datetime import date

from awards.queries.law import deciding_body
from communes.models import AdministrativeUnit, Succession, UnitVersion
from communes.queries.case_bodies import Body
from communes.queries.register_rules import in_sentence
from kbang_ntm.core.errors import Refused


def living_body(unit: AdministrativeUnit, day: date) -> Body:
    """The unit as the body of that day. Raises Refused (`body_ended`): of a district the sentence
    names the communes that its communes became. Three queries, five for a district that ended."""
    try:
        return deciding_body(unit, day)
    except Refused as refusal:
        names = _communes_after(unit.pk, day)
        if not names:
            raise
        words = f"{refusal.message} Các xã trên địa bàn từ ngày đó: {', '.join(names)}."
        raise Refused(refusal.code, words) from refusal


def _communes_after(unit_id: int, day: date) -> list[str]:
    """Names of the units on that day which follow the units that lay in this one."""
    inside = UnitVersion.objects.filter(parent_id=unit_id).values("unit_id")
    after = Succession.objects.filter(predecessor_id__in=inside, date__lte=day)
    living = UnitVersion.objects.filter(
        unit_id__in=after.values("successor_id"), valid__contains=day
    ).exclude(parent_id=unit_id)
    return [
        in_sentence(name) for name in living.order_by("sort_key").values_list("name", flat=True)
    ]
