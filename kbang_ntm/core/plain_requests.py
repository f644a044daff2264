"""Requests no page is made for, answered before anything reads them.

Methods: pages are read and forms are sent. Some views of libraries take PUT for POST, and a view
without a list of methods would take TRACE for GET.

The character U+0000: no text of the database can hold it. Fields of forms refuse it by themselves;
filters, keys in addresses and buttons are read without a form, and their question would fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.shortcuts import render

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
NUL = "\x00"


def holds_nul(fields: QueryDict) -> bool:
    """Whether a name or a value has it."""
    return any(NUL in name or any(NUL in one for one in many) for name, many in fields.lists())


class PlainRequestsMiddleware:
    """See the module. Behind the one that checks tokens, which has read the form already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on, else the answer."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if NUL in request.path or holds_nul(request.GET) or holds_nul(request.POST):
            return render(request, "400.html", status=400)
        return None
