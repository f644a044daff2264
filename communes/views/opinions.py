"""Opinions of the people by village: rounds, the minutes of each village, closing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communes.enums import OpinionState
from communes.forms.counts import AnswerForm, MinutesForm, NameForm, RoundForm, TotalForm
from communes.forms.registers import FilterForm, SureForm, WhyForm, filled
from communes.models import OpinionRound, OpinionVillage
from communes.queries.opinions import opinion_figures
from communes.queries.people import own_units
from communes.queries.register_lists import STANDARD_WORDS, communes_seen, round_lines
from communes.queries.register_rules import OPINION_MEANING, place_on, rule_on
from communes.register_rules import may_keep, may_lead
from communes.resources.register_lists import round_sheet
from communes.rules import works_for_commune
from communes.services import opinions as service
from communes.tables.registers import RoundTable, round_state
from communes.views.register_pages import Act, act_page, acts, need, readers_only
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Ý kiến nhân dân"
NOT_KEEPER = "Chỉ người của xã nhập ý kiến nhân dân của xã."


@readers_only
@require_safe
def rounds(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
    return show_list(
        request,
        "communes/registers/rounds.html",
        RoundTable(round_lines(user, form.asked())),
        {"form": form, "keeps": works_for_commune(user)},
        name="y-kien-nhan-dan",
        sheet=round_sheet,
    )


@acts
def open_round(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    user = member(request)
    need(works_for_commune(user), NOT_KEEPER)
    units = [(one.unit_id, one.name) for one in own_units(user)]
    form = RoundForm(request.POST or None, units=units)

    def do() -> OpinionRound:
        data = form.cleaned_data
        return service.open_round(
            unit_id=int(data["unit"]),
            standard=data["standard"],
            year=int(data["year"]),
            villages_total=data["villages_total"],
            actor=user,
        )

    words = Act("Mở đợt lấy ý kiến nhân dân", "Mở đợt", reverse("communes:opinion-rounds"), LIST)
    return act_page(
        request,
        form=form,
        words=words,
        do=do,
        done="Đã mở đợt lấy ý kiến.",
        to=lambda made: reverse("communes:opinion-round", args=[made.uid]),
    )


@readers_only
@require_safe
def round_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One round: its villages, sums, and what it still lacks."""
    user = member(request)
    row = _round(user, uid)
    keeps = may_keep(user, row)
    context = {
        "row": row,
        "unit_name": place_on(row.unit_id, clock.today()),
        "standard": STANDARD_WORDS[row.standard],
        "badge": round_state(row.state),
        "figure": opinion_figures([row])[row.pk],
        "gaps": service.round_gaps(row) if row.state == OpinionState.OPEN else [],
        "edits": keeps and row.state == OpinionState.OPEN,
        "keeps": keeps,
        "leads": may_lead(user, row),
        "rule": rule_on(OPINION_MEANING, clock.today()),
        "history": history_of(row.uid) if keeps else [],
    }
    return render(request, "communes/registers/round.html", context)


@acts
def total(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say how many thôn, làng the commune has."""
    user = member(request)
    row = _kept(user, uid)
    form = TotalForm(request.POST or None, initial={"total": row.villages_total or ""})
    return act_page(
        request,
        form=form,
        words=_words(row, "Số thôn, làng của xã", "Lưu"),
        do=lambda: service.set_villages_total(
            round_=row, total=form.cleaned_data["total"], actor=user
        ),
        done="Đã lưu số thôn, làng.",
    )


@acts
def add_village(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a village the portal does not know."""
    user = member(request)
    row = _kept(user, uid)
    form = NameForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Thêm thôn, làng vào đợt", "Thêm"),
        do=lambda: service.add_village(round_=row, name=form.cleaned_data["name"], actor=user),
        done="Đã thêm thôn, làng.",
    )


@acts
def village(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter or mend the minutes of a village's meeting."""
    user = member(request)
    one = _village(user, uid)
    row = _kept(user, one.round.uid)
    last = one.minutes.order_by("-version").first()
    post = request.method == "POST"
    form = MinutesForm(
        request.POST if post else None,
        request.FILES if post else None,
        mends=last,
        initial=filled(MinutesForm.initial_of(last)),
    )

    def do() -> object:
        file = form.cleaned_data["file"]
        return service.record_minutes(
            village=one,
            minutes=form.minutes(),
            file_name=file.name or "" if file else "",
            stream=file,
            reason=form.cleaned_data.get("reason", ""),
            actor=user,
        )

    title = f"{'Sửa b' if last else 'B'}iên bản họp, {one.name}"
    return act_page(
        request, form=form, words=_words(row, title, "Lưu biên bản"), do=do, done="Đã lưu biên bản."
    )


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the commune's answer to a village's opinions."""
    user = member(request)
    one = _village(user, uid)
    row = _kept(user, one.round.uid)
    last = one.minutes.order_by("-version").first()
    form = AnswerForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            f"Trả lời ý kiến, {one.name}",
            "Lưu câu trả lời",
            lead=f"Ý kiến: {last.opinions}" if last and last.opinions else "",
        ),
        do=lambda: service.answer_opinions(village=one, text=form.cleaned_data["text"], actor=user),
        done="Đã lưu câu trả lời.",
    )


@acts
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a village out of the round."""
    user = member(request)
    one = _village(user, uid)
    row = _kept(user, one.round.uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, f"Bỏ {one.name} khỏi đợt?", "Bỏ khỏi đợt"),
        do=lambda: service.remove_village(
            village=one, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã bỏ khỏi đợt.",
    )


@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader closes a complete round."""
    user = member(request)
    row = _round(user, uid)
    need(may_lead(user, row), "Chỉ lãnh đạo UBND xã chốt đợt lấy ý kiến.")
    return act_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        words=_words(
            row,
            "Chốt đợt lấy ý kiến?",
            "Chốt đợt",
            lead="Chốt rồi huyện xem được kết quả; muốn sửa phải mở lại và ghi lý do.",
        ),
        do=lambda: service.close_round(round_=row, actor=user),
        done="Đã chốt đợt lấy ý kiến.",
    )


@acts
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader opens a closed round again."""
    user = member(request)
    row = _round(user, uid)
    need(may_lead(user, row), "Chỉ lãnh đạo UBND xã mở lại đợt lấy ý kiến.")
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Mở lại đợt lấy ý kiến?", "Mở lại"),
        do=lambda: service.reopen_round(round_=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã mở lại đợt lấy ý kiến.",
    )


def _round(user: User, uid: UUID) -> OpinionRound:
    found: OpinionRound = get_visible(OpinionRound.objects.select_related("unit"), user, uid=uid)
    return found


def _kept(user: User, uid: UUID) -> OpinionRound:
    row = _round(user, uid)
    need(may_keep(user, row), NOT_KEEPER)
    return row


def _village(user: User, uid: UUID) -> OpinionVillage:
    rows = OpinionVillage.objects.select_related("round")
    found = rows.filter(uid=uid, round__in=OpinionRound.objects.visible_to(user)).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _words(row: OpinionRound, title: str, button: str, lead: str = "") -> Act:
    back = reverse("communes:opinion-round", args=[row.uid])
    return Act(title, button, back, f"{LIST} {row.year}", lead=lead)
