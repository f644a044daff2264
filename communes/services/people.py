"""When people are away or change: stand-ins, ends of posts, handover; dated and traced.

A membership is ended, never deleted: what a person signed stays theirs.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from psycopg2.extras import DateRange

from communes.models import IndicatorAssignment, Membership
from communes.queries.duties import delegable_posts, managed_posts
from communes.rules import is_administrator
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

ONE_DAY = timedelta(days=1)


@transaction.atomic
def delegate(
    *, post: Membership, stand_in: User, first: date, last: date, paper: str = "", actor: User
) -> Membership:
    """Let somebody act in a post from `first` to `last`, both included, while its holder is away.

    The holder keeps the post. Raises NotAllowed, or Refused: `self`, `inactive`, `past`, `order`,
    `outside` the post's own time, `stands_in_already`, `taken`.
    """
    if not delegable_posts(actor).filter(pk=post.pk).exists():
        raise NotAllowed("not_allowed", "Bạn không được ủy quyền vai trò này.")
    locked = _lock(post)
    _check_person(locked, stand_in)
    if first < clock.today():
        raise Refused("past", "Ngày bắt đầu đã qua. Chọn từ hôm nay trở đi.")
    if last < first:
        raise Refused("order", "Ngày kết thúc trước ngày bắt đầu. Sửa lại hai ngày.")
    if locked.valid.upper is not None and last >= locked.valid.upper:
        until = format_date(locked.valid.upper - ONE_DAY)
        raise Refused("outside", f"Vai trò này chỉ có hiệu lực đến {until}. Chọn ngày sớm hơn.")
    span = DateRange(first, last + ONE_DAY)
    if Membership.objects.filter(stands_for=locked, valid__overlap=span).exists():
        raise Refused(
            "taken", "Trong thời gian đó đã có người được ủy quyền. Kết thúc ủy quyền cũ trước."
        )
    made = Membership.objects.create(
        user=stand_in,
        role=locked.role,
        unit_id=locked.unit_id,
        agency_id=locked.agency_id,
        title=locked.title,
        valid=span,
        stands_for=locked,
        paper=paper.strip()[:240],
        created_by=actor,
    )
    _record(
        made,
        actor,
        "post.delegate",
        f"Ủy quyền cho {stand_in.full_name} thay {locked.user.full_name} "
        f"({locked.get_role_display()}) từ {format_date(first)} đến {format_date(last)}",
        paper=paper.strip(),
    )
    _tell(
        [stand_in, locked.user],
        f"delegate-{made.uid}",
        f"{stand_in.full_name} thay {locked.user.full_name} ({locked.get_role_display()}) "
        f"từ {format_date(first)} đến {format_date(last)}.",
    )
    return made


@transaction.atomic
def end_delegation(*, delegation: Membership, reason: str, actor: User) -> Membership:
    """End a stand-in's time today (or take it back before it begins).

    Raises NotAllowed, or Refused (`no_reason`, `not_delegation`, `over`).
    """
    locked = _lock(delegation)
    if locked.stands_for_id is None:
        raise Refused("not_delegation", "Đây không phải ủy quyền. Dùng trang Bàn giao.")
    given = actor.pk in (locked.created_by_id, locked.stands_for.user_id)  # type: ignore[union-attr]  # checked above
    managed = managed_posts(actor).filter(pk=locked.stands_for_id).exists()
    if not (given or managed):
        raise NotAllowed("not_allowed", "Chỉ người giao ủy quyền kết thúc được.")
    return end_post(locked, last_day=clock.today() - ONE_DAY, reason=reason, actor=actor)


@transaction.atomic
def end_membership(
    *, membership: Membership, last_day: date, reason: str, actor: User
) -> Membership:
    """End a post after `last_day`; stand-ins and divided indicators of it end with it.

    Raises NotAllowed, or Refused (`no_reason`, `over`).
    """
    if not managed_posts(actor).filter(pk=membership.pk).exists():
        raise NotAllowed("not_allowed", "Bạn không được kết thúc vai trò này.")
    locked = _lock(membership)
    ended = end_post(locked, last_day=last_day, reason=reason, actor=actor)
    end_what_hangs_on(ended, last_day=last_day, actor=actor)
    return ended


def _assigned(post: Membership, day: date) -> list[int]:
    """Ids of the indicators divided to a post on that day."""
    return list(
        IndicatorAssignment.objects.filter(membership=post, valid__contains=day).values_list(
            "indicator_id", flat=True
        )
    )


@transaction.atomic
def handover(
    *, post: Membership, to: User, last_day: date, paper: str = "", actor: User
) -> Membership:
    """Give a post to another person from the day after `last_day`, with its divided indicators.

    The leader's own post is handed over by quản trị. Raises NotAllowed, or Refused (`self`,
    `inactive`, `holds_already`, `over`, `past`).
    """
    if not managed_posts(actor).filter(pk=post.pk).exists():
        raise NotAllowed("not_allowed", "Bạn không được bàn giao vai trò này.")
    if post.user_id == actor.pk and not is_administrator(actor):
        raise NotAllowed("own_post", "Vai trò của chính bạn do quản trị bàn giao.")
    locked = _lock(post)
    _check_person(locked, to)
    if last_day < clock.today() - ONE_DAY:
        raise Refused("past", "Ngày bàn giao đã qua. Chọn từ hôm qua trở đi.")
    assigned = _assigned(locked, last_day)
    end_post(locked, last_day=last_day, reason=f"Bàn giao cho {to.full_name}", actor=actor)
    end_what_hangs_on(locked, last_day=last_day, actor=actor)
    first = last_day + ONE_DAY
    made = Membership.objects.create(
        user=to,
        role=locked.role,
        unit_id=locked.unit_id,
        agency_id=locked.agency_id,
        title=locked.title,
        valid=DateRange(first, None),
        paper=paper.strip()[:240],
        created_by=actor,
    )
    IndicatorAssignment.objects.bulk_create(
        IndicatorAssignment(
            membership=made,
            indicator_id=indicator,
            valid=DateRange(first, None),
            created_by=actor,
        )
        for indicator in assigned
    )
    _record(
        made,
        actor,
        "post.handover",
        f"{locked.user.full_name} bàn giao cho {to.full_name} ({locked.get_role_display()}), "
        f"từ {format_date(first)}",
        paper=paper.strip(),
        previous=str(locked.uid),
    )
    _tell(
        [to, locked.user],
        f"handover-{made.uid}",
        f"{to.full_name} nhận vai trò {locked.get_role_display()} từ {format_date(first)}, "
        f"thay {locked.user.full_name}.",
    )
    return made


def _lock(post: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "agency")
        .get(pk=post.pk)
    )


def _check_person(post: Membership, person: User) -> None:
    """The person is somebody else, has an account in use, and does not hold the post already."""
    if person.pk == post.user_id:
        raise Refused("self", "Người thay phải là người khác. Chọn tên khác.")
    if not person.is_active:
        raise Refused("inactive", f"Tài khoản của {person.full_name} đã ngừng dùng.")
    same = Membership.objects.on(clock.today()).filter(
        user=person,
        role=post.role,
        unit_id=post.unit_id,
        agency=post.agency,
        stands_for__isnull=True,
    )
    if same.exists():
        raise Refused("holds_already", f"{person.full_name} đang giữ vai trò này rồi.")


def end_post(post: Membership, *, last_day: date, reason: str, actor: User) -> Membership:
    """Close the range after a day; a post that has not begun by then is taken back whole."""
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do kết thúc.")
    was = post.valid
    after = last_day + ONE_DAY
    if was.isempty or (was.upper is not None and was.upper <= after):
        raise Refused("over", "Vai trò này đã kết thúc trước ngày đó.")
    begins_later = was.lower is not None and was.lower >= after
    post.valid = DateRange(empty=True) if begins_later else DateRange(was.lower, after)
    post.ended_by, post.ended_reason = actor, reason.strip()[:300]
    post.save(update_fields=["valid", "ended_by", "ended_reason"])
    _record(
        post,
        actor,
        "post.end",
        f"Kết thúc {post.get_role_display()} của {post.user.full_name} "
        f"sau ngày {format_date(last_day)}: {reason.strip()}",
        was=str(was),
    )
    return post


def end_what_hangs_on(post: Membership, *, last_day: date, actor: User) -> None:
    """Stand-ins and divided indicators do not outlive the post."""
    after = last_day + ONE_DAY
    running = Membership.objects.filter(stands_for=post, valid__endswith__gt=after)
    for stand_in in running.select_for_update(of=("self",)).select_related("user"):
        end_post(stand_in, last_day=last_day, reason="Vai trò được thay đã kết thúc", actor=actor)
    for row in IndicatorAssignment.objects.filter(membership=post, valid__contains=after):
        row.valid = DateRange(row.valid.lower, after)
        row.save(update_fields=["valid"])


def _record(post: Membership, actor: User, action: str, summary: str, **data: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=post,
        summary=summary[:500],
        data={"role": post.role, "valid": str(post.valid), **data},
    )


def _tell(people: list[User], key: str, text: str) -> None:
    notify.tell(
        recipients=people,
        kind="post.changed",
        key=key,
        text=text,
        url=reverse("communes:delegations"),
    )


def last_day(post: Membership) -> date | None:
    """The last day of a post's range, None for an open or an empty one."""
    return None if post.valid.isempty or post.valid.upper is None else post.valid.upper - ONE_DAY
