"""Saying no to people whose office has ended, in words that name the day and who goes on."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from communes.models import Agency, Membership, UnitVersion
from communes.services.change_writing import ONE_DAY
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date


def no_right(actor: User, sentence: str, *, code: str = "not_allowed") -> NotAllowed:
    """What to raise when somebody has no right to an act: `sentence`, or that the office has ended.

    Asked only after the right was found missing, so that it costs nothing on the usual way.
    """
    ended = _ended_office(actor)
    if ended is None:
        return NotAllowed(code, sentence)
    name, last_day = ended
    return NotAllowed(
        "office_ended",
        f"{name} đã kết thúc hoạt động sau ngày {last_day}, phần của nơi này chỉ còn xem. "
        "Việc đang dở do nơi kế tục làm tiếp.",
    )


def _ended_office(actor: User) -> tuple[str, str] | None:
    """(name, last day) of the agency or unit of the person's newest post, when it has ended and
    the person has no other post."""
    today = clock.today()
    posts = Membership.objects.filter(user=actor).annotate(
        unit_lives=Exists(
            UnitVersion.objects.filter(unit_id=OuterRef("unit_id"), valid__contains=today)
        )
    )
    living = Q(agency__isnull=True) | Q(agency__valid__contains=today)
    if posts.filter(living, unit_lives=True, valid__contains=today).exists():
        return None
    ended = posts.exclude(living & Q(unit_lives=True)).filter(
        Q(valid__startswith__lte=today) | Q(valid__startswith__isnull=True)
    )
    post = ended.select_related("agency").order_by("-id").first()
    if post is None:
        return None
    if post.agency is not None and today not in post.agency.valid:
        return _agency(post.agency)
    last = UnitVersion.objects.filter(unit_id=post.unit_id).order_by("-valid").first()
    if last is None or last.valid.upper is None:
        return None
    return last.name, format_date(last.valid.upper - ONE_DAY)


def _agency(agency: Agency) -> tuple[str, str] | None:
    if agency.valid.upper is None:
        return None
    return agency.name, format_date(agency.valid.upper - ONE_DAY)
