"""A server's memory once everything is loaded."""

from __future__ import annotations

import gc

from django.urls import get_resolver

# New objects that make the collector look at the young ones; of those rounds every twentieth looks
# at the older ones too. A request makes some ten thousand objects, nearly all of which go by count.
YOUNG, MIDDLE, OLD = 10_000, 20, 20


def settle() -> None:
    """Load every page's code, then take all of it out of the collector's sight: a million objects
    that stay for good cost a tenth of a second each time it looked through them, in the middle
    of somebody's page."""
    _ = get_resolver().reverse_dict
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
