"""Rounds of award: writing one, its guiding letter, opening and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from psycopg2.extras import DateRange

from awards.enums import BallotMode, MeritKind, RoundKind, RoundState
from awards.models import AwardRound, RoundType
from awards.nomination_rules import is_desk
from awards.nomination_workflow import ROUND
from awards.queries.law import award_type, regime_on
from awards.queries.levels import level_on
from awards.queries.rounds import expected, visible_rounds
from awards.services.telling import people_of, tell_round
from campaigns.models import Campaign
from communes.models import AdministrativeUnit
from communes.services.register_papers import clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule
from kbang_ntm.core.vietnamese import format_date
from kbang_ntm.core.workflow import advance

LETTER_KIND = "award_round_letter"


@dataclass(frozen=True)
class RoundText:
    """What is written of a round. `first` and `last`: the period of achievement, both days in
    it. `types`: codes of what may be asked for; `ballots`: {code: "open" or "secret"} where the
    round says how to vote."""

    name: str
    kind: str
    merit_kind: str
    first: date | None
    last: date | None
    opens_on: date
    due_on: date
    closes_on: date
    types: tuple[str, ...]
    campaign_id: int | None = None
    letter_number: str = ""
    letter_date: date | None = None
    note: str = ""
    ballots: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def make_round(*, unit: AdministrativeUnit, text: RoundText, actor: User) -> AwardRound:
    """Write a round of a level. Raises NotAllowed, Refused (`body_ended`, see `_columns`)."""
    level_on(unit, clock.today())
    if not is_desk(actor, unit.pk):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định của cấp đó lập đợt xét khen thưởng.")
    columns = _columns(text)
    if AwardRound.objects.filter(unit=unit, name=columns["name"]).exists():
        raise Refused("twice", "Đã có đợt mang tên này. Ghi tên khác.")
    row = AwardRound.objects.create(unit=unit, made_by=actor, made_at=clock.now(), **columns)
    _set_types(row, text)
    _tell(actor, row, "make", "Lập đợt xét khen thưởng")
    return row


@transaction.atomic
def change_round(*, award_round: AwardRound, text: RoundText, actor: User) -> AwardRound:
    """Mend a round that is not closed; a type with nominations stays. Raises NotAllowed, Refused
    (`wrong_state`, `in_use`, see `_columns`)."""
    row = lock_round(award_round, actor)
    if row.state == RoundState.CLOSED:
        raise Refused("wrong_state", "Đợt đã khép nên không sửa được.")
    columns = _columns(text)
    twice = AwardRound.objects.filter(unit_id=row.unit_id, name=columns["name"])
    if twice.exclude(pk=row.pk).exists():
        raise Refused("twice", "Đã có đợt mang tên này. Ghi tên khác.")
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    _set_types(row, text)
    _tell(actor, row, "change", "Sửa đợt xét khen thưởng")
    return row


@transaction.atomic
def attach_letter(
    *, award_round: AwardRound, name: str, stream: BinaryIO, actor: User
) -> AwardRound:
    """Keep the scan of the guiding letter. Raises NotAllowed, Refused."""
    row = lock_round(award_round, actor)
    row.letter_file = keep_paper(
        name=name, stream=stream, owner_kind=LETTER_KIND, owner_uid=row.uid, actor=actor
    )
    row.save(update_fields=["letter_file"])
    _tell(actor, row, "attach", f"Kèm văn bản hướng dẫn {row.letter_file.original_name}")
    return row


@transaction.atomic
def open_round(*, award_round: AwardRound, actor: User) -> AwardRound:
    """Begin to take nominations in; whoever may propose is told.

    Raises NotAllowed, Refused (`body_ended`, `no_types`, `no_letter`, `wrong_state`).
    """
    row = AwardRound.objects.select_for_update(of=("self",)).get(pk=award_round.pk)
    today = clock.today()
    level_on(row.unit, today)
    if not row.types.exists():
        raise Refused("no_types", "Chọn ít nhất một danh hiệu, hình thức được xét trong đợt.")
    if not row.letter_number or row.letter_date is None:
        raise Refused("no_letter", "Ghi số, ngày văn bản hướng dẫn trước khi mở đợt.")
    done = advance(ROUND, obj=row, act="open", actor=actor)
    parties = expected(done, today)
    tell_round(
        done,
        people_of(
            [one.unit_id for one in parties if one.unit_id],
            [one.agency_id for one in parties if one.agency_id],
        ),
        "open",
        f"Mở «{done.name}»: gửi đề nghị trước hết ngày {format_date(done.due_on)}.",
    )
    return done


@transaction.atomic
def close_round(*, award_round: AwardRound, actor: User) -> AwardRound:
    """Take no more nominations but of those on the late list. Raises NotAllowed, Refused
    (`wrong_state`)."""
    return advance(ROUND, obj=award_round, act="close", actor=actor)


def lock_round(award_round: AwardRound, actor: User) -> AwardRound:
    """The row, held until the transaction ends. Raises NotAllowed."""
    if not is_desk(actor, award_round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định của cấp đó ghi đợt xét khen thưởng.")
    return AwardRound.objects.select_for_update(of=("self",)).get(pk=award_round.pk)


def _columns(text: RoundText) -> dict[str, Any]:
    """What is stored. Raises Refused (`no_name`, `kind`, `period`, `days`, `type`, `no_campaign`,
    `letter_future`)."""
    name = clean_text(text.name, 200)
    if not name:
        raise Refused("no_name", "Ghi tên đợt, ví dụ: Đợt xét khen thưởng năm 2024.")
    if text.kind not in RoundKind.values or text.merit_kind not in MeritKind.values:
        raise Refused("kind", "Chọn loại đợt và loại hình khen thưởng trong danh sách.")
    if text.first is None or text.last is None or text.last < text.first:
        raise Refused("period", "Ghi ngày đầu và ngày cuối của thời gian đạt thành tích.")
    if not text.opens_on <= text.due_on <= text.closes_on:
        raise Refused("days", "Ngày mở, hạn gửi, ngày khép phải theo thứ tự. Xem lại ba ngày.")
    if text.letter_date is not None and text.letter_date > clock.today():
        raise Refused("letter_future", "Ngày văn bản hướng dẫn không thể sau hôm nay.")
    if text.campaign_id and not Campaign.objects.filter(pk=text.campaign_id).exists():
        raise Refused("no_campaign", "Chọn phong trào trong danh sách.")
    regime = regime_on(text.opens_on)
    for code in text.types:
        award_type(code, regime, text.opens_on)
    return {
        "name": name,
        "kind": text.kind,
        "merit_kind": text.merit_kind,
        "achievement": DateRange(text.first, text.last, "[]"),
        "opens_on": text.opens_on,
        "due_on": text.due_on,
        "closes_on": text.closes_on,
        "campaign_id": text.campaign_id,
        "letter_number": clean_text(text.letter_number, 60),
        "letter_date": text.letter_date,
        "note": clean_text(text.note, 1000),
    }


def _set_types(row: AwardRound, text: RoundText) -> None:
    """Make the types those of the text. Raises Refused (`in_use`, `ballot`)."""
    wanted, ballots = list(dict.fromkeys(text.types)), dict(text.ballots)
    if any(mode not in ("", *BallotMode.values) for mode in ballots.values()):
        raise Refused("ballot", "Chọn biểu quyết công khai hoặc bỏ phiếu kín.")
    there = {one.type_code: one for one in row.types.all()}
    gone = [code for code in there if code not in wanted]
    if row.nominations.filter(type_code__in=gone).exclude(state="withdrawn").exists():
        raise Refused(
            "in_use", "Đã có đề nghị cho danh hiệu, hình thức vừa bỏ chọn. Chọn lại mục đó."
        )
    row.types.filter(type_code__in=gone).delete()
    RoundType.objects.bulk_create(
        RoundType(round=row, type_code=code, ballot_mode=ballots.get(code, ""))
        for code in wanted
        if code not in there
    )
    for code in wanted:
        one = there.get(code)
        if one is not None and ballots.get(code, one.ballot_mode) != one.ballot_mode:
            one.ballot_mode = ballots[code]
            one.save(update_fields=["ballot_mode"])


def _tell(actor: User, row: AwardRound, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"award_round.{act}", subject=row, summary=summary[:500])


def may_read_letter(user: User, file: StoredFile) -> bool:
    """Whoever sees the round."""
    return visible_rounds(user).filter(uid=file.owner_uid).exists()


FILE_RULES: dict[str, FileRule] = {LETTER_KIND: may_read_letter}
