"""The dossier of a nomination: what its type asks for, what is there, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from awards.models import AwardType, DossierItem, DossierRule, Nomination
from awards.queries.law import award_type, regime_on
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.once import settled
from kbang_ntm.core.vietnamese import fold


@dataclass(frozen=True)
class Part:
    """A part the rule asks for, with what was handed in for it. `rule` None: handed in besides."""

    label: str
    required: bool
    rule: DossierRule | None
    items: tuple[DossierItem, ...]

    @property
    def there(self) -> bool:
        """Something that was not withdrawn lies in it."""
        return any(item.withdrawn_at is None for item in self.items)

    @property
    def missing(self) -> bool:
        """Asked for and not there."""
        return self.required and not self.there


def type_now(row: Nomination, day: date) -> AwardType | None:
    """The frozen type, or what the law of the day says of a draft; None where it does not know
    the type. Two queries at most."""
    frozen: AwardType | None = row.award_type
    if frozen is not None:
        return frozen
    try:
        return award_type(row.type_code, regime_on(day), day)
    except Refused:
        return None


@settled
def dossier_rules(award_type_id: int, day: date) -> tuple[DossierRule, ...]:
    """What the dossier of a type holds on a day, in the law's order. One query."""
    rows = DossierRule.objects.filter(award_type_id=award_type_id, valid__contains=day)
    return tuple(rows.order_by("order"))


def checklist(row: Nomination, day: date) -> list[Part]:
    """All parts in the order of the rule, then what was handed in besides. Four queries.

    What was handed in under another regime's rule counts for the part of the same words.
    """
    found = type_now(row, day)
    rules = dossier_rules(found.pk, day) if found is not None else ()
    handed_in = DossierItem.objects.filter(nomination=row)
    items = list(handed_in.select_related("file", "by").order_by("id"))
    parts, used = [], set()
    for rule in rules:
        own = tuple(one for one in items if one.rule_id == rule.pk or _same(one, rule))
        used |= {one.pk for one in own}
        parts.append(Part(rule.label, rule.required, rule, own))
    rest: dict[str, list[DossierItem]] = {}
    for one in items:
        if one.pk not in used:
            rest.setdefault(one.label, []).append(one)
    parts += [Part(label, False, None, tuple(own)) for label, own in rest.items()]
    return parts


def _same(item: DossierItem, rule: DossierRule) -> bool:
    return fold(item.label) == fold(rule.label)


def missing_parts(row: Nomination, day: date) -> list[str]:
    """Labels of required parts that are not there, where the award is decided by the district or a
    commune. Of a higher award's dossier some parts are made by the level that submits it: those
    are shown, and do not keep the proposer from sending. Five queries."""
    found = type_now(row, day)
    if found is not None and not (found.decided_in_district or found.decided_in_commune):
        return []
    return [part.label[:1].lower() + part.label[1:] for part in checklist(row, day) if part.missing]
