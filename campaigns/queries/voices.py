"""Opinions of the people as their lists show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from campaigns.models import VoiceOpinion
from campaigns.petition_enums import VoiceState
from communes.queries.register_rules import names_on
from communes.register_rules import kept_by
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold


@dataclass(frozen=True)
class VoiceAsked:
    """What the list is narrowed to."""

    state: str = ""
    unit_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class VoiceLine:
    """An opinion with the name of its commune."""

    voice: VoiceOpinion
    unit_name: str

    @property
    def place(self) -> str:
        """ "Làng Kgiang, Xã Kông Lơng Khơng"."""
        return ", ".join(part for part in (self.voice.village, self.unit_name) if part)

    @property
    def public_name(self) -> str:
        """The name where its owner agreed to show it."""
        return self.voice.name if self.voice.name_shown else ""


def voice_lines(rows: QuerySet[VoiceOpinion], asked: VoiceAsked) -> list[VoiceLine]:
    """Newest first. Two queries."""
    wanted = Q()
    if asked.state:
        wanted &= Q(state=asked.state)
    if asked.unit_id:
        wanted &= Q(unit_id=asked.unit_id)
    for word in fold(asked.words).split():
        wanted &= Q(search_key__contains=word)
    found = list(rows.filter(wanted))
    names = names_on({row.unit_id for row in found}, clock.today()) if found else {}
    return [VoiceLine(row, names.get(row.unit_id, "")) for row in found]


@once
def open_voices(user: User) -> QuerySet[VoiceOpinion] | None:
    """Opinions the communes the person works for have to read, answer or publish."""
    units = reach(user).commune_ids
    wanted = [VoiceState.WAITING, VoiceState.TAKEN, VoiceState.ANSWERED]
    return VoiceOpinion.objects.filter(kept_by(units), state__in=wanted) if units else None


def waiting_voices(user: User) -> tuple[int, int, int]:
    """(to read, to answer, to publish) in the communes the person works for. One query."""
    rows = open_voices(user)
    states = list(rows.order_by().values_list("state", flat=True)) if rows is not None else []
    return (
        states.count(VoiceState.WAITING),
        states.count(VoiceState.TAKEN),
        states.count(VoiceState.ANSWERED),
    )
