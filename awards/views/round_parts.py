"""Quotas of a round, who has sent, the late list; registered titles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.enums import AwardKind
from awards.forms.rounds import LateForm, QuotaForm, TitleFilterForm, TitleForm
from awards.models import LateAllowance, Quota
from awards.nomination_rules import may_keep_round
from awards.queries.nominee_search import choosable
from awards.queries.registrations import (
    registration_lines,
    registration_needed,
    visible_registrations,
)
from awards.queries.rounds import (
    expected,
    round_types,
    sender_lines,
    types_on,
    visible_rounds,
)
from awards.services import registrations as titles_service
from awards.services import round_parts as service
from awards.tables.rounds import SenderTable, TitleTable
from awards.views.rounds import NOT_DESK, kept_round, readers, words_of
from campaigns.queries.parties import party_names, read_party
from campaigns.rules import acting
from communes.forms.registers import SureForm, WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list

TITLES = "Đăng ký danh hiệu thi đua"
MISSING = "Không tìm thấy, hoặc bạn không được xem mục này."


@acts
def quota(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a quota; it takes the place of an earlier one for the same thing."""
    user, row = kept_round(request, uid)
    today = clock.today()
    units = [(one.unit_id, one.name) for one in expected(row, today) if one.unit_id]
    form = QuotaForm(
        request.POST or None,
        types=[(one.code, one.name) for one in round_types(row, today)],
        units=units,
    )
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Số lượng tối đa",
            "Ghi số lượng",
            "Ghi lại cho cùng danh hiệu, đối tượng, đơn vị thì thay số cũ.",
        ),
        do=lambda: service.set_quota(award_round=row, text=form.said(), actor=user),
        done="Đã ghi số lượng tối đa.",
    )


@acts
def quota_drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a quota away."""
    user = member(request)
    found = (
        Quota.objects.filter(uid=uid, round__in=visible_rounds(user).values("pk"))
        .select_related("round")
        .first()
    )
    if found is None:
        raise Http404(MISSING)
    need(may_keep_round(user, found.round), NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            found.round, "Bỏ số lượng tối đa?", "Bỏ số lượng", f"{found.most}, theo {found.basis}"
        ),
        do=lambda: service.drop_quota(quota=found, reason=form.cleaned_data["reason"], actor=user),
        done="Đã bỏ số lượng tối đa.",
    )


@readers
@require_safe
def senders(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Who has sent, who has not, who is late, who may be."""
    _user, row = kept_round(request, uid)
    lines = sender_lines(row, clock.today())
    if request.GET.get("chua_gui"):
        lines = [line for line in lines if line.missing]
    return show_list(
        request,
        "awards/rounds/senders.html",
        SenderTable(lines),
        {"row": row, "missing": sum(line.missing for line in lines), "count": len(lines)},
        name="noi-gui-de-nghi",
        per_page=60,
    )


@acts
def remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A notice to everybody of whom nothing has come."""
    user, row = kept_round(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row,
            "Nhắc các nơi chưa gửi?",
            "Gửi thông báo nhắc",
            "Mỗi nơi chưa có đề nghị nhận một thông báo, mỗi ngày nhiều nhất một lần.",
        ),
        do=lambda: service.remind_missing(award_round=row, actor=user),
        done="Đã gửi thông báo nhắc.",
    )


@acts
def late(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let somebody send later."""
    user, row = kept_round(request, uid)
    form = LateForm(
        request.POST or None,
        parties=[(one.value, one.name) for one in expected(row, clock.today())],
    )

    def do() -> LateAllowance:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        return service.allow_late(
            award_round=row,
            unit_id=unit_id,
            agency_id=agency_id,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Cho gửi muộn",
            "Ghi vào danh sách",
            "Nơi trong danh sách gửi được sau khi đợt khép, đến hết ngày ghi ở đây; đề nghị được "
            "ghi là gửi muộn.",
        ),
        do=do,
        done="Đã ghi vào danh sách được gửi muộn.",
        to=lambda made: reverse("awards:round-senders", args=[row.uid]),
    )


@acts
def late_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an allowance back."""
    user = member(request)
    found = (
        LateAllowance.objects.filter(uid=uid, round__in=visible_rounds(user).values("pk"))
        .select_related("round")
        .first()
    )
    if found is None:
        raise Http404(MISSING)
    need(may_keep_round(user, found.round), NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(found.round, "Thôi cho gửi muộn?", "Thôi cho gửi muộn", found.reason),
        do=lambda: service.withdraw_late(
            allowance=found, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút khỏi danh sách được gửi muộn.",
        to=lambda made: reverse("awards:round-senders", args=[found.round.uid]),
    )


@readers
@require_safe
def titles(request: HttpRequest) -> HttpResponseBase:
    """Titles registered at the year's start."""
    user = member(request)
    form = TitleFilterForm(request.GET or None)
    year, words = form.asked()
    return show_list(
        request,
        "awards/rounds/titles.html",
        TitleTable(registration_lines(user, year, words)),
        {
            "form": form,
            "needed": registration_needed(clock.today().year),
            "year": clock.today().year,
            "proposes": acting(user).anybody,
        },
        name="dang-ky-danh-hieu",
    )


@acts
def title_new(request: HttpRequest) -> HttpResponse:
    """Write down a registration of a title."""
    user = member(request)
    mine, today = acting(user), clock.today()
    need(mine.anybody, "Chỉ người của xã, cơ quan ghi đăng ký danh hiệu.")
    names = party_names(mine.units, mine.agencies, today)
    form = TitleForm(
        request.POST or None,
        request.FILES or None,
        parties=[
            *((f"u{pk}", names.of(pk, None)) for pk in sorted(mine.units)),
            *((f"a{pk}", names.of(None, pk)) for pk in sorted(mine.agencies)),
        ],
        nominees=[
            (one.pk, f"{one.name}" + (f" ({one.birth_year})" if one.birth_year else ""))
            for one in choosable(user)
        ],
        types=[(one.code, one.name) for one in types_on(today)[1] if one.kind == AwardKind.TITLE],
    )

    def do() -> object:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        day: date = form.day
        return titles_service.register_title(
            unit_id=unit_id,
            agency_id=agency_id,
            nominee=choosable(user).get(pk=int(form.cleaned_data["nominee"])),
            year=day.year,
            type_code=form.cleaned_data["type_code"],
            registered_on=day,
            paper=form.cleaned_data["paper"],
            scan=form.scan(),
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=Act("Ghi đăng ký danh hiệu", "Ghi đăng ký", reverse("awards:titles"), TITLES),
        do=do,
        done="Đã ghi đăng ký.",
    )


@acts
def title_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a registration back."""
    user = member(request)
    found = visible_registrations(user).filter(uid=uid).select_related("nominee").first()
    if found is None:
        raise Http404(MISSING)
    need(
        acting(user).speaks_for(found.unit_id, found.agency_id),
        "Chỉ nơi đăng ký rút đăng ký của mình.",
    )
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Rút đăng ký danh hiệu?",
            "Rút đăng ký",
            reverse("awards:titles"),
            TITLES,
            lead=found.nominee.name,
        ),
        do=lambda: titles_service.withdraw_registration(
            registration=found, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút đăng ký.",
    )
