"""The people's voice: taken in by communes, answered, published by their leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from campaigns.models import VoiceOpinion
from campaigns.petition_enums import VoiceSource, VoiceState
from campaigns.petition_workflow import VOICE
from communes.enums import UnitKind
from communes.models import UnitVersion
from communes.rules import reach
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance

MOST_TEXT = 2000
MOST_WAITING = 200
"""Unread opinions of one commune from the public page; more come from no crowd but a machine."""


@dataclass(frozen=True)
class VoiceText:
    """What somebody said; `name` only where it was given."""

    text: str
    village: str = ""
    name: str = ""
    name_shown: bool = False


@transaction.atomic
def enter_voice(*, unit_id: int, text: VoiceText, given_on: date, actor: User) -> VoiceOpinion:
    """Type an opinion from paper: it counts as taken. Raises NotAllowed, Refused."""
    if unit_id not in reach(actor).commune_ids:
        raise NotAllowed("not_allowed", "Chỉ người của xã nhập ý kiến của dân trong xã.")
    check_past(given_on, "Ngày có ý kiến")
    voice = VoiceOpinion.objects.create(
        unit_id=unit_id,
        source=VoiceSource.PAPER,
        given_on=given_on,
        state=VoiceState.TAKEN,
        entered_by=actor,
        entered_at=clock.now(),
        **_columns(text),
    )
    audit.record(actor=actor, action="voice.enter", subject=voice, summary="Nhập ý kiến từ giấy")
    return voice


@transaction.atomic
def receive_voice(*, unit_id: int, text: VoiceText) -> VoiceOpinion:
    """Keep what came by the public page, until the commune has read it: nobody else sees it.

    Raises Refused (`unit`, `full`, `no_text`, `long`, `no_name`).
    """
    today = clock.today()
    if not UnitVersion.objects.filter(
        unit_id=unit_id, kind__in=(UnitKind.COMMUNE, UnitKind.TOWNSHIP), valid__contains=today
    ).exists():
        raise Refused("unit", "Chọn xã trong danh sách.")
    waiting = VoiceOpinion.objects.filter(unit_id=unit_id, state=VoiceState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise Refused("full", "Xã còn nhiều ý kiến chưa đọc. Gửi lại sau, hoặc gặp UBND xã.")
    voice = VoiceOpinion.objects.create(
        unit_id=unit_id,
        source=VoiceSource.PUBLIC,
        given_on=today,
        state=VoiceState.WAITING,
        entered_at=clock.now(),
        **_columns(text),
    )
    audit.record(
        actor=None, action="voice.receive", subject=voice, summary="Ý kiến từ trang công khai"
    )
    return voice


def take_voice(*, voice: VoiceOpinion, actor: User) -> VoiceOpinion:
    """The commune takes a public opinion in. Raises NotAllowed, Refused (`wrong_state`)."""
    return advance(VOICE, obj=voice, act="take", actor=actor)


def refuse_voice(*, voice: VoiceOpinion, reason: str, actor: User) -> VoiceOpinion:
    """Set aside what is no opinion (advertising, insults, other people's secrets), with a reason.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`).
    """
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do không nhận ý kiến này.")
    return advance(
        VOICE,
        obj=voice,
        act="refuse",
        actor=actor,
        changes={"refused_reason": reason},
        data={"reason": reason},
    )


def answer_voice(*, voice: VoiceOpinion, answer: str, actor: User) -> VoiceOpinion:
    """Answer, or answer anew while it is not published. Raises NotAllowed, Refused (`no_text`)."""
    words = nfc(answer).strip()
    if not words:
        raise Refused("no_text", "Ghi nội dung trả lời.")
    if len(words) > MOST_TEXT:
        raise Refused("long", "Trả lời dài hơn 2.000 ký tự. Viết gọn lại.")
    return advance(
        VOICE,
        obj=voice,
        act="answer",
        actor=actor,
        changes={"answer": words, "answered_by": actor, "answered_at": clock.now()},
    )


def publish_voice(*, voice: VoiceOpinion, actor: User) -> VoiceOpinion:
    """The leader shows opinion and answer to everybody. Raises NotAllowed, Refused."""
    return advance(
        VOICE, obj=voice, act="publish", actor=actor, changes={"published_at": clock.now()}
    )


def unpublish_voice(*, voice: VoiceOpinion, reason: str, actor: User) -> VoiceOpinion:
    """Take it off the public page again. Raises NotAllowed, Refused (`no_reason`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do gỡ ý kiến khỏi trang công khai.")
    return advance(
        VOICE,
        obj=voice,
        act="unpublish",
        actor=actor,
        changes={"published_at": None},
        data={"reason": reason},
    )


def _columns(text: VoiceText) -> dict[str, str | bool]:
    words, name = nfc(text.text).strip(), clean_text(text.name, 120)
    if not words:
        raise Refused("no_text", "Ghi nội dung ý kiến.")
    if len(words) > MOST_TEXT:
        raise Refused("long", "Ý kiến dài hơn 2.000 ký tự. Viết gọn lại.")
    if text.name_shown and not name:
        raise Refused("no_name", "Ghi tên, hoặc bỏ chọn đồng ý nêu tên.")
    return {
        "text": words,
        "village": clean_text(text.village, 120),
        "name": name,
        "name_shown": text.name_shown,
    }
