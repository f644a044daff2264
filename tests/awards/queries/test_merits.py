"""Figures beside criteria: what the data say with their source; unknown stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from awards.merit_codes import FIGURES_OF
from awards.models import Nomination
from awards.queries.merits import FIGURES, Figure, about, figure
from campaigns.models import Campaign, Initiative, OcopProduct, PolicyProposal, Subject
from communes.enums import RecognitionState, Standard
from communes.models import DebtStatement, Recognition
from kbang_ntm.core import clock
from kbang_ntm.core.services.files import store_bytes
from tests.factories.awards_nominations import Awards, make_awards
from tests.factories.communes import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def say(row: Nomination, code: str) -> Figure:
    return figure(code, about(row, clock.today()))


@pytest.fixture
def desk() -> Awards:
    return make_awards()


def of_commune(desk: Awards) -> Nomination:
    nominee = desk.nominee(
        "Nhân dân xã Krong", kind="collective", form="commune", birth_year=None,
        unit_id=desk.neighbour.pk,
    )  # fmt: skip
    return desk.draft(desk.round(), nominee)


def test_every_code_of_the_plan_has_a_figure_and_every_criterion_its_codes(desk: Awards) -> None:
    assert {code for codes in FIGURES_OF.values() for code in codes} == set(FIGURES)
    criteria = {
        (subject.code, one.order)
        for subject in Subject.objects.filter(campaign=Campaign.objects.get())
        for one in subject.criteria.all()
    }
    assert criteria == set(FIGURES_OF)


@pytest.mark.parametrize("code", sorted(FIGURES))
def test_nothing_entered_is_unknown_and_leads_somewhere(desk: Awards, code: str) -> None:
    found = say(desk.draft(desk.round(), desk.nominee("Không Ai Biết", birth_year=1950)), code)
    assert found.met is None
    assert found.words
    assert found.code == code


def test_a_recognition_counts_from_its_day(desk: Awards) -> None:
    row = of_commune(desk)
    Recognition.objects.filter(unit=desk.neighbour).delete()
    given: dict[str, Any] = {"unit": desk.neighbour, "standard": Standard.NTM}
    Recognition.objects.create(
        state=RecognitionState.RECOGNISED, decision_date=date(2024, 11, 1), year=2024, **given
    )
    assert say(row, "standard").met is None
    Recognition.objects.filter(unit=desk.neighbour).update(decision_date=date(2024, 9, 1))
    found = say(row, "standard")
    assert (found.met, found.numbers) == (True, {"recognised": 1})


@pytest.mark.parametrize(("owed", "met"), [(Decimal(0), True), (Decimal(5_000_000), False)])
def test_debt_as_the_commune_has_stated_it(desk: Awards, owed: Decimal, met: bool) -> None:
    row = of_commune(desk)
    paper = store_bytes(
        name="no.pdf", content=pdf(), content_type="application/pdf",
        owner_kind="debt_statement", owner_uid=desk.neighbour.uid, user=desk.clerk,
    )  # fmt: skip
    DebtStatement.objects.create(
        unit=desk.neighbour, as_of=date(2024, 9, 30), owed=owed, paper_number="1/BC",
        paper_date=date(2024, 10, 1), paper_file=paper, by=desk.clerk,
    )  # fmt: skip
    assert say(row, "debt").met is met


def test_registers_are_read_by_name_within_the_place(desk: Awards) -> None:
    row = desk.draft(desk.round(), desk.nominee("Đinh Văn Sáng", birth_year=1985))
    Initiative.objects.create(
        unit=desk.commune, name="Máy tách hạt", author="Đinh Văn Sáng", level="huyện",
        decision_number="1", decision_date=date(2024, 5, 1), by=desk.officer,
    )  # fmt: skip
    OcopProduct.objects.create(
        unit=desk.neighbour, name="Mật ong", producer="Đinh Văn Sáng", stars=4,
        decision_number="2", decision_date=date(2024, 5, 1), by=desk.officer,
    )  # fmt: skip
    assert say(row, "initiatives").numbers == {"initiatives": 1, "unused": 1}
    assert say(row, "ocop").met is None  # another commune's
    OcopProduct.objects.update(unit=desk.commune)
    assert say(row, "ocop").numbers == {"products": 1, "stars": 4}
    OcopProduct.objects.update(expires=date(2024, 9, 1))
    assert say(row, "ocop").met is None  # expired


def test_an_agency_is_asked_about_by_its_own_rows(desk: Awards) -> None:
    nominee = desk.nominee(
        "Phòng NN và PTNT", kind="collective", form="agency", birth_year=None,
        agency_id=desk.agency.pk, unit_id=desk.district.pk,
    )  # fmt: skip
    row = desk.draft(desk.round(), nominee)
    assert say(row, "proposals").met is None
    PolicyProposal.objects.create(
        campaign=Campaign.objects.get(), agency=desk.agency, title="Hỗ trợ giống", text="x",
        state="accepted", raised_on=date(2024, 3, 1), by=desk.reviewer,
        answered_on=date(2024, 4, 1), answer_number="5/CV", answer_text="Đồng ý",
    )  # fmt: skip
    found = say(row, "proposals")
    assert (found.met, found.numbers) == (True, {"raised": 1, "accepted": 1})
