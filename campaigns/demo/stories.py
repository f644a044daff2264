"""Invented stories with their broadcasts and spread, and rows of the registers beside them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from PIL import Image

from campaigns.books import BOOKS, Book
from campaigns.demo.petitions import stand_on
from campaigns.models import Initiative, Story
from campaigns.services import books, stories, story_traces
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_png
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "stories.json"
AGENCY = "a:"
ACCOUNTS = {"mttq": "mattran"}  # agencies whose account has another name


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if Story.objects.exists():
        return
    last, content = clock.today(), read(FILE)
    loader = _Loader(accounts)
    for row in content["stories"]:
        loader.story(row)
    stand_on(last)
    for book in BOOKS:
        for row in content["books"].get(book.slug, ()):
            loader.row(book, row)
        book.model.objects.update(illustrative=True)
    Story.objects.update(illustrative=True)


class _Loader:
    """Who does what in the invented stories and registers."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.editor, self.approver = accounts.by_name["bientap"], accounts.by_name["noivu"]
        self.units = {unit.key: unit.pk for unit in AdministrativeUnit.objects.all()}
        self.agencies = {agency.code: agency.pk for agency in Agency.objects.all()}

    def party(self, key: str) -> tuple[int | None, int | None]:
        """(unit id, agency id) behind a key of the file."""
        if key.startswith(AGENCY):
            return None, self.agencies[key.removeprefix(AGENCY)]
        return self.units[key], None

    def person(self, key: str) -> User:
        """Who writes for a unit or an agency."""
        if key.startswith(AGENCY):
            code = key.removeprefix(AGENCY)
            return self.accounts.by_name[ACCOUNTS.get(code, code)]
        return self.accounts.officer(key)

    def story(self, row: Row) -> None:
        """Propose, and go as far as the row says."""
        stand_on(date.fromisoformat(row["proposed"]))
        unit_id, agency_id = self.party(row["party"])
        text = stories.StoryText(
            kind=row["kind"],
            title=row["title"],
            about_name=row["about"],
            unit_id=unit_id,
            agency_id=agency_id,
            summary=row["summary"],
            body=row["body"],
        )
        by = self.accounts.by_name[row["by"]] if row["by"] else None
        made = stories.propose_story(text=text, actor=by)
        stage = row.get("stage", "published")
        if stage == "proposed":
            return
        stories.take_story(story=made, actor=self.editor)
        if stage == "editing":
            return
        self._prepare(made, row)
        stories.submit_story(story=made, actor=self.editor)
        if stage == "waiting":
            return
        stand_on(date.fromisoformat(row["published"]))
        stories.publish_story(story=made, actor=self.approver)
        self._traces(made, row)
        if "down" in row:
            stories.take_down_story(story=made, reason=row["down"], actor=self.approver)

    def _prepare(self, story: Story, row: Row) -> None:
        stories.note_consent(
            story=story, note="Giấy đồng ý minh họa, lưu tại xã.", actor=self.editor
        )
        if row.get("photo"):
            page = Image.open(io.BytesIO(as_png("Ảnh minh họa", ("Không phải ảnh thật",))))
            picture = io.BytesIO()
            page.crop((0, 0, page.width, page.width // 2)).save(picture, "PNG")
            stories.set_photo(
                story=story,
                name="anh.png",
                stream=picture,
                alt="Khung ảnh minh họa, không phải ảnh thật",
                actor=self.editor,
            )

    def _traces(self, story: Story, row: Row) -> None:
        for one in row["broadcasts"]:
            stand_on(date.fromisoformat(one["on"]))
            aired = story_traces.Aired(
                on=clock.today(),
                channel=one["channel"],
                language=one["language"],
                script=one["script"],
                places=one.get("places", ""),
            )
            story_traces.record_broadcast(story=story, aired=aired, actor=self.editor)
        for one in row["spread"]:
            stand_on(date.fromisoformat(one["since"]))
            unit_id, agency_id = self.party(one["party"])
            story_traces.record_spread(
                story=story,
                unit_id=unit_id,
                agency_id=agency_id,
                place=one["place"],
                since=clock.today(),
                note=one["note"],
                actor=self.person(one["party"]),
            )

    def row(self, book: Book, row: Row) -> None:
        """One row of a register."""
        unit_id, agency_id = self.party(row["party"])
        person = self.person(row["party"])
        made = books.add_row(
            book=book,
            unit_id=unit_id,
            agency_id=agency_id,
            values=_values(book, row),
            actor=person,
        )
        if isinstance(made, Initiative) and "use" in row:
            words, day = row["use"]
            books.use_initiative(
                initiative=made, used_for=words, on=date.fromisoformat(day), actor=person
            )


def _values(book: Book, row: Row) -> Mapping[str, Any]:
    """The columns of a row of the file, days and measures read."""
    found: dict[str, Any] = {"note": "Số liệu minh họa."}
    for name in ("name", *book.fields):
        column, value = book.model._meta.get_field(name), row[name]
        if isinstance(column, models.DateField) and value:
            value = date.fromisoformat(value)
        if isinstance(column, models.DecimalField) and value:
            value = Decimal(value)
        found[name] = value
    return found
