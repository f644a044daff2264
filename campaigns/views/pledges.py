"""Pledges of the members of a cluster: one page each, writing, signing, results."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.cluster_enums import PledgeState
from campaigns.cluster_rules import speaks_for_member
from campaigns.forms.clusters import PaperForm, PledgeForm, ResultForm
from campaigns.models import Pledge, PledgeTarget
from campaigns.queries.clusters import member_names, newest_results
from campaigns.services import pledges as service
from campaigns.views.clusters import MISSING, member_seen
from campaigns.views.support import readers
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of


@readers
@require_safe
def pledge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One pledge with its targets and what became of them."""
    user = member(request)
    row = _seen(user, uid)
    targets = list(row.targets.order_by("order"))
    results = newest_results([one.pk for one in targets])
    own = speaks_for_member(user, row.member)
    context = {
        "row": row,
        "name": member_names([row.member], clock.today())[row.member_id],
        "targets": [(one, results.get(one.pk)) for one in targets],
        "own": own,
        "draft": row.state == PledgeState.DRAFT,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/clusters/pledge.html", context)


@acts
def write(request: HttpRequest, uid: UUID, year: int) -> HttpResponse:
    """Begin or mend the draft of a member's pledge of a year."""
    user = member(request)
    found = member_seen(user, uid)
    need(speaks_for_member(user, found), service.OWN_ONLY)
    old = found.pledges.filter(year=year).first()
    form = PledgeForm(request.POST or None, initial=PledgeForm.initial_of(old) if old else {})
    name = member_names([found], clock.today())[found.pk]
    back = reverse("campaigns:cluster", args=[found.cluster.uid])
    return act_page(
        request,
        form=form,
        words=Act(
            f"Giao ước thi đua năm {year}",
            "Lưu bản nháp",
            f"{back}?nam={year}",
            found.cluster.name,
            lead=f"{name}. Bản nháp chỉ đơn vị xem; cụm, khối xem khi đã ký.",
        ),
        do=lambda: service.write_pledge(
            member=found,
            year=year,
            text=form.cleaned_data["text"],
            targets=form.targets(),
            actor=user,
        ),
        done="Đã lưu bản nháp giao ước.",
        to=lambda made: reverse("campaigns:pledge", args=[made.uid]),
        template="campaigns/clusters/pledge_form.html",
    )


@acts
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep the signed paper of a pledge."""
    user = member(request)
    row = _seen(user, uid)
    need(speaks_for_member(user, row.member), service.OWN_ONLY)
    form = PaperForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Chốt bản giao ước đã ký",
            "Chốt giao ước",
            "Chốt rồi thì nội dung và chỉ tiêu không sửa được; kết quả ghi thêm bên dưới.",
        ),
        do=lambda: service.sign_pledge(
            pledge=row,
            signed_on=form.cleaned_data["day"],
            number=form.cleaned_data["number"],
            scan=form.scan(),
            actor=user,
        ),
        done="Đã chốt giao ước.",
    )


@acts
def result(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what became of a target."""
    user = member(request)
    target = PledgeTarget.objects.filter(
        uid=uid, pledge__in=Pledge.objects.visible_to(user).values("pk")
    ).first()
    if target is None:
        raise Http404(MISSING)
    row = _seen(user, Pledge.objects.values_list("uid", flat=True).get(pk=target.pledge_id))
    need(speaks_for_member(user, row.member), service.OWN_ONLY)
    form = ResultForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi kết quả chỉ tiêu", "Ghi kết quả", target.content),
        do=lambda: service.record_result(
            target=target,
            reached=form.cleaned_data["reached"] == "yes",
            number=form.cleaned_data["number"],
            note=form.cleaned_data["note"],
            actor=user,
        ),
        done="Đã ghi kết quả.",
    )


def _seen(user: User, uid: UUID) -> Pledge:
    rows = Pledge.objects.select_related(
        "member__cluster__unit", "member__unit", "member__agency", "paper_file", "entered_by"
    )
    row: Pledge = get_visible(rows, user, uid=uid)
    return row


def _words(row: Pledge, title: str, button: str, lead: str) -> Act:
    back = reverse("campaigns:pledge", args=[row.uid])
    return Act(title, button, back, f"Giao ước năm {row.year}", lead=lead)
