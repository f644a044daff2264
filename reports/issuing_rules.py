"""Who drafts, reads, passes on, approves and registers a document.

The office of UBND is where the văn thư of a unit sits: nobody has to name it twice.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q

from communes.enums import Role
from communes.rules import COMMUNE_ROLES, Post, reach
from kbang_ntm.core.models import User

WRITERS = frozenset(
    {
        Role.COORDINATION,
        Role.HOME_AFFAIRS,
        Role.AGENCY_OFFICER,
        Role.AGENCY_HEAD,
        Role.EDITOR,
        Role.CLERK,
        Role.COUNCIL_SECRETARY,
        Role.FRONT,
        *COMMUNE_ROLES,
    }
)
HEADS = (Role.AGENCY_HEAD, Role.COORDINATION, Role.HOME_AFFAIRS, Role.FRONT)
LEADERS = (Role.DISTRICT_LEADER, Role.COMMUNE_LEADER)


def writing_post(user: User) -> Post | None:
    """The post a person drafts in: of an agency before one without, None for who drafts nothing."""
    posts = [post for post in reach(user).posts if post.role in WRITERS]
    return min(posts, key=lambda post: (post.agency_id is None, post.membership_id), default=None)


def may_draft(user: User) -> bool:
    """Brings a document into the signing round."""
    return writing_post(user) is not None


def may_follow(user: User) -> bool:
    """Has a part in documents going out: drafts, leads or registers them."""
    return may_draft(user) or reach(user).has(*LEADERS)


def of_own_office(user: User) -> Q:
    """Documents of the units of whose office of UBND the person is: it works where their văn thư
    sits. No query of its own."""
    mine = reach(user)
    own = Q(unit_id__in=mine.units(Role.CLERK))
    agencies = mine.agencies(*Role.values)
    if not agencies:
        return own
    clerks = apps.get_model("communes", "Membership").objects.filter(
        role=Role.CLERK, agency_id__in=agencies, valid__contains=mine.on
    )
    return own | Q(unit_id__in=clerks.values("unit_id"))


def seen_by(user: User) -> Q:
    """Documents one drafted, or whose agency or commune one works in; those that have left their
    agency, of the units one leads, registers for, or checks for in the office."""
    mine = reach(user)
    desks = of_own_office(user) | Q(unit_id__in=mine.units(*LEADERS))
    return (
        Q(made_by_id=user.pk)
        | Q(agency_id__in=mine.agencies(*WRITERS))
        | Q(unit_id__in=mine.units(*COMMUNE_ROLES))
        | (desks & ~Q(state__in=("draft", "head", "dropped")))
    )


def may_write(user: User, paper: Any) -> bool:
    """Changes the draft: who made it, or a colleague of the drafting agency or commune."""
    if paper.made_by_id == user.pk:
        return may_draft(user)
    if paper.agency_id is None:
        return paper.unit_id in reach(user).units(*COMMUNE_ROLES)
    return paper.agency_id in reach(user).agencies(*WRITERS)


def may_send_to_head(user: User, paper: Any) -> bool:
    """An agency's draft goes to its head first."""
    return paper.agency_id is not None and may_write(user, paper)


def may_send_to_leader(user: User, paper: Any) -> bool:
    """A commune has no offices in between."""
    return paper.agency_id is None and may_write(user, paper)


def is_head(user: User, paper: Any) -> bool:
    """Answers for what the drafting agency writes."""
    return paper.agency_id in reach(user).agencies(*HEADS)


def is_office(user: User, paper: Any) -> bool:
    """Checks form and competence before the leader reads (Văn phòng HĐND và UBND)."""
    mine = reach(user)
    if paper.unit_id in mine.units(Role.CLERK):
        return True
    clerks = apps.get_model("communes", "Membership").objects.filter(
        role=Role.CLERK,
        unit_id=paper.unit_id,
        agency_id__in=mine.agencies(*Role.values),
        valid__contains=mine.on,
    )
    return bool(clerks.exists())


def is_leader(user: User, paper: Any) -> bool:
    """Signs for UBND."""
    return paper.unit_id in reach(user).units(*LEADERS)


def is_clerk(user: User, paper: Any) -> bool:
    """Gives number and day: văn thư; in a commune its people."""
    return paper.unit_id in reach(user).units(Role.CLERK, *COMMUNE_ROLES)


def may_return(user: User, paper: Any) -> bool:
    """Sends back with a remark: whoever has it on the desk."""
    desks = {"head": is_head, "office": is_office, "leader": is_leader, "approved": is_clerk}
    desk = desks.get(paper.state)
    return desk is not None and desk(user, paper)
