"""Tasks: list, board, calendar, sums by who does them, recurring ones, those of the plan."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.forms.tasks import TaskFilterForm
from campaigns.models import Campaign, TaskTemplate
from campaigns.queries.parties import parties_on
from campaigns.queries.tasks import (
    SECTION_WORDS,
    Asked,
    board_of,
    calendar_of,
    series_of,
    sums_of,
    task_lines,
)
from campaigns.rules import acting, leads
from campaigns.tables.tasks import TaskTable
from campaigns.task_rules import reads_all
from campaigns.views.task_pages import campaign_of, readers
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def _filters(request: HttpRequest, user: User, *without: str) -> TaskFilterForm:
    """The filter form; a commune's people choose only between all they see and their own."""
    parties = parties_on(clock.today()) if reads_all(user) else []
    return TaskFilterForm(
        request.GET or None, parties=parties, own=acting(user).anybody, without=without
    )


@readers
@require_safe
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Tasks with filters, the soonest due first."""
    user = member(request)
    campaign = campaign_of(request)
    form = _filters(request, user)
    lines = task_lines(user, campaign, form.asked())
    leading = leads(user, campaign)
    context = {
        "form": form,
        "campaign": campaign,
        "leads": leading,
        "overdue": sum(line.overdue for line in lines),
        "view": "tasks",
    }
    return show_list(
        request, "campaigns/tasks/list.html", TaskTable(lines), context, name="nhiem-vu"
    )


@readers
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Columns by state, overdue first."""
    user = member(request)
    campaign = campaign_of(request)
    form = _filters(request, user, "trang_thai")
    lines = task_lines(user, campaign, form.asked())
    context = {
        "form": form,
        "campaign": campaign,
        "columns": board_of(lines),
        "query": request.GET.urlencode(),
        "total": len(lines),
        "leads": leads(user, campaign),
        "view": "task-board",
    }
    return render(request, "campaigns/tasks/board.html", context)


@readers
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due in a month, day by day."""
    user = member(request)
    campaign = campaign_of(request)
    found = MONTH.fullmatch(request.GET.get("thang", ""))
    today = clock.today()
    year, month = (int(found[1]), int(found[2])) if found else (today.year, today.month)
    weeks = calendar_of(user, campaign, year, month, Asked())
    shown = date(year, month, 1)
    context = {
        "campaign": campaign,
        "weeks": weeks,
        "shown": shown,
        "before": _month(shown, -1),
        "after": _month(shown, 1),
        "due": sum(day.count for week in weeks for day in week if day.inside),
        "leads": leads(user, campaign),
        "view": "task-calendar",
    }
    return render(request, "campaigns/tasks/calendar.html", context)


def _month(shown: date, step: int) -> date:
    """The first day of the month before (step -1) or after the one shown."""
    months = shown.year * 12 + shown.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


@readers
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """By agency and commune: on time, late, overdue, still in time."""
    user = member(request)
    campaign = campaign_of(request)
    form = _filters(request, user, "don_vi", "trang_thai", "han", "tim", "lan")
    sums = sums_of(task_lines(user, campaign, form.asked()))
    context = {
        "form": form,
        "campaign": campaign,
        "sums": sums,
        "groups": [("Cơ quan", "cq", sums.agencies), ("Xã, thị trấn", "xa", sums.communes)],
        "prints": reads_all(user) or leads(user, campaign),
        "leads": leads(user, campaign),
        "view": "task-summary",
    }
    return render(request, "campaigns/tasks/summary.html", context)


@readers
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Tasks as the plan gives them, by section, each with what was made of it."""
    user = member(request)
    campaign = campaign_of(request)
    rows = list(TaskTemplate.objects.select_related("agency"))
    given = _given(campaign)
    sections = [
        (words, [(row, given.get(row.pk, 0)) for row in rows if row.section == code])
        for code, words in SECTION_WORDS.items()
    ]
    context = {
        "campaign": campaign,
        "sections": [(words, found) for words, found in sections if found],
        "leads": leads(user, campaign),
        "view": "task-templates",
    }
    return render(request, "campaigns/tasks/templates.html", context)


def _given(campaign: Campaign) -> dict[int, int]:
    """{template: tasks made of it}. One query."""
    found: dict[int, int] = {}
    made = campaign.tasks.filter(template__isnull=False).exclude(state="withdrawn")
    for pk in made.values_list("template_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


@readers
@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """Recurring tasks."""
    user = member(request)
    campaign = campaign_of(request)
    context = {
        "campaign": campaign,
        "rows": series_of(campaign),
        "today": clock.today(),
        "leads": leads(user, campaign),
        "view": "task-series",
    }
    return render(request, "campaigns/tasks/series.html", context)
