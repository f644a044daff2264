"""Pages of stories and registers: makers, strangers, feed, photo, print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.books import BOOKS
from campaigns.fronts.stories import story_items
from campaigns.models import Broadcast, Initiative, Story, StorySpread
from campaigns.services import stories as service
from kbang_ntm.core.models import User
from tests.factories.campaigns_stories import Stories, make_stories, picture
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db
SLUGS = [book.slug for book in BOOKS]
TYPED: dict[str, dict[str, str]] = {
    "mo-hinh": {"year": "2025", "content": "Trồng xen", "helpers": "Hội Nông dân"},
    "sang-kien": {
        "author": "Đinh A", "level": "cơ sở", "decision_number": "12/QĐ",
        "decision_date": "10/01/2025",
    },
    "tuyen-truyen": {
        "on": "01/05/2025", "form": "meeting", "sessions": "1", "language": "bahnar",
        "listeners": "1.200",
    },
    "ocop": {
        "producer": "HTX", "stars": "4", "decision_number": "21/QĐ", "decision_date": "30/05/2023",
    },
    "hop-tac-xa": {"field": "Cà phê", "working": "fair", "members": ""},
    "chuoi-lien-ket": {"buyer": "Nhà máy", "since": "01/01/2024", "area": "12,5"},
}  # fmt: skip


@pytest.fixture
def desk() -> Stories:
    cache.clear()
    return make_stories()


def url(name: str, *args: Any) -> str:
    return reverse(f"campaigns:{name}", args=args)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User | None, name: str, *args: Any, data: Any = None) -> Any:
        client.logout() if user is None else client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User | None, page: str, /, *args: Any, **body: Any) -> Any:
        client.logout() if user is None else client.force_login(user)
        return client.post(url(page, *args), {"x": "1", **body})

    return send


def test_others_do_not_know_of_what_is_in_the_making(desk: Stories, get: Any) -> None:
    for row in (desk.proposed(), desk.editing(), desk.waiting()):
        assert get(desk.world.neighbour_leader, "story", row.uid).status_code == 404
        assert get(None, "story-public", row.uid).status_code == 404
        assert get(None, "story-photo", row.uid).status_code == 404
        assert get(desk.world.officer, "story-edit", row.uid).status_code == 403


def test_the_whole_way_on_the_pages(desk: Stories, get: Any, post: Any) -> None:
    world = desk.world
    body = {
        "kind": "deed", "title": "Hiến đất", "about_name": "Đinh Y",
        "party": f"u{world.commune.pk}", "summary": "Một câu.", "body": "**Hay**",
    }  # fmt: skip
    assert post(world.officer, "story-propose", **body).status_code == 302
    row = Story.objects.get()
    editor, approver = desk.editor, desk.approver
    assert post(editor, "story-take", row.uid).status_code == 302
    answer = post(editor, "story-submit", row.uid)
    assert answer.status_code == 422
    assert "sự đồng ý" in answer.content.decode()
    assert post(editor, "story-consent", row.uid, note="Ký 01/6").status_code == 302
    image = SimpleUploadedFile("a.png", picture().getvalue(), "image/png")
    assert post(editor, "story-photo-set", row.uid, file=image, alt="Đường").status_code == 302
    assert post(editor, "story-submit", row.uid).status_code == 302
    assert post(approver, "story-return", row.uid, reason="Gọn lại").status_code == 302
    assert post(editor, "story-edit", row.uid, **body).status_code == 302
    assert post(editor, "story-submit", row.uid).status_code == 302
    assert post(approver, "story-publish", row.uid).status_code == 302
    aired = {"on": "01/06/2025", "channel": "village", "language": "both", "column": "Thi đua",
             "places": "Làng Tro", "script": ""}  # fmt: skip
    assert post(editor, "story-broadcast", row.uid, **aired).status_code == 302
    spread = {"party": f"u{world.neighbour.pk}", "place": "Làng Tro", "since": "01/06/2025"}
    assert post(world.officer, "story-spread", row.uid, **spread).status_code == 422
    assert post(world.neighbour_officer, "story-spread", row.uid, **spread).status_code == 302
    page = get(None, "story-public", row.uid).content.decode()
    for words in ("<strong>Hay</strong>", "Làng Tro", "tiếng Ba Na", 'alt="Đường"'):
        assert words in page
    one, two = Broadcast.objects.get(), StorySpread.objects.get()
    assert post(editor, "broadcast-withdraw", one.uid, reason="Nhầm").status_code == 302
    assert post(editor, "spread-withdraw", two.uid, reason="Nhầm").status_code == 302
    assert "Làng Tro" not in get(None, "story-public", row.uid).content.decode()
    assert post(approver, "story-take-down", row.uid, reason="Xin gỡ").status_code == 302
    assert get(None, "story-public", row.uid).status_code == 404
    assert post(editor, "story-reopen", row.uid).status_code == 302
    assert post(editor, "story-refuse", row.uid, reason="Trùng").status_code == 302


def test_a_photo_is_public_with_its_story_only(desk: Stories, get: Any, client: Client) -> None:
    row = desk.agreed()
    service.set_photo(story=row, name="a.png", stream=picture(), alt="Đường", actor=desk.editor)
    assert get(None, "story-photo", row.uid).status_code == 404
    service.submit_story(story=row, actor=desk.editor)
    service.publish_story(story=row, actor=desk.approver)
    answer = get(None, "story-photo", row.uid)
    assert b"".join(answer).startswith(b"\xff\xd8\xff")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = client.get(url("story-photo", row.uid), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    service.take_down_story(story=row, reason="Xin gỡ", actor=desk.approver)
    assert get(None, "story-photo", row.uid).status_code == 404


def test_the_feed_holds_published_stories(desk: Stories, get: Any) -> None:
    desk.published(title="Một & hai")
    desk.waiting(title="Chưa đăng")
    answer = get(None, "stories-feed")
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    items = ElementTree.fromstring(answer.content).findall("channel/item")
    assert [item.findtext("title") for item in items] == ["Một & hai"]
    assert items[0].findtext("description") == "Cả làng dời hàng rào."


def test_the_public_list_finds_without_marks(desk: Stories, get: Any) -> None:
    desk.published(title="Hiến đất mở đường")
    desk.published(title="Nuôi ong", about_name="Chị B", summary="Mật", body="Ong.", kind="model")

    def listed(**data: str) -> str:
        return str(get(None, "stories-public", data=data).content.decode())

    assert "Nuôi ong" not in listed(tim="hien dat")
    assert "Nuôi ong" in listed(loai="model")
    assert "Chưa có bài nào khớp" in listed(tim="không có")
    for number in range(12):
        desk.published(title=f"Bài {number}")
    assert 'rel="next"' in listed()
    assert "Hiến đất mở đường" in listed(page="2")


def test_strangers_propose(desk: Stories, get: Any, post: Any) -> None:
    body = {
        "kind": "deed", "title": "Nhặt rác", "about_name": "Một nhóm",
        "party": f"u{desk.world.commune.pk}", "body": "Chủ nhật nào cũng đi.",
    }  # fmt: skip
    assert post(None, "story-propose-public", **body, website="x").status_code == 302
    assert not Story.objects.exists()
    answer = post(None, "story-propose-public", **body)
    assert answer.headers["Location"] == f"{url('stories-public')}?da-gui=1"
    assert "Nhặt rác" not in get(None, "stories-public").content.decode()
    assert Story.objects.get().proposed_by is None
    agency = post(None, "story-propose-public", **{**body, "party": f"a{desk.centre.pk}"})
    assert agency.status_code == 422


def test_typed_tags_are_shown_as_text(desk: Stories, get: Any) -> None:
    row = desk.published(body="<img src=x onerror=alert(1)> **đậm**")
    page = get(None, "story-public", row.uid).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img" in page and "<strong>đậm</strong>" in page


def test_the_first_page_shows_the_newest_three(desk: Stories, client: Client) -> None:
    from campaigns.queries.stories import latest_published, published_stamp

    before = published_stamp(3)
    for number in range(4):
        desk.published(title=f"Bài {number}")
    assert [line.story.title for line in latest_published(3)] == ["Bài 3", "Bài 2", "Bài 1"]
    assert published_stamp(3) != before


def titles(user: User) -> list[str]:
    return [item.title for item in story_items(User.objects.get(pk=user.pk))]


def test_everyone_is_told_what_waits(desk: Stories) -> None:
    desk.proposed(title="A")
    desk.editing(title="B")
    desk.waiting(title="C")
    assert titles(desk.editor) == ["Nhận biên tập: A", "Biên tập tiếp: B"]
    assert "Duyệt bài: C" in titles(desk.approver)
    assert titles(desk.world.leader) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_register_on_the_pages(desk: Stories, get: Any, post: Any, slug: str) -> None:
    world, book = desk.world, next(one for one in BOOKS if one.slug == slug)
    body = {"name": "Một dòng", "note": "", "party": f"u{world.commune.pk}", **TYPED[slug]}
    assert get(world.reader, "book-new", slug).status_code == 403
    assert post(world.officer, "book-new", slug, **{**body, "name": ""}).status_code == 422
    answer = post(world.officer, "book-new", slug, **body)
    assert answer.status_code == 302, answer.content.decode()
    row = book.model.objects.get()
    assert "Một dòng" in get(world.reader, "book", slug).content.decode()
    assert "Một dòng" not in get(world.neighbour_officer, "book", slug).content.decode()
    assert get(world.neighbour_officer, "book-row", slug, row.uid).status_code == 404
    assert get(world.reader, "book-row", slug, row.uid).status_code == 200
    assert get(world.reader, "book-edit", slug, row.uid).status_code == 403
    edit = get(world.officer, "book-edit", slug, row.uid)
    shown = [text for text in TYPED[slug].values() if text != "1.200"]
    assert all(text in edit.content.decode() for text in shown)
    assert post(world.officer, "book-edit", slug, row.uid, **body).status_code == 302
    assert getattr(row, "listeners", 1200) == 1200  # typed with a dot
    csv = b"".join(get(world.reader, "book", slug, data={"tai": "csv"})).decode()
    assert "Một dòng" in csv
    assert post(world.officer, "book-withdraw", slug, row.uid, reason="Nhầm").status_code == 302
    assert "Đã rút khỏi sổ" in get(world.officer, "book-row", slug, row.uid).content.decode()


def test_the_use_of_an_initiative_on_the_pages(desk: Stories, get: Any, post: Any) -> None:
    row = desk.row("sang-kien")
    assert get(desk.world.reader, "initiative-use", row.uid).status_code == 403
    body = {"used_for": "CSTĐ 2025", "on": "20/06/2025"}
    assert post(desk.world.officer, "initiative-use", row.uid, **body).status_code == 302
    assert post(desk.world.officer, "initiative-use", row.uid, **body).status_code == 422
    assert Initiative.objects.get().used_for == "CSTĐ 2025"


def count(get: Any, user: User | None, name: str, *args: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert get(user, name, *args).status_code == 200
    return len(caught)


def test_lists_cost_the_same_with_more_rows(desk: Stories, get: Any) -> None:
    pages = [(desk.editor, "stories"), (None, "stories-public"), (None, "stories-feed")]
    pages += [(desk.world.reader, "books")]

    def costs() -> list[int]:
        found = [count(get, user, name) for user, name in pages]
        return found + [count(get, desk.world.reader, "book", slug) for slug in SLUGS]

    desk.published()
    for slug in SLUGS:
        desk.row(slug)
    costs()  # the first page of a process reads more
    before = costs()
    for number in range(2):
        desk.published()
        for slug in SLUGS:
            desk.row(slug, f"Dòng {number}")
    assert costs() == before


def test_pages_are_for_those_with_a_duty(desk: Stories, get: Any) -> None:
    stranger = make_user("khong-vai-tro")
    assert get(stranger, "stories").status_code == 403
    assert get(stranger, "books").status_code == 403
    assert get(stranger, "book", "khong-co").status_code == 403
    assert get(desk.editor, "book", "khong-co").status_code == 404
