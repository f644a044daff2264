"""Writing, sending and taking back nominations; the desk's acts stand in receiving.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from psycopg2.extras import DateRange

from awards.enums import MeritKind, NominationState, RoundState
from awards.models import AwardRound, AwardType, Nomination, Nominee
from awards.nomination_rules import may_write, proposer_of
from awards.nomination_workflow import NOMINATION
from awards.queries.dossiers import missing_parts
from awards.queries.law import award_type, regime_on
from awards.queries.lengths import length_refusal
from awards.queries.levels import level_on
from awards.queries.proposers import heads_cluster, proposes_in
from awards.queries.rounds import late_until
from awards.services.telling import tell_desk
from campaigns.models import EmulationCluster, Initiative, Story, Subject
from campaigns.rules import acting
from campaigns.story_enums import StoryState
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date, nfc
from kbang_ntm.core.workflow import advance

MOST_REPORT = 20_000
WRITABLE = (NominationState.DRAFT, NominationState.SUPPLEMENT)


@dataclass(frozen=True)
class NominationText:
    """What a nomination says. `first` and `last`: the period of achievement, both days in it;
    empty merit kind and period: those of the round."""

    type_code: str
    citation: str = ""
    citation_list: str = ""
    report: str = ""
    merit_kind: str = ""
    first: date | None = None
    last: date | None = None
    subject_id: int | None = None
    initiative_id: int | None = None
    simplified: bool = False
    simplified_reason: str = ""


@transaction.atomic
def propose(
    *,
    award_round: AwardRound,
    nominee: Nominee,
    unit_id: int | None,
    agency_id: int | None,
    text: NominationText,
    actor: User,
    cluster: EmulationCluster | None = None,
    story: Story | None = None,
) -> Nomination:
    """Begin a nomination of a unit or an agency, perhaps in the name of the cluster it heads, or
    from a published story. Raises NotAllowed, Refused (see `_columns`, `_check_round`)."""
    if not acting(actor).speaks_for(unit_id, agency_id) or (unit_id and agency_id):
        raise NotAllowed("not_allowed", "Bạn chỉ lập đề nghị của xã, cơ quan mình.")
    level_on(award_round.unit, clock.today())
    _check_round(award_round)
    _check_party(award_round, unit_id, agency_id, cluster)
    if story is not None and story.state != StoryState.PUBLISHED:
        raise Refused("story", "Chỉ đề nghị từ bài gương điển hình đã đăng.")
    if nominee.same_as_id is not None:
        raise Refused("double", "Hồ sơ đối tượng này đã ghép vào hồ sơ khác. Chọn hồ sơ kia.")
    columns = _columns(award_round, nominee, text)
    _check_twice(award_round, nominee, text.type_code, None)
    row = Nomination.objects.create(
        round=award_round,
        nominee=nominee,
        nominee_name=nominee.name,
        unit_id=unit_id,
        agency_id=agency_id,
        cluster=cluster,
        story=story,
        made_by=actor,
        made_at=clock.now(),
        **columns,
    )
    audit.record(
        actor=actor,
        action="nomination.propose",
        subject=row,
        summary=f"Lập đề nghị khen thưởng {row.nominee_name}"[:500],
    )
    return row


@transaction.atomic
def change(*, nomination: Nomination, text: NominationText, actor: User) -> Nomination:
    """Mend a draft, or the words of a nomination to be supplemented (its type stays then).

    Raises NotAllowed, Refused.
    """
    row = for_writing(nomination, actor)
    if row.received_on is not None and text.type_code != row.type_code:
        raise Refused(
            "frozen", "Hồ sơ đã tiếp nhận nên không đổi danh hiệu, hình thức. Rút rồi lập lại."
        )
    columns = _columns(row.round, row.nominee, text)
    _check_twice(row.round, row.nominee, text.type_code, row)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    audit.record(
        actor=actor, action="nomination.change", subject=row, summary="Sửa đề nghị khen thưởng"
    )
    return row


@transaction.atomic
def send(*, nomination: Nomination, actor: User) -> Nomination:
    """Send to the desk of the round's level.

    After the due day it is marked late; after the round has closed only who is on the late list
    sends. Raises NotAllowed, Refused (`body_ended`, `round_draft`, `too_early`, `closed`,
    `missing`, `wrong_state`).
    """
    row = lock(nomination)
    today = clock.today()
    level_on(row.round.unit, today)
    late = _check_window(row, today)
    lacking = missing_to_send(row, today)
    if row.state == NominationState.DRAFT and lacking:
        raise Refused("missing", f"Chưa gửi được, còn thiếu: {'; '.join(lacking)}.")
    done = advance(
        NOMINATION,
        obj=row,
        act="send",
        actor=actor,
        changes={"sent_by": actor, "sent_at": clock.now(), "late": late},
        data={"late": late},
    )
    tell_desk(done, "send", f"Có đề nghị khen thưởng mới: {done.nominee_name}.")
    return done


@transaction.atomic
def withdraw(*, nomination: Nomination, reason: str, actor: User) -> Nomination:
    """Take a nomination back, until it is put before the council. Raises NotAllowed, Refused
    (`no_reason`, `wrong_state`)."""
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút đề nghị.")
    sent = nomination.state != NominationState.DRAFT
    done = advance(
        NOMINATION,
        obj=nomination,
        act="withdraw",
        actor=actor,
        changes={"state_reason": reason},
        data={"reason": reason},
    )
    if sent:
        tell_desk(done, "withdraw", f"Đã rút đề nghị khen thưởng {done.nominee_name}: {reason}")
    return done


def missing_to_send(row: Nomination, day: date) -> list[str]:
    """What a draft still lacks before it can be sent, in words. Four queries at most."""
    found = []
    if not row.citation:
        found.append("thành tích ghi trên giấy khen")
    if not row.report:
        found.append("tóm tắt thành tích")
    if not row.simplified and (row.meeting_on is None or row.meeting_yes is None):
        found.append("kết quả họp xét của đơn vị (ngày, số người dự, số đồng ý)")
    found += missing_parts(row, day)
    return found


def lock(nomination: Nomination) -> Nomination:
    """The row with its round, held until the transaction ends."""
    rows = Nomination.objects.select_for_update(of=("self",))
    return rows.select_related("round__unit", "nominee").get(pk=nomination.pk)


def for_writing(nomination: Nomination, actor: User) -> Nomination:
    """The locked row of a draft or of one to be supplemented. Raises NotAllowed, Refused."""
    row = lock(nomination)
    check_writable(row, actor)
    return row


def check_writable(row: Nomination, actor: User) -> None:
    """Raises NotAllowed, Refused (`wrong_state`)."""
    if not may_write(actor, row):
        raise NotAllowed("not_allowed", "Bạn chỉ sửa đề nghị của xã, cơ quan mình.")
    if row.state not in WRITABLE:
        raise Refused(
            "wrong_state",
            f"Đề nghị đang ở trạng thái «{row.get_state_display()}» nên không sửa được. Rút đề "
            "nghị rồi lập lại, hoặc đợi nơi thẩm định yêu cầu bổ sung.",
        )


def _check_party(
    award_round: AwardRound,
    unit_id: int | None,
    agency_id: int | None,
    cluster: EmulationCluster | None,
) -> None:
    """Raises Refused (`other_level`, `not_head`)."""
    if not proposes_in(award_round, unit_id, agency_id, clock.today()):
        raise Refused(
            "other_level",
            "Đợt này thuộc cấp khác. Chọn đợt của cấp xét đề nghị của đơn vị bạn.",
        )
    if cluster is not None and not heads_cluster(cluster, unit_id, agency_id, clock.today().year):
        raise Refused(
            "not_head",
            "Chỉ trưởng cụm, khối năm nay đề nghị thay mặt cụm, khối. Bỏ chọn cụm, khối.",
        )


def _check_round(award_round: AwardRound) -> None:
    if award_round.state == RoundState.DRAFT:
        raise Refused("round_draft", "Đợt này chưa mở nhận hồ sơ. Đợi nơi xét mở đợt.")


def _check_window(row: Nomination, today: date) -> bool:
    """Whether what is sent today is late. Raises Refused."""
    one = row.round
    _check_round(one)
    if today < one.opens_on:
        raise Refused("too_early", f"Đợt này nhận hồ sơ từ ngày {format_date(one.opens_on)}.")
    if one.state == RoundState.OPEN and today <= one.closes_on:
        late: bool = today > one.due_on
        return late
    until = late_until(one, *proposer_of(row))
    if until is None or today > until:
        raise Refused(
            "closed",
            f"Đợt này đã khép nhận hồ sơ ngày {format_date(one.closes_on)}. Đề nghị nơi xét ghi "
            "đơn vị vào danh sách được gửi muộn, có lý do.",
        )
    return True


def _check_twice(
    award_round: AwardRound, nominee: Nominee, type_code: str, own: Nomination | None
) -> None:
    rows = Nomination.objects.filter(round=award_round, nominee=nominee, type_code=type_code)
    rows = rows.exclude(state__in=[NominationState.WITHDRAWN, NominationState.INELIGIBLE])
    if own is not None:
        rows = rows.exclude(pk=own.pk)
    if rows.exists():
        raise Refused("twice", "Đợt này đã có đề nghị cho đối tượng và hình thức đó.")


def _type_of(award_round: AwardRound, nominee: Nominee, code: str) -> AwardType:
    """The type asked for as the law of today has it. Raises Refused (`not_in_round`, `subject`)."""
    allowed = set(award_round.types.values_list("type_code", flat=True))
    if code not in allowed:
        raise Refused("not_in_round", "Đợt này không xét danh hiệu, hình thức đó. Chọn lại.")
    today = clock.today()
    found = award_type(code, regime_on(today), today)
    check_subject(found, nominee)
    return found


def check_subject(found: AwardType, nominee: Nominee) -> None:
    """Refuse a kind of nominee the type does not know (`subject`)."""
    if nominee.kind not in found.subjects:
        raise Refused(
            "subject",
            f"{found.name} không tặng cho {nominee.get_kind_display()}. Chọn danh hiệu, hình thức "
            "khác.",
        )


def _columns(award_round: AwardRound, nominee: Nominee, text: NominationText) -> dict[str, Any]:
    """What is stored. Raises Refused (`not_in_round`, `subject`, `merit_kind`, `period`,
    `citation_long`, `report_long`, `simplified`, `subject_of_plan`, `initiative`)."""
    _type_of(award_round, nominee, text.type_code)
    merit_kind = text.merit_kind or award_round.merit_kind
    if merit_kind not in MeritKind.values:
        raise Refused("merit_kind", "Chọn loại hình khen thưởng trong danh sách.")
    citation, in_list = nfc(text.citation).strip(), nfc(text.citation_list).strip()
    length_refusal(citation, in_list, clock.today())
    report = nfc(text.report).strip()
    if len(report) > MOST_REPORT:
        raise Refused(
            "report_long", "Tóm tắt thành tích dài hơn 20.000 ký tự. Phần chi tiết kèm trong tệp."
        )
    reason = clean_text(text.simplified_reason, 200)
    if text.simplified and not reason:
        raise Refused("simplified", "Chọn trường hợp được áp dụng thủ tục đơn giản.")
    if text.subject_id and not Subject.objects.filter(pk=text.subject_id).exists():
        raise Refused("subject_of_plan", "Chọn đối tượng theo kế hoạch trong danh sách.")
    if text.initiative_id and not _initiative_there(text.initiative_id):
        raise Refused("initiative", "Sáng kiến này không còn trong sổ. Chọn sáng kiến khác.")
    return {
        "type_code": text.type_code,
        "merit_kind": merit_kind,
        "achievement": _period(award_round, text),
        "citation": citation,
        "citation_list": in_list,
        "report": report,
        "subject_id": text.subject_id,
        "collective_merit_id": text.initiative_id,
        "simplified": text.simplified,
        "simplified_reason": reason if text.simplified else "",
    }


def _initiative_there(pk: int) -> bool:
    found: bool = Initiative.objects.filter(pk=pk, withdrawn_at__isnull=True).exists()
    return found


def _period(award_round: AwardRound, text: NominationText) -> DateRange:
    """Both days in it; the round's where nothing is said. Raises Refused (`period`)."""
    if text.first is None and text.last is None:
        span = award_round.achievement
        return DateRange(span.lower, span.upper)
    if text.first is None or text.last is None or text.last < text.first:
        raise Refused("period", "Ghi ngày đầu và ngày cuối của thời gian đạt thành tích.")
    return DateRange(text.first, text.last, "[]")
