"""The registers: own rows only, whole rows only, one use of an initiative, nothing deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from campaigns.books import BOOKS, BY_SLUG
from campaigns.models import Initiative, OcopProduct
from campaigns.queries.books import BookAsked, book_lines
from campaigns.services import books as service
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_stories import GOOD, TODAY, Stories, make_stories

pytestmark = pytest.mark.django_db
SLUGS = [book.slug for book in BOOKS]


@pytest.fixture
def desk() -> Stories:
    return make_stories()


def refused(code: str, act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.message


@pytest.mark.parametrize("slug", SLUGS)
def test_others_may_not(desk: Stories, slug: str) -> None:
    world, book = desk.world, BY_SLUG[slug]
    row = desk.row(slug)
    values = {"name": "Khác", **GOOD[slug]}
    for person in (world.neighbour_officer, world.coordinator, world.reader, desk.editor):
        for act in (
            lambda who: service.add_row(
                book=book, unit_id=world.commune.pk, agency_id=None, values=values, actor=who
            ),
            lambda who: service.change_row(book=book, row=row, values=values, actor=who),
            lambda who: service.withdraw_row(row=row, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert [one.name for one in book.model.objects.all()] == ["Một dòng"]
    assert not book.model.objects.visible_to(world.neighbour_officer).exists()
    assert book.model.objects.visible_to(world.reader).exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_row_is_mended_then_withdrawn(desk: Stories, slug: str) -> None:
    book, officer = BY_SLUG[slug], desk.world.officer
    row = desk.row(slug)
    refused("not_whole", lambda: desk.row(slug))  # twice the same
    refused("not_whole", lambda: desk.row(slug, "  "))
    changed = service.change_row(
        book=book, row=row, values={**GOOD[slug], "name": "Tên mới"}, actor=officer
    )
    assert changed.name == "Tên mới"
    refused("no_reason", lambda: service.withdraw_row(row=row, reason=" ", actor=officer))
    service.withdraw_row(row=row, reason="Nhập nhầm", actor=officer)
    refused("withdrawn", lambda: service.withdraw_row(row=row, reason="x", actor=officer))
    assert book_lines(officer, book, BookAsked()) == []
    desk.row(slug, "Tên mới")  # the name is free again
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()
    both = {"agency": desk.centre}
    with pytest.raises(IntegrityError), transaction.atomic():
        book.model.objects.filter(pk=row.pk).update(**both)


@pytest.mark.parametrize(
    ("slug", "fields", "words"),
    [
        ("ocop", {"stars": 2}, "lựa chọn"),
        ("ocop", {"expires": date(2023, 5, 30)}, "sau ngày quyết định"),
        ("chuoi-lien-ket", {"until": date(2023, 1, 1)}, "sau ngày bắt đầu"),
        ("tuyen-truyen", {"sessions": 0}, "ít nhất là 1"),
        ("mo-hinh", {"helpers": ""}, ""),
        ("mo-hinh", {"year": 1999}, ""),
    ],
)
def test_what_a_row_needs(desk: Stories, slug: str, fields: dict[str, Any], words: str) -> None:
    assert words in refused("not_whole", lambda: desk.row(slug, **fields))
    assert not BY_SLUG[slug].model.objects.exists()


@pytest.mark.parametrize(
    ("slug", "column"),
    [("sang-kien", "decision_date"), ("tuyen-truyen", "on"), ("chuoi-lien-ket", "since")],
)
def test_nothing_is_done_in_the_future(desk: Stories, slug: str, column: str) -> None:
    refused("future", lambda: desk.row(slug, **{column: date(2025, 6, 21)}))


def test_an_initiative_is_used_once(desk: Stories) -> None:
    row, officer = desk.row("sang-kien"), desk.world.officer
    assert isinstance(row, Initiative)

    def use(words: str = "CSTĐ cơ sở 2025", on: date = TODAY, who: Any = officer) -> Initiative:
        return service.use_initiative(initiative=row, used_for=words, on=on, actor=who)

    with pytest.raises(NotAllowed):
        use(who=desk.world.neighbour_officer)
    refused("no_use", lambda: use(" "))
    refused("early", lambda: use(on=date(2025, 1, 1)))
    refused("future", lambda: use(on=date(2025, 6, 21)))
    assert use().used_for == "CSTĐ cơ sở 2025"
    refused("used", lambda: use("Bằng khen 2025"))
    refused("used", lambda: service.withdraw_row(row=row, reason="x", actor=officer))
    for columns in ({"used_for": "Khác"}, {"used_for": "", "used_on": None}):
        with pytest.raises(InternalError), transaction.atomic():
            Initiative.objects.filter(pk=row.pk).update(**columns)


def test_stars_expire(desk: Stories) -> None:
    row = desk.row("ocop", expires=date(2025, 6, 19))
    assert isinstance(row, OcopProduct)
    assert row.expired_on(TODAY)
    assert not row.expired_on(date(2025, 6, 19))
    [line] = book_lines(desk.world.officer, BY_SLUG["ocop"], BookAsked())
    assert line.expired


def test_an_agency_keeps_its_own(desk: Stories) -> None:
    book, world = BY_SLUG["sang-kien"], desk.world
    made = service.add_row(
        book=book,
        unit_id=None,
        agency_id=world.agency.pk,
        values={"name": "Bảng theo dõi", **GOOD["sang-kien"]},
        actor=world.reviewer,
    )
    assert made.agency == world.agency
    with pytest.raises(NotAllowed):
        service.withdraw_row(row=made, reason="x", actor=world.other_reviewer)


def test_a_list_is_narrowed(desk: Stories) -> None:
    desk.row("mo-hinh", "Vườn mắc ca", year=2024)
    desk.row("mo-hinh", "Đường hoa", year=2025)
    book, user = BY_SLUG["mo-hinh"], desk.world.reader

    def names(asked: BookAsked) -> list[str]:
        return [line.row.name for line in book_lines(user, book, asked)]

    assert names(BookAsked(words="duong")) == ["Đường hoa"]
    assert names(BookAsked(year=2024)) == ["Vườn mắc ca"]
    assert names(BookAsked(party="Xã Krong")) == []
    assert len(names(BookAsked(party="Xã Sơn Lang"))) == 2
