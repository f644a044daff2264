"""What keeps forms for everybody outside from being flooded: a trap, and a limit per address.

The limit stands in the shared cache and is calm when that is gone; services behind such forms set
a limit of their own on what may wait unread.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest

from kbang_ntm.core.accounts import client_ip
from kbang_ntm.core.errors import Refused

HOUR = 3600
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
    tries = int(cache.get(key) or 0)
    if tries >= most:
        raise Refused("too_many", "Từ máy này đã gửi nhiều lần. Chờ một giờ rồi gửi lại.")
    cache.set(key, tries + 1, timeout=seconds)
