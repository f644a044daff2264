"""Notices about nominations and rounds: to who proposed, to the desk, to who may propose."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.urls import reverse

from awards.models import AwardRound, Nomination
from awards.nomination_rules import proposer_of
from communes.enums import Role
from communes.models import Membership
from communes.rules import COMMUNE_ROLES, REVIEWERS
from kbang_ntm.core import clock, notify
from kbang_ntm.core.models import User

MOVED = "nomination.moved"
ARRIVED = "nomination.arrived"
ROUND = "award_round.opened"
KINDS = {
    MOVED: "Đề nghị khen thưởng của xã, cơ quan mình được tiếp nhận, xem xét",
    ARRIVED: "Có đề nghị khen thưởng gửi đến",
    ROUND: "Mở đợt xét khen thưởng",
}


def holders_of(where: Q) -> list[User]:
    """People whose posts of today answer to `where`. One query."""
    posts = Membership.objects.on(clock.today()).filter(where).select_related("user")
    return list({post.user_id: post.user for post in posts}.values())


def desk_people(unit_id: int) -> list[User]:
    """Phòng Nội vụ of a district, the people of a commune. One query."""
    roles = [str(role) for role in (Role.HOME_AFFAIRS, *COMMUNE_ROLES)]
    return holders_of(Q(unit_id=unit_id, role__in=roles))


def proposer_people(unit_id: int | None, agency_id: int | None) -> list[User]:
    """People who speak for a proposer. One query."""
    if unit_id is not None:
        return holders_of(Q(unit_id=unit_id, role__in=[str(role) for role in COMMUNE_ROLES]))
    return holders_of(Q(agency_id=agency_id, role__in=[str(role) for role in REVIEWERS]))


def people_of(units: Collection[int], agencies: Collection[int]) -> list[User]:
    """People who speak for any of these proposers. One query."""
    return holders_of(
        Q(unit_id__in=units, role__in=[str(role) for role in COMMUNE_ROLES])
        | Q(agency_id__in=agencies, role__in=[str(role) for role in REVIEWERS])
    )


def tell_proposer(row: Nomination, act: str, text: str) -> None:
    """A notice to the people of the proposer."""
    tell_people(proposer_people(*proposer_of(row)), row, act, text)


def tell_people(people: Iterable[User], row: Nomination, act: str, text: str) -> None:
    """A notice that a nomination has moved, to people of its proposer."""
    _tell(people, MOVED, row, act, text)


def tell_desk(row: Nomination, act: str, text: str) -> None:
    """A notice to the desk of the level."""
    _tell(desk_people(row.round.unit_id), ARRIVED, row, act, text)


def tell_round(award_round: AwardRound, people: Iterable[User], act: str, text: str) -> None:
    """A notice about a round."""
    notify.tell(
        recipients=people,
        kind=ROUND,
        key=f"{award_round.uid}.{act}",
        text=text,
        url=reverse("awards:round", args=[award_round.uid]),
    )


def _tell(people: Iterable[User], kind: str, row: Nomination, act: str, text: str) -> None:
    notify.tell(
        recipients=people,
        kind=kind,
        key=f"{row.uid}.{act}",
        text=text,
        url=reverse("awards:nomination", args=[row.uid]),
    )
