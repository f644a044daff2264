"""The people's voice: the commune's desk, and what everybody outside may send and read."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.petitions import (
    PaperVoiceForm,
    PublicVoiceForm,
    VoiceAnswerForm,
    VoiceFilterForm,
)
from campaigns.models import VoiceOpinion
from campaigns.petition_rules import may_keep, may_publish
from campaigns.queries.parties import communes_on
from campaigns.queries.voices import VoiceLine, voice_lines
from campaigns.rules import reads_campaigns
from campaigns.services import voices as service
from campaigns.tables.petitions import VoiceTable, voice_badge
from communes.forms.registers import SureForm, WhyForm
from communes.queries.people import own_units
from communes.queries.register_lists import communes_seen
from communes.queries.register_rules import names_on
from communes.rules import works_for_commune
from communes.views.answers import refuse, status_of
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.strangers import count_try

LIST = "Ý kiến của người dân"
NOT_KEEPER = "Chỉ người của xã giữ ý kiến này làm việc này."
MOST_AN_HOUR = 5
readers = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers
@require_safe
def voices(request: HttpRequest) -> HttpResponseBase:
    """Opinions of the people: the commune's own, for the district those that were taken in."""
    user = member(request)
    form = VoiceFilterForm(request.GET or None, units=communes_seen(user))
    lines = voice_lines(VoiceOpinion.objects.visible_to(user), form.asked())
    return show_list(
        request,
        "campaigns/voices/list.html",
        VoiceTable(lines),
        {"form": form, "keeps": works_for_commune(user)},
        name="y-kien-nguoi-dan",
    )


@readers
@require_safe
def voice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One opinion with its answer."""
    user = member(request)
    row = _voice(user, uid)
    name = names_on([row.unit_id], clock.today()).get(row.unit_id, "")
    context = {
        "row": row,
        "line": VoiceLine(row, name),
        "badge": voice_badge(row.state),
        "keeps": may_keep(user, row),
        "leads": may_publish(user, row),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/voices/one.html", context)


@acts
def enter(request: HttpRequest) -> HttpResponse:
    """Type an opinion from paper."""
    user = member(request)
    need(works_for_commune(user), "Chỉ người của xã nhập ý kiến của dân trong xã.")
    units = [(one.unit_id, one.name) for one in own_units(user)]
    form = PaperVoiceForm(request.POST or None, units=units)
    return act_page(
        request,
        form=form,
        words=Act("Nhập ý kiến từ giấy", "Lưu ý kiến", reverse("campaigns:voices"), LIST),
        do=lambda: service.enter_voice(
            unit_id=int(form.cleaned_data["unit"]),
            text=form.said(),
            given_on=form.cleaned_data["given_on"],
            actor=user,
        ),
        done="Đã lưu ý kiến.",
        to=lambda made: reverse("campaigns:voice", args=[made.uid]),
    )


@acts
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take in an opinion from the public page."""
    user = member(request)
    row = _kept(user, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=_words(row, "Tiếp nhận ý kiến?", "Tiếp nhận", row.text),
        do=lambda: service.take_voice(voice=row, actor=user),
        done="Đã tiếp nhận. Trả lời ở trang này.",
    )


@acts
def turn_down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set aside what is no opinion."""
    user = member(request)
    row = _kept(user, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Không nhận ý kiến này?", "Không nhận", row.text),
        do=lambda: service.refuse_voice(voice=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã ghi là không nhận.",
    )


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer an opinion."""
    user = member(request)
    row = _kept(user, uid)
    form = VoiceAnswerForm(request.POST or None, initial={"answer": row.answer})
    return act_page(
        request,
        form=form,
        words=_words(row, "Trả lời ý kiến", "Lưu trả lời", row.text),
        do=lambda: service.answer_voice(voice=row, answer=form.cleaned_data["answer"], actor=user),
        done="Đã lưu trả lời. Lãnh đạo UBND xã công bố khi đồng ý.",
    )


@acts
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show opinion and answer to everybody."""
    user = member(request)
    row = _voice(user, uid)
    need(may_publish(user, row), "Chỉ lãnh đạo UBND xã công bố ý kiến và trả lời.")
    shown = f"nêu tên {row.name}" if row.name_shown else "không nêu tên"
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=_words(
            row, "Công bố ý kiến và trả lời?", "Công bố", f"Ai cũng đọc được, {shown}.\n{row.text}"
        ),
        do=lambda: service.publish_voice(voice=row, actor=user),
        done="Đã công bố.",
    )


@acts
def unpublish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it off the public page."""
    user = member(request)
    row = _voice(user, uid)
    need(may_publish(user, row), "Chỉ lãnh đạo UBND xã gỡ ý kiến khỏi trang công khai.")
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Gỡ khỏi trang công khai?", "Gỡ", row.text),
        do=lambda: service.unpublish_voice(
            voice=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã gỡ khỏi trang công khai.",
    )


@login_not_required
@require_safe
def public_voices(request: HttpRequest) -> HttpResponse:
    """Published opinions with their answers, for everybody."""
    rows = VoiceOpinion.objects.public().order_by("-published_at")
    units = names_on(rows.values_list("unit_id", flat=True).distinct(), clock.today())
    form = VoiceFilterForm(
        request.GET or None, units=sorted(units.items(), key=lambda pair: pair[1]), public=True
    )
    lines = voice_lines(rows, form.asked())[:50]
    context = {"form": form, "lines": lines, "sent": "da-gui" in request.GET}
    return render(request, "campaigns/voices/public.html", context)


@login_not_required
@acts
def say(request: HttpRequest) -> HttpResponse:
    """The form for everybody: nothing is shown before the commune has read it."""
    units = [(one.unit_id, one.name) for one in communes_on(clock.today())]
    form = PublicVoiceForm(request.POST or None, units=units)
    there = f"{reverse('campaigns:voices-public')}?da-gui=1"
    if request.method == "POST" and form.trapped:
        return redirect(there)
    if form.is_valid():
        try:
            count_try(request, "voice", most=MOST_AN_HOUR)
            service.receive_voice(unit_id=int(form.cleaned_data["unit"]), text=form.said())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(there)
    return render(request, "campaigns/voices/say.html", {"form": form}, status=status_of(form))


def _voice(user: User, uid: UUID) -> VoiceOpinion:
    rows = VoiceOpinion.objects.visible_to(user).select_related("entered_by", "answered_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _kept(user: User, uid: UUID) -> VoiceOpinion:
    row = _voice(user, uid)
    need(may_keep(user, row), NOT_KEEPER)
    return row


def _words(row: VoiceOpinion, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, reverse("campaigns:voice", args=[row.uid]), LIST, lead=lead)
