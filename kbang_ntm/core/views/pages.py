"""Refusals as pages: what went wrong and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's mark is too old or cookies are off; `reason` is for the log, not for people."""
    return render(request, "csrf.html", status=403)
