"""Who is told about decisions, and of what kind the notices are."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from awards.models import Decision, Nomination
from awards.nomination_rules import proposer_of
from campaigns.queries.task_people import people_of
from communes.enums import Role
from communes.models import Membership
from communes.rules import COMMUNE_ROLES
from kbang_ntm.core import clock, notify
from kbang_ntm.core.models import User

NOTICE = "award.decided"


def clerks_of(unit_id: int) -> list[User]:
    """Who registers numbers for that level today. One query."""
    roles = [str(role) for role in (Role.CLERK, *COMMUNE_ROLES)]
    posts = Membership.objects.on(clock.today()).filter(unit_id=unit_id, role__in=roles)
    return [post.user for post in posts.select_related("user").order_by("id")]


def desk_of(unit_id: int) -> list[User]:
    """Who works for the desk of that level today. One query."""
    roles = [str(role) for role in (Role.HOME_AFFAIRS, *COMMUNE_ROLES)]
    posts = Membership.objects.on(clock.today()).filter(unit_id=unit_id, role__in=roles)
    return [post.user for post in posts.select_related("user").order_by("id")]


def tell_proposers(
    nominations: Iterable[Nomination], *, decision: Decision, act: str, words: str
) -> None:
    """One notice for the people of each proposer; `words` has a place for the names."""
    names: dict[tuple[int | None, int | None], list[str]] = {}
    for row in nominations:
        names.setdefault(proposer_of(row), []).append(row.nominee_name)
    people = people_of(names)
    for holder, found in names.items():
        listed = ", ".join(found[:3]) + (
            f" và {len(found) - 3} trường hợp khác" if found[3:] else ""
        )
        notify.tell(
            recipients=people.get(holder, []),
            kind=NOTICE,
            key=f"{decision.uid}.{act}",
            text=words.format(names=listed),
            url=reverse("awards:decision", args=[decision.uid]),
        )
