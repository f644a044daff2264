"""The plan: the text in force, its versions, two of them compared, drafting and issuing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.plan import AmendForm, NumberForm, SectionForm, VersionForm
from campaigns.models import PlanVersion
from campaigns.plan_enums import PlanState
from campaigns.plan_rules import may_issue
from campaigns.queries.current import visible_campaigns
from campaigns.queries.petitions import citable, cited_by
from campaigns.queries.plans import compare, visible_versions
from campaigns.rules import leads
from campaigns.services import plans as service
from campaigns.views.campaign_pages import (
    GONE,
    NOT_LEADING,
    asked_campaign,
    base_context,
    led_campaign,
    readers_only,
)
from communes.forms.registers import SureForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of


@readers_only
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The newest issued version, or the draft where nothing is issued yet."""
    user = member(request)
    campaign = asked_campaign(request, user)
    versions = list(visible_versions(user, campaign)) if campaign else []
    issued = [row for row in versions if row.state == PlanState.ISSUED]
    shown = next(iter([*issued[-1:], *versions[-1:]]), None)
    return _page(request, user, shown, versions, campaign=campaign)


@readers_only
@require_safe
def version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version."""
    user = member(request)
    row = _version(user, uid)
    return _page(request, user, row, list(visible_versions(user, row.campaign)))


@readers_only
@require_safe
def difference(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a version says otherwise than the one before it."""
    user = member(request)
    row = _version(user, uid)
    before = visible_versions(user, row.campaign).filter(sequence__lt=row.sequence).last()
    if before is None:
        raise Http404("Kế hoạch ban đầu không có bản trước để so sánh.")
    changes = compare(before, row)
    context = {
        **base_context(row.campaign, user),
        "row": row,
        "before": before,
        "changes": [one for one in changes if one.change != "same"],
        "same": [one.heading for one in changes if one.change == "same"],
    }
    return render(request, "campaigns/plan_compare.html", context)


@acts
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the plan, or an amendment of the one in force."""
    user = member(request)
    campaign = led_campaign(user, code)
    amends = campaign.versions.exists()
    form: AmendForm | SureForm = SureForm(request.POST or None)
    if amends:
        asked = [(row.pk, f"{row.number_words}: {row.title}") for row in citable(user, campaign)]
        form = AmendForm(request.POST or None, petitions=asked)
    words = Act(
        "Sửa đổi kế hoạch" if amends else "Soạn kế hoạch",
        "Lập bản soạn",
        _plan_of(code),
        "Kế hoạch",
        lead="Bản soạn bắt đầu từ lời kế hoạch đang có hiệu lực. Bản cũ giữ nguyên."
        if amends
        else "Bản soạn chỉ cơ quan chủ trì thấy, đến khi ban hành.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.begin_version(
            campaign=campaign,
            reason=form.cleaned_data.get("reason", ""),
            cites=form.cleaned_data.get("cites", ""),
            petition_ids=[int(pk) for pk in form.cleaned_data.get("petitions", ())],
            actor=user,
        ),
        done="Đã lập bản soạn.",
        to=_page_of,
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number, days, reason and scan of a draft."""
    user = member(request)
    row = _led(user, uid)
    form = VersionForm(
        request.POST or None,
        request.FILES or None,
        amends=row.sequence > 1,
        initial=VersionForm.initial_of(row),
    )

    def do() -> PlanVersion:
        changed = service.change_version(version=row, text=form.text(), actor=user)
        file = form.cleaned_data["file"]
        if file:
            changed = service.attach_scan(
                version=changed, name=file.name or "", stream=file, actor=user
            )
        return changed

    words = _words(row, "Sửa số, ngày, bản quét", "Lưu")
    return act_page(request, form=form, words=words, do=do, done="Đã lưu.")


@acts
def section(request: HttpRequest, uid: UUID, key: str = "") -> HttpResponse:
    """Write a section of a draft."""
    user = member(request)
    row = _led(user, uid)
    found = row.sections.filter(key=key).first() if key else None
    if key and found is None:
        raise Http404(GONE)
    initial = {"heading": found.heading, "body": found.body} if found else {}
    form = SectionForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        words=_words(row, "Sửa mục" if found else "Thêm mục", "Lưu mục"),
        do=lambda: service.write_section(
            version=row,
            key=key,
            heading=form.cleaned_data["heading"],
            body=form.cleaned_data["body"],
            actor=user,
        ),
        done="Đã lưu mục.",
    )


@acts
def drop(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    """Take a section out of a draft."""
    user = member(request)
    row = _led(user, uid)
    found = row.sections.filter(key=key).first()
    if found is None:
        raise Http404(GONE)
    form = SureForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Bỏ mục này?", "Bỏ mục", lead=f"«{found.heading}» ra khỏi bản soạn."),
        do=lambda: service.drop_section(version=row, key=key, actor=user),
        done="Đã bỏ mục.",
    )


@acts
def issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close a draft as issued."""
    user = member(request)
    row = _led(user, uid)
    need(may_issue(user, row), "Chỉ lãnh đạo ban hành kế hoạch.")
    form = SureForm(request.POST or None)
    words = _words(
        row,
        "Ban hành kế hoạch này?",
        "Ban hành",
        lead="Sau khi ban hành, lời kế hoạch giữ nguyên; muốn đổi thì lập bản sửa đổi kèm lý do.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.issue_version(version=row, actor=user),
        done="Đã ban hành kế hoạch.",
    )


@acts
def number(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the number of an issued version that had none."""
    user = member(request)
    row = _led(user, uid)
    form = NumberForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Ghi số kế hoạch", "Ghi số"),
        do=lambda: service.fill_number(version=row, number=form.cleaned_data["number"], actor=user),
        done="Đã ghi số kế hoạch.",
    )


def _page(
    request: HttpRequest,
    user: User,
    row: PlanVersion | None,
    versions: list[PlanVersion],
    **more: object,
) -> HttpResponse:
    campaign = row.campaign if row else more.get("campaign")
    context = {
        **base_context(campaign, user),  # type: ignore[arg-type]  # a campaign or None
        "row": row,
        "draft": row is not None and row.state == PlanState.DRAFT,
        "issues": row is not None and may_issue(user, row),
        "sections": list(row.sections.all()) if row else [],
        "cited": cited_by(user, row) if row else [],
        "versions": versions[::-1],
        "drafting": any(one.state == PlanState.DRAFT for one in versions),
        "history": history_of(row.uid) if row else [],
    }
    return render(request, "campaigns/plan.html", context)


def _version(user: User, uid: UUID) -> PlanVersion:
    row = (
        PlanVersion.objects.filter(uid=uid, campaign__in=visible_campaigns(user))
        .select_related("campaign", "file", "made_by", "issued_by")
        .first()
    )
    if row is None or (row.state == PlanState.DRAFT and not leads(user, row.campaign)):
        raise Http404(GONE)
    return row


def _led(user: User, uid: UUID) -> PlanVersion:
    row = _version(user, uid)
    need(leads(user, row.campaign), NOT_LEADING)
    return row


def _plan_of(code: str) -> str:
    return f"{reverse('campaigns:plan')}?pt={code}"


def _page_of(row: PlanVersion) -> str:
    return reverse("campaigns:plan-version", args=[row.uid])


def _words(row: PlanVersion, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, _page_of(row), row.words.capitalize(), lead=lead)
