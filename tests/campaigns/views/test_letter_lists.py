"""Lists of letters, boards, guidance and proposals: constant queries, search, files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.queries.letters import LettersAsked, board_lines, letter_lines
from campaigns.services import boards, guidance
from communes.enums import UnitKind
from kbang_ntm.core.models import User
from tests.factories.campaigns_tasks import Movement, make_movement
from tests.factories.communes import make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def fill(movement: Movement, count: int) -> None:
    world = movement.world
    for number in range(count):
        movement.letter(abstract=f"Việc {number}", handler_agency_id=world.agency.pk)
        movement.proposal(title=f"Đề xuất {number}")
        guidance.record_guidance(
            campaign=movement.campaign,
            agency=world.agency,
            text=guidance.GuidanceText(f"{number}/HD", date(2025, 6, 1), "Hướng dẫn"),
            scan=None,
            actor=world.reviewer,
        )
        place = make_unit(f"lang-{number}", kind=UnitKind.VILLAGE, parent=world.commune)
        board = boards.set_up_board(
            unit_id=place.pk,
            text=boards.BoardText(f"Ban {number}", date(2024, 1, 1)),
            scan=None,
            actor=world.officer,
        )
        boards.add_member(
            board=board,
            member=boards.Member("Đinh Blưk", "head", date(2024, 1, 1)),
            actor=world.officer,
        )


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_no_queries(movement: Movement, client: Client, count: int) -> None:
    fill(movement, count)
    clerk = User.objects.get(pk=movement.clerk.pk)
    with CaptureQueriesContext(connection) as found:
        assert len(letter_lines(clerk, LettersAsked())) == count
    assert len(found) == 3  # posts, letters, names of units
    with CaptureQueriesContext(connection) as found:
        assert len(board_lines(clerk)) == count
    assert len(found) == 3
    client.force_login(movement.lead)
    for name, most in (("guidance", 16), ("proposals", 16), ("letters", 16), ("boards", 16)):
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(f"campaigns:{name}")).status_code == 200
        assert len(found) <= most, name


@pytest.mark.parametrize(
    ("name", "asked", "there"),
    [
        ("letters", {"tim": "viec 1"}, "Việc 1"),
        ("proposals", {"tim": "de xuat 1"}, "Đề xuất 1"),
        ("guidance", {"tim": "1/hd"}, "1/HD"),
        ("boards", {"tim": "ban 1"}, "Ban 1"),
    ],
)
def test_search_needs_no_marks(
    movement: Movement, client: Client, name: str, asked: dict[str, Any], there: str
) -> None:
    fill(movement, 2)
    client.force_login(movement.lead)
    page = client.get(reverse(f"campaigns:{name}"), asked).content.decode()
    assert there in page
    assert there.replace("1", "0", 1) not in page
    for kind in ("xlsx", "csv"):
        answer = client.get(reverse(f"campaigns:{name}"), {**asked, "tai": kind})
        assert answer.status_code == 200
