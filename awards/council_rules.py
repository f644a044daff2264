"""Who sits in a council, prepares its sessions, chairs, writes minutes and votes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from communes.enums import Role
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.who import known

SEATS_PART = "awards.seats"


def seats_of_account(day: date) -> ArraySubquery:
    """Ids of the units in whose councils an account has a seat on a day."""
    seats = apps.get_model("awards", "CouncilSeat").objects.filter(
        user_id=OuterRef("pk"), valid__contains=day, council__valid__contains=day
    )
    return ArraySubquery(seats.order_by().values("council__unit_id"))


def sits_in(user: User) -> frozenset[int]:
    """Ids of the units in whose council the person has a seat today. Read with the person of
    a request, and kept on the user object: menus, lists and pages ask again and again."""
    today = clock.today()
    kept: tuple[Any, frozenset[int]] | None = getattr(user, "_council_units", None)
    if kept is not None and kept[0] == today:
        return kept[1]
    seats = known(user, SEATS_PART, today)
    if seats is None:
        rows = User.objects.filter(pk=user.pk).order_by()
        seats = rows.values_list(seats_of_account(today), flat=True).first() or ()
    found = frozenset(seats)
    user._council_units = (today, found)  # type: ignore[attr-defined]  # kept for the request
    return found


def prepares_units(user: User) -> frozenset[int]:
    """Ids of the levels whose sessions a person prepares: the desk."""
    mine = reach(user)
    return frozenset(mine.units(Role.HOME_AFFAIRS)) | frozenset(mine.units(*COMMUNE_ROLES))


def seen_by(user: User) -> Q:
    """Sessions of councils sat in, prepared, or led."""
    led = frozenset(reach(user).units(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER, Role.CLERK))
    return (
        Q(council__unit_id__in=prepares_units(user) | led)
        | Q(pk__in=_invited(user))
        | Q(council__unit_id__in=sits_in(user)) & ~Q(state="planned")
    )


def _invited(user: User) -> Any:
    """Ids of sessions the person was or is to be at: those of councils it no longer sits in too."""
    seats = apps.get_model("awards", "SessionSeat").objects.filter(user_id=user.pk)
    return seats.exclude(session__state="planned").values("session_id")


def may_prepare(user: User, session: Any) -> bool:
    """Sets agenda and attendance: the desk of the level, the secretary of the session."""
    return session.council.unit_id in prepares_units(user) or is_secretary(user, session)


def is_chair(user: User, session: Any) -> bool:
    """Chairs that session."""
    return session.chair is not None and session.chair.user_id == user.pk


def is_secretary(user: User, session: Any) -> bool:
    """Is its secretary."""
    return session.secretary is not None and session.secretary.user_id == user.pk


def may_run(user: User, session: Any) -> bool:
    """Opens and closes the session and its items: chair or secretary."""
    return is_chair(user, session) or is_secretary(user, session)


def may_run_item(user: User, item: Any) -> bool:
    """Runs the session the item belongs to."""
    return may_run(user, item.session)


def may_sign(user: User, session: Any) -> bool:
    """Only who chairs signs; nothing changes afterwards."""
    return is_chair(user, session)


def may_keep_council(user: User, council: Any) -> bool:
    """Writes composition by decision: the desk of the level."""
    return council.unit_id in prepares_units(user)


def may_run_item_or_prepare(user: User, item: Any) -> bool:
    """Runs or prepares the session the item belongs to."""
    return may_run(user, item.session) or may_prepare(user, item.session)
