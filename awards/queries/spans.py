"""Stored ranges of days as two days."""

from __future__ import annotations

from datetime import timedelta

from psycopg2.extras import DateRange

from awards.checks.facts import Span


def span_of(days: DateRange) -> Span:
    """A stored range as two days, both in it."""
    return Span(days.lower, days.upper - timedelta(days=1))
