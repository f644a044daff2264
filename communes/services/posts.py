"""Posts given and ended by quản trị; what hangs on a post ends with it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from psycopg2.extras import DateRange

from communes.enums import Role
from communes.models import AdministrativeUnit, Agency, Membership
from communes.rules import COMMUNE_ROLES, is_administrator
from communes.services.people import end_membership
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

ONE_DAY = timedelta(days=1)
OF_AGENCY = frozenset({Role.AGENCY_OFFICER, Role.AGENCY_HEAD, Role.COORDINATION})


@transaction.atomic
def give_post(
    *,
    user: User,
    role: str,
    unit: AdministrativeUnit,
    agency: Agency | None = None,
    title: str = "",
    first: date,
    last: date | None = None,
    paper: str = "",
    actor: User,
) -> Membership:
    """Give a person a post from `first` to `last`, both included; None stays open.

    Raises NotAllowed for anyone but quản trị, or Refused (`order`, `no_agency`, `agency`,
    `closed`, `invalid`: among others a post held already at that time).
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", "Chỉ quản trị giao vai trò.")
    if last is not None and last < first:
        raise Refused("order", "Ngày kết thúc trước ngày bắt đầu. Sửa lại hai ngày.")
    if role in OF_AGENCY and agency is None:
        raise Refused("no_agency", f"Vai trò {Role(role).label} cần mã cơ quan.")
    if role in COMMUNE_ROLES and agency is not None:
        raise Refused("agency", f"Vai trò {Role(role).label} là của xã: bỏ trống cơ quan.")
    if not user.is_active:
        raise Refused("closed", f"Tài khoản {user.username} đã đóng. Mở lại trước khi giao việc.")
    post = Membership(
        user=user,
        role=role,
        unit=unit,
        agency=agency,
        title=title.strip(),
        valid=DateRange(first, last + ONE_DAY if last else None),
        paper=paper.strip(),
        created_by=actor,
    )
    try:
        post.full_clean()
    except ValidationError as wrong:
        raise Refused("invalid", " ".join(wrong.messages)) from wrong
    post.save()
    until = f" đến {format_date(last)}" if last else ""
    audit.record(
        actor=actor,
        action="post.give",
        subject=post,
        summary=f"Giao vai trò {post.get_role_display()} cho {user.full_name}, "
        f"từ {format_date(first)}{until}"[:500],
        data={"role": role, "unit": unit.key, "valid": str(post.valid), "paper": paper.strip()},
    )
    return post


@transaction.atomic
def shorten_post(*, post: Membership, last: date | None, reason: str, actor: User) -> Membership:
    """End a post after `last`. A longer time is a new post, not this one.

    Raises NotAllowed, or Refused (`longer`, and as `end_membership`).
    """
    upper = post.valid.upper
    if last is None or (upper is not None and last + ONE_DAY > upper):
        raise Refused(
            "longer",
            "Vai trò này kết thúc sớm hơn ngày ghi trong tệp. Kéo dài thì ghi một "
            "dòng mới, từ ngày sau ngày kết thúc.",
        )
    return end_membership(membership=post, last_day=last, reason=reason, actor=actor)
