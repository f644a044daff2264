"""Checking a print by its code: for everybody; what has changed, for those who may read it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.strangers import count_try
from reports.documents import registry
from reports.forms.checks import CodeForm
from reports.services.print_checks import check_print, read_code
from reports.services.snapshots import shown_code

MOST_AN_HOUR = 120  # one address may be a whole office


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code that stands at the foot of a print."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("reports:print-check-one", form.cleaned_data["ma"])
    return render(request, "reports/checks/ask.html", {"form": form})


@login_not_required
@require_safe
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """The short address in the square."""
    return redirect("reports:print-check-one", read_code(code) or code[:20])


@login_not_required
@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the print of that code is today. A code that is none and one that was never given are
    answered alike."""
    context: dict[str, Any] = {"form": CodeForm(initial={"ma": code[:20]}), "code": code[:20]}
    try:
        count_try(request, "print-check", most=MOST_AN_HOUR)
    except Refused as refused:
        return render(request, "reports/checks/ask.html", context | {"problem": refused.message},
                      status=429)  # fmt: skip
    user = request.user if isinstance(request.user, User) else None
    found = check_print(code, user)
    if found is None:
        return render(request, "reports/checks/ask.html", context | {"unknown": True}, status=404)
    context |= {
        "found": found,
        "kind": registry.get(found.snapshot.kind),
        "shown": shown_code(read_code(code)),
    }
    return render(request, "reports/checks/answer.html", context)
