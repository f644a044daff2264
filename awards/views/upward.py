"""What goes to the level above: list, sending with a memo, one case, its result."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.decision_rules import works_on_decisions
from awards.enums import RoundState
from awards.forms.decisions import scan_of
from awards.forms.upward import AnswerForm, SendUpForm, UpwardFilterForm
from awards.models import AwardRound, Nomination, UpwardCase
from awards.nomination_rules import desk_units, leader_units
from awards.queries.upward import cases_of, honoured_twice, to_send
from awards.services import upward as service
from awards.tables.decisions import UpwardTable
from awards.views.decision_pages import readers
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Trình cấp trên"


@readers
@require_safe
def cases(request: HttpRequest) -> HttpResponseBase:
    """Upward cases of nominations the person may see."""
    user = member(request)
    form = UpwardFilterForm(request.GET or None)
    waiting = to_send(user)
    context = {"form": form, "waiting": waiting, "sends": _sends(user)}
    table = UpwardTable(cases_of(user, form.state()))
    return show_list(request, "awards/upward/list.html", table, context, name="trinh-cap-tren")


@acts
def send(request: HttpRequest) -> HttpResponse:
    """Send nominations with one memo."""
    user = member(request)
    need(_sends(user), service.SENDERS)
    rows = to_send(user)
    own = desk_units(user) | leader_units(user)
    rounds = list(AwardRound.objects.filter(state=RoundState.OPEN).exclude(unit_id__in=own))
    by_id = {str(one.pk): one for one in rounds}
    form = SendUpForm(
        request.POST or None,
        rows=[(row.pk, f"{row.nominee_name}, {row.award_type} ({row.round})") for row in rows],
        rounds=[(pk, one.name) for pk, one in by_id.items()],
        initial={"to_body": "UBND tỉnh Gia Lai (qua Sở Nội vụ)"},
    )
    return act_page(
        request,
        form=form,
        words=Act(
            "Trình cấp trên",
            "Ghi đã trình",
            reverse("awards:upward"),
            LIST,
            lead=""
            if rows
            else "Không có đề nghị nào được Hội đồng đề nghị mà cấp trên quyết định.",
        ),
        do=lambda: service.send_up(
            nominations=[row for row in rows if row.pk in form.ids()],
            memo=form.memo(),
            actor=user,
            to_round=by_id.get(form.cleaned_data["to_round"]),
        ),
        done="Đã ghi hồ sơ trình cấp trên.",
    )


@readers
@require_safe
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One case: what was sent, what came back, and whether the achievement is honoured twice."""
    user = member(request)
    row = _case(user, uid)
    nomination = row.nomination
    context = {
        "row": row,
        "nomination": nomination,
        "kind": nomination.award_type,
        "twice": honoured_twice([nomination]).get(nomination.pk, []),
        "linked": Nomination.objects.visible_to(user)
        .filter(upward_of=nomination)
        .select_related("round")
        .first(),
        "answers": not row.result and nomination.round.unit_id in desk_units(user),
        "history": history_of(nomination.uid),
    }
    return render(request, "awards/upward/one.html", context)


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter what the level above said."""
    user = member(request)
    row = _case(user, uid)
    need(
        row.nomination.round.unit_id in desk_units(user),
        "Chỉ nơi thường trực của cấp đã trình ghi kết quả.",
    )
    form = AnswerForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi kết quả của cấp trên",
            "Ghi kết quả",
            reverse("awards:upward-case", args=[row.uid]),
            row.nomination.nominee_name,
            lead="Cấp trên khen thưởng thì cấp đó chi tiền thưởng; cổng ghi vào sổ khen thưởng đã "
            "có. Không được khen không làm mất khen thưởng của cấp dưới.",
        ),
        do=lambda: service.record_answer(
            case=row, answer=form.answer(), scan=scan_of(form), actor=user
        ),
        done="Đã ghi kết quả.",
    )


def _sends(user: User) -> bool:
    return bool(desk_units(user) | leader_units(user))


def _case(user: User, uid: UUID) -> UpwardCase:
    row = (
        UpwardCase.objects.filter(uid=uid, nomination__in=Nomination.objects.visible_to(user))
        .select_related(
            "nomination__round__unit",
            "nomination__award_type",
            "nomination__nominee",
            "result_file",
        )
        .first()
    )
    if row is None or not works_on_decisions(user):
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return row
