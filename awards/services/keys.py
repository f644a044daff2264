"""The two halves that open secret votes: made one by one, shown once, never stored."""

from __future__ import annotations

from django.db import transaction

from awards.council_rules import is_chair, is_secretary
from awards.enums import BallotMode, ItemState, SessionState
from awards.models import AgendaItem, Session
from awards.sealing import new_half, public_of, read_half
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

CHAIR_HALF, SECRETARY_HALF = "nửa khóa của người chủ trì", "nửa khóa của thư ký"


@transaction.atomic
def take_half(*, session: Session, actor: User) -> str:
    """Make the half of chair or secretary; returns the words, their only copy. A new one takes
    the place of the old. Raises NotAllowed, Refused (`not_now`, `voting`)."""
    row = Session.objects.select_for_update(of=("self",)).select_related("chair", "secretary")
    locked = row.get(pk=session.pk)
    chairs = is_chair(actor, locked)
    if not chairs and not is_secretary(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ người chủ trì và thư ký phiên họp nhận khóa mở phiếu.")
    if locked.state not in (SessionState.INVITED, SessionState.OPEN):
        raise Refused("not_now", "Nhận khóa sau khi mời họp và trước khi kết thúc phiên họp.")
    sealed = locked.items.filter(state=ItemState.OPEN, mode=BallotMode.SECRET)
    if sealed.exclude(public_key="").exists():
        raise Refused(
            "voting",
            "Đang có nội dung bỏ phiếu kín theo khóa này. Đóng biểu quyết, hoặc nếu mất khóa thì "
            "cho biểu quyết lại, rồi nhận khóa mới.",
        )
    half, column = new_half(), "chair_key" if chairs else "secretary_key"
    setattr(locked, column, half.public)
    locked.save(update_fields=[column])
    audit.record(
        actor=actor,
        action="session.key",
        subject=locked,
        summary=f"Nhận {CHAIR_HALF if chairs else SECRETARY_HALF}",
        data={"public": half.public},
    )
    return half.words


def check_halves(item: AgendaItem, chair: str, secretary: str) -> tuple[bytes, bytes]:
    """The private halves that fit the item's keys. Raises Refused (`half`, `wrong_half`)."""
    found = []
    wanted = (
        (chair, item.public_key[:64], CHAIR_HALF),
        (secretary, item.public_key[64:], SECRETARY_HALF),
    )
    for text, public, name in wanted:
        half = read_half(text)
        if half is None:
            raise Refused(
                "half",
                f"{name[0].upper()}{name[1:]} phải gồm 16 nhóm, mỗi nhóm 4 ký tự 0-9, a-f. "
                "Gõ lại, hoặc tải tệp đã lưu lên.",
            )
        if public_of(half) != public:
            raise Refused(
                "wrong_half",
                f"Đây không phải {name} đã nhận cho nội dung này. Tìm đúng bản đã chép; "
                "nếu đã mất thì cho biểu quyết lại theo khóa mới.",
            )
        found.append(half)
    return found[0], found[1]
