"""Dated facts of recognition for lists and pages of units: never merged, each with its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from communes.models import CaseStep, Recognition, RecognitionCase
from communes.queries.case_list import unit_names
from communes.recognition_enums import CaseState
from kbang_ntm.core.models import User


def unit_facts(unit_id: int, *, standard: str, user: User) -> dict[str, CaseStep]:
    """{act: the newest fact} over the unit's cases that the person may see. One query."""
    cases = RecognitionCase.objects.visible_to(user).filter(unit_id=unit_id, standard=standard)
    rows = CaseStep.objects.filter(case__in=cases).order_by("id")
    return {row.act: row for row in rows}


@dataclass(frozen=True)
class PublicRecognition:
    """A line of the public list; `year` where no day of a decision is known."""

    row: Recognition
    name: str

    @property
    def when(self) -> date | None:
        """The day of the decision."""
        return self.row.decision_date


def public_recognitions(*, on: date) -> list[PublicRecognition]:
    """Recognitions and withdrawals everybody may read: those known from papers, and those of a
    case once it is announced. Two queries. Newest first, without a day last."""
    rows = list(
        Recognition.objects.filter(
            Q(case__isnull=True) | Q(case__state__in=[CaseState.PUBLISHED, CaseState.WITHDRAWN])
        )
        .select_related("unit")
        .order_by(
            F("decision_date").desc(nulls_last=True),
            F("year").desc(nulls_last=True),
            "unit__order",
            "id",
        )
    )
    names = unit_names({row.unit_id for row in rows}, on)
    return [PublicRecognition(row, names.get(row.unit_id, row.unit.key)) for row in rows]
