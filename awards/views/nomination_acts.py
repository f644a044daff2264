"""Acts on a nomination: the proposer's and the desk's, one page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from awards import law_codes
from awards.forms.nominations import AskForm, RegimeForm, WordsForm
from awards.models import Nomination, Regime
from awards.nomination_rules import may_appraise, may_send, may_suspend
from awards.queries.law import rule_on
from awards.queries.regimes import differences, later_regimes
from awards.services import nominations as proposer_service
from awards.services import receiving as service
from awards.views.nominations import nomination_or_404, words_of
from communes.forms.registers import SureForm
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

NOT_SENDER = "Đề nghị của xã do lãnh đạo UBND xã gửi; của cơ quan do người của cơ quan gửi."
NOT_DESK = "Chỉ nơi thẩm định của cấp xét làm việc này."
NOT_STOP = "Chỉ nơi thẩm định hoặc lãnh đạo của cấp xét làm việc này."


@acts
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send to the desk of the round's level."""
    user, row = _for(request, uid, may_send, NOT_SENDER)
    lead = (
        f"{row.nominee_name}, «{row.round.name}». Gửi rồi thì không sửa được; rút được cho đến khi "
        "trình Hội đồng."
    )
    if clock.today() > row.round.due_on:
        lead += f" Đã quá hạn gửi {format_date(row.round.due_on)}: được ghi là gửi muộn."
    return _page(
        request,
        row,
        SureForm(request.POST or None),
        ("Gửi đề nghị?", "Gửi đề nghị", lead),
        lambda: proposer_service.send(nomination=row, actor=user),
        "Đã gửi đề nghị.",
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a nomination back before the session."""
    user, row = _for(request, uid, may_send, NOT_SENDER)
    form = WordsForm(request.POST or None)
    return _page(
        request,
        row,
        form,
        ("Rút đề nghị?", "Rút đề nghị", f"{row.nominee_name}. Vẫn xem lại được."),
        lambda: proposer_service.withdraw(
            nomination=row, reason=form.cleaned_data["reason"], actor=user
        ),
        "Đã rút đề nghị.",
    )


@acts
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a nomination in."""
    user, row = _for(request, uid, may_appraise, NOT_DESK)
    return _page(
        request,
        row,
        SureForm(request.POST or None),
        (
            "Tiếp nhận hồ sơ?",
            "Tiếp nhận",
            f"{row.nominee_name}. Quy định áp dụng, danh hiệu, hình thức và tên được giữ theo ngày "
            f"tiếp nhận {format_date(clock.today())}.",
        ),
        lambda: service.receive(nomination=row, actor=user),
        "Đã tiếp nhận.",
    )


@acts
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for what is missing."""
    user, row = _for(request, uid, may_appraise, NOT_DESK)
    times = rule_on(law_codes.SUPPLEMENT_TIMES, clock.today())
    counted = service.working_day_after(law_codes.SUPPLEMENT_DAYS, clock.today())
    form = AskForm(
        request.POST or None,
        counted=f"Để trống: {format_date(counted)}, theo quy định." if counted else "Ghi ngày hạn.",
    )
    lead = f"{row.nominee_name}. Đã yêu cầu {row.supplements} lần"
    if times is not None and times.amount is not None:
        lead += f", nhiều nhất {int(times.amount)} lần" + (
            "" if times.certain else " (chưa kiểm chứng)"
        )
    return _page(
        request,
        row,
        form,
        ("Yêu cầu bổ sung", "Gửi yêu cầu", f"{lead}."),
        lambda: service.ask_supplement(
            nomination=row,
            what=form.cleaned_data["reason"],
            due=form.cleaned_data["due"],
            actor=user,
        ),
        "Đã gửi yêu cầu bổ sung.",
    )


@acts
def supplement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send what was asked for."""
    user, row = _for(request, uid, may_send, NOT_SENDER)
    form = WordsForm(request.POST or None, label="Đã bổ sung những gì")
    return _page(
        request,
        row,
        form,
        ("Gửi hồ sơ bổ sung", "Gửi bổ sung", f"Yêu cầu: {row.state_reason}"),
        lambda: service.send_supplement(
            nomination=row, note=form.cleaned_data["reason"], actor=user
        ),
        "Đã gửi bổ sung.",
    )


@acts
def suspend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop until a matter is settled."""
    user, row = _for(request, uid, may_suspend, NOT_STOP)
    form = WordsForm(request.POST or None)
    return _page(
        request,
        row,
        form,
        (
            "Tạm dừng xem xét?",
            "Tạm dừng",
            f"{row.nominee_name}. Khi xong việc, xem xét tiếp từ bước đang dừng.",
        ),
        lambda: service.suspend(nomination=row, reason=form.cleaned_data["reason"], actor=user),
        "Đã tạm dừng.",
    )


@acts
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a suspended nomination up again."""
    user, row = _for(request, uid, may_suspend, NOT_STOP)
    form = WordsForm(request.POST or None, label="Kết quả, văn bản")
    return _page(
        request,
        row,
        form,
        ("Xem xét tiếp?", "Xem xét tiếp", f"Đã dừng vì: {row.state_reason}"),
        lambda: service.resume(nomination=row, reason=form.cleaned_data["reason"], actor=user),
        "Đã xem xét tiếp.",
    )


@acts
def regime(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put an undecided nomination under a later, more favourable law: both side by side."""
    user, row = _for(request, uid, may_appraise, NOT_DESK)
    offered = later_regimes(row, clock.today())
    form = RegimeForm(request.POST or None, regimes=[(one.pk, str(one)) for one in offered])
    compared = [(one, differences(row, one, clock.today())) for one in offered]

    def do() -> Nomination:
        chosen = Regime.objects.get(pk=int(form.cleaned_data["regime"]))
        return service.choose_regime(
            nomination=row, regime=chosen, reason=form.cleaned_data["reason"], actor=user
        )

    words = words_of(
        row,
        "Quy định áp dụng",
        "Xét theo quy định đã chọn",
        "Hồ sơ tiếp nhận theo quy định trước, chưa có kết quả, được xét theo quy định sau nếu có "
        "lợi hơn cho đối tượng.",
    )
    if not offered:
        context = {"words": words, "row": row, "compared": []}
        status = 422 if request.method == "POST" else 200
        return render(request, "awards/nominations/regime.html", context, status=status)
    return act_page(
        request,
        form=form,
        words=words,
        do=do,
        done="Đã đổi quy định áp dụng.",
        template="awards/nominations/regime.html",
        context={"row": row, "compared": compared},
    )


def _for(
    request: HttpRequest, uid: UUID, allowed: Callable[[User, Any], bool], sentence: str
) -> tuple[User, Nomination]:
    user = member(request)
    row = nomination_or_404(user, uid)
    need(allowed(user, row), sentence)
    return user, row


def _page(
    request: HttpRequest,
    row: Nomination,
    form: forms.Form,
    words: tuple[str, str, str],
    do: Callable[[], Nomination],
    done: str,
) -> HttpResponse:
    return act_page(request, form=form, words=words_of(row, *words), do=do, done=done)
