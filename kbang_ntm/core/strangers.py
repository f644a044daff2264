"""What keeps pages for everybody outside from being flooded: a trap, and limits per address.

The limits stand in the shared cache and are calm when that is gone; services behind such forms set
a limit of their own on what may wait unread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from kbang_ntm.core.accounts import client_ip
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.public_urls import PUBLIC_URL_NAMES

HOUR = 3600
MOST_SEARCHES, SEARCH_SECONDS = 120, 60  # an office behind one address, each person every second
TRAP = "website"
"""A field no person sees; programs that fill in every field fill it too."""


class StrangerForm(forms.Form):
    """A form with the trap. `trapped` is true when it was filled: answer as if all was well."""

    website = forms.CharField(
        required=False,
        label="Để trống ô này",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def trapped(self) -> bool:
        """The trap was filled."""
        return bool(self.data.get(TRAP))


def count_try(request: HttpRequest, what: str, *, most: int, seconds: int = HOUR) -> None:
    """Count one sending of that kind from the caller's address.

    Raises Refused (`too_many`) after `most` within `seconds`. Addresses are kept as digests.
    """
    digest = hashlib.sha256(client_ip(request).encode()).hexdigest()[:24]
    key = f"stranger:{what}:{digest}"
    # Added, then counted up: of many at the same moment none is missed.
    if not cache.add(key, 1, timeout=seconds) and cache.incr(key) > most:
        raise Refused("too_many", "Từ máy này đã gửi nhiều lần. Chờ một giờ rồi gửi lại.")


class StrangersMiddleware:
    """Bounds how often one address outside searches, filters and takes lists as files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on, else the page that asks to wait."""
        if request.method not in ("GET", "HEAD") or not request.GET:
            return None
        match = request.resolver_match
        if match is None or not match.namespaces or match.view_name not in PUBLIC_URL_NAMES:
            return None  # signing in has limits of its own
        if request.user.is_authenticated:
            return None
        try:
            count_try(request, "search", most=MOST_SEARCHES, seconds=SEARCH_SECONDS)
        except Refused:
            return render(request, "429.html", status=429)
        return None
