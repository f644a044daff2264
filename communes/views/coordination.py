"""What the coordination office does: sees what is outstanding, confirms, settles, corrects."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from communes.enums import ReportState
from communes.forms.review import CorrectForm, ExtendForm, SettleForm
from communes.inbox_review import sees_outstanding
from communes.models import AdministrativeUnit, IndicatorEntry, ReportingPeriod
from communes.queries.outstanding import open_entries, verdict_counts
from communes.queries.outstanding import outstanding as outstanding_of
from communes.queries.review import MOST_RETURNS, reviewed_periods, unit_names
from communes.queries.sheet import figure_lines, load_sheet, words_on
from communes.queries.values import ACCEPTED
from communes.queries.why import VERDICT_WORDS
from communes.rules import is_coordination
from communes.services import reviews, settlements, windows
from communes.services.minutes import store_minutes
from communes.views.answers import entry_or_404, place, refuse, report_or_404, see_anew, status_of
from communes.views.review import chosen_period
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User

acts = require_http_methods(["GET", "HEAD", "POST"])
for_office = requires(is_coordination, "Trang này dành cho Văn phòng Điều phối.")


@require_safe
@requires(sees_outstanding, "Trang này dành cho Văn phòng Điều phối và lãnh đạo UBND huyện.")
def outstanding(request: HttpRequest) -> HttpResponse:
    """What is outstanding in a period, by agency and by commune."""
    periods = list(reviewed_periods())
    period = chosen_period(periods, request.GET.get("ky", ""))
    context = {
        "periods": periods,
        "period": period,
        "found": outstanding_of(period, member(request)) if period else None,
        "may_act": is_coordination(member(request)),
    }
    return render(request, "communes/review/outstanding.html", context)


@acts
@for_office
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What will be confirmed, what still keeps it from that; then the act."""
    user = member(request)
    report = report_or_404(user, uid)
    refusal = ""
    if request.method == "POST":
        try:
            reviews.confirm(report=report, actor=user)
        except Refused as problem:
            refusal = problem.message
        else:
            return redirect("communes:report", report.uid)
    context = {
        "report": report,
        "unit": place(report),
        "open": open_entries(report),
        "counts": counted_words(verdict_counts(report)),
        "refusal": refusal,
        "confirmed": report.state == ReportState.CONFIRMED,
    }
    return render(request, "communes/review/confirm.html", context, status=422 if refusal else 200)


def counted_words(counts: Counter[str]) -> list[tuple[str, str]]:
    """Verdicts that occur, each with its chip's words: "Đạt 54"."""
    words = {verdict.value: words for verdict, words in VERDICT_WORDS.items()}
    return [
        (value, f"{label[:1].upper()}{label[1:]} {counts[value]}")
        for value, label in words.items()
        if counts[value]
    ]


@acts
@for_office
def extend(request: HttpRequest, period: str, unit: UUID) -> HttpResponse:
    """More time for one commune, whether or not it has begun."""
    which = get_object_or_404(ReportingPeriod, key=period)
    whom = get_object_or_404(AdministrativeUnit, uid=unit)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        try:
            windows.extend(
                period=which,
                unit=whom,
                until=form.until(),
                reason=form.cleaned_data["reason"],
                granted_by=member(request),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(f"{reverse('communes:outstanding')}?ky={which.key}")
    context = {
        "period": which,
        "unit": unit_names([whom.pk], which.ends).get(whom.pk, whom.key),
        "closes": windows.last_closing(which, whom.pk),
        "form": form,
    }
    return render(request, "communes/review/extend.html", context, status=status_of(form))


@acts
@for_office
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A joint meeting's conclusion on an entry that went round twice."""
    user = member(request)
    entry = entry_or_404(user, uid)
    sheet = load_sheet(entry)
    form = SettleForm(request.POST or None, request.FILES or None, sheet=sheet)
    if form.is_valid():
        try:
            record_settlement(form, entry, user)
        except Refused as refusal:
            entry = refuse_on_entry(form, refusal, user, uid)
        else:
            return redirect("communes:review-entry", entry.uid)
    context = entry_context(entry, form) | {
        "words": words_on(entry),
        "may_settle": entry.returns >= MOST_RETURNS and entry.review not in ACCEPTED,
    }
    return render(request, "communes/review/settle.html", context, status=status_of(form))


@transaction.atomic
def record_settlement(form: SettleForm, entry: IndicatorEntry, user: User) -> None:
    """The minutes and the conclusion stand or fall together."""
    upload: UploadedFile = form.cleaned_data["minutes"]
    stream = cast(BinaryIO, upload.file)  # a form field never cleans to a closed upload
    minutes = store_minutes(name=upload.name or "", stream=stream, entry=entry, actor=user)
    settlements.settle(
        entry=entry,
        seen_version=form.cleaned_data["seen_version"],
        raw=form.raw(),
        na_reason=form.cleaned_data.get("na_reason", ""),
        conclusion=form.cleaned_data["conclusion"],
        minutes_number=form.cleaned_data["minutes_number"],
        minutes_date=form.cleaned_data["minutes_date"],
        minutes=minutes,
        actor=user,
    )


@acts
@for_office
def correct(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A correction of a confirmed figure; the old value is kept."""
    user = member(request)
    entry = entry_or_404(user, uid)
    form = CorrectForm(request.POST or None, sheet=load_sheet(entry))
    if form.is_valid():
        try:
            settlements.correct(
                entry=entry,
                seen_version=form.cleaned_data["seen_version"],
                raw=form.raw(),
                na_reason=form.cleaned_data.get("na_reason", ""),
                reason=form.cleaned_data["reason"],
                actor=user,
            )
        except Refused as refusal:
            entry = refuse_on_entry(form, refusal, user, uid)
        else:
            return redirect("communes:entry-history", entry.uid)
    context = entry_context(entry, form)
    return render(request, "communes/review/correct.html", context, status=status_of(form))


def refuse_on_entry(
    form: SettleForm | CorrectForm, refusal: Refused, user: User, uid: UUID
) -> IndicatorEntry:
    """The sentence in the form, beside the entry as it stands now."""
    refuse(form, refusal)
    entry = entry_or_404(user, uid)
    form.sheet = load_sheet(entry)
    see_anew(form, entry)
    return entry


def entry_context(entry: IndicatorEntry, form: SettleForm | CorrectForm) -> dict[str, object]:
    """What both pages show of the entry as it stands."""
    return {
        "entry": entry,
        "report": entry.report,
        "unit": place(entry.report),
        "lines": figure_lines(form.sheet),
        "form": form,
    }
