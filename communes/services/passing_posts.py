"""How posts, divided indicators and duties of an ended place pass on; all carry dates, so they
may be written before the day comes. What a person did under the old post stays theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from psycopg2.extras import DateRange

from communes.enums import DutyRole, Role
from communes.holdings import Holding, Place, register
from communes.models import (
    AdministrativeUnit,
    Agency,
    IndicatorAssignment,
    Membership,
    ReviewDuty,
    UnitChange,
)
from communes.services.change_writing import ONE_DAY
from communes.services.people import end_post, end_what_hangs_on
from kbang_ntm.core import audit, notify
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

POST, DUTY = "post", "duty"


def since(old: DateRange, day: date) -> DateRange:
    """The rest of a range from the day on; open where it was to end with the place."""
    first = max(old.lower or day, day)
    upper = old.upper if old.upper is not None and old.upper > day else None
    return DateRange(first, upper)


def lasts(old: DateRange, day: date) -> bool:
    """The range goes on at the day or begins later: its end must be written."""
    return not old.isempty and (old.upper is None or old.upper > day)


# --- posts ----------------------------------------------------------------------------------------
def posts_of(place: Place, on: date) -> Iterable[Holding]:
    """Posts in force on the last day or beginning later, those at agencies of a unit included."""
    where = Q(agency=place) if isinstance(place, Agency) else Q(unit=place)
    rest = DateRange(on, None)
    rows = (
        Membership.objects.filter(where, stands_for__isnull=True, valid__overlap=rest)
        .select_related("user", "agency")
        .annotate(
            divided=Count("assignments", filter=Q(assignments__valid__overlap=rest), distinct=True),
            helped=Count("stand_ins", filter=Q(stand_ins__valid__overlap=rest), distinct=True),
        )
        .order_by("role", "user__sort_key", "id")
    )
    for post in rows:
        more = [f"{post.divided} chỉ tiêu được giao"] * bool(post.divided)
        more += [f"{post.helped} người làm thay"] * bool(post.helped)
        with_ = f" (kèm {', '.join(more)})" if more else ""
        yield Holding(
            kind=POST,
            uid=str(post.uid),
            title=f"{post.user.full_name}, {post.get_role_display()}{with_}",
            who=post.user.full_name,
            must_pass=post.role == Role.ADMINISTRATOR,
            alias=f"{post.user.username}/{post.role}" if on in post.valid else "",
        )


def pass_post(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The post ends with the place; from the day on its holder has the same role where it passes.

    Divided indicators and running stand-ins go along. Somebody who has that role there already
    keeps the one post.
    """
    post = _lock(holding)
    divided, helpers = _what_hangs_on(post, change.date)
    span = since(post.valid, change.date)
    _end(post, actor, change, f"Chuyển theo {change.title}")
    unit = successor if isinstance(successor, AdministrativeUnit) else successor.unit
    agency = successor if isinstance(successor, Agency) else None
    place = {"unit": unit, "agency": agency}
    there = Membership.objects.filter(
        user=post.user, role=post.role, stands_for=None, valid__overlap=span, **place
    ).first()
    made = there or Membership.objects.create(
        user=post.user,
        role=post.role,
        title=post.title,
        valid=span,
        paper=change.legal_basis,
        created_by=actor,
        **place,
    )
    _divide(made, divided, change.date, actor)
    if there is None:
        _help(made, helpers, change, actor)
    audit.record(
        actor=actor,
        action="post.pass_on",
        subject=made,
        summary=f"{post.user.full_name} ({post.get_role_display()}) chuyển theo {change.title}"[
            :500
        ],
        data={"previous": str(post.uid), "role": post.role, "change": str(change.uid)},
    )
    notify.tell(
        recipients=[post.user],
        kind="post.changed",
        key=f"passed-{post.uid}-{change.uid}",
        text=f"Từ {format_date(span.lower)} bạn giữ vai trò {post.get_role_display()} ở "
        f"{successor_name(successor, change.date)}, theo {change.legal_basis}.",
        url=reverse("communes:delegations"),
    )


def close_post(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The post ends with the place and nobody follows."""
    post = _lock(holding)
    _end(post, actor, change, reason or f"Kết thúc theo {change.title}")


def successor_name(place: Place, day: date) -> str:
    """What a place is called on the day."""
    if isinstance(place, Agency):
        return place.name
    version = place.versions.filter(valid__contains=day).first()
    return version.name if version else place.key


def _lock(holding: Holding) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(uid=holding.uid)


def _end(post: Membership, actor: User, change: UnitChange, reason: str) -> None:
    """End the post the day before the change, unless its end stands already."""
    last_day = change.date - ONE_DAY
    if lasts(post.valid, change.date):
        end_post(post, last_day=last_day, reason=reason, actor=actor)
    end_what_hangs_on(post, last_day=last_day, actor=actor)


def _what_hangs_on(post: Membership, day: date) -> tuple[list[int], list[Membership]]:
    """Indicators divided to the post and stand-ins that would go on at the day."""
    last = day - ONE_DAY
    divided = IndicatorAssignment.objects.filter(
        membership=post, valid__overlap=DateRange(last, None)
    )
    helpers = Membership.objects.filter(stands_for=post, valid__endswith__gt=day)
    return list(divided.values_list("indicator_id", flat=True)), list(helpers)


def _divide(post: Membership, indicators: Iterable[int], day: date, actor: User) -> None:
    there = set(
        IndicatorAssignment.objects.filter(membership=post, valid__contains=day).values_list(
            "indicator_id", flat=True
        )
    )
    IndicatorAssignment.objects.bulk_create(
        IndicatorAssignment(
            membership=post, indicator_id=pk, valid=DateRange(day, None), created_by=actor
        )
        for pk in sorted({*indicators} - there)
    )


def _help(post: Membership, helpers: Iterable[Membership], change: UnitChange, actor: User) -> None:
    for old in helpers:
        Membership.objects.create(
            user_id=old.user_id,
            role=post.role,
            unit=post.unit,
            agency=post.agency,
            title=old.title,
            valid=DateRange(max(old.valid.lower or change.date, change.date), old.valid.upper),
            stands_for=post,
            paper=old.paper,
            created_by=actor,
        )


# --- duties ---------------------------------------------------------------------------------------
def duties_of(place: Place, on: date) -> Iterable[Holding]:
    """Duties of review of an agency, one line a criterion and capacity."""
    if not isinstance(place, Agency):
        return
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    titles: dict[tuple[str, str, str], str] = {}
    for row in _duties(place, on).values_list(
        "indicator__criteria_set__code",
        "indicator__criterion__no",
        "role",
        "indicator__criterion__short_title",
        "indicator__code",
    ):
        groups[row[:3]].append(row[4])
        titles[row[:3]] = row[3]
    for key, codes in groups.items():
        code, no, role = key
        yield Holding(
            kind=DUTY,
            uid=f"{code}:{no}:{role}:{place.code}",
            alias=f"{place.code}/{code}/{no}/{role}",
            title=f"{DutyRole(role).label.capitalize()} rà soát tiêu chí {no} {titles[key]}: "
            f"chỉ tiêu {', '.join(codes)}",
            who=place.short_name,
        )


def pass_duty(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The duty ends with the agency; the successor has it from the day on."""
    assert isinstance(successor, Agency), "duties pass between agencies"
    rows = _duties_of(holding, change.date)
    indicators = [row.indicator_id for row in rows]
    role = holding.uid.split(":")[2]
    spans = {row.indicator_id: since(row.valid, change.date) for row in rows}
    _end_duties(rows, change.date)
    give_duties(successor, role, spans, change)
    audit.record(
        actor=actor,
        action="duty.pass_on",
        subject=successor,
        summary=f"{successor.name} nhận: {holding.title}"[:500],
        data={"indicators": indicators, "change": str(change.uid)},
    )


def close_duty(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The duty ends with the agency; whoever reviews afterwards is named by a row of its own."""
    _end_duties(_duties_of(holding, change.date), change.date)


def give_duties(agency: Agency, role: str, spans: dict[int, DateRange], change: UnitChange) -> None:
    """Give an agency a duty for each indicator; a co-duty it has there gives way to leading."""
    own = {
        row.indicator_id: row
        for row in ReviewDuty.objects.filter(
            agency=agency, indicator__in=spans, valid__overlap=DateRange(change.date, None)
        ).select_for_update()
    }
    for indicator, span in spans.items():
        there = own.get(indicator)
        if there is not None:
            if role == DutyRole.CO or there.role == DutyRole.LEAD:
                continue
            _end_duties([there], change.date)
        ReviewDuty.objects.create(
            agency=agency,
            indicator_id=indicator,
            role=role,
            valid=span,
            legal_basis=change.legal_basis,
            certain=True,
            source=f"Nhận bàn giao theo {change.title}",
        )


def _duties(agency: Agency, on: date) -> QuerySet[ReviewDuty]:
    return ReviewDuty.objects.filter(agency=agency, valid__overlap=DateRange(on, None)).order_by(
        "indicator__criteria_set", "indicator__order", "id"
    )


def _duties_of(holding: Holding, day: date) -> list[ReviewDuty]:
    set_code, no, role, agency = holding.uid.split(":")
    rows = ReviewDuty.objects.filter(
        agency__code=agency,
        role=role,
        indicator__criterion__no=no,
        indicator__criteria_set__code=set_code,
        valid__overlap=DateRange(day - ONE_DAY, None),
    )
    return list(rows.select_for_update(of=("self",)).order_by("indicator__order"))


def _end_duties(rows: Iterable[ReviewDuty], day: date) -> None:
    for row in rows:
        if lasts(row.valid, day):
            begins_later = row.valid.lower is not None and row.valid.lower >= day
            row.valid = DateRange(empty=True) if begins_later else DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])


def register_kinds() -> None:
    """Called once, from AppConfig.ready()."""
    register(
        POST,
        "Người và vai trò",
        posts_of,
        pass_post,
        close=close_post,
        close_label="Kết thúc vai trò",
        ends_with_place=True,
        order=10,
    )
    register(
        DUTY,
        "Phân công rà soát",
        duties_of,
        pass_duty,
        close=close_duty,
        close_label="Kết thúc phân công",
        ends_with_place=True,
        order=20,
    )
