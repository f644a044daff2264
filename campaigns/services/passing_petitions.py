"""How open petitions and opinions pass on when a unit or an agency ends.

A petition is held twice: by its sender, and by the office it was put to. Its number stays that of
the register it was entered in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from campaigns.models import Petition, VoiceOpinion
from campaigns.petition_enums import PetitionState, VoiceState
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, Agency, UnitChange
from communes.register_rules import kept_by
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

SENT_BY, PUT_TO, VOICES = "petition", "petition_desk", "voice"
OVER = (PetitionState.ANSWERED, PetitionState.WITHDRAWN)
VOICES_OVER = (VoiceState.PUBLISHED, VoiceState.REFUSED)


def petitions_of(place: Place, on: date) -> Iterable[Holding]:
    """Petitions the place has sent or drafted, which are not over."""
    own = Q(passed_to__isnull=True, passed_agency__isnull=True)
    if isinstance(place, AdministrativeUnit):
        held = own & Q(unit=place) | Q(passed_to=place)
    else:
        held = own & Q(agency=place) | Q(passed_agency=place)
    yield from _lines(SENT_BY, Petition.objects.filter(held))


def petitions_put_to(place: Place, on: date) -> Iterable[Holding]:
    """Petitions that wait for the place: an agency that receives, a unit that decides alone."""
    if isinstance(place, Agency):
        held = Q(to_agency=place)
    else:
        held = Q(to_unit=place, to_agency__isnull=True)
    rows = Petition.objects.filter(held).exclude(state=PetitionState.DRAFT)
    yield from _lines(PUT_TO, rows)


def _lines(kind: str, rows: QuerySet[Petition]) -> Iterable[Holding]:
    found = rows.exclude(state__in=OVER).select_related("written_by", "file").order_by("id")
    for row in found:
        number = f" số đến {row.number_words}" if row.number_words else ""
        yield Holding(
            kind=kind,
            uid=str(row.uid),
            title=f"Kiến nghị{number} «{row.title}»: {row.get_state_display()}",
            who=row.written_by.full_name,
            due=row.answer_due,
            files=(row.file.original_name,) if row.file else (),
        )


def voices_of(place: Place, on: date) -> Iterable[Holding]:
    """Opinions of the people that the commune has still to read, answer or publish."""
    if not isinstance(place, AdministrativeUnit):
        return
    rows = VoiceOpinion.objects.filter(kept_by([place.pk])).exclude(state__in=VOICES_OVER)
    for row in rows.order_by("id"):
        yield Holding(
            kind=VOICES,
            uid=str(row.uid),
            title=f"Ý kiến của người dân ngày {row.given_on:%d/%m/%Y}: {row.get_state_display()}",
        )


def pass_petition(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on as the sender."""
    row = _petition(holding)
    is_unit = isinstance(successor, AdministrativeUnit)
    row.passed_to_id = successor.pk if is_unit else None
    row.passed_agency_id = None if is_unit else successor.pk
    row.save(update_fields=["passed_to", "passed_agency"])
    _record(row, "petition.pass_on", successor, actor, change)


def pass_desk(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor receives, compiles and answers; its unit decides."""
    row = _petition(holding)
    if isinstance(successor, AdministrativeUnit):
        row.to_unit_id, row.to_agency_id = successor.pk, None
    else:
        row.to_unit_id, row.to_agency_id = successor.unit_id, successor.pk
    row.save(update_fields=["to_unit", "to_agency"])
    _record(row, "petition.pass_desk", successor, actor, change)


def pass_voice(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor commune answers."""
    assert isinstance(successor, AdministrativeUnit), "opinions pass between communes"
    row = VoiceOpinion.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    row.passed_to = successor
    row.save(update_fields=["passed_to"])
    _record(row, "voice.pass_on", successor, actor, change)


def leave_petition(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is, read only."""
    _left(_petition(holding), "petition.left", actor, change, reason)


def leave_voice(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is, read only."""
    row = VoiceOpinion.objects.get(uid=holding.uid)
    _left(row, "voice.left", actor, change, reason)


def _petition(holding: Holding) -> Petition:
    return Petition.objects.select_for_update(of=("self",)).get(uid=holding.uid)


def _record(
    row: Petition | VoiceOpinion, action: str, successor: Place, actor: User, change: UnitChange
) -> None:
    name = successor_name(successor, change.date)
    audit.record(
        actor=actor,
        action=action,
        subject=row,
        summary=f"{name} tiếp tục theo {change.title}"[:500],
        data={"to": str(successor.uid), "change": str(change.uid)},
    )


def _left(
    row: Petition | VoiceOpinion, action: str, actor: User, change: UnitChange, reason: str
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=row,
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def register_kinds() -> None:
    """Called once, when the app starts."""
    close = {"close_label": "Khép lại, chỉ đọc", "on_the_day": True}
    register(
        SENT_BY, "Kiến nghị đã gửi, chưa có trả lời", petitions_of, pass_petition,
        close=leave_petition, order=70, **close,
    )  # fmt: skip
    register(
        PUT_TO, "Kiến nghị đang chờ trả lời", petitions_put_to, pass_desk,
        close=leave_petition, order=71, **close,
    )  # fmt: skip
    register(
        VOICES, "Ý kiến của người dân chưa trả lời", voices_of, pass_voice,
        close=leave_voice, order=72, **close,
    )  # fmt: skip
