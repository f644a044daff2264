"""An agency's queue and the page on which one entry is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.enums import DutyRole, EntryReview, EvidenceState, ReviewResult
from communes.forms.review import AcceptManyForm, ReviewForm
from communes.models import Evidence, IndicatorEntry, ReportingPeriod, Review
from communes.queries.review import (
    MOST_RETURNS,
    Desk,
    Queue,
    Standpoint,
    desks_of,
    review_queue,
    reviewed_periods,
    standpoint,
    unchanged_entries,
)
from communes.queries.sheet import (
    earlier_values,
    figure_lines,
    living_evidence,
    load_sheet,
    questions,
    words_on,
)
from communes.queries.why import VERDICT_WORDS
from communes.rules import SENT, UNDER_REVIEW
from communes.services import reviews
from communes.views.answers import entry_or_404, place, refuse, report_or_404, status_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import listed
from kbang_ntm.core.models import User
from kbang_ntm.core.sheets import Column, Value

QUEUE_COLUMNS = [
    Column("Xã", 18),
    Column("Chỉ tiêu", 10),
    Column("Nội dung", 50),
    Column("Kết quả", 16),
    Column("Tình trạng", 16),
    Column("Số lần trả lại", 10),
    Column("Xã gửi lúc", 18),
]
SHOWN = {"application/pdf": "pdf", "image/jpeg": "picture", "image/png": "picture"}
# The paper lies beside the number: the browser's own PDF viewer may open our stored files here.
paper_beside = csp_update({"object-src": ["'self'"], "frame-src": ["'self'"]})


@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """What waits for my agency in a period: "Còn 9/52 mục"."""
    user = member(request)
    desks = desks_of(user)
    if not desks:
        raise PermissionDenied("Trang này dành cho cơ quan được phân công rà soát số liệu.")
    desk = next((d for d in desks if d.code == request.GET.get("cq")), desks[0])
    periods = list(reviewed_periods())
    period = chosen_period(periods, request.GET.get("ky", ""))
    role = DutyRole.CO if request.GET.get("vai") == "phoi-hop" else DutyRole.LEAD
    found = review_queue(desk=desk, period=period, user=user, role=role) if period else Queue(())
    communes = by_commune(found)
    file = listed(
        request,
        name="ra-soat",
        title=f"Rà soát {period.label if period else ''}, {desk.short_name}",
        columns=QUEUE_COLUMNS,
        rows=lambda: queue_rows(communes),
    )
    if file is not None:
        return file
    context = {
        "desk": desk,
        "desks": desks,
        "periods": periods,
        "period": period,
        "role": role,
        "queue": found,
        "communes": communes,
        "first": found.open[0] if found.open else None,
    }
    return render(request, "communes/review/queue.html", context)


def queue_rows(communes: list[dict[str, Any]]) -> list[Sequence[Value]]:
    """What the page of the queue lists: open entries, then those that wait for the commune."""
    return [
        [
            item.unit,
            item.code,
            item.title,
            VERDICT_WORDS[item.verdict],
            "chờ rà soát" if item.is_open else "chờ xã sửa",
            item.returns,
            item.sent_at,
        ]
        for group in communes
        for item in (*group["open"], *group["waiting"])
    ]


def chosen_period(periods: list[ReportingPeriod], key: str) -> ReportingPeriod | None:
    """The period asked for, else the newest in which something was sent; 404 for another key."""
    if not key:
        return periods[0] if periods else None
    found = next((period for period in periods if period.key == key), None)
    return found or get_object_or_404(ReportingPeriod, key=key)


def by_commune(found: Queue) -> list[dict[str, Any]]:
    """Entries under their communes for the list; communes with nothing open come last."""
    groups: dict[int, dict[str, Any]] = {}
    for item in found.items:
        group = groups.setdefault(
            item.unit_id,
            {"unit": item.unit, "report_uid": item.report_uid, "open": [], "waiting": [], "all": 0},
        )
        group["all"] += 1
        if item.is_open:
            group["open"].append(item)
        elif item.waits_for_commune:
            group["waiting"].append(item)
    return sorted(groups.values(), key=lambda group: not group["open"])


@require_safe
@paper_beside  # type: ignore[arg-type]  # its stub knows no views with arguments
def review_entry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One entry with its evidence, earlier periods and what was said of it."""
    user = member(request)
    entry = entry_or_404(user, uid)
    if entry.report.state not in SENT:
        return redirect("communes:report", entry.report.uid)
    return entry_page(request, user, entry, None)


@require_POST
@paper_beside  # type: ignore[arg-type]  # its stub knows no views with arguments
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Accept, return or comment; then the same page, or the next open entry."""
    user = member(request)
    entry = entry_or_404(user, uid)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            record_word(form, entry, user)
        except Refused as refusal:
            refuse(form, refusal)
    if not form.is_valid():
        return entry_page(request, user, entry_or_404(user, uid), form)
    if "next" in request.POST:
        return redirect(next_address(user, entry))
    return redirect("communes:review-entry", entry.uid)


def record_word(form: ReviewForm, entry: IndicatorEntry, user: User) -> None:
    """Hand the word to the service it belongs to."""
    said = {
        "entry": entry,
        "seen_version": form.cleaned_data["seen_version"],
        "text": form.cleaned_data["text"],
        "actor": user,
    }
    services = {
        ReviewResult.ACCEPT: reviews.accept,
        ReviewResult.RETURN: reviews.return_entry,
        ReviewResult.COMMENT: reviews.comment,
    }
    services[ReviewResult(form.cleaned_data["decision"])](**said)


def next_address(user: User, entry: IndicatorEntry) -> str:
    """The next open entry of the same desk, or the queue when none is left."""
    point = standpoint(indicator_id=entry.indicator_id, desks=desks_of(user))
    found = queue_of(user, entry, point)
    following = found.after(entry.uid)
    if following is not None:
        return reverse("communes:review-entry", args=[following.uid])
    return queue_address(entry.report.period, point)


def queue_address(period: ReportingPeriod, point: Standpoint) -> str:
    """The list the person came from."""
    role = "&vai=phoi-hop" if point.role == DutyRole.CO else ""
    desk = f"&cq={point.desk.code}" if point.desk else ""
    return f"{reverse('communes:review-queue')}?ky={period.key}{desk}{role}"


def queue_of(user: User, entry: IndicatorEntry, point: Standpoint) -> Queue:
    """The queue in which the entry stands for this person; empty for readers."""
    if point.desk is None:
        return Queue(())
    return review_queue(desk=point.desk, period=entry.report.period, user=user, role=point.role)


def entry_page(
    request: HttpRequest, user: User, entry: IndicatorEntry, form: ReviewForm | None
) -> HttpResponse:
    """The page of one entry, with the reviewer's form where the person may speak."""
    point = standpoint(indicator_id=entry.indicator_id, desks=desks_of(user))
    found, sheet = queue_of(user, entry, point), load_sheet(entry)
    files = living_evidence(entry)
    under_review = entry.report.state in UNDER_REVIEW
    undecided = entry.review in (EntryReview.NONE, EntryReview.ACCEPTED)
    words = words_on(entry)
    context = {
        "entry": entry,
        "report": entry.report,
        "sheet": sheet,
        "unit": place(entry.report),
        "lines": figure_lines(sheet),
        "questions": questions(sheet),
        "earlier": earlier_values(sheet),
        "files": files,
        "shown": shown_file(files, request.GET.get("mc", "")),
        "words": words,
        "saved": saved_today(words, user),
        "point": point,
        "queue": found,
        "place": found.place(entry.uid),
        "before": found.before(entry.uid),
        "after": found.after(entry.uid),
        "queue_url": queue_address(entry.report.period, point),
        "may_decide": point.may_decide and under_review and undecided,
        "may_comment": point.may_comment and under_review,
        "may_return": entry.returns < MOST_RETURNS,
        "form": form or ReviewForm(initial={"seen_version": entry.version}),
    }
    return render(request, "communes/review/entry.html", context, status=status_of(form))


def saved_today(words: list[Review], user: User) -> Review | None:
    """The person's own last word, when it was said today: its time stands beside the button."""
    own = [word for word in words if word.by_id == user.pk]
    return own[-1] if own and own[-1].at.astimezone(clock.LOCAL).date() == clock.today() else None


def shown_file(files: list[Evidence], wanted: str) -> dict[str, Any] | None:
    """The evidence laid beside the number: the one asked for, else the first that can be shown."""
    found: list[dict[str, Any]] = [
        {"row": row, "kind": SHOWN.get(row.file.content_type, "")}
        for row in files
        if row.state == EvidenceState.STORED and row.file
    ]
    asked = [each for each in found if str(each["row"].uid) == wanted]
    shown = [each for each in found if each["kind"]]
    return next(iter([*asked, *shown, *found]), None)


@require_http_methods(["GET", "HEAD", "POST"])
def accept_unchanged(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Accept in one act what is met and stands as in the period before; the list is confirmed."""
    user = member(request)
    report = report_or_404(user, uid)
    desk = own_desk(desks_of(user), request.GET.get("cq", ""))
    rows = unchanged_entries(report=report, desk=desk)
    choices = [(f"{row.entry.pk}:{row.entry.version}", row.entry.indicator.code) for row in rows]
    form = AcceptManyForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_valid():
        try:
            reviews.accept_many(
                report=report,
                seen=dict(form.cleaned_data["seen"]),
                text="Không đổi so với kỳ trước.",
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(f"{reverse('communes:review-queue')}?ky={report.period.key}")
    context = {
        "report": report,
        "unit": place(report),
        "rows": rows,
        "form": form,
        "desk": desk,
    }
    status = status_of(form)
    return render(request, "communes/review/unchanged.html", context, status=status)


def own_desk(desks: list[Desk], code: str) -> Desk:
    """The desk asked for, or the first; people without one have nothing to accept."""
    if not desks:
        raise PermissionDenied("Chỉ cơ quan được phân công rà soát chấp nhận được số liệu.")
    found = next((desk for desk in desks if desk.code == code), None)
    if code and found is None:
        raise Http404("Không tìm thấy cơ quan này trong phân công của bạn.")
    return found or desks[0]
