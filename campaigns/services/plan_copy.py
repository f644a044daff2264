"""What of plan, stages, links and subjects a copied campaign starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from psycopg2.extras import DateRange

from campaigns import copying
from campaigns.models import (
    Campaign,
    CampaignLink,
    Milestone,
    Objective,
    Phase,
    PlanSection,
    PlanVersion,
    Subject,
    SubjectCriterion,
)
from campaigns.plan_enums import PlanState
from kbang_ntm.core.models import User


def copy_plan(old: Campaign, new: Campaign, actor: User) -> None:
    """Links and subjects as they are, stages and milestones moved, the text in force as a draft."""
    for link in old.links.all():
        CampaignLink.objects.create(
            campaign=new,
            order=link.order,
            title=link.title,
            led_by=link.led_by,
            division=link.division,
        )
    _copy_stages(old, new)
    for subject in old.subjects.prefetch_related("criteria"):
        made = Subject.objects.create(
            campaign=new,
            code=subject.code,
            order=subject.order,
            title=subject.title,
            alternatives=subject.alternatives,
            alternatives_basis=subject.alternatives_basis,
        )
        for line in subject.criteria.all():
            SubjectCriterion.objects.create(subject=made, order=line.order, text=line.text)
    _copy_text(old, new, actor)


@dataclass(frozen=True)
class Moved:
    """A stage (`first` to `last`) or a milestone (both days its own) and what the copy makes of
    it; `title` is "" where it would lie outside the new period and stays behind."""

    before: str
    words: str
    title: str
    first: date
    last: date


def moved_stages(old: Campaign, begins: date, ends: date) -> list[Moved]:
    """The stages as a copy that runs from `begins` to `ends` would have them. One query."""
    begun, found = old.period.lower, []
    for phase in old.phases.all():
        first, after = phase.period.lower, phase.period.upper
        if first is None or after is None:
            continue
        # The last day moves, not the day after it, so that a stage to 31/12 ends on 31/12; what
        # would lie outside a shorter period is cut to it.
        low = max(copying.shifted(first, old=begun, new=begins), begins)
        last = copying.shifted(after - timedelta(days=1), old=begun, new=begins)
        high = min(last, ends)
        title = moved_year(phase.title, begun.year, begins.year) if low <= high else ""
        found.append(Moved(phase.title, phase.words, title, low, high))
    return found


def moved_milestones(old: Campaign, begins: date, ends: date) -> list[Moved]:
    """As `moved_stages`, of the milestones. One query."""
    begun, found = old.period.lower, []
    for milestone in old.milestones.all():
        due = copying.shifted(milestone.due, old=begun, new=begins)
        title = moved_year(milestone.title, begun.year, begins.year)
        found.append(Moved(milestone.title, "", title if begins <= due <= ends else "", due, due))
    return found


def _copy_stages(old: Campaign, new: Campaign) -> None:
    begins, ends = new.period.lower, new.period.upper - timedelta(days=1)
    for one in moved_stages(old, begins, ends):
        if one.title:
            period = DateRange(one.first, one.last + timedelta(days=1), "[)")
            Phase.objects.create(campaign=new, title=one.title, period=period, words=one.words)
    for one in moved_milestones(old, begins, ends):
        if one.title:
            Milestone.objects.create(campaign=new, title=one.title, due=one.first)


def moved_year(title: str, old: int, new: int) -> str:
    """A title whose years move along: "Năm 2022" of 2021-2025 is "Năm 2027" of 2026-2030."""
    for year in range(old + 9, old - 1, -1) if new > old else range(old, old + 10):
        title = title.replace(str(year), str(year + new - old))
    return title


def _copy_text(old: Campaign, new: Campaign, actor: User) -> None:
    last = old.versions.filter(state=PlanState.ISSUED).order_by("-sequence").first()
    if last is None:
        return
    draft = PlanVersion.objects.create(campaign=new, sequence=1, made_by=actor)
    for section in last.sections.all():
        PlanSection.objects.create(
            version=draft,
            key=section.key,
            order=section.order,
            heading=section.heading,
            body=section.body,
        )


def copy_objectives(old: Campaign, new: Campaign, actor: User) -> None:
    """The sentences without their numbers: what the new campaign promises is for it to say."""
    shift = new.period.lower.year - old.period.lower.year
    last_year = (new.period.upper - timedelta(days=1)).year
    for row in old.objectives.all():
        Objective.objects.create(
            campaign=new,
            order=row.order,
            kind=row.kind,
            number=None,
            year=min(row.year + shift, last_year),
            words=row.words,
            note="Lấy từ phong trào trước, chưa ghi số lượng.",
        )
