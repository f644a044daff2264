"""Broadcasts of a story, and who took it up."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from campaigns.forms.stories import BroadcastForm, SpreadForm
from campaigns.models import Broadcast, StorySpread
from campaigns.queries.parties import party_names, read_party
from campaigns.rules import acting
from campaigns.services import story_traces as service
from campaigns.story_rules import may_edit
from campaigns.views.stories import NOT_EDITOR, parties, story_or_404, words_of
from communes.forms.registers import WhyForm
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User


@acts
def broadcast(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note a broadcast."""
    user = member(request)
    row = story_or_404(user, uid)
    need(may_edit(user, row), NOT_EDITOR)
    form = BroadcastForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Ghi một lần phát", "Ghi lần phát", f"«{row.title}»"),
        do=lambda: service.record_broadcast(story=row, aired=form.aired(), actor=user),
        done="Đã ghi lần phát.",
    )


@acts
def spread(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note who took the story up."""
    user = member(request)
    row = story_or_404(user, uid)
    offered = parties() if may_edit(user, row) else _own(user)
    need(bool(offered), "Chỉ người của xã, cơ quan ghi việc áp dụng của mình.")
    form = SpreadForm(request.POST or None, parties=offered)

    def do() -> StorySpread:
        data = form.cleaned_data
        unit_id, agency_id = read_party(data["party"])
        return service.record_spread(
            story=row,
            unit_id=unit_id,
            agency_id=agency_id,
            place=data["place"],
            since=data["since"],
            note=data["note"],
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(row, "Ghi nơi áp dụng", "Ghi lại", f"«{row.title}»"),
        do=do,
        done="Đã ghi nơi áp dụng.",
    )


@acts
def withdraw_broadcast(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a broadcast noted by mistake."""
    return _withdraw(request, Broadcast.objects.filter(uid=uid).first())


@acts
def withdraw_spread(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a place noted by mistake."""
    return _withdraw(request, StorySpread.objects.filter(uid=uid).first())


def _withdraw(request: HttpRequest, row: Broadcast | StorySpread | None) -> HttpResponse:
    user = member(request)
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    story = story_or_404(user, row.story.uid)
    need(row.by_id == user.pk or may_edit(user, story), NOT_EDITOR)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(story, "Rút dòng này?", "Rút", "Dòng đã rút vẫn còn trong nhật ký."),
        do=lambda: service.withdraw_trace(row=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã rút.",
    )


def _own(user: User) -> list[tuple[str, str]]:
    mine = acting(user)
    names = party_names(mine.units, mine.agencies, clock.today())
    units = [(f"u{pk}", names.of(pk, None)) for pk in sorted(mine.units)]
    return units + [(f"a{pk}", names.of(None, pk)) for pk in sorted(mine.agencies)]
