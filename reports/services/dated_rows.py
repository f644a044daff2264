"""Rows that hold from a day on: a new one ends the one before it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from psycopg2.extras import DateRange

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date


def end_before(rows: QuerySet[Any], first: date, what: str) -> DateRange:
    """End the newest of `rows` (locked) before that day; the range of the row that follows.

    A row that began on the same day or later is answered by a later day only. Raises Refused
    ("later_row"); `what` names the rows.
    """
    last = rows.select_for_update().order_by("-valid").first()
    if last is not None:
        if last.valid.lower >= first:
            raise Refused(
                "later_row",
                f"Đã có {what} áp dụng từ {format_date(last.valid.lower)}. Chọn ngày sau ngày đó.",
            )
        last.valid = DateRange(last.valid.lower, first)
        last.save(update_fields=["valid"])
    return DateRange(first, None)
