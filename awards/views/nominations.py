"""Nominations: the list, one with its panels, choosing the nominee, writing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from awards.forms.nominations import NominationFilterForm, NominationForm, NomineeForm
from awards.models import AwardRound, Nomination, Nominee
from awards.nomination_panels import panels
from awards.nomination_rules import may_appraise, may_write
from awards.nomination_workflow import NOMINATION
from awards.queries.criteria import criterion_lines, subjects_of
from awards.queries.dossiers import checklist
from awards.queries.lengths import lengths_on
from awards.queries.nominations import (
    OF_PAGE,
    initiatives_for,
    lines_of,
    nomination_lines,
    one_for,
    story_for,
    story_lines,
)
from awards.queries.nominee_search import agencies_for, choosable, nominee_lines, places_for
from awards.queries.proposers import clusters_headed, proposer_choices
from awards.queries.regimes import later_regimes, report_forms, simplified_cases
from awards.queries.rounds import open_rounds, round_types, visible_rounds
from awards.services import nominations as service
from awards.services.nominations import WRITABLE, missing_to_send
from awards.services.nominees import find_or_make
from awards.tables.nominations import NominationTable, nomination_badge
from awards.views.rounds import readers, round_or_404
from campaigns.models import EmulationCluster
from campaigns.queries.parties import read_party
from campaigns.rules import acting
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.workflow import available

LIST = "Đề nghị khen thưởng"
NOT_PROPOSER = "Chỉ xã, cơ quan đề nghị làm việc này."
NO_PARTY = "Chỉ người của xã, cơ quan thuộc cấp xét lập đề nghị trong đợt này."


@readers
@require_safe
def nominations(request: HttpRequest) -> HttpResponseBase:
    """Nominations the person may read."""
    user = member(request)
    rounds = list(visible_rounds(user).values_list("pk", "name"))
    form = NominationFilterForm(request.GET or None, rounds=rounds)
    proposes = acting(user).anybody
    return show_list(
        request,
        "awards/nominations/list.html",
        NominationTable(nomination_lines(user, form.asked())),
        {"form": form, "proposes": proposes, "open": open_rounds(user) if proposes else []},
        name="de-nghi-khen-thuong",
    )


@readers
@require_safe
def nomination(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One nomination: what it asks, its checklist and dossier, what other parts add."""
    user = member(request)
    row = nomination_or_404(user, uid, *OF_PAGE)
    today = clock.today()
    writes = may_write(user, row) and row.state in WRITABLE
    doing = [one.name for one in available(NOMINATION, user, row)]
    regime = row.regime
    context = {
        "row": row,
        "line": lines_of([row])[0],
        "badge": nomination_badge(row.state),
        "acts": doing,
        "resumes": row.state == "suspended" and f"resume_{row.suspended_from}" in doing,
        "writes": writes,
        "desk": may_appraise(user, row),
        "again": row.state == "withdrawn" and row.round.state == "open" and may_write(user, row),
        "criteria": criterion_lines(row),
        "answers": writes or ("ask" in doing or (row.state == "supplement" and "suspend" in doing)),
        "parts": checklist(row, row.received_on or today),
        "missing": missing_to_send(row, row.received_on or today) if writes else [],
        "forms": report_forms(regime, row.nominee.kind, row.merit_kind) if regime else [],
        "later": later_regimes(row, today) if "ask" in doing or "suspend" in doing else [],
        "panels": panels(user, row),
        "aside": panels(user, row, aside=True),
        "history": history_of(row.uid),
    }
    return render(request, "awards/nominations/one.html", context)


@readers
@require_safe
def choose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose the nominee: somebody there already, or somebody new."""
    user = member(request)
    row = round_or_404(user, uid)
    need(bool(proposer_choices(user, row)), NO_PARTY)
    words = request.GET.get("tim", "")[:60]
    story = request.GET.get("bai", "")
    context = {
        "row": row,
        "words": words,
        "story": story_for(user, story) if story else None,
        "lines": nominee_lines(user, words),
    }
    return render(request, "awards/nominations/choose.html", context)


@acts
def nominee_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody who is not on the portal yet; then the nomination."""
    user = member(request)
    row = round_or_404(user, uid)
    need(bool(proposer_choices(user, row)), NO_PARTY)
    told = request.GET.get("bai", "")
    story = story_for(user, told) if told else None
    initial = {"name": story.about_name, "unit": story.unit_id} if story else {}
    form = NomineeForm(
        request.POST or None,
        places=places_for(user),
        agencies=agencies_for(user),
        initial=initial,
    )

    def to(made: Nominee) -> str:
        asked = {"doi_tuong": str(made.uid)} | ({"bai": told} if story else {})
        return f"{reverse('awards:nomination-new', args=[row.uid])}?{urlencode(asked)}"

    return act_page(
        request,
        form=form,
        words=Act(
            "Đối tượng mới",
            "Lưu, sang đề nghị",
            reverse("awards:nomination-choose", args=[row.uid]),
            "Chọn đối tượng",
            lead="Tìm kỹ trước khi thêm: một người, một hộ, một tập thể chỉ một hồ sơ.",
        ),
        do=lambda: find_or_make(text=form.said(), actor=user),
        done="Đã có hồ sơ đối tượng. Ghi đề nghị.",
        to=to,
    )


@acts
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the nomination of a chosen nominee."""
    user = member(request)
    row = round_or_404(user, uid)
    parties = proposer_choices(user, row)
    need(bool(parties), NO_PARTY)
    nominee = _chosen(user, request.GET.get("doi_tuong", ""))
    told = request.GET.get("bai", "")
    story = story_for(user, told) if told else None
    form = _form(request, award_round=row, nominee=nominee, parties=parties)

    def do() -> Nomination:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        cluster = form.cleaned_data.get("cluster")
        return service.propose(
            award_round=row,
            nominee=nominee,
            unit_id=unit_id,
            agency_id=agency_id,
            text=form.said(),
            cluster=EmulationCluster.objects.get(pk=int(cluster)) if cluster else None,
            story=story,
            actor=user,
        )

    lead = f"{nominee.name} ({nominee.get_kind_display()}), {row.name}."
    if story:
        lead += f" Từ bài «{story.title}»."
    return act_page(
        request,
        form=form,
        words=Act(
            "Lập đề nghị khen thưởng",
            "Lưu bản nháp",
            reverse("awards:nomination-choose", args=[row.uid]),
            "Chọn đối tượng",
            lead=lead,
        ),
        do=do,
        done="Đã lưu bản nháp. Ghi kết quả họp xét, nộp hồ sơ rồi gửi.",
        to=lambda made: reverse("awards:nomination", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend a draft, or what is to be supplemented."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_write(user, row), NOT_PROPOSER)
    form = _form(request, award_round=row.round, nominee=row.nominee, parties=None, row=row)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Sửa đề nghị khen thưởng", "Lưu đề nghị"),
        do=lambda: service.change(nomination=row, text=form.said(), actor=user),
        done="Đã lưu đề nghị.",
    )


@readers
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Published stories of the own units, to propose from."""
    user = member(request)
    need(acting(user).anybody, "Chỉ người của xã, cơ quan lập đề nghị từ gương điển hình.")
    context = {"lines": story_lines(user), "rounds": open_rounds(user), "proposes": True}
    return render(request, "awards/nominations/stories.html", context)


def nomination_or_404(user: User, uid: UUID, *more: str) -> Nomination:
    """The nomination if this person may read it, with what acts ask of it and `more`."""
    found = one_for(user, uid, *more)
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def words_of(row: Nomination, title: str, button: str, lead: str = "") -> Act:
    """The words of a page with one act on a nomination."""
    back = reverse("awards:nomination", args=[row.uid])
    return Act(title, button, back, row.nominee_name, lead=lead)


def _chosen(user: User, uid: str) -> Nominee:
    try:
        found = choosable(user).filter(uid=UUID(uid)).first()
    except ValueError as error:
        raise Http404("Chọn đối tượng trước.") from error
    if found is None:
        raise Http404("Chọn đối tượng trước.")
    return found


def _form(
    request: HttpRequest,
    *,
    award_round: AwardRound,
    nominee: Nominee,
    parties: list[tuple[str, str]] | None,
    row: Nomination | None = None,
) -> NominationForm:
    user, today = member(request), clock.today()
    owner = (row.unit_id, row.agency_id) if row else read_party((parties or [("u0", "")])[0][0])
    types = [
        (one.code, one.name)
        for one in round_types(award_round, today)
        if one.law is None or nominee.kind in one.law.subjects
    ]
    frozen = row is not None and row.received_on is not None
    return NominationForm(
        request.POST or None,
        parties=parties,
        clusters=[(one.pk, one.name) for one in clusters_headed(user, today.year)]
        if parties
        else [],
        types=[one for one in types if not frozen or one[0] == row.type_code] if row else types,
        subjects=[(one.pk, str(one)) for one in subjects_of(award_round.campaign_id)],
        initiatives=initiatives_for(*owner),
        cases=simplified_cases(today),
        lengths=lengths_on(today),
        initial=NominationForm.initial_of(row) if row else {},
    )
