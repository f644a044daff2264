"""Who is told what of visits and findings, at once and by the daily round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from campaigns.inspection_enums import TO_MEND, PlanState
from campaigns.models import Finding, Inspection
from campaigns.punctuality import reminder
from campaigns.queries.task_people import people_of
from communes.enums import UnitKind
from communes.models import UnitVersion
from communes.queries.register_rules import place_on
from kbang_ntm.core import clock, notify
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

PLANNED, STATED, REPORTED, JUDGED, REMINDED = (
    "inspection.planned",
    "finding.stated",
    "finding.reported",
    "finding.judged",
    "finding.reminded",
)
NOTICE_KINDS = {
    PLANNED: "Xã mình sắp được kiểm tra, giám sát; đổi ngày, hủy",
    STATED: "Tồn tại, hạn chế giao xã, cơ quan mình khắc phục",
    REPORTED: "Báo cáo khắc phục chờ đoàn kiểm tra xem",
    JUDGED: "Tồn tại của xã, cơ quan mình được khép, trả lại, gia hạn hoặc rút",
    REMINDED: "Nhắc tồn tại sắp đến hạn, quá hạn khắc phục",
}
JUDGEMENTS = {
    "return": "Báo cáo khắc phục bị trả lại",
    "close": "Đã khép tồn tại",
    "withdraw": "Đã rút tồn tại",
    "extend": "Gia hạn khắc phục",
}
SHORT = 120  # signs of a finding's text in a notice


def tell_visit(row: Inspection, actor: User) -> None:
    """The commune that will be visited, itself or in a village: when, or that nobody comes. What
    stands in a draft of a plan is not known to it yet. Three queries."""
    if row.plan is not None and row.plan.state == PlanState.DRAFT:
        return
    today = clock.today()
    place = UnitVersion.objects.filter(unit_id=row.unit_id, valid__contains=today).first()
    within = place.parent_id if place and place.kind == UnitKind.VILLAGE else row.unit_id
    days = format_date(row.days.lower)
    kind = row.get_kind_display().capitalize()
    words = f"{kind} {place_on(row.unit_id, today)} từ ngày {days}: {row.title}"
    if row.cancelled_reason:
        words = f"Hủy: {words}. Lý do: {row.cancelled_reason}"
    notify.tell(
        recipients=_others(people_of([(within, None)])[within, None], actor),
        kind=PLANNED,
        key=f"inspection-{row.uid}-{row.state}-{row.days.lower.isoformat()}",
        text=words,
        url=reverse("campaigns:inspection", args=[row.uid]),
    )


def tell_stated(row: Finding, actor: User) -> None:
    """Who has to mend it. Two queries."""
    words = f"Khắc phục trước {format_date(row.deadline)}: {row.text[:SHORT]}"
    _tell(row, STATED, "stated", words, _menders(row), actor)


def tell_reported(row: Finding, actor: User, note: int) -> None:
    """Who found it: the body of the visit. `note` is the report's own number: it may come again
    after a return. Two queries."""
    visit = row.inspection
    body = (None, visit.agency_id) if visit.agency_id else (visit.body_unit_id, None)
    words = f"Báo cáo khắc phục chờ xem: {row.text[:SHORT]}"
    _tell(row, REPORTED, f"report-{note}", words, people_of([body])[body], actor)


def tell_judged(row: Finding, act: str, actor: User, note: int) -> None:
    """Who had to mend it: how it was judged. Two queries."""
    words = f"{JUDGEMENTS[act]}: {row.text[:SHORT]}"
    if act == "extend":
        words = f"{JUDGEMENTS[act]} đến {format_date(row.deadline)}: {row.text[:SHORT]}"
    _tell(row, JUDGED, f"{act}-{note}", words, _menders(row), actor)


def remind_findings(*, today: date, before: Sequence[int], after: Sequence[int]) -> int:
    """One notice a person for every finding to mend whose deadline is so many days off; after it
    as well. How many findings. A repeat adds nothing."""
    owed = [
        (row, which)
        for row in Finding.objects.filter(state__in=TO_MEND)
        if (which := reminder(row.deadline, today, before, after))
    ]
    people = people_of((row.unit_id, row.agency_id) for row, _which in owed)
    for row, which in owed:
        late = which.startswith("after")
        words = "Quá hạn khắc phục" if late else "Sắp đến hạn khắc phục"
        notify.tell(
            recipients=people.get((row.unit_id, row.agency_id), []),
            kind=REMINDED,
            key=f"finding-{row.uid}-{row.deadline.isoformat()}-{which}",
            text=f"{words} {format_date(row.deadline)}: {row.text[:SHORT]}",
            url=reverse("campaigns:finding", args=[row.uid]),
        )
    return len(owed)


def _menders(row: Finding) -> list[User]:
    who = (row.unit_id, row.agency_id)
    return people_of([who])[who]


def _others(people: list[User], actor: User) -> list[User]:
    return [one for one in people if one.pk != actor.pk]


def _tell(row: Finding, kind: str, event: str, words: str, people: list[User], actor: User) -> None:
    notify.tell(
        recipients=_others(people, actor),
        kind=kind,
        key=f"finding-{row.uid}-{event}",
        text=words,
        url=reverse("campaigns:finding", args=[row.uid]),
    )
