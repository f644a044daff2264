"""Rows with nothing in them: every paper of communes prints, or refuses with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from communes.models import (
    CriteriaSet,
    IndicatorEntry,
    OpinionRound,
    ProgressReport,
    Receipt,
    RecognitionCase,
)
from communes.services.opinions import remove_village
from kbang_ntm.core.errors import Refused
from reports.documents import registry
from reports.documents.papers import all_papers
from tests.factories.cases import load_procedures, make_case_world
from tests.factories.communes import make_period, make_unit, make_world
from tests.factories.registers import make_registers
from tests.reports.checking.form import assert_keeps_the_form

pytestmark = pytest.mark.django_db


def bare_report() -> ProgressReport:
    """A report nobody has typed in, of a unit without a name, on a set without criteria."""
    unit = make_unit("trong", "Xã Trống")
    unit.versions.all().delete()
    empty = CriteriaSet.objects.create(
        code="rong", title="Bộ rỗng", standard="ntm", applies_to="commune", valid=(None, None)
    )
    return ProgressReport.objects.create(
        unit=unit, responsible_unit=unit, criteria_set=empty, period=make_period("2025-Q2")
    )


def bare_entry() -> IndicatorEntry:
    """An entry that was begun and never filled."""
    world = make_world()
    return IndicatorEntry.objects.create(
        report=world.report(world.period), indicator=world.indicators["12.1"]
    )


def bare_case() -> RecognitionCase:
    """A village's case without report, papers, votes and words."""
    return make_case_world().open_village()


def bare_commune_case() -> RecognitionCase:
    """A commune's case without a report and without a body that verifies."""
    world = make_world()
    load_procedures("xa-ntm-2022")
    from communes.services.cases import open_case

    world.commune.versions.update(parent=None)
    return open_case(unit=world.commune, standard="ntm", report=None, actor=world.officer)


def bare_opinions() -> OpinionRound:
    """A round nobody has entered a village in."""
    registers = make_registers()
    row = registers.round(total=None)
    for village in row.villages.all():
        remove_village(village=village, reason="Ghi nhầm", actor=registers.world.officer)
    return row


def things(model: type) -> list[Callable[[], Any]]:
    made: dict[str, list[Callable[[], Any]]] = {
        "ProgressReport": [bare_report],
        "OpinionRound": [bare_opinions, lambda: make_registers().round()],
        "IndicatorEntry": [bare_entry],
        "AdministrativeUnit": [lambda: make_unit("trong", "Xã Trống")],
        "RecognitionCase": [bare_case, bare_commune_case],
    }
    return made.get(model.__name__, [])


CASES = [
    pytest.param(paper.kind.code, paper.about, make, id=f"{paper.kind.code}-{number}")
    for paper in all_papers()
    for number, make in enumerate(things(paper.model))
]


@pytest.mark.parametrize(("code", "about", "make"), CASES)
def test_it_prints_or_says_why_not(code: str, about: str, make: Callable[[], Any]) -> None:
    kind, row = registry.get(code), make()
    try:
        document = kind.build(**{about: row})
    except Refused as refused:
        assert refused.message.endswith(".") and len(refused.message) > 30
        return
    assert_keeps_the_form(document, kind)


def test_a_period_without_a_district_says_so() -> None:
    with pytest.raises(Refused, match="Không còn cấp huyện"):
        registry.get("matrix-annex").build(period=make_period("2025-Q3"))


@pytest.mark.parametrize("code", ["progress-report", "matrix-annex"])
def test_a_period_nobody_reported_for_keeps_the_form(code: str) -> None:
    world, kind = make_world(), registry.get(code)
    assert_keeps_the_form(kind.build(period=world.period), kind)


def test_the_slip_of_a_report_keeps_the_form() -> None:
    world, kind = make_world(), registry.get("submission-receipt")
    receipt = Receipt.objects.exclude(number=None).get(report=world.sent_report())
    assert_keeps_the_form(kind.build(receipt=receipt), kind)
