"""Opinions of the people by village: villages, minutes, answers, closing of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction

from communes.enums import OpinionState
from communes.models import OpinionAnswer, OpinionMinutes, OpinionRound, OpinionVillage
from communes.queries.opinions import opinion_figures
from communes.queries.register_rules import villages_of
from communes.register_rules import may_keep
from communes.register_workflow import OPINIONS
from communes.rules import reach
from communes.services.register_papers import OPINION_KIND, check_past, clean_text, keep_paper
from communes.services.register_parts import check_subject, new_name, take_out
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

MOST_VILLAGES = 99


@dataclass(frozen=True)
class Minutes:
    """What the minutes of a meeting say: households, and how those present spoke.

    `invited` None where the minutes do not say.
    """

    held_on: date
    number: str
    households: int
    present: int
    agree: int
    disagree: int
    other: int = 0
    invited: int | None = None
    opinions: str = ""


@transaction.atomic
def open_round(
    *, unit_id: int, standard: str, year: int, villages_total: int | None, actor: User
) -> OpinionRound:
    """Begin a round with the villages the portal knows; others are added by name.

    `villages_total` is how many thôn, làng the commune has, None to type it later. Raises
    NotAllowed, Refused (`standard`, `year`, `exists`, `total`).
    """
    if unit_id not in reach(actor).commune_ids:
        raise NotAllowed("not_allowed", "Chỉ người của xã mở đợt lấy ý kiến của xã.")
    check_subject(standard, year)
    if OpinionRound.objects.filter(unit_id=unit_id, standard=standard, year=year).exists():
        raise Refused("exists", f"Xã đã có đợt lấy ý kiến năm {year} cho chuẩn này.")
    row = OpinionRound.objects.create(
        unit_id=unit_id, standard=standard, year=year, opened_by=actor
    )
    known = villages_of(unit_id, clock.today())
    OpinionVillage.objects.bulk_create(
        OpinionVillage(round=row, unit_id=one.unit_id, name=one.name) for one in known
    )
    if villages_total is not None:
        _set_total(row, villages_total)
    _tell(actor, row, "open", f"Mở đợt lấy ý kiến nhân dân năm {year}")
    return row


@transaction.atomic
def set_villages_total(*, round_: OpinionRound, total: int, actor: User) -> OpinionRound:
    """Say how many thôn, làng the commune has. Raises NotAllowed, Refused (`total`, `closed`)."""
    locked = _lock(round_, actor)
    _set_total(locked, total)
    _tell(actor, locked, "total", f"Xã có {total} thôn, làng")
    return locked


@transaction.atomic
def add_village(*, round_: OpinionRound, name: str, actor: User) -> OpinionVillage:
    """Add a village the map does not know. Raises NotAllowed, Refused (`no_name`, `exists`)."""
    locked = _lock(round_, actor)
    name = new_name(locked.villages.all(), name, empty="Ghi tên thôn, làng.", where="đợt")
    row = OpinionVillage.objects.create(round=locked, name=name)
    _tell(actor, locked, "village", f"Thêm {name}")
    return row


@transaction.atomic
def remove_village(*, village: OpinionVillage, reason: str, actor: User) -> OpinionVillage:
    """Take a village out that is none of the commune's. Raises NotAllowed, Refused."""
    locked = _lock(village.round, actor)
    row = take_out(
        village,
        reason=reason,
        actor=actor,
        no_reason="Ghi lý do bỏ thôn, làng này khỏi đợt.",
        gone="Thôn, làng này đã bỏ khỏi đợt.",
    )
    _tell(actor, locked, "remove", f"Bỏ {row.name}: {row.removed_reason}")
    return row


@transaction.atomic
def record_minutes(
    *,
    village: OpinionVillage,
    minutes: Minutes,
    actor: User,
    file_name: str = "",
    stream: BinaryIO | None = None,
    reason: str = "",
) -> OpinionMinutes:
    """Enter the minutes of a village's meeting, or mend them by a new version with a reason.

    Without a new file the one of the last version is kept. Raises NotAllowed, Refused
    (`households`, `votes`, `other`, `no_number`, `future`, `no_reason`, `closed`).
    """
    locked = _lock(village.round, actor)
    _check_minutes(minutes)
    last = village.minutes.order_by("-version").first()
    reason = clean_text(reason, 300)
    if last is not None and not reason:
        raise Refused("no_reason", "Biên bản này đã nhập. Ghi lý do sửa.")
    file = last.file if last else None
    if stream is not None:
        file = keep_paper(
            name=file_name,
            stream=stream,
            owner_kind=OPINION_KIND,
            owner_uid=village.uid,
            actor=actor,
        )
    row = OpinionMinutes.objects.create(
        village=village,
        version=last.version + 1 if last else 1,
        held_on=minutes.held_on,
        number=clean_text(minutes.number, 60),
        file=file,
        households=minutes.households,
        invited=minutes.invited,
        present=minutes.present,
        agree=minutes.agree,
        disagree=minutes.disagree,
        other=minutes.other,
        opinions=clean_text(minutes.opinions, 4000),
        reason=reason if last else "",
        by=actor,
    )
    words = f"{village.name}: {row.agree}/{row.present} hộ dự họp đồng ý"
    _tell(actor, locked, "minutes", words)
    return row


@transaction.atomic
def answer_opinions(*, village: OpinionVillage, text: str, actor: User) -> OpinionAnswer:
    """Write the commune's answer to a village's other opinions. Raises NotAllowed, Refused."""
    locked = _lock(village.round, actor)
    text = clean_text(text, 4000)
    if not text:
        raise Refused("no_text", "Ghi câu trả lời của xã.")
    last = village.minutes.order_by("-version").first()
    if last is None or not last.opinions:
        raise Refused("no_opinion", "Biên bản của thôn, làng này không có ý kiến khác.")
    row = OpinionAnswer.objects.create(village=village, text=text, by=actor)
    _tell(actor, locked, "answer", f"Trả lời ý kiến của {village.name}")
    return row


@transaction.atomic
def close_round(*, round_: OpinionRound, actor: User) -> OpinionRound:
    """Close a complete round; by the leader.

    Raises NotAllowed, Refused (`no_total`, `not_all`, `missing`, `unanswered`, `wrong_state`).
    """
    locked = OpinionRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    gaps = round_gaps(locked)
    if gaps:
        raise Refused("gaps", " ".join(gaps))
    return advance(
        OPINIONS,
        obj=locked,
        act="close",
        actor=actor,
        changes={"closed_by": actor, "closed_at": clock.now()},
    )


@transaction.atomic
def reopen_round(*, round_: OpinionRound, reason: str, actor: User) -> OpinionRound:
    """Open a closed round again to mend it. Raises NotAllowed, Refused (`no_reason`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do mở lại đợt lấy ý kiến.")
    return advance(
        OPINIONS,
        obj=round_,
        act="reopen",
        actor=actor,
        changes={"closed_by": None, "closed_at": None},
        data={"reason": reason},
    )


def round_gaps(row: OpinionRound) -> list[str]:
    """Sentences that say what a round still lacks before it can be closed."""
    figure = opinion_figures([row])[row.pk]
    found = []
    if figure.villages is None:
        found.append("Chưa ghi số thôn, làng của xã.")
    elif figure.listed != figure.villages:
        found.append(
            f"Xã có {figure.villages} thôn, làng, danh sách có {figure.listed}. "
            "Thêm thôn, làng còn thiếu hoặc sửa tổng số."
        )
    if figure.missing:
        found.append(f"Chưa có đủ biên bản (số, tệp) của {', '.join(figure.missing)}.")
    if figure.unanswered:
        found.append(f"Chưa trả lời ý kiến của {', '.join(figure.unanswered)}.")
    return found


def _lock(round_: OpinionRound, actor: User) -> OpinionRound:
    locked = OpinionRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if not may_keep(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ người của xã nhập ý kiến nhân dân của xã.")
    if locked.state != OpinionState.OPEN:
        raise Refused("closed", "Đợt lấy ý kiến đã chốt. Lãnh đạo UBND xã mở lại thì sửa được.")
    return locked


def _set_total(row: OpinionRound, total: int) -> None:
    if not 1 <= total <= MOST_VILLAGES:
        raise Refused("total", f"Số thôn, làng từ 1 đến {MOST_VILLAGES}. Xem lại số.")
    row.villages_total = total
    row.save(update_fields=["villages_total"])


def _check_minutes(said: Minutes) -> None:
    numbers = (said.households, said.present, said.agree, said.disagree, said.other)
    if min(numbers) < 0 or (said.invited is not None and said.invited < 0):
        raise Refused("negative", "Số hộ và số ý kiến không thể nhỏ hơn 0.")
    if not clean_text(said.number, 60):
        raise Refused("no_number", "Ghi số biên bản như trên giấy.")
    check_past(said.held_on, "Ngày họp")
    if said.households == 0:
        raise Refused("households", "Ghi tổng số hộ của thôn, làng.")
    for count, words in ((said.present, "dự họp"), (said.invited or 0, "được mời")):
        if count > said.households:
            raise Refused(
                "households",
                f"{count} hộ {words} nhiều hơn tổng số {said.households} hộ. "
                "Kiểm tra lại một trong hai số.",
            )
    total = said.agree + said.disagree + said.other
    if total > said.present:
        raise Refused(
            "votes",
            f"Cộng các ý kiến là {total}, nhiều hơn {said.present} hộ dự họp. Kiểm tra lại.",
        )
    if said.other and not clean_text(said.opinions, 4000):
        raise Refused("other", f"Có {said.other} ý kiến khác. Ghi nội dung các ý kiến đó.")


def _tell(actor: User, row: OpinionRound, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"opinions.{act}", subject=row, summary=summary[:500])
