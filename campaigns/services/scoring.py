"""Scoring of a cluster: the sheet, who checks whom, points of each stage, the agreed ranking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from campaigns.cluster_enums import ItemRule, SheetState, Stage
from campaigns.cluster_rules import may_keep_sheet, speaks_for_member
from campaigns.cluster_workflow import SHEET
from campaigns.models import (
    ClusterMember,
    CrossCheck,
    RankingSnapshot,
    Score,
    ScoringItem,
    ScoringSheet,
)
from campaigns.queries.computed import Share, share_of
from campaigns.queries.scoring import SheetView, sheet_view
from campaigns.services.scoring_sheets import KEEPERS, lock_sheet, tell
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_number
from kbang_ntm.core.workflow import advance

MINUTES_KIND = "cluster_minutes"
STATE_OF = {
    Stage.SELF: SheetState.SELF,
    Stage.CROSS: SheetState.CROSS,
    Stage.AGREED: SheetState.CROSS,
}


@dataclass(frozen=True)
class Mark:
    """Points typed for one item, and why."""

    points: Decimal
    note: str = ""


@transaction.atomic
def assign_checks(*, sheet: ScoringSheet, checkers: Mapping[int, int], actor: User) -> None:
    """Say which member checks whose points: {member id: checker id}, for every member.

    Raises NotAllowed, Refused (`agreed`, `checker`).
    """
    row = lock_sheet(sheet, actor)
    if row.state == SheetState.AGREED:
        raise Refused("agreed", "Kết quả đã thống nhất nên không phân công chấm chéo lại.")
    view = sheet_view(row)
    for member_id, checker_id in checkers.items():
        if member_id not in view.by_id or checker_id not in view.by_id:
            raise Refused("checker", "Chọn thành viên của cụm, khối trong năm.")
        if member_id == checker_id:
            raise Refused(
                "checker", f"{view.names[member_id]} không tự chấm chéo cho mình. Chọn đơn vị khác."
            )
    CrossCheck.objects.bulk_create(
        (
            CrossCheck(sheet=row, member_id=member_id, checker_id=checker_id)
            for member_id, checker_id in checkers.items()
        ),
        update_conflicts=True,
        unique_fields=["sheet", "member"],
        update_fields=["checker"],
    )
    tell(actor, row, "checks", f"Phân công chấm chéo cho {len(checkers)} thành viên")


@transaction.atomic
def open_self(*, sheet: ScoringSheet, actor: User) -> ScoringSheet:
    """Let the members score themselves; items are fixed from then on. Raises NotAllowed, Refused
    (`no_items`, `members`, `wrong_state`)."""
    row = lock_sheet(sheet, actor)
    view = sheet_view(row)
    if not view.items:
        raise Refused("no_items", "Thêm ít nhất một nội dung chấm trước khi mở.")
    if len(view.members) < 2:
        raise Refused("members", "Cụm, khối cần ít nhất hai thành viên trong năm để xếp hạng.")
    return advance(SHEET, obj=row, act="open", actor=actor)


@transaction.atomic
def take_back(*, sheet: ScoringSheet, actor: User) -> ScoringSheet:
    """Go back to mending the items while nobody has scored yet. Raises NotAllowed, Refused
    (`scored`, `wrong_state`)."""
    row = lock_sheet(sheet, actor)
    if Score.objects.filter(item__sheet=row).exists():
        raise Refused("scored", "Đã có thành viên tự chấm nên không sửa nội dung chấm được nữa.")
    return advance(SHEET, obj=row, act="take_back", actor=actor)


@transaction.atomic
def open_cross(*, sheet: ScoringSheet, actor: User) -> ScoringSheet:
    """Go on to checking one another. Raises NotAllowed, Refused (`no_checker`, `wrong_state`)."""
    row = lock_sheet(sheet, actor)
    view = sheet_view(row)
    alone = [view.names[one.pk] for one in view.members if one.pk not in view.checks]
    if alone:
        raise Refused("no_checker", f"Chưa phân công ai chấm chéo: {', '.join(alone)}.")
    return advance(
        SHEET, obj=row, act="cross", actor=actor, data={"missing": view.waiting(Stage.SELF)}
    )


@transaction.atomic
def save_scores(
    *,
    sheet: ScoringSheet,
    member: ClusterMember,
    stage: str,
    marks: Mapping[int, Mark],
    actor: User,
) -> int:
    """Write one member's points of a stage, {item id: mark}; returns how many items have points.

    What comes from data is computed here in the first two stages; in the agreed one a number that
    differs from what is computed needs a reason. Raises NotAllowed, Refused (`wrong_state`,
    `points`, `missing`, `no_reason`, `not_member`).
    """
    rows = ScoringSheet.objects.select_for_update(of=("self",)).select_related("cluster__unit")
    row = rows.get(pk=sheet.pk)
    view = sheet_view(row)
    if member.pk not in view.by_id:
        raise Refused("not_member", "Đơn vị không là thành viên cụm, khối trong năm.")
    _check_scorer(view, view.by_id[member.pk], stage, actor)
    if row.state != STATE_OF[Stage(stage)]:
        raise Refused(
            "wrong_state",
            f"Bảng chấm {row.get_state_display()} nên không ghi điểm của bước này được.",
        )
    found = [_score(view, item, member, stage, marks.get(item.pk)) for item in view.items]
    written = [score for score in found if score is not None]
    for score in written:
        score.by, score.at = actor, clock.now()
    _store(written, view)
    total = sum((score.points for score in written), Decimal(0))
    tell(
        actor,
        row,
        f"score_{stage}",
        f"{Stage(stage).label.capitalize()} {view.names[member.pk]}: {format_number(total)} điểm",
    )
    return len(written)


def _store(written: list[Score], view: SheetView) -> None:
    """Insert what is new, change what stands: two statements whatever the number of items."""
    for score in written:
        old = view.scores.get((score.item_id, score.member_id, score.stage))
        score.pk = old.pk if old else None
    Score.objects.bulk_create([score for score in written if score.pk is None])
    Score.objects.bulk_update(
        [score for score in written if score.pk is not None],
        ["points", "derivation", "note", "by", "at"],
    )


def _check_scorer(view: SheetView, member: ClusterMember, stage: str, actor: User) -> None:
    if stage == Stage.SELF:
        allowed, words = speaks_for_member(actor, member), "Chỉ người của đơn vị tự chấm điểm."
    elif stage == Stage.CROSS:
        checker = view.by_id.get(view.checks.get(member.pk, 0))
        allowed = checker is not None and speaks_for_member(actor, checker)
        words = "Chỉ đơn vị được phân công mới chấm chéo cho thành viên này."
    else:
        allowed, words = may_keep_sheet(actor, view.sheet), KEEPERS
    if not allowed:
        raise NotAllowed("not_allowed", words)


def _score(
    view: SheetView, item: ScoringItem, member: ClusterMember, stage: str, mark: Mark | None
) -> Score | None:
    """The score to write, None for an item from data that nobody has."""
    score = Score(item=item, member=member, stage=stage)
    computed: Share | None = None
    if item.rule == ItemRule.COMPUTED:
        computed = share_of(item.source, member.unit_id, member.agency_id, view.sheet.year)
        score.derivation = computed.derivation(item.maximum)
        if stage != Stage.AGREED:
            if not computed.known:
                return None
            score.points = computed.points(item.maximum)
            return score
    if mark is None:
        raise Refused("missing", f"Còn thiếu điểm của «{item.content}».")
    if not 0 <= mark.points <= item.maximum:
        raise Refused(
            "points",
            f"Điểm của «{item.content}» phải từ 0 đến {format_number(item.maximum)}.",
        )
    score.points, score.note = mark.points, clean_text(mark.note, 500)
    differs = computed is not None and (
        not computed.known or computed.points(item.maximum) != mark.points
    )
    if differs and not score.note:
        raise Refused(
            "no_reason",
            f"«{item.content}» khác số tính từ số liệu: ghi lý do cụm, khối thống nhất.",
        )
    return score


@transaction.atomic
def agree(
    *,
    sheet: ScoringSheet,
    minutes_date: date,
    minutes_number: str,
    scan: Scan,
    actor: User,
) -> RankingSnapshot:
    """Close the scoring with the minutes of the meeting and freeze the ranking.

    Raises NotAllowed, Refused (`future`, `missing`, `wrong_state`, and what is wrong with the
    file).
    """
    row = lock_sheet(sheet, actor)
    check_past(minutes_date, "Ngày họp")
    view = sheet_view(row)
    if row.state == SheetState.CROSS and (missing := view.waiting(Stage.AGREED)):
        raise Refused("missing", f"Chưa có điểm thống nhất của: {', '.join(missing)}.")
    file = keep_paper(
        name=scan.name,
        stream=scan.stream,
        owner_kind=MINUTES_KIND,
        owner_uid=row.uid,
        actor=actor,
    )
    body = ranking_body(view)
    digest = hashlib.sha256(body.encode()).hexdigest()
    done = advance(
        SHEET,
        obj=row,
        act="agree",
        actor=actor,
        changes={
            "minutes_date": minutes_date,
            "minutes_number": clean_text(minutes_number, 60),
            "minutes_file": file,
        },
        data={"sha256": digest},
    )
    return RankingSnapshot.objects.create(sheet=done, body=body, sha256=digest, by=actor)


def ranking_body(view: SheetView) -> str:
    """The agreed result as canonical JSON: sorted keys, exact decimals as strings."""
    sheet = view.sheet
    body = {
        "sheet": str(sheet.uid),
        "cluster": {"uid": str(sheet.cluster.uid), "name": sheet.cluster.name},
        "year": sheet.year,
        "preferences": [one.words for one in view.preferences],
        "preference_on": sheet.preference_on.isoformat() if sheet.preference_on else "",
        "items": [{"content": item.content, "maximum": str(item.maximum)} for item in view.items],
        "places": [
            {
                "member": str(view.by_id[place.key].uid),
                "name": view.names[place.key],
                "rank": place.rank,
                "total": str(place.total),
                "why": place.why,
                "points": [
                    {
                        "points": str(score.points),
                        "derivation": score.derivation,
                        "note": score.note,
                    }
                    for item in view.items
                    if (score := view.scores[item.pk, place.key, Stage.AGREED])
                ],
            }
            for place in view.ranking()
        ],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
