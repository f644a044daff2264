"""What a print is today, told by its code: to everybody the state, to readers each figure."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from kbang_ntm.core import clock
from kbang_ntm.core.services.seals import close_days, seal_all
from reports.documents.registry import Format
from reports.models import DocumentSnapshot
from reports.models.documents import LETTERS, new_code
from reports.services import issuing
from reports.services.documents import Order, build_snapshot
from reports.services.print_checks import PrintState, check_print, read_code
from reports.services.snapshots import render_snapshot, shown_code, stamp_of
from tests.factories.communes import World, make_world
from tests.factories.issuing import SIGNER, Round, make_round

pytestmark = pytest.mark.django_db
ORDER = Order(kind="progress-report", period="2025-Q2", format="pdf")


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def round_(world: World) -> Round:
    return make_round(world)


def state(snapshot: DocumentSnapshot) -> PrintState:
    found = check_print(snapshot.code, None)
    assert found is not None
    return found.state


def test_codes_are_random_in_every_place() -> None:
    codes = [new_code() for _ in range(3200)]
    assert len(set(codes)) == 3200
    for place in range(12):
        counts = Counter(code[place] for code in codes)
        assert set(counts) == set(LETTERS)  # 32 signs, about 100 of each
        assert max(counts.values()) < 200


@pytest.mark.parametrize("text", ["abcd-efgh-2345", " ABCD EFGH 2345", "ABCDEFGH2345"])
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    assert read_code(text) == "ABCDEFGH2345"
    assert shown_code("ABCDEFGH2345") == "ABCD-EFGH-2345"


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFGH2345Z", "ABCDEFGH234!", "ABCDEFGH2340"])
def test_what_is_no_code(text: str) -> None:
    assert read_code(text) == ""
    assert check_print(text, None) is None


def test_a_print_is_current_until_a_figure_changes(world: World) -> None:
    snapshot = build_snapshot(order=ORDER, actor=world.reader)
    assert state(snapshot) is PrintState.CURRENT
    world.sent_report()
    assert state(snapshot) is PrintState.STALE
    found = check_print(snapshot.code, world.reader)
    assert found is not None and found.changes
    sent = next(one for one in found.changes if one.where.endswith(" Có …»"))
    assert (sent.then, sent.now) == ("0", "1")
    again = build_snapshot(order=ORDER, actor=world.reader)
    assert (state(snapshot), state(again)) == (PrintState.REPLACED, PrintState.CURRENT)


def test_printing_again_without_a_change_replaces_nothing(world: World) -> None:
    world.sent_report()
    first = build_snapshot(order=ORDER, actor=world.reader)
    second = build_snapshot(order=ORDER, actor=world.reader)
    assert (state(first), state(second)) == (PrintState.CURRENT, PrintState.CURRENT)


def test_a_print_carries_the_root_known_when_it_was_frozen(world: World) -> None:
    first = build_snapshot(order=ORDER, actor=world.reader)
    assert stamp_of(first).trail == ""
    seal_all()
    with clock.standing_on(clock.today() + timedelta(days=1)):
        [day] = close_days()
        assert stamp_of(first).trail == ""  # it would not be the same file again
        second = build_snapshot(order=ORDER, actor=world.reader)
    assert stamp_of(second).words[-1] == f"Dấu nhật ký {day.words}"
    pages = PdfReader(io.BytesIO(render_snapshot(second, Format.PDF).content)).pages
    assert day.short in " ".join(pages[0].extract_text().split())


def test_only_readers_see_the_figures(world: World) -> None:
    snapshot = build_snapshot(order=ORDER, actor=world.reader)
    world.sent_report()
    for user, sees in ((None, False), (world.officer, False), (world.reader, True)):
        found = check_print(snapshot.code, user)
        assert found is not None
        assert (found.changes is not None) is sees


def test_versions_of_a_document_going_out(round_: Round) -> None:
    row = round_.draft()
    first = row.snapshot
    assert state(first) is PrintState.CURRENT
    row = issuing.refresh(paper=row, actor=round_.maker)
    assert (state(first), state(row.snapshot)) == (PrintState.REPLACED, PrintState.CURRENT)
    for act, actor in (("send", round_.maker), ("pass_head", round_.maker),
                       ("pass_office", round_.office), ("approve", round_.chairman)):  # fmt: skip
        row = issuing.move(paper=row, act=act, words="", actor=actor)
    second = row.snapshot
    row = issuing.register(
        paper=row, number="7", dated=date(2025, 6, 20), signer=SIGNER, actor=round_.clerk
    )
    assert (state(first), state(second)) == (PrintState.OFFICIAL,) * 2
    assert state(row.snapshot) is PrintState.CURRENT
    issuing.move(paper=row, act="revoke", words="Sai", actor=round_.clerk)
    assert state(second) is PrintState.ENDED


def test_the_public_page(client: Client, round_: Round) -> None:
    row = round_.draft()
    address = reverse("reports:print-check-one", args=[row.snapshot.code])
    text = client.get(address).content.decode()
    assert "Còn đúng." in text
    assert "Đây là dự thảo" in text
    assert row.title not in text  # kind, time and state, not what it says
    asked = client.get(reverse("reports:print-check"), {"ma": shown_code(row.snapshot.code)})
    assert asked.status_code == 302
    assert asked["Location"] == address


@pytest.mark.parametrize("code", ["ABCDEFGH2345", "abc", "'; drop table", "Ă" * 12])
def test_unknown_codes_are_answered_alike(client: Client, code: str) -> None:
    answer = client.get(reverse("reports:print-check-one", args=[code]))
    assert answer.status_code == 404
    assert "Không có bản in nào mang mã" in answer.content.decode()


def test_codes_cannot_be_tried_out(client: Client) -> None:
    address = reverse("reports:print-check-one", args=["ABCDEFGH2345"])
    answers = [client.get(address).status_code for _ in range(121)]
    assert (answers[119], answers[120]) == (404, 429)
