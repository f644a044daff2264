"""Whose map and what moment: fields that read them, and the maps a reader may choose from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from communes.models import ReportingPeriod
from reports.queries.maps import known_maps

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y"]
# Typed, not picked: pickers show days in the order of the browser's language.
DAY_WIDGET = forms.DateInput(attrs={"placeholder": "01/11/2024"}, format="%d/%m/%Y")
NOT_A_DAY = "Ngày này không đọc được. Nhập như 01/11/2024."
NOT_A_MAP_DAY = "Không đọc được ngày hoặc kỳ này. Nhập như 01/11/2024 hoặc 2025-Q3."
NO_SUCH_PERIOD = "Không có kỳ này trong cổng. Nhập ngày như 01/11/2024, hoặc mã kỳ như 2025-Q3."
PERIOD_KEY = re.compile(r"\d{4}(-(Q[1-4]|H[12]))?", re.IGNORECASE)
NOT_A_MOMENT = "Thời điểm này không đọc được. Nhập như 20/10/2024 17:00."


class MapDayField(forms.DateField):
    """Whose map: a day, or the key of a period, which means its last day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=DAY_FORMATS,
            error_messages={"invalid": NOT_A_MAP_DAY},
            widget=DAY_WIDGET,
            required=False,
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not PERIOD_KEY.fullmatch(text):
            return super().to_python(value)
        period = ReportingPeriod.objects.filter(key=text.upper()).first()
        if period is None:
            raise ValidationError(NO_SUCH_PERIOD)
        return period.ends


class KnownAtField(forms.DateTimeField):
    """Up to which moment what had arrived counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Như đã biết lúc",
            required=False,
            input_formats=MOMENT_FORMATS,
            error_messages={"invalid": NOT_A_MOMENT},
            widget=forms.DateTimeInput(
                attrs={"placeholder": "20/10/2024 17:00"}, format="%d/%m/%Y %H:%M"
            ),
            **kwargs,
        )


@dataclass(frozen=True)
class MapOption:
    """One map the reader may choose: its words, the value in the URL, whether it is shown now."""

    label: str
    value: str
    current: bool


def map_options(period: ReportingPeriod, chosen: date | None) -> list[MapOption]:
    """The period's own map first, then every map that differs from it. One query."""
    maps = known_maps()
    own = next((known for known in maps if known.covers(period.ends)), None)
    shown = next((known for known in maps if chosen and known.covers(chosen)), own)
    options = [
        MapOption(f"Theo bản đồ của kỳ ({own.communes if own else 0} xã)", "", current=shown is own)
    ]
    for known, after in pairwise([*maps, None]):
        if known is own or known is None:
            continue
        first = known.first or (after.first - timedelta(days=1) if after and after.first else None)
        since = "từ" if known.first else "đến hết"
        if first is not None:
            label = f"Tính chuyển sang bản đồ {since} {first:%d/%m/%Y} ({known.communes} xã)"
            options.append(MapOption(label, f"{first:%d/%m/%Y}", current=known is shown))
    return options


def map_links(chosen: date | None) -> list[MapOption]:
    """Every map there has been, by its first day. One query."""
    maps = known_maps()
    options = []
    for known, after in pairwise([*maps, None]):
        if known is None:
            continue
        first = known.first or (after.first - timedelta(days=1) if after and after.first else None)
        if first is not None:
            since = "từ" if known.first else "đến hết"
            label = f"Bản đồ {since} {first:%d/%m/%Y} ({known.communes} xã)"
            current = chosen is not None and known.covers(chosen)
            options.append(MapOption(label, f"{first:%d/%m/%Y}", current=current))
    return options
