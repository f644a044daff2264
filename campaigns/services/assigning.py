"""Giving tasks: one, to all communes at once, from the plan, and those that come again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from campaigns.models import Campaign, MeetingNotice, Task, TaskParty, TaskSeries, TaskTemplate
from campaigns.models.tasks import DUE_BEFORE_START
from campaigns.queries.task_parties import doers_of
from campaigns.queries.task_people import people_of
from campaigns.recurrence import Occurrence, Rule, occurrences
from campaigns.rules import leads
from campaigns.task_enums import TaskSection
from campaigns.task_rules import Holder
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.idempotency import earlier_answer, fingerprint, keep_answer
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

NOT_LEAD = "Chỉ cơ quan chỉ đạo phong trào giao nhiệm vụ."
KIND = "task.assigned"


@dataclass(frozen=True)
class TaskText:
    """What is written of a task."""

    title: str
    section: str
    starts: date
    due: date
    content: str = ""
    product: str = ""
    responsible_name: str = ""
    responsible_position: str = ""


@dataclass(frozen=True)
class Origin:
    """What a task was made of."""

    template: TaskTemplate | None = None
    notice: MeetingNotice | None = None
    series: TaskSeries | None = None
    occurrence: date | None = None


NOTHING = Origin()


@transaction.atomic
def assign(
    *,
    campaign: Campaign,
    text: TaskText,
    leads_: Sequence[Holder],
    actor: User,
    key: str,
    co: Sequence[Holder] = (),
    origin: Origin = NOTHING,
) -> list[Task]:
    """Give a task to each of the leads in one act; the same `key` again gives the same tasks.

    Raises NotAllowed, Refused (`no_title`, `section`, `due`, `no_lead`, `party`), Conflict
    (`key_reused`).
    """
    check_lead(actor, campaign)
    print_ = fingerprint([str(campaign.uid), _json(text), sorted(map(str, leads_)), str(co)])
    earlier = earlier_answer(user=actor, key=f"task:{key}", print_=print_)
    if earlier is not None:
        return list(Task.objects.filter(batch=earlier["batch"]).order_by("id"))
    tasks = give(campaign, clean(text), leads_, actor, co=co, origin=origin)
    keep_answer(user=actor, key=f"task:{key}", print_=print_, answer={"batch": str(tasks[0].batch)})
    return tasks


@transaction.atomic
def assign_everywhere(
    *, campaign: Campaign, text: TaskText, actor: User, key: str, origin: Origin = NOTHING
) -> list[Task]:
    """Give a task to every commune and the town of today's map. Raises as `assign`."""
    check_lead(actor, campaign)
    return assign(
        campaign=campaign, text=text, leads_=everywhere(campaign), actor=actor, key=key,
        origin=origin,
    )  # fmt: skip


def everywhere(campaign: Campaign) -> list[Holder]:
    """Communes and the town of today's map that the campaign reaches."""
    return doers_of(campaign, clock.today()).everywhere


def give(
    campaign: Campaign,
    text: TaskText,
    to: Sequence[Holder],
    actor: User | None,
    *,
    co: Sequence[Holder] = (),
    origin: Origin = NOTHING,
    batch: uuid.UUID | None = None,
) -> list[Task]:
    """Write the tasks, what works along, the trail and the notices; the caller has asked for the
    right. `actor` is None for what the portal makes of a series."""
    if not to:
        raise Refused("no_lead", "Chọn ít nhất một cơ quan hoặc một xã chủ trì.")
    check_parties(campaign, [*to, *co])
    batch = batch or uuid.uuid4()
    giver = actor or (origin.series.by if origin.series else None)
    tasks = [
        Task(
            campaign=campaign,
            unit_id=unit,
            agency_id=agency,
            batch=batch,
            template=origin.template,
            notice=origin.notice,
            series=origin.series,
            occurrence=origin.occurrence,
            assigned_by=giver,
            **_columns(text),
        )
        for unit, agency in dict.fromkeys(to)
    ]
    for task in tasks:
        task.set_search_key()
    Task.objects.bulk_create(tasks)
    TaskParty.objects.bulk_create(
        TaskParty(task=task, unit_id=unit, agency_id=agency)
        for task in tasks
        for unit, agency in dict.fromkeys(co)
        if (unit, agency) != (task.unit_id, task.agency_id)
    )
    summary = f"Giao nhiệm vụ, hạn {format_date(text.due)}"
    acts = [audit.Act(task, summary, {"batch": str(batch), "title": task.title}) for task in tasks]
    audit.record_many(actor=actor, action="task.assign", acts=acts)
    _tell(tasks)
    return tasks


def _tell(tasks: Sequence[Task]) -> None:
    """A line for each person the tasks came to."""
    people = people_of((task.unit_id, task.agency_id) for task in tasks)
    for task in tasks:
        recipients = people.get((task.unit_id, task.agency_id), [])
        if recipients:
            notify.tell(
                recipients=recipients,
                kind=KIND,
                key=f"assigned-{task.uid}",
                text=f"Nhiệm vụ mới: {task.title}, hạn {format_date(task.due)}",
                url=reverse("campaigns:task", args=[task.uid]),
            )


@transaction.atomic
def begin_series(
    *,
    campaign: Campaign,
    text: TaskText,
    rule: Rule,
    actor: User,
    lead: Holder | None,
    template: TaskTemplate | None = None,
) -> TaskSeries:
    """Give a recurring task, from `text.starts` to `text.due`; those of today are made at once.

    `lead` None gives it to every commune of the day. Raises as `assign`, and Refused (`repeat`,
    `same_series`).
    """
    check_lead(actor, campaign)
    text = clean(text)
    if not rule.sound:
        raise Refused("repeat", "Chọn ngày từ 1 đến 31 và tháng nằm trong kỳ lặp lại.")
    if lead is not None:
        check_parties(campaign, [lead])
    unit, agency = lead or (None, None)
    columns: dict[str, Any] = {
        "campaign": campaign, "title": text.title, "repeat": rule.repeat, "day": rule.day,
        "month": rule.month, "unit_id": unit, "agency_id": agency,
    }  # fmt: skip
    if TaskSeries.objects.filter(**columns, until__gte=clock.today(), ended_reason="").exists():
        raise Refused("same_series", "Nhiệm vụ định kỳ này đang được giao.")
    series = TaskSeries.objects.create(
        **columns,
        every_commune=lead is None,
        section=text.section,
        product=text.product,
        starts=text.starts,
        until=text.due,
        template=template,
        by=actor,
    )
    audit.record(
        actor=actor,
        action="task_series.begin",
        subject=series,
        summary=f"Giao nhiệm vụ định kỳ {series.title}"[:500],
    )
    make_occurrences(series=series, day=clock.today())
    return series


@transaction.atomic
def end_series(*, series: TaskSeries, reason: str, actor: User) -> TaskSeries:
    """Let it come no more; tasks already given stay. Raises NotAllowed, Refused (`no_reason`,
    `ended`)."""
    locked = TaskSeries.objects.select_for_update(of=("self",)).get(pk=series.pk)
    check_lead(actor, locked.campaign)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do dừng nhiệm vụ định kỳ.")
    if locked.ended_reason:
        raise Refused("ended", "Nhiệm vụ định kỳ này đã dừng.")
    locked.until = max(locked.starts, min(locked.until, clock.today()))
    locked.ended_reason = reason
    locked.save(update_fields=["until", "ended_reason"])
    audit.record(
        actor=actor,
        action="task_series.end",
        subject=locked,
        summary=f"Dừng nhiệm vụ định kỳ {locked.title}"[:500],
        data={"reason": reason},
    )
    return locked


@transaction.atomic
def make_occurrences(*, series: TaskSeries, day: date) -> list[Task]:
    """The tasks of every period that has begun by that day, is not over, and is not made yet; a
    second run adds nothing. A commune that came into being later gets what is due from then on."""
    locked = TaskSeries.objects.select_for_update(of=("self",)).get(pk=series.pk)
    if locked.ended_reason:
        return []
    rule = Rule(locked.repeat, locked.day, locked.month)
    made: list[Task] = []
    last = min(day, locked.until)
    for one in occurrences(rule, locked.starts, last):
        if one.due <= locked.until and one.due >= day:
            made += _make(locked, one)
    return made


def _make(series: TaskSeries, one: Occurrence) -> list[Task]:
    there = set(series.tasks.filter(occurrence=one.due).values_list("unit_id", "agency_id"))
    doers = doers_of(series.campaign, clock.today())
    wanted = doers.everywhere if series.every_commune else [(series.unit_id, series.agency_id)]
    missing = [holder for holder in wanted if holder not in there and doers.holds(holder)]
    if not missing:
        return []
    text = TaskText(
        title=series.title,
        section=series.section,
        starts=one.starts,
        due=one.due,
        product=series.product,
    )
    origin = Origin(template=series.template, series=series, occurrence=one.due)
    tasks = give(series.campaign, text, missing, None, origin=origin)
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(illustrative=series.illustrative)
    return tasks


def of_template(template: TaskTemplate, *, starts: date, due: date) -> TaskText:
    """What a task made of a template says."""
    return TaskText(
        title=template.title,
        section=template.section,
        starts=starts,
        due=due,
        content=template.content,
        product=template.product,
    )


def clean(text: TaskText) -> TaskText:
    """The words in NFC and cut; raises Refused for what cannot be a task."""
    title = clean_text(text.title, 240)
    if not title:
        raise Refused("no_title", "Ghi nội dung nhiệm vụ.")
    if text.section not in TaskSection.values:
        raise Refused("section", "Chọn mục của kế hoạch.")
    if text.due < text.starts:
        raise Refused("due", DUE_BEFORE_START)
    return replace(
        text,
        title=title,
        content=clean_text(text.content, 4000),
        product=clean_text(text.product, 240),
        responsible_name=clean_text(text.responsible_name, 120),
        responsible_position=clean_text(text.responsible_position, 120),
    )


def check_lead(actor: User, campaign: Campaign) -> None:
    """Refuse who does not run the campaign."""
    if not leads(actor, campaign):
        raise NotAllowed("not_allowed", NOT_LEAD)


def check_parties(campaign: Campaign, holders: Iterable[Holder]) -> None:
    """Refuse a unit or agency that does not exist today, or lies outside the campaign."""
    doers = doers_of(campaign, clock.today())
    if not all(doers.holds(holder) for holder in holders):
        raise Refused(
            "party",
            "Đơn vị hoặc cơ quan này không còn hoạt động, hoặc không thuộc phong trào. "
            "Chọn trong danh sách.",
        )


def _columns(text: TaskText) -> dict[str, Any]:
    return dict(text.__dict__)


def _json(text: TaskText) -> list[str]:
    return [str(value) for value in text.__dict__.values()]
