"""Dated facts of recognition for lists and pages of units: never merged, each with its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.urls import reverse

from communes.case_rules import filter_cases
from communes.models import AdministrativeUnit, CaseStep, Recognition, RecognitionCase
from communes.queries.case_list import unit_names
from communes.queries.timeline import Fact, Step
from communes.recognition_enums import CaseAct, CaseState
from communes.rules import Reach
from kbang_ntm.core.vietnamese import format_date

STEPS = {CaseAct.VERIFY: Step.VERIFIED, CaseAct.APPRAISE: Step.APPRAISED}


def case_facts(unit: AdministrativeUnit, reader: Reach) -> list[Fact]:
    """What the unit's cases tell of verification and appraisal, those the reader may open; the
    decisions are told by their `Recognition` rows. One query."""
    cases = filter_cases(reader, RecognitionCase.objects.filter(unit=unit))
    rows = CaseStep.objects.filter(case__in=cases, act__in=list(STEPS)).select_related("case")
    return [
        Fact(
            step=STEPS[CaseAct(row.act)],
            standard=row.case.standard,
            on=row.day,
            when=format_date(row.day),
            paper=_paper(row.body, row.paper_number),
            url=reverse("communes:case", args=[row.case.uid]),
            illustrative=row.case.illustrative,
        )
        for row in rows.order_by("id")
    ]


def _paper(body: str, number: str) -> str:
    """Who signed and the number: "Huyện Kbang, số 30/BC-UBND"."""
    return ", ".join(part for part in (body, f"số {number}" if number else "") if part)


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
