"""Clusters: the list of a year, one cluster with members, heads, pledges and scoring."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.cluster_rules import keeps_cluster, keeps_clusters_of, speaks_for_member
from campaigns.forms.clusters import ClusterForm, HeadForm, MemberForm, YearForm
from campaigns.forms.support import EndForm
from campaigns.models import ClusterHead, ClusterMember, EmulationCluster
from campaigns.queries.clusters import (
    cluster_lines,
    head_of,
    joinable,
    member_names,
    members_in,
    pledge_lines,
)
from campaigns.queries.parties import read_party
from campaigns.queries.scoring import visible_sheets
from campaigns.services import clusters as service
from campaigns.tables.clusters import ClusterTable, sheet_badge
from campaigns.views.support import readers
from communes.enums import UnitKind
from communes.forms.registers import WhyForm, filled
from communes.models import UnitVersion
from communes.queries.register_rules import names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Cụm, khối thi đua"
MISSING = "Không tìm thấy, hoặc bạn không được xem mục này."


@readers
@require_safe
def clusters(request: HttpRequest) -> HttpResponseBase:
    """Clusters of a year with members, head, pledges signed and how far scoring is."""
    user = member(request)
    form = YearForm(request.GET or None)
    year = form.year()
    table = ClusterTable(cluster_lines(user, year, form.words()), year=year)
    context = {"form": form, "year": year, "keeps": bool(_owners(user))}
    return show_list(request, "campaigns/clusters/list.html", table, context, name="cum-khoi")


@readers
@require_safe
def cluster(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One cluster in a year."""
    user = member(request)
    row = _seen(user, uid)
    form = YearForm(request.GET or None)
    del form.fields["tim"]
    year = form.year()
    lines = pledge_lines(user, row, year)
    sheet = visible_sheets(user).filter(cluster=row, year=year).first()
    keeps = keeps_cluster(user, row)
    head = head_of(row, year)
    heads = head is not None and speaks_for_member(user, head.member)
    everybody = list(row.members.select_related("unit", "agency").order_by("-valid", "id"))
    names = member_names(everybody, clock.today())
    old_heads = row.heads.filter(year=year, withdrawn_at__isnull=False)
    context = {
        "row": row,
        "form": form,
        "year": year,
        "owner": names_on([row.unit_id], clock.today()).get(row.unit_id, ""),
        "lines": [(one, speaks_for_member(user, one.member)) for one in lines],
        "head": head,
        "head_id": head.member_id if head else 0,
        "head_name": names.get(head.member_id, "") if head else "",
        "old_heads": [(names.get(one.member_id, ""), one) for one in old_heads],
        "left": [(names[one.pk], one) for one in everybody if clock.today() not in one.valid],
        "sheet": sheet,
        "badge": sheet_badge(sheet.state) if sheet else "",
        "keeps": keeps,
        "makes": keeps or heads,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/clusters/cluster.html", context)


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Set up a cluster."""
    user = member(request)
    owners = _owners(user)
    need(bool(owners), service.KEEPERS)
    form = ClusterForm(
        request.POST or None, units=owners, initial={"first": f"01/01/{clock.today().year}"}
    )
    return act_page(
        request,
        form=form,
        words=Act("Lập cụm, khối thi đua", "Lập cụm, khối", reverse("campaigns:clusters"), LIST),
        do=lambda: service.add_cluster(
            unit_id=int(form.cleaned_data["unit"]), text=form.text(), actor=user
        ),
        done="Đã lập cụm, khối.",
        to=lambda made: reverse("campaigns:cluster", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend what is written of a cluster."""
    user = member(request)
    row = _kept(user, uid)
    form = ClusterForm(
        request.POST or None, units=None, initial=filled(ClusterForm.initial_of(row))
    )
    return act_page(
        request,
        form=form,
        words=_words(row, "Sửa thông tin cụm, khối", "Lưu"),
        do=lambda: service.change_cluster(cluster=row, text=form.text(), actor=user),
        done="Đã lưu.",
    )


@acts
def add_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a unit or an agency into a cluster."""
    user = member(request)
    row = _kept(user, uid)
    form = MemberForm(
        request.POST or None,
        parties=[(one.value, one.name) for one in joinable(row, clock.today())],
        initial={"first": f"01/01/{clock.today().year}"},
    )

    def do() -> ClusterMember:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        return service.add_member(
            cluster=row,
            unit_id=unit_id,
            agency_id=agency_id,
            first=form.cleaned_data["first"],
            note=form.cleaned_data["note"],
            actor=user,
        )

    words = _words(row, "Thêm thành viên", "Thêm vào cụm, khối")
    return act_page(request, form=form, words=words, do=do, done="Đã thêm thành viên.")


@acts
def end_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set a member's last day."""
    user = member(request)
    found = member_seen(user, uid)
    need(keeps_cluster(user, found.cluster), service.KEEPERS)
    name = member_names([found], clock.today())[found.pk]
    form = EndForm(request.POST or None, initial={"last": f"{clock.today():%d/%m/%Y}"})
    return act_page(
        request,
        form=form,
        words=_words(found.cluster, "Thành viên rời cụm, khối?", "Ghi ngày rời", f"{name}."),
        do=lambda: service.end_member(
            member=found,
            last=form.cleaned_data["last"],
            reason=form.cleaned_data["reason"],
            actor=user,
        ),
        done="Đã ghi ngày rời.",
    )


@acts
def head(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name the head of a year."""
    user = member(request)
    row = _kept(user, uid)
    year = clock.today().year
    members = {one.pk: one for one in members_in(row, year)}
    names = member_names(members.values(), clock.today())
    form = HeadForm(request.POST or None, members=names.items(), initial={"year": year})
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi trưởng cụm, khối", "Ghi trưởng", "Mỗi năm một trưởng."),
        do=lambda: service.set_head(
            member=members[int(form.cleaned_data["member"])],
            year=int(form.cleaned_data["year"]),
            actor=user,
        ),
        done="Đã ghi trưởng cụm, khối.",
    )


@acts
def withdraw_head(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A head steps down."""
    user = member(request)
    found = _head(user, uid)
    need(keeps_cluster(user, found.cluster), service.KEEPERS)
    name = member_names([found.member], clock.today())[found.member_id]
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            found.cluster, "Thôi trưởng cụm, khối?", "Thôi trưởng", f"{name}, năm {found.year}."
        ),
        do=lambda: service.withdraw_head(
            head=found, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã ghi thôi trưởng cụm, khối.",
    )


def _head(user: User, uid: UUID) -> ClusterHead:
    rows = ClusterHead.objects.select_related("cluster__unit", "member__unit", "member__agency")
    row = rows.filter(uid=uid, cluster__in=_clusters(user)).first()
    if row is None:
        raise Http404(MISSING)
    return row


def member_seen(user: User, uid: UUID) -> ClusterMember:
    """A member of a cluster the person sees, else 404."""
    rows = ClusterMember.objects.select_related("cluster__unit", "unit", "agency")
    row = rows.filter(uid=uid, cluster__in=_clusters(user)).first()
    if row is None:
        raise Http404(MISSING)
    return row


def _clusters(user: User) -> QuerySet[EmulationCluster]:
    return EmulationCluster.objects.visible_to(user).values("pk")  # type: ignore[return-value]  # a subquery


def _seen(user: User, uid: UUID) -> EmulationCluster:
    row: EmulationCluster = get_visible(
        EmulationCluster.objects.select_related("unit"), user, uid=uid
    )
    return row


def _kept(user: User, uid: UUID) -> EmulationCluster:
    row = _seen(user, uid)
    need(keeps_cluster(user, row), service.KEEPERS)
    return row


def _owners(user: User) -> list[tuple[int, str]]:
    """Districts and communes of today whose clusters the person keeps. One query."""
    rows = UnitVersion.objects.filter(
        valid__contains=clock.today(),
        kind__in=[UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.TOWNSHIP],
    ).order_by("-kind", "unit__order")
    found = [row for row in rows if keeps_clusters_of(user, row.unit_id)]
    found.sort(key=lambda row: row.kind != UnitKind.DISTRICT)
    return [(row.unit_id, row.name) for row in found]


def _words(row: EmulationCluster, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, reverse("campaigns:cluster", args=[row.uid]), row.name, lead=lead)
