"""Stories: no consent, nothing published; edited by the editor, approved by the two offices."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from PIL import Image, ImageFile
from psycopg2.extras import DateRange

from campaigns.models import Broadcast, Story, StorySpread
from campaigns.services import stories as service
from campaigns.services import story_traces as traces
from campaigns.services.pictures import LONGEST, clean_picture
from communes.models import UnitVersion
from kbang_ntm.core import clock, storage
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification, User
from tests.factories.campaigns_stories import Stories, make_stories, picture
from tests.factories.communes import make_user, pdf, stand_on

pytestmark = pytest.mark.django_db
AIRED = traces.Aired(date(2025, 6, 1), "district", "vi")


@pytest.fixture
def desk() -> Stories:
    return make_stories()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_others_may_not(desk: Stories) -> None:
    world = desk.world
    proposed, editing, waiting = desk.proposed(), desk.editing(), desk.waiting()
    published = desk.published()
    for person in (world.officer, world.leader, world.reviewer, world.reader):
        for act in (
            lambda who: service.take_story(story=proposed, actor=who),
            lambda who: service.edit_story(story=editing, text=desk.text(), actor=who),
            lambda who: service.note_consent(story=editing, note="x", actor=who),
            lambda who: service.set_photo(
                story=editing, name="a.png", stream=picture(), alt="x", actor=who
            ),
            lambda who: service.submit_story(story=editing, actor=who),
            lambda who: service.publish_story(story=waiting, actor=who),
            lambda who: service.return_story(story=waiting, reason="x", actor=who),
            lambda who: service.refuse_story(story=waiting, reason="x", actor=who),
            lambda who: service.take_down_story(story=published, reason="x", actor=who),
            lambda who: traces.record_broadcast(story=published, aired=AIRED, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):  # the editor edits and does not approve
        service.publish_story(story=waiting, actor=desk.editor)
    states = Story.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["proposed", "editing", "waiting", "published"]


def test_without_consent_nothing_goes_on(desk: Stories) -> None:
    row = desk.editing()
    refused("no_consent", lambda: service.submit_story(story=row, actor=desk.editor))
    refused("no_note", lambda: service.note_consent(story=row, note=" ", actor=desk.editor))
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=desk.waiting().pk).update(consent="", consent_note="")
        Story.objects.filter(state="waiting").update(state="published", published_at=clock.now())
    assert not Story.objects.public().exists()


def test_a_scan_of_consent_is_for_the_makers_only(desk: Stories) -> None:
    row = service.note_consent(
        story=desk.editing(),
        note="Ký ngày 01/6",
        file=("dong-y.pdf", io.BytesIO(pdf("đồng ý"))),
        actor=desk.editor,
    )
    assert row.consent == "file" and row.consent_file is not None
    assert service.may_read_consent(desk.editor, row.consent_file)
    assert service.may_read_consent(desk.approver, row.consent_file)
    assert not service.may_read_consent(desk.world.officer, row.consent_file)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "khac"}, "kind"),
        ({"title": " "}, "no_title"),
        ({"about_name": " "}, "no_name"),
        ({"body": "x" * 20_001}, "long"),
        ({"unit_id": None}, "party"),
        ({"agency_id": 1}, "party"),
    ],
)
def test_what_is_missing_is_said(desk: Stories, fields: dict[str, Any], code: str) -> None:
    refused(code, lambda: desk.proposed(**fields))
    assert not Story.objects.exists()


def test_the_whole_way_there_and_back(desk: Stories) -> None:
    row = desk.waiting()
    refused("no_reason", lambda: service.return_story(story=row, reason=" ", actor=desk.approver))
    row = service.return_story(story=row, reason="Viết gọn", actor=desk.approver)
    row = service.edit_story(story=row, text=desk.text(body="Gọn."), actor=desk.editor)
    row = service.submit_story(story=row, actor=desk.editor)
    row = service.publish_story(story=row, actor=desk.approver)
    assert (row.state, row.closed_reason, row.approved_by) == ("published", "", desk.approver)
    refused(
        "wrong_state",
        lambda: service.edit_story(story=row, text=desk.text(), actor=desk.editor),
    )
    row = service.take_down_story(story=row, reason="Người được nêu xin gỡ", actor=desk.approver)
    assert not Story.objects.public().exists()
    row = service.reopen_story(story=row, actor=desk.editor)
    assert row.state == "editing"
    told = Notification.objects.filter(kind="story.moved", recipient=desk.world.officer)
    assert told.count() == 2  # taken, published


def test_what_is_seen(desk: Stories) -> None:
    mine, published = desk.proposed(), desk.published()
    outside = service.propose_story(text=desk.text(), actor=None)
    everything = {mine, published, outside}
    seen = {
        user.username: set(Story.objects.visible_to(user))
        for user in (desk.world.officer, desk.world.reviewer, desk.editor, desk.approver)
    }
    assert seen["hanh"] == {mine, published}
    assert seen["viet"] == {published}
    assert seen["nhu"] == seen["bao"] == everything
    assert set(Story.objects.visible_to(make_user("khong-vai-tro"))) == {published}


def test_a_flood_stops(desk: Stories) -> None:
    one = service.propose_story(text=desk.text(), actor=None)
    Story.objects.bulk_create(
        Story(
            kind="deed", title="x", about_name="x", unit=desk.world.commune, source="public",
            state="proposed",
        )
        for _ in range(service.MOST_PROPOSED - 1)
    )  # fmt: skip
    refused("full", lambda: service.propose_story(text=desk.text(), actor=None))
    service.refuse_story(story=one, reason="Quảng cáo", actor=desk.editor)
    service.propose_story(text=desk.text(), actor=None)


def test_a_photo_is_drawn_anew(desk: Stories) -> None:
    refused(
        "no_alt",
        lambda: service.set_photo(
            story=desk.editing(), name="a.jpg", stream=picture(), alt="", actor=desk.editor
        ),
    )
    row = service.set_photo(
        story=desk.editing(),
        name="ảnh.jpg",
        stream=picture(kind="JPEG", size=(3000, 10)),
        alt="Con đường",
        actor=desk.editor,
    )
    assert row.photo is not None
    with Image.open(io.BytesIO(storage.read_stored(row.photo))) as kept:
        assert kept.format == "JPEG"
        assert max(kept.size) == LONGEST
        assert dict(kept.getexif()) == {}
    assert row.photo.original_name == "ảnh.jpg"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", pdf("x"), "not_picture"),
        ("a.jpg", picture().getvalue(), "wrong_type"),
        ("a.png", picture().getvalue()[:60], "damaged"),
        ("a.gif", b"GIF89a", "not_accepted"),
    ],
)
def test_what_is_no_photo_is_refused(
    name: str, content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a process that has printed a document before.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    refused(code, lambda: clean_picture(name, io.BytesIO(content)))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P"])
def test_every_kind_of_picture_becomes_one(mode: str) -> None:
    name, content = clean_picture("a.png", picture(mode))
    with Image.open(io.BytesIO(content)) as kept:
        assert (name, kept.mode) == ("a.jpg", "RGB")


def test_broadcasts_are_of_published_stories(desk: Stories) -> None:
    refused(
        "wrong_state",
        lambda: traces.record_broadcast(story=desk.waiting(), aired=AIRED, actor=desk.editor),
    )
    row = desk.published()
    for aired, code in (
        (traces.Aired(date(2025, 6, 21), "district", "vi"), "future"),
        (traces.Aired(date(2025, 6, 1), "tv", "vi"), "channel"),
        (traces.Aired(date(2025, 6, 1), "district", "en"), "channel"),
        (traces.Aired(date(2025, 6, 1), "village", "bahnar"), "no_places"),
        (traces.Aired(date(2025, 6, 1), "district", "vi", column=" "), "no_column"),
    ):
        refused(
            code,
            lambda: traces.record_broadcast(story=row, aired=aired, actor=desk.editor),  # noqa: B023  called at once
        )
    one = traces.record_broadcast(story=row, aired=AIRED, actor=desk.editor)
    assert one.column == "Thi đua yêu nước"
    with pytest.raises(NotAllowed):
        traces.withdraw_trace(row=one, reason="x", actor=desk.world.officer)
    traces.withdraw_trace(row=one, reason="Ghi nhầm ngày", actor=desk.editor)
    refused("withdrawn", lambda: traces.withdraw_trace(row=one, reason="x", actor=desk.editor))
    with pytest.raises(InternalError), transaction.atomic():
        Broadcast.objects.all().delete()


def spread(desk: Stories, story: Story, actor: User, **fields: Any) -> StorySpread:
    values: dict[str, Any] = {
        "unit_id": desk.world.neighbour.pk,
        "agency_id": None,
        "place": "Làng Tro",
        "since": date(2025, 6, 1),
        "note": "",
    }
    return traces.record_spread(story=story, actor=actor, **{**values, **fields})


def test_spread_is_told_by_who_applied(desk: Stories) -> None:
    row, neighbour = desk.published(), desk.world.neighbour_officer
    with pytest.raises(NotAllowed):
        spread(desk, row, desk.world.officer)
    one = spread(desk, row, neighbour)
    refused("same", lambda: spread(desk, row, neighbour))
    refused("future", lambda: spread(desk, row, neighbour, place="B", since=date(2025, 7, 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        StorySpread.objects.create(
            story=row, unit=one.unit, place=one.place, since=one.since, by=neighbour
        )
    traces.withdraw_trace(row=one, reason="Chưa làm", actor=neighbour)
    spread(desk, row, neighbour)


def test_after_the_district_the_commune_edits_and_its_leader_approves(desk: Stories) -> None:
    world = desk.world
    UnitVersion.objects.filter(unit=world.district).update(valid=DateRange(None, date(2025, 7, 1)))
    stand_on(date(2025, 7, 10))
    officer, leader, neighbour = (
        User.objects.get(pk=one.pk) for one in (world.officer, world.leader, world.neighbour_leader)
    )
    row = service.propose_story(text=desk.text(), actor=officer)
    with pytest.raises(NotAllowed):
        service.take_story(story=row, actor=neighbour)
    row = service.take_story(story=row, actor=officer)
    row = service.note_consent(story=row, note="Ký", actor=officer)
    row = service.submit_story(story=row, actor=officer)
    with pytest.raises(NotAllowed):
        service.publish_story(story=row, actor=officer)
    assert service.publish_story(story=row, actor=leader).state == "published"
