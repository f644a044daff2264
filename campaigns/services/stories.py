"""Stories: proposed, edited, approved, published, taken down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.urls import reverse

from campaigns.models import Story
from campaigns.queries.parties import parties_on
from campaigns.services.pictures import clean_picture
from campaigns.story_enums import Consent, StoryKind, StorySource, StoryState
from campaigns.story_rules import may_edit
from campaigns.story_workflow import STORY
from communes.services.register_papers import clean_text, keep_paper
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule, sees_owner
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance

CONSENT_KIND, PHOTO_KIND = "story_consent", "story_photo"
NOTICE = "story.moved"
MOST_BODY = 20_000
MOST_PROPOSED = 300
"""Proposals from the public page that may wait unread."""


@dataclass(frozen=True)
class StoryText:
    """What a story says, and about whom: the unit or the agency, one of them."""

    kind: str
    title: str
    about_name: str
    unit_id: int | None
    agency_id: int | None
    summary: str = ""
    body: str = ""


@transaction.atomic
def propose_story(*, text: StoryText, actor: User | None) -> Story:
    """Propose a story; `actor` None where it comes by the public page.

    Raises Refused (see `_columns`; `full` while too many wait unread).
    """
    if actor is None:
        waiting = Story.objects.filter(state=StoryState.PROPOSED, proposed_by__isnull=True)
        if waiting.count() >= MOST_PROPOSED:
            raise Refused("full", "Đang có nhiều đề xuất chưa đọc. Gửi lại sau.")
    story = Story.objects.create(
        source=StorySource.INSIDE if actor else StorySource.PUBLIC,
        proposed_by=actor,
        proposed_at=clock.now(),
        **_columns(text),
    )
    _tell(actor, story, "propose", "Đề xuất gương điển hình")
    return story


@transaction.atomic
def edit_story(*, story: Story, text: StoryText, actor: User) -> Story:
    """Mend the text while it is being edited. Raises NotAllowed, Refused."""
    locked = _editing(story, actor)
    for name, value in _columns(text).items():
        setattr(locked, name, value)
    locked.edited_by = actor
    locked.save()
    _tell(actor, locked, "edit", "Sửa bài")
    return locked


@transaction.atomic
def note_consent(
    *, story: Story, note: str, file: tuple[str, BinaryIO] | None = None, actor: User
) -> Story:
    """Note that the person agrees: what was signed, and the scan where there is one.

    Raises NotAllowed, Refused (`no_note`).
    """
    locked = _editing(story, actor)
    note = clean_text(note, 200)
    if not note:
        raise Refused("no_note", "Ghi giấy đồng ý: ai ký, ngày nào, lưu ở đâu.")
    if file is not None:
        locked.consent_file = keep_paper(
            name=file[0], stream=file[1], owner_kind=CONSENT_KIND, owner_uid=locked.uid, actor=actor
        )
    locked.consent_note = note
    locked.consent = Consent.FILE if locked.consent_file_id else Consent.PAPER
    locked.save(update_fields=["consent", "consent_note", "consent_file"])
    _tell(actor, locked, "consent", "Ghi sự đồng ý của người được nêu")
    return locked


@transaction.atomic
def set_photo(*, story: Story, name: str, stream: BinaryIO, alt: str, actor: User) -> Story:
    """Put a photo to a story, drawn anew. Raises NotAllowed, Refused (`no_alt`, of the file)."""
    locked = _editing(story, actor)
    alt = clean_text(alt, 200)
    if not alt:
        raise Refused("no_alt", "Ghi ảnh chụp gì, cho người không xem được ảnh.")
    shown, content = clean_picture(name, stream)
    locked.photo = store_bytes(
        name=shown,
        content=content,
        content_type="image/jpeg",
        owner_kind=PHOTO_KIND,
        owner_uid=locked.uid,
        user=actor,
        uploaded=True,
    )
    locked.photo_alt = alt
    locked.save(update_fields=["photo", "photo_alt"])
    _tell(actor, locked, "photo", "Thêm ảnh")
    return locked


def take_story(*, story: Story, actor: User) -> Story:
    """An editor takes a proposal. Raises NotAllowed, Refused (`wrong_state`)."""
    done = advance(STORY, obj=story, act="take", actor=actor, changes={"edited_by": actor})
    _notify(done, "take", f"Đề xuất «{done.title}» đang được biên tập.")
    return done


def submit_story(*, story: Story, actor: User) -> Story:
    """Put before who approves. Raises NotAllowed, Refused (`no_text`, `no_consent`)."""
    return advance(
        STORY,
        obj=story,
        act="submit",
        actor=actor,
        changes={"submitted_at": clock.now(), "edited_by": actor},
    )


def return_story(*, story: Story, reason: str, actor: User) -> Story:
    """Back to the editor, with what is to be mended. Raises NotAllowed, Refused (`no_reason`)."""
    return _with_reason(story, "return", reason, actor, "Ghi điều cần sửa.")


def publish_story(*, story: Story, actor: User) -> Story:
    """Show to everybody. Raises NotAllowed, Refused (`no_consent`, `wrong_state`)."""
    done = advance(
        STORY,
        obj=story,
        act="publish",
        actor=actor,
        changes={"published_at": clock.now(), "approved_by": actor, "closed_reason": ""},
    )
    _notify(done, "publish", f"Bài «{done.title}» đã đăng.")
    return done


def refuse_story(*, story: Story, reason: str, actor: User) -> Story:
    """Not to be published. Raises NotAllowed, Refused (`no_reason`, `wrong_state`)."""
    done = _with_reason(story, "refuse", reason, actor, "Ghi lý do không đăng.")
    _notify(done, "refuse", f"Bài «{done.title}» không đăng: {done.closed_reason}")
    return done


def take_down_story(*, story: Story, reason: str, actor: User) -> Story:
    """Off the public page again. Raises NotAllowed, Refused (`no_reason`, `wrong_state`)."""
    return _with_reason(story, "take_down", reason, actor, "Ghi lý do gỡ bài.")


def reopen_story(*, story: Story, actor: User) -> Story:
    """Edit anew what was taken down or refused. Raises NotAllowed, Refused (`wrong_state`)."""
    return advance(STORY, obj=story, act="reopen", actor=actor)


def _with_reason(story: Story, act: str, reason: str, actor: User, missing: str) -> Story:
    words = clean_text(reason, 300)
    if not words:
        raise Refused("no_reason", missing)
    return advance(
        STORY,
        obj=story,
        act=act,
        actor=actor,
        changes={"closed_reason": words},
        data={"reason": words},
    )


def _editing(story: Story, actor: User) -> Story:
    locked = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if not may_edit(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ người biên tập sửa bài.")
    if locked.state != StoryState.EDITING:
        raise Refused("wrong_state", "Chỉ sửa được bài đang biên tập. Tải lại trang.")
    return locked


def _columns(text: StoryText) -> dict[str, Any]:
    """What is stored. Raises Refused (`kind`, `no_title`, `no_name`, `party`, `long`)."""
    title, about = clean_text(text.title, 200), clean_text(text.about_name, 160)
    body = nfc(text.body).strip()
    if text.kind not in StoryKind.values:
        raise Refused("kind", "Chọn loại bài trong danh sách.")
    if not title:
        raise Refused("no_title", "Ghi tên bài.")
    if not about:
        raise Refused("no_name", "Ghi tên người hoặc mô hình được nêu.")
    if len(body) > MOST_BODY:
        raise Refused("long", "Bài dài hơn 20.000 ký tự. Rút gọn.")
    known = {(one.unit_id, one.agency_id) for one in parties_on(clock.today())}
    if (text.unit_id, text.agency_id) not in known:
        raise Refused("party", "Chọn xã hoặc cơ quan của người, mô hình được nêu.")
    return {
        "kind": text.kind,
        "title": title,
        "about_name": about,
        "unit_id": text.unit_id,
        "agency_id": text.agency_id,
        "summary": clean_text(text.summary, 300),
        "body": body,
    }


def _notify(story: Story, act: str, text: str) -> None:
    people = [person for person in (story.proposed_by, story.edited_by) if person]
    notify.tell(
        recipients=people,
        kind=NOTICE,
        key=f"{story.uid}.{act}.{clock.now():%Y%m%d%H%M%S}",
        text=text,
        url=reverse("campaigns:story", args=[story.uid]),
    )


def _tell(actor: User | None, story: Story, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"story.{act}", subject=story, summary=summary)


def may_read_consent(user: User, file: StoredFile) -> bool:
    """Who edits or approves: a signed consent is nobody else's business."""
    story = Story.objects.filter(uid=file.owner_uid).first()
    return story is not None and (
        may_edit(user, story) or STORY.named("publish").permission(user, story)
    )


may_read_photo = sees_owner(Story)
"""Whoever sees the story; everybody outside has an address of its own for published ones."""


FILE_RULES: dict[str, FileRule] = {CONSENT_KIND: may_read_consent, PHOTO_KIND: may_read_photo}
