"""Columns that staff can read: ranges of days with the last day included, Vietnamese yes and no."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import mark_safe
from import_export import resources, widgets
from psycopg2.extras import DateRange

from kbang_ntm.core.vietnamese import format_date, nfc

OPEN = "…"
_STYLE = re.compile(r'(<(?:ins|del)) style="[^"]*"')


class TextWidget(widgets.CharWidget):
    """Text in NFC, without blanks at the ends; an empty cell is an empty text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return nfc(str(value)).strip() if value is not None else ""


class YesNoWidget(widgets.Widget):
    """có / không."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = nfc(str(value or "")).strip().lower()
        if word not in ("có", "không", ""):
            raise ValueError(f"«{value}»: ghi có hoặc không.")
        return word == "có"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "có" if value else "không"


class DaysWidget(widgets.Widget):
    """ "08/03/2022 - 30/06/2025", both days included; "…" for an open end."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> DateRange:
        ends = [end.strip() for end in str(value or "").split(" - ")]
        if len(ends) != 2:
            raise ValueError(f"«{value}»: ghi từ ngày - đến hết ngày, ví dụ 08/03/2022 - {OPEN}")
        first, last = (_day(end) for end in ends)
        return DateRange(first, last + timedelta(days=1) if last else None, "[)")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        first = format_date(value.lower) if value.lower else OPEN
        last = format_date(value.upper - timedelta(days=1)) if value.upper else OPEN
        return f"{first} - {last}"


def _day(text: str) -> date | None:
    if text in ("", OPEN, "..."):
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise ValueError(f"«{text}» không phải ngày. Ghi theo mẫu 30/06/2025.") from None


class PlainDiff(resources.Diff):
    """Old and new side by side, without inline styles, which the pages do not allow."""

    def as_html(self) -> list[str]:
        # Only marks come from the package: it has escaped the values before it made them bold.
        return [mark_safe(_STYLE.sub(r"\1", text)) for text in super().as_html()]


class ReferenceResource(resources.ModelResource):
    """Rows are found by words staff know, never by database ids; unchanged rows are left alone,
    and the whole file is one transaction."""

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    class Meta:
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
