"""Closing a vote: opened, counted over all members, written without a way back to who chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from awards.council_rules import may_run
from awards.enums import BallotChannel, BallotMode, Choice, ItemState, Presence
from awards.models import (
    AgendaItem,
    BallotMark,
    OpenBallot,
    PaperCount,
    SealedBallot,
    SecretBallot,
    SessionSeat,
)
from awards.sealing import Unsealable, unseal
from awards.services.keys import check_halves
from awards.services.sessions import NOT_RUN
from awards.services.voting import CLOSED, locked_item
from awards.session_workflow import ITEM
from awards.tally import Counts, count, result
from communes.services.register_papers import clean_text
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance


@dataclass(frozen=True)
class Paper:
    """What the counters found in the box."""

    given: int
    taken: int
    yes: int
    no: int
    invalid: int
    counters: str
    note: str = ""

    def choices(self) -> list[str]:
        """Each ballot's choice."""
        return (
            [str(Choice.YES)] * self.yes
            + [str(Choice.NO)] * self.no
            + [str(Choice.INVALID)] * self.invalid
        )


@dataclass(frozen=True)
class Keys:
    """Both halves as typed or read from a file."""

    chair: str
    secretary: str


@transaction.atomic
def close_item(
    *,
    item: AgendaItem,
    actor: User,
    keys: Keys | None = None,
    paper: Paper | None = None,
) -> AgendaItem:
    """Close the vote and count. Sealed votes need both halves; paper ballots come in here only,
    among the others.

    Raises NotAllowed, Refused (`closed`, `no_keys`, `half`, `wrong_half`, `broken`, `no_paper`,
    `paper`, `counters`); nothing is counted then.
    """
    row = locked_item(item)
    if not may_run(actor, row.session):
        raise NotAllowed("not_allowed", NOT_RUN)
    if row.state != ItemState.OPEN:
        raise Refused("closed", CLOSED)
    groups = _groups(row)
    if row.mode == BallotMode.OPEN:
        ballots = OpenBallot.objects.filter(item=row)
        return _finish(row, actor, groups, list(ballots.values_list("choice", flat=True)))
    opened = _open_sealed(row, keys)
    papers = _papers(row, paper, groups, len(opened))
    choices = sorted(opened + papers)
    SecretBallot.objects.bulk_create(
        SecretBallot(item=row, place=place, choice=choice)
        for place, choice in enumerate(choices, 1)
    )
    if paper is not None:
        _keep_paper(row, paper, actor, alone=row.channel == BallotChannel.PAPER)
    SealedBallot.objects.filter(item=row).delete()
    return _finish(row, actor, groups, choices)


@transaction.atomic
def void_item(*, item: AgendaItem, reason: str, actor: User) -> AgendaItem:
    """The vote cannot be opened (a half is lost): its sealed votes go, and the nomination is
    voted again as a new item. Returns the new item. Raises NotAllowed, Refused (`no_reason`,
    `wrong_state`)."""
    row = locked_item(item)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do biểu quyết lại, ví dụ: mất nửa khóa của thư ký.")
    advance(
        ITEM, obj=row, act="void", actor=actor,
        changes={"state_reason": reason, "closed_at": clock.now()}, data={"reason": reason},
    )  # fmt: skip
    SealedBallot.objects.filter(item=row).delete()
    again = AgendaItem.objects.create(
        session_id=row.session_id,
        nomination_id=row.nomination_id,
        order=row.order,
        heading=row.heading,
        attempt=row.attempt + 1,
        rank_round=row.rank_round,
        mode=row.mode,
        channel=row.channel,
        percent=row.percent,
        percent_basis=row.percent_basis,
        percent_certain=row.percent_certain,
    )
    copy_recusals(row, [again])
    return again


def copy_recusals(source: AgendaItem, items: list[AgendaItem]) -> None:
    """Whoever did not vote on an item does not vote on the items that follow it."""
    from_ = list(source.recusals.all())
    table = source.recusals.model
    table._base_manager.bulk_create(
        table(
            item=item, seat_id=one.seat_id, ground=one.ground, computed=one.computed,
            note=one.note, basis=one.basis, by_id=one.by_id,
        )
        for item in items
        for one in from_
    )  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """How many members are recused, absent, may vote."""

    recused: int
    absent: int
    voters: int
    total: int


def _groups(row: AgendaItem) -> Groups:
    recused = set(row.recusals.values_list("seat_id", flat=True))
    seats = SessionSeat.objects.filter(session_id=row.session_id, former=False)
    left = [one for one in seats.values_list("pk", "presence") if one[0] not in recused]
    absent = sum(presence == Presence.ABSENT for _, presence in left)
    total = row.session.members_total or 0
    return Groups(total - len(left), absent, len(left) - absent, total)


def _open_sealed(row: AgendaItem, keys: Keys | None) -> list[str]:
    """The choices of the sealed votes, in no order that says anything."""
    if not row.public_key:
        return []
    if keys is None:
        raise Refused("no_keys", "Nhập cả hai nửa khóa để mở phiếu.")
    chair, secretary = check_halves(row, keys.chair, keys.secretary)
    rows = SealedBallot.objects.filter(item=row).values_list("sealed", flat=True)
    try:
        found = sorted(unseal(bytes(one), chair=chair, secretary=secretary) for one in rows)
    except Unsealable as broken:
        raise Refused(
            "broken",
            "Có phiếu không mở được dù khóa đúng. Cho biểu quyết lại nội dung này và báo quản trị.",
        ) from broken
    if len(found) != BallotMark.objects.filter(item=row).count():
        raise Refused(
            "broken",
            "Số phiếu kín không khớp số người đã bỏ phiếu. Cho biểu quyết lại nội dung này và báo "
            "quản trị.",
        )
    return found


def _papers(row: AgendaItem, paper: Paper | None, groups: Groups, cast: int) -> list[str]:
    """The choices on paper, reconciled with who may still vote."""
    if row.channel == BallotChannel.ELECTRONIC:
        if paper is not None and paper.taken:
            raise Refused("paper", "Nội dung này chỉ bỏ phiếu trên cổng, không có phiếu giấy.")
        return []
    if paper is None:
        if row.channel == BallotChannel.PAPER:
            raise Refused("no_paper", "Nhập kết quả kiểm phiếu giấy.")
        return []
    if min(paper.given, paper.taken, paper.yes, paper.no, paper.invalid) < 0:
        raise Refused("paper", "Số phiếu không được âm.")
    if paper.taken > paper.given:
        raise Refused("paper", "Số phiếu thu về không được nhiều hơn số phiếu phát ra.")
    if paper.yes + paper.no + paper.invalid != paper.taken:
        raise Refused(
            "paper", "Đồng ý, không đồng ý và không hợp lệ cộng lại phải bằng số phiếu thu về."
        )
    if paper.given > groups.voters or paper.taken > groups.voters - cast:
        raise Refused(
            "paper",
            f"{groups.voters} thành viên được bỏ phiếu, {cast} người đã bỏ trên cổng: phiếu giấy "
            f"thu về nhiều nhất {groups.voters - cast}. Kiểm lại số phiếu.",
        )
    if not clean_text(paper.counters, 300):
        raise Refused("counters", "Ghi họ tên những người kiểm phiếu.")
    return paper.choices()


def _keep_paper(row: AgendaItem, paper: Paper, actor: User, *, alone: bool) -> None:
    """What was found, with choices only where all votes were on paper."""
    PaperCount.objects.create(
        item=row,
        given=paper.given,
        taken=paper.taken,
        yes=paper.yes if alone else None,
        no=paper.no if alone else None,
        invalid=paper.invalid if alone else None,
        counters=clean_text(paper.counters, 300),
        note=clean_text(paper.note, 300),
        by=actor,
    )


def _finish(row: AgendaItem, actor: User, groups: Groups, choices: list[str]) -> AgendaItem:
    counts: Counts = count(
        choices,
        total=groups.total,
        recused=groups.recused,
        absent=groups.absent,
        voters=groups.voters,
    )
    found = result(counts, row.percent)
    changes: dict[str, Any] = {
        "closed_at": clock.now(),
        "yes": counts.yes,
        "no": counts.no,
        "invalid": counts.invalid,
        "recused": counts.recused,
        "absent": counts.absent,
        "not_cast": counts.not_cast,
        "total": counts.total,
        "needed": found.needed,
        "reached": found.reached,
    }
    data = {"yes": counts.yes, "total": counts.total, "needed": found.needed}
    return advance(ITEM, obj=row, act="close", actor=actor, changes=changes, data=data)
