"""Stories and rows of the registers of the small district, and who edits and approves."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from PIL import Image

from campaigns.books import BY_SLUG
from campaigns.models import BookRow, Story
from campaigns.services import books, stories
from communes.enums import Role
from communes.models import Agency
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_agency, make_post, make_user, make_world

TODAY = date(2025, 6, 20)
GOOD: dict[str, dict[str, Any]] = {
    "mo-hinh": {"year": 2025, "content": "Trồng xen", "helpers": "Hội Nông dân"},
    "sang-kien": {
        "author": "Đinh A",
        "level": "cơ sở",
        "decision_number": "12/QĐ",
        "decision_date": date(2025, 1, 10),
    },
    "tuyen-truyen": {
        "on": date(2025, 5, 1),
        "form": "meeting",
        "sessions": 1,
        "listeners": 40,
        "broadcasts": 0,
        "language": "bahnar",
    },
    "ocop": {
        "producer": "HTX",
        "stars": 3,
        "decision_number": "21/QĐ",
        "decision_date": date(2023, 5, 30),
        "expires": date(2026, 5, 30),
    },
    "hop-tac-xa": {"field": "Cà phê", "working": "fair", "members": 20},
    "chuoi-lien-ket": {"buyer": "Nhà máy", "since": date(2024, 1, 1)},
}


@dataclass
class Stories:
    """The small district with an editor and Phòng Nội vụ."""

    world: World
    centre: Agency
    editor: User
    approver: User

    def text(self, **fields: Any) -> stories.StoryText:
        values: dict[str, Any] = {
            "kind": "deed",
            "title": "Hiến đất mở đường",
            "about_name": "Già làng Đinh Y",
            "unit_id": self.world.commune.pk,
            "agency_id": None,
            "summary": "Cả làng dời hàng rào.",
            "body": "Ông đến **từng nhà**.",
        }
        return stories.StoryText(**{**values, **fields})

    def proposed(self, *, actor: User | None = None, **fields: Any) -> Story:
        who = actor or self.world.officer
        return stories.propose_story(text=self.text(**fields), actor=who)

    def editing(self, **fields: Any) -> Story:
        return stories.take_story(story=self.proposed(**fields), actor=self.editor)

    def agreed(self, **fields: Any) -> Story:
        return stories.note_consent(
            story=self.editing(**fields), note="Ký ngày 01/6, lưu ở xã", actor=self.editor
        )

    def waiting(self, **fields: Any) -> Story:
        return stories.submit_story(story=self.agreed(**fields), actor=self.editor)

    def published(self, **fields: Any) -> Story:
        return stories.publish_story(story=self.waiting(**fields), actor=self.approver)

    def row(self, slug: str, name: str = "Một dòng", **fields: Any) -> BookRow:
        return books.add_row(
            book=BY_SLUG[slug],
            unit_id=self.world.commune.pk,
            agency_id=None,
            values={"name": name, "note": "", **GOOD[slug], **fields},
            actor=self.world.officer,
        )


def picture(mode: str = "RGB", kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> io.BytesIO:
    """A small photo; a JPEG carries where it was taken."""
    out = io.BytesIO()
    image = Image.new(mode, size, "green" if mode == "RGB" else None)
    if kind == "JPEG":
        place = Image.Exif()
        place[0x0110] = "Máy chụp"
        image.save(out, kind, exif=place)
    else:
        image.save(out, kind)
    out.seek(0)
    return out


def make_stories(world: World | None = None) -> Stories:
    world = world or make_world()
    centre = make_agency("ttvhtt", "Trung tâm VH-TT&TT", world.district)
    editor = make_user("nhu", "Nguyễn Thị Quỳnh Như")
    make_post(editor, Role.EDITOR, world.district, agency=centre)
    office = make_agency("noivu", "Phòng Nội vụ", world.district)
    approver = make_user("bao", "Trần Quốc Bảo")
    make_post(approver, Role.HOME_AFFAIRS, world.district, agency=office)
    return Stories(world, centre, editor, approver)
