"""Petitions, opinions, stories and rows of registers of the demonstration, for tests of rights."""

from __future__ import annotations

from typing import Any

from campaigns.books import BOOKS
from campaigns.models import (
    Broadcast,
    Initiative,
    Petition,
    PetitionBatch,
    Story,
    StorySpread,
    VoiceOpinion,
)
from tests.security.registers import MISSING, NOBODY, Things

ONE_PETITION = ("", "-edit", "-send", "-withdraw", "-receive", "-decide", "-answer", "-amend")
ONE_VOICE = ("", "-take", "-refuse", "-answer", "-publish", "-unpublish")
ONE_STORY = (
    "", "-edit", "-consent", "-photo-set", "-take", "-submit", "-return", "-publish", "-refuse",
    "-take-down", "-reopen", "-broadcast", "-spread",
)  # fmt: skip


def _things(**rows: Any) -> Things:
    return {name: {"uid": row.uid} for name, row in rows.items()} | {"missing": MISSING}


def petition_things() -> dict[str, Things]:
    """{address: {object name: values}} of petitions and the people's voice.

    Sơn Lang has a draft and a compiled petition; Sơ Pai has sent one; its voices differ in state.
    """
    of = Petition.objects.filter
    petition = _things(
        draft=of(unit__key="son-lang", state="draft").get(),
        sent=of(state="sent").get(),
        compiled=of(state="compiled").get(),
        decided=of(state="decided").get(),
    )
    said = VoiceOpinion.objects.filter
    voice = _things(
        waiting=said(unit__key="son-lang", state="waiting").get(),
        taken=said(unit__key="son-lang", state="taken").get(),
        published=said(unit__key="son-lang", state="published").get(),
    )
    found = {f"petition{act}": petition for act in ONE_PETITION}
    found |= {f"voice{act}": voice for act in ONE_VOICE}
    found["petition-batch"] = _things(batch=PetitionBatch.objects.order_by("pk")[0])
    return {f"campaigns:{name}": things for name, things in found.items()}


def story_things() -> dict[str, Things]:
    """{address: {object name: values}} of stories and the registers beside them."""
    of = Story.objects.order_by("pk").filter
    story = _things(
        proposed=of(state="proposed")[0],
        editing=of(state="editing")[0],
        waiting=of(state="waiting")[0],
        published=of(state="published", broadcasts__isnull=False)[0],
        down=of(state="taken_down")[0],
    )
    found: dict[str, Things] = {f"story{act}": story for act in ONE_STORY}
    found["story-public"] = found["story-photo"] = story
    found["broadcast-withdraw"] = _things(first=Broadcast.objects.order_by("pk")[0])
    found["spread-withdraw"] = _things(first=StorySpread.objects.order_by("pk")[0])
    slugs = {book.slug: {"slug": book.slug} for book in BOOKS}
    found["book"] = found["book-new"] = slugs | {"missing": {"slug": "khong-co"}}
    rows: Things = {"missing": {"slug": "ocop", "uid": NOBODY}}
    for book in BOOKS:
        own = book.model.objects.filter(unit__key="son-lang").order_by("pk")[0]
        rows[book.slug] = {"slug": book.slug, "uid": own.uid}
    found["book-row"] = found["book-edit"] = found["book-withdraw"] = rows
    unused = Initiative.objects.filter(unit__key="son-lang", used_for="").order_by("pk")[0]
    found["initiative-use"] = _things(sonlang=unused)
    return {f"campaigns:{name}": things for name, things in found.items()}
