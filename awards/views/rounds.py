"""Rounds of award: the list, one round, writing, opening and closing it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.enums import RoundState
from awards.forms.rounds import RoundFilterForm, RoundForm
from awards.models import AwardRound
from awards.nomination_rules import may_keep_round, reads_awards
from awards.queries.proposers import proposer_choices
from awards.queries.registrations import registration_needed
from awards.queries.rounds import (
    forms_of,
    keeps_some,
    quota_lines,
    round_lines,
    round_types,
    types_on,
    visible_rounds,
)
from awards.services import rounds as service
from awards.tables.rounds import RoundTable, round_badge
from campaigns.models import Campaign
from campaigns.rules import acting
from communes.forms.registers import SureForm
from communes.models import AdministrativeUnit
from communes.queries.case_bodies import unit_body
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Đợt xét khen thưởng"
NOT_DESK = "Chỉ nơi thẩm định của cấp xét làm việc này."
readers = requires(
    reads_awards, "Trang này dành cho người có nhiệm vụ về thi đua, khen thưởng. Hỏi quản trị."
)


@readers
@require_safe
def rounds(request: HttpRequest) -> HttpResponseBase:
    """Rounds the person may know of."""
    user = member(request)
    form = RoundFilterForm(request.GET or None)
    return show_list(
        request,
        "awards/rounds/list.html",
        RoundTable(round_lines(user, form.asked())),
        {
            "form": form,
            "keeps": bool(keeps_some(user)),
            "proposes": acting(user).anybody,
            "registers": registration_needed(clock.today().year),
        },
        name="dot-xet-khen-thuong",
    )


@readers
@require_safe
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One round: days, letter, what may be asked for, forms, quotas."""
    user = member(request)
    row = round_or_404(user, uid)
    today = clock.today()
    types = round_types(row, max(row.opens_on, min(today, row.closes_on)))
    context = {
        "row": row,
        "badge": round_badge(row.state),
        "body": unit_body(row.unit_id, today),
        "types": types,
        "unsure": any(one.law is not None and not one.law.certain for one in types),
        "forms": forms_of(row, max(row.opens_on, min(today, row.closes_on))),
        "quotas": quota_lines(row, today),
        "keeps": may_keep_round(user, row),
        "proposes": row.state == RoundState.OPEN and bool(proposer_choices(user, row)),
        "sent": row.nominations.exclude(state__in=["draft", "withdrawn"]).count(),
        "history": history_of(row.uid),
    }
    return render(request, "awards/rounds/one.html", context)


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Write a round of a level whose desk the person is."""
    user = member(request)
    units = keeps_some(user)
    need(bool(units), NOT_DESK)
    form = _form(request, units=units)

    def do() -> AwardRound:
        unit = AdministrativeUnit.objects.get(pk=int(form.cleaned_data["unit"]))
        made = service.make_round(unit=unit, text=form.said(), actor=user)
        return _attach(form, made, user)

    return act_page(
        request,
        form=form,
        words=Act(
            "Lập đợt xét khen thưởng",
            "Lưu đợt",
            reverse("awards:rounds"),
            LIST,
            lead="Lưu rồi xem lại, ghi số lượng tối đa, sau đó mở nhận hồ sơ ở trang của đợt.",
        ),
        do=do,
        done="Đã lưu đợt. Xem lại rồi mở nhận hồ sơ.",
        to=lambda made: reverse("awards:round", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend a round that is not closed."""
    user, row = kept_round(request, uid)
    form = _form(request, units=None, row=row)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Sửa đợt xét khen thưởng", "Lưu đợt"),
        do=lambda: _attach(
            form, service.change_round(award_round=row, text=form.said(), actor=user), user
        ),
        done="Đã lưu đợt.",
    )


@acts
def open_(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin to take nominations in."""
    user, row = kept_round(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row,
            "Mở nhận hồ sơ?",
            "Mở nhận hồ sơ",
            f"«{row.name}». Các xã, cơ quan của cấp này nhận thông báo và lập đề nghị.",
        ),
        do=lambda: service.open_round(award_round=row, actor=user),
        done="Đã mở nhận hồ sơ.",
    )


@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take no more nominations in."""
    user, row = kept_round(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row,
            "Khép đợt?",
            "Khép đợt",
            f"«{row.name}». Sau khi khép, chỉ nơi trong danh sách được gửi muộn mới gửi được; đề "
            "nghị đã gửi vẫn được thẩm định.",
        ),
        do=lambda: service.close_round(award_round=row, actor=user),
        done="Đã khép đợt.",
    )


def round_or_404(user: User, uid: UUID) -> AwardRound:
    """The round if this person may know of it."""
    rows = visible_rounds(user).select_related("unit", "campaign", "letter_file", "made_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def kept_round(request: HttpRequest, uid: UUID) -> tuple[User, AwardRound]:
    """The person and the round of its own desk; 404, 403 for others."""
    user = member(request)
    row = round_or_404(user, uid)
    need(may_keep_round(user, row), NOT_DESK)
    return user, row


def words_of(row: AwardRound, title: str, button: str, lead: str = "") -> Act:
    """The words of a page with one act on a round."""
    return Act(title, button, reverse("awards:round", args=[row.uid]), row.name, lead=lead)


def _form(
    request: HttpRequest, *, units: list[tuple[int, str]] | None, row: AwardRound | None = None
) -> RoundForm:
    day = row.opens_on if row else clock.today()
    choices = {one.code: one.name for one in types_on(day)[1]}
    campaigns = Campaign.objects.order_by("-pk").values_list("pk", "title")
    return RoundForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        types=choices.items(),
        campaigns=list(campaigns),
        initial=RoundForm.initial_of(row) if row else {"opens_on": day},
    )


def _attach(form: RoundForm, row: AwardRound, user: User) -> AwardRound:
    file = form.cleaned_data["file"]
    if not file:
        return row
    return service.attach_letter(award_round=row, name=file.name or "", stream=file, actor=user)
