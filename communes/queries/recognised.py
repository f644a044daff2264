"""What was known on a day of recognitions and of the district's published figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from communes.enums import RecognitionState
from communes.models import DistrictFigure, Recognition
from communes.queries.timeline import known_since
from communes.recognition_enums import CaseState
from kbang_ntm.core.once import once


def latest_recognitions(
    standard: str, day: date, unit_ids: Collection[int] | None = None
) -> dict[int, Recognition]:
    """{unit id: the newest word on its recognition that was known on the day}, recognised or
    withdrawn; of all units unless some are named. The decision of a case counts once it has been
    announced. One query."""
    wanted = None if unit_ids is None else set(unit_ids)
    return {
        row.unit_id: row
        for row in _known(day)
        if row.standard == standard and (wanted is None or row.unit_id in wanted)
    }


@once
def _known(day: date) -> tuple[Recognition, ...]:
    """Of all standards, a few dozen rows in all, the newest last. One query."""
    rows = Recognition.objects.exclude(case__state=CaseState.RECOGNISED).filter(
        Q(decision_date__lte=day)
        | Q(decision_date__isnull=True, year__lt=day.year)
        | Q(decision_date__isnull=True, known_before__lte=day)
    )
    return tuple(rows.order_by("year", "decision_date", "id"))


def recognised_on(
    standard: str, day: date, unit_ids: Collection[int] | None = None
) -> dict[int, Recognition]:
    """As `latest_recognitions`, without those withdrawn since. One query."""
    return {
        unit_id: row
        for unit_id, row in latest_recognitions(standard, day, unit_ids).items()
        if row.state == RecognitionState.RECOGNISED
    }


def figure_known(metric: str, day: date) -> DistrictFigure | None:
    """The newest published district figure of a metric not later than the day's month."""
    rows = [row for row in district_figures() if row.metric == metric]
    return next((row for row in reversed(rows) if row.as_of <= f"{day:%Y-%m}~"), None)


@once
def district_figures() -> tuple[DistrictFigure, ...]:
    """Everything published of the district, the newest last. One query."""
    return tuple(DistrictFigure.objects.order_by("as_of", "pk"))


def paper_words(row: Recognition) -> str:
    """Year, number, day and body as far as known; what is not certain says so."""
    parts = [known_since(row), row.decision_number, row.decided_by]
    words = ", ".join(part for part in parts if part)
    return words if row.certain else f"{words} (chưa kiểm chứng)"
