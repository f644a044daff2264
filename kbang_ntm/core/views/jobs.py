"""Jobs as the person who asked sees them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import ROWS_AT_A_TIME, listed
from kbang_ntm.core.filters import WordsForm
from kbang_ntm.core.models import Job
from kbang_ntm.core.queries import jobs as query
from kbang_ntm.core.services import jobs as service
from kbang_ntm.core.sheets import Column, Value

PER_PAGE = 30
COLUMNS = [
    Column("Việc", 50),
    Column("Tình trạng", 16),
    Column("Người yêu cầu", 24),
    Column("Yêu cầu lúc", 18),
    Column("Xong lúc", 18),
    Column("Bước", 10),
    Column("Vì sao không làm được", 40),
]


@require_safe
def job_list(request: HttpRequest) -> HttpResponseBase:
    """A person's own jobs, newest first; quản trị sees everybody's."""
    form, words = WordsForm.words(request.GET)
    jobs = query.visible_to(member(request), words)
    file = listed(
        request, name="viec-may-lam", title="Việc máy làm", columns=COLUMNS,
        rows=lambda: map(_file_row, jobs.iterator(chunk_size=ROWS_AT_A_TIME)),
    )  # fmt: skip
    if file is not None:
        return file
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "core/jobs.html", {"page": page, "form": form, "words": words})


def _file_row(job: Job) -> Sequence[Value]:
    steps = f"{job.steps_done}/{job.steps_total}" if job.steps_total else ""
    asked_by = str(job.requested_by or "cổng tự làm")
    return [job.title, job.get_state_display(), asked_by, job.created_at, job.finished_at,
            steps, job.error]  # fmt: skip


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
