"""Jobs as the person who asked sees them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import Job
from kbang_ntm.core.queries import jobs as query
from kbang_ntm.core.services import jobs as service

PER_PAGE = 30


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """A person's own jobs, newest first; quản trị sees everybody's."""
    page = Paginator(query.visible_to(member(request)), PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "core/jobs.html", {"page": page})


@require_safe
def job(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Progress of one job; htmx asks again every 2 s while it runs and swaps the card only."""
    row: Job = get_visible(query, member(request), uid=uid)
    template = "core/job_card.html" if request.headers.get("HX-Request") else "core/job.html"
    over = row.state not in (Job.State.QUEUED, Job.State.RUNNING)
    response = render(request, template, {"job": row, "over": over})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def cancel(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Stop it."""
    actor = member(request)
    try:
        service.cancel(job=get_visible(query, actor, uid=uid), actor=actor)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("core:job", uid)


@require_POST
def retry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Queue it again."""
    actor = member(request)
    try:
        service.retry(job=get_visible(query, actor, uid=uid), actor=actor)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("core:job", uid)
