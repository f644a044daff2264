"""Points of one member: self-scored, checked by another, agreed by the meeting."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from campaigns.cluster_enums import ItemRule, Stage
from campaigns.cluster_rules import may_keep_sheet, speaks_for_member
from campaigns.forms.clusters import ScoreForm
from campaigns.models import ClusterMember, ScoringItem
from campaigns.queries.computed import Share, share_of
from campaigns.queries.scoring import SheetView, sheet_view
from campaigns.services import scoring as service
from campaigns.services.scoring_sheets import KEEPERS
from campaigns.views.clusters import MISSING
from campaigns.views.scoring import seen, words_of
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_number

TITLES = {
    Stage.SELF: ("Tự chấm điểm", "Lưu điểm tự chấm"),
    Stage.CROSS: ("Chấm chéo", "Lưu điểm chấm chéo"),
    Stage.AGREED: ("Điểm cụm, khối thống nhất", "Lưu điểm thống nhất"),
}


@acts
def score_self(request: HttpRequest, uid: UUID, who: UUID) -> HttpResponse:
    """A member scores itself."""
    return _score(request, uid, who, Stage.SELF)


@acts
def score_cross(request: HttpRequest, uid: UUID, who: UUID) -> HttpResponse:
    """Another member checks the points."""
    return _score(request, uid, who, Stage.CROSS)


@acts
def score_agreed(request: HttpRequest, uid: UUID, who: UUID) -> HttpResponse:
    """The points the meeting agreed on."""
    return _score(request, uid, who, Stage.AGREED)


def _score(request: HttpRequest, uid: UUID, who: UUID, stage: Stage) -> HttpResponse:
    user = member(request)
    row = seen(user, uid)
    view = sheet_view(row)
    one = next((found for found in view.members if found.uid == who), None)
    if one is None:
        raise Http404(MISSING)
    _check(user, view, one, stage)
    shares = {
        item.pk: share_of(item.source, one.unit_id, one.agency_id, row.year)
        for item in view.items
        if item.rule == ItemRule.COMPUTED
    }
    asked = [item for item in view.items if stage == Stage.AGREED or item.pk not in shares]
    form = ScoreForm(
        request.POST if request.method == "POST" else None,
        items=asked,
        initial=_initial(view, one, stage, asked, shares),
    )
    title, button = TITLES[stage]
    return act_page(
        request,
        form=form,
        words=words_of(row, f"{title}: {view.names[one.pk]}", button, _lead(stage)),
        do=lambda: service.save_scores(
            sheet=row, member=one, stage=stage, marks=form.marks(), actor=user
        ),
        done="Đã lưu điểm.",
        template="campaigns/clusters/score.html",
        context={
            "lines": [_line(form, view, one, item, shares.get(item.pk)) for item in view.items],
            "maximum": view.maximum,
            "later": stage != Stage.SELF,
        },
    )


def _check(user: User, view: SheetView, one: ClusterMember, stage: Stage) -> None:
    """Refuse with a sentence who may not score in this stage."""
    if stage == Stage.SELF:
        need(speaks_for_member(user, one), "Chỉ người của đơn vị tự chấm điểm.")
    elif stage == Stage.CROSS:
        checker = view.by_id.get(view.checks.get(one.pk, 0))
        need(
            checker is not None and speaks_for_member(user, checker),
            "Chỉ đơn vị được phân công mới chấm chéo cho thành viên này.",
        )
    else:
        need(may_keep_sheet(user, view.sheet), KEEPERS)


def _lead(stage: Stage) -> str:
    if stage == Stage.AGREED:
        return (
            "Ghi điểm như biên bản họp. Nội dung tính từ số liệu mà ghi khác số tính thì ghi lý do."
        )
    return "Nội dung tính từ số liệu do cổng tự chấm khi lưu; các nội dung khác ghi điểm."


def _initial(
    view: SheetView,
    one: ClusterMember,
    stage: Stage,
    asked: list[ScoringItem],
    shares: dict[int, Share],
) -> dict[str, Any]:
    """What stands, else what the stage before gave, else what is computed."""
    found: dict[str, Any] = {}
    before = {Stage.SELF: [], Stage.CROSS: [Stage.SELF], Stage.AGREED: [Stage.CROSS, Stage.SELF]}
    for item in asked:
        own = view.points(item, one, stage)
        scores = [own, *(view.points(item, one, old) for old in before[stage])]
        points: Decimal | None = next((s.points for s in scores if s is not None), None)
        share = shares.get(item.pk)
        if own is None and share is not None and share.known:
            points = share.points(item.maximum)
        if points is not None:
            found[f"p{item.pk}"] = format_number(points)
        found[f"n{item.pk}"] = own.note if own else ""
    return found


def _line(
    form: ScoreForm, view: SheetView, one: ClusterMember, item: ScoringItem, share: Share | None
) -> dict[str, Any]:
    """A row of the form: earlier points, what is computed, the fields."""
    name = f"p{item.pk}"
    return {
        "item": item,
        "share": share,
        "words": share.derivation(item.maximum) if share else "",
        "self": view.points(item, one, Stage.SELF),
        "cross": view.points(item, one, Stage.CROSS),
        "points": form[name] if name in form.fields else None,
        "note": form[f"n{item.pk}"] if name in form.fields else None,
    }
