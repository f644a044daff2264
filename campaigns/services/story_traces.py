"""What follows a published story: when it was broadcast, and who took it up where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from campaigns.models import Broadcast, Story, StorySpread
from campaigns.queries.parties import parties_on
from campaigns.rules import acting
from campaigns.story_enums import Channel, Language, StoryState
from campaigns.story_rules import may_approve, may_edit
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc


@dataclass(frozen=True)
class Aired:
    """One broadcast: when, by what, in which language, the script, the villages' loudspeakers."""

    on: date
    channel: str
    language: str
    script: str = ""
    places: str = ""
    column: str = "Thi đua yêu nước"


@transaction.atomic
def record_broadcast(*, story: Story, aired: Aired, actor: User) -> Broadcast:
    """Note a broadcast of a published story.

    Raises NotAllowed, Refused (`wrong_state`, `future`, `channel`, `no_places`, `no_column`).
    """
    if not may_edit(actor, story):
        raise NotAllowed("not_allowed", "Chỉ người biên tập ghi các lần phát.")
    if Story.objects.get(pk=story.pk).state != StoryState.PUBLISHED:
        raise Refused("wrong_state", "Bài chưa đăng nên chưa phát. Trình duyệt trước.")
    check_past(aired.on, "Ngày phát")
    if aired.channel not in Channel.values or aired.language not in Language.values:
        raise Refused("channel", "Chọn kênh và ngôn ngữ trong danh sách.")
    places, column = clean_text(aired.places, 400), clean_text(aired.column, 120)
    if aired.channel == Channel.VILLAGE and not places:
        raise Refused("no_places", "Ghi loa của thôn, làng nào.")
    if not column:
        raise Refused("no_column", "Ghi tên chuyên mục.")
    row = Broadcast.objects.create(
        story=story,
        on=aired.on,
        channel=aired.channel,
        language=aired.language,
        script=nfc(aired.script).strip(),
        places=places,
        column=column,
        by=actor,
        at=clock.now(),
    )
    label = Channel(aired.channel).label
    _tell(actor, story, "broadcast", f"Phát {aired.on:%d/%m/%Y} trên {label}")
    return row


@transaction.atomic
def record_spread(
    *,
    story: Story,
    unit_id: int | None,
    agency_id: int | None,
    place: str,
    since: date,
    note: str,
    actor: User,
) -> StorySpread:
    """Note who applied what a published story tells: one's own unit or agency, or the editor any.

    Raises NotAllowed, Refused (`wrong_state`, `party`, `future`, `same`).
    """
    if not (may_edit(actor, story) or acting(actor).speaks_for(unit_id, agency_id)):
        raise NotAllowed("not_allowed", "Bạn chỉ ghi việc áp dụng của xã, cơ quan mình.")
    if Story.objects.get(pk=story.pk).state != StoryState.PUBLISHED:
        raise Refused("wrong_state", "Bài chưa đăng nên chưa ghi nơi áp dụng.")
    if (unit_id, agency_id) not in {(p.unit_id, p.agency_id) for p in parties_on(clock.today())}:
        raise Refused("party", "Chọn xã hoặc cơ quan đã áp dụng.")
    check_past(since, "Ngày bắt đầu áp dụng")
    place = clean_text(place, 160)
    same = StorySpread.objects.filter(
        Q(unit_id=unit_id, agency_id=agency_id), story=story, place=place, withdrawn_at__isnull=True
    )
    if same.exists():
        raise Refused("same", "Nơi này đã có trong danh sách áp dụng.")
    row = StorySpread.objects.create(
        story=story,
        unit_id=unit_id,
        agency_id=agency_id,
        place=place,
        since=since,
        note=clean_text(note, 500),
        by=actor,
        at=clock.now(),
    )
    _tell(actor, story, "spread", f"Ghi nơi áp dụng {place}".strip())
    return row


@transaction.atomic
def withdraw_trace(*, row: Broadcast | StorySpread, reason: str, actor: User) -> None:
    """Take back a line noted by mistake; it stays in the trail.

    Raises NotAllowed, Refused (`no_reason`, `withdrawn`).
    """
    model = type(row)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    story = locked.story
    if not (locked.by_id == actor.pk or may_edit(actor, story) or may_approve(actor, story)):
        raise NotAllowed("not_allowed", "Chỉ người ghi hoặc người biên tập rút dòng này.")
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút dòng này.")
    locked.withdrawn_at, locked.withdrawn_by = clock.now(), actor
    locked.withdrawn_reason = reason
    locked.save()
    _tell(actor, story, "withdraw_trace", f"Rút một dòng: {reason}")


def _tell(actor: User, story: Story, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"story.{act}", subject=story, summary=summary)
