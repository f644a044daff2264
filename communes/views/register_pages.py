"""What the pages of the registers share: lists with filters, and a page for one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communes.register_rules import reads_registers
from communes.views.answers import refuse, status_of
from kbang_ntm.core.access import requires
from kbang_ntm.core.errors import Refused

acts = require_http_methods(["GET", "HEAD", "POST"])
readers_only = requires(
    reads_registers, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@dataclass(frozen=True)
class Act:
    """The words of a page with one form: title, what it leads to, button, where to go back."""

    title: str
    button: str
    back: str
    back_words: str
    lead: str = ""
    note: str = ""


def need(allowed: bool, sentence: str) -> None:
    """Refuse with a sentence (403): the person may see the thing, not do this with it."""
    if not allowed:
        raise PermissionDenied(sentence)


def act_page(
    request: HttpRequest,
    *,
    form: forms.Form,
    words: Act,
    do: Callable[[], Any],
    done: str,
    to: Callable[[Any], str] | None = None,
    template: str = "communes/registers/act.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or do the act and go on.

    `do` calls the service; a refusal stays beside what was typed. `to(result)` gives the address
    to go to, the page's way back unless given.
    """
    if form.is_valid():
        try:
            result = do()
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(to(result) if to else words.back)
    page = {"form": form, "words": words, "multipart": form.is_multipart(), **(context or {})}
    return render(request, template, page, status=status_of(form))
