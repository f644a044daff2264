"""Titles are registered at the year's start where the law of that year asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from awards.models import TitleRegistration
from awards.queries.registrations import registration_lines, visible_registrations
from awards.services import registrations as service
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_nominations import R1, R2, Awards, make_awards, scan

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def register(desk: Awards, **fields: Any) -> TitleRegistration:
    values: dict[str, Any] = {
        "unit_id": desk.commune.pk,
        "agency_id": None,
        "nominee": desk.nominee(),
        "year": 2023,
        "type_code": "CSTDCS",
        "registered_on": date(2023, 2, 10),
        "actor": desk.officer,
    }
    return service.register_title(**{**values, **fields})


def test_what_is_wrong_is_refused() -> None:
    desk = make_awards(R1)
    with pytest.raises(NotAllowed):
        register(desk, actor=desk.neighbour_officer)
    refused("not_needed", lambda: register(desk, year=2024, registered_on=date(2023, 10, 1)))
    refused("future", lambda: register(desk, registered_on=date(2023, 12, 1)))
    refused("day", lambda: register(desk, registered_on=date(2022, 12, 1)))
    refused("title", lambda: register(desk, type_code="GIAY_KHEN_HUYEN"))
    village = desk.nominee("Làng Hà Nừng", kind="collective", form="village", birth_year=None)
    refused("subject", lambda: register(desk, nominee=village))
    assert not TitleRegistration.objects.exists()


def test_under_the_later_law_nothing_is_registered() -> None:
    desk = make_awards(R2)
    assert not service.registration_needed(2024)
    refused("not_needed", lambda: register(desk, year=2024, registered_on=date(2024, 2, 10)))


def test_one_title_a_year_and_a_withdrawal_says_why() -> None:
    desk = make_awards(R1)
    row = register(desk, paper="DS 1", scan=Scan("dang-ky.pdf", scan()))
    assert row.file is not None
    assert service.may_read_paper(desk.clerk, row.file)
    assert not service.may_read_paper(desk.neighbour_officer, row.file)
    refused("twice", lambda: register(desk))
    with pytest.raises(IntegrityError), transaction.atomic():
        TitleRegistration.objects.create(
            unit=desk.commune, nominee=row.nominee, year=2023, type_code="CSTDCS",
            registered_on=date(2023, 3, 1), by=desk.officer,
        )  # fmt: skip
    for person in (desk.neighbour_officer, desk.clerk):
        with pytest.raises(NotAllowed):
            service.withdraw_registration(registration=row, reason="x", actor=person)
    refused(
        "no_reason",
        lambda: service.withdraw_registration(registration=row, reason="", actor=desk.officer),
    )
    done = service.withdraw_registration(registration=row, reason="Nhầm", actor=desk.officer)
    refused(
        "gone",
        lambda: service.withdraw_registration(registration=done, reason="x", actor=desk.officer),
    )
    assert register(desk).year == 2023


def test_the_desk_reads_what_its_communes_registered() -> None:
    desk = make_awards(R1)
    register(desk)
    assert visible_registrations(desk.clerk).count() == 1
    assert visible_registrations(desk.officer).count() == 1
    assert visible_registrations(desk.neighbour_officer).count() == 0
    (line,) = registration_lines(desk.clerk, 2023, "dinh van bot")
    assert (line.party, line.title) == ("Xã Sơn Lang", "Danh hiệu Chiến sĩ thi đua cơ sở")
    assert registration_lines(desk.clerk, 2022, "") == []
