"""Asking other bodies about a nominee, their answers, and the list of both."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.appraisal_rules import may_answer, may_ask
from awards.forms.appraisal import (
    ConsultationAnswerForm,
    ConsultationFilterForm,
    ConsultForm,
    LetterForm,
    letter_words,
)
from awards.models import Consultation
from awards.nomination_rules import may_appraise, reads_awards
from awards.queries.consultations import (
    agencies_asked,
    consultation_lines,
    lines_of,
    visible_consultations,
)
from awards.services import consultations as service
from awards.tables.appraisal import ConsultationTable, answer_words
from awards.views.appraisal import NOT_DESK, words_of
from awards.views.nominations import nomination_or_404
from communes.forms.registers import WhyForm, filled
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Xin ý kiến"
readers = requires(
    reads_awards, "Trang này dành cho người có nhiệm vụ về thi đua, khen thưởng. Hỏi quản trị."
)


@readers
@require_safe
def consultations(request: HttpRequest) -> HttpResponseBase:
    """Consultations of the own level, and what the own agency was asked."""
    user = member(request)
    form = ConsultationFilterForm(request.GET or None)
    lines = consultation_lines(user, form.asked())
    return show_list(
        request,
        "awards/consultations/list.html",
        ConsultationTable(lines),
        {"form": form},
        name="xin-y-kien",
    )


@require_safe
def consultation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One question with its answer."""
    user = member(request)
    row = _row(user, uid)
    context = {
        "row": row,
        "line": lines_of([row])[0],
        "letter": letter_words(row),
        "answer": answer_words(row.answer),
        "keeps": may_ask(user, row),
        "answers": may_answer(user, row),
        "opens": may_ask(user, row),
        "history": history_of(row.uid),
    }
    return render(request, "awards/consultations/one.html", context)


@acts
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask a body about a nominee."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    offered = agencies_asked(row.round.unit_id, clock.today())
    form = ConsultForm(
        request.POST or None,
        agencies=offered,
        initial={"about": f"Xin ý kiến về việc đề nghị khen thưởng {row.nominee_name}"[:300]},
    )

    def do() -> Consultation:
        body, letter = form.asked()
        return service.ask(nomination=row, body=body, letter=letter, actor=user)

    return act_page(
        request,
        form=form,
        words=words_of(row, "Xin ý kiến", "Ghi việc xin ý kiến", str(row.nominee_name)),
        do=do,
        done="Đã ghi việc xin ý kiến.",
        to=lambda made: reverse("awards:consultation", args=[made.uid]),
    )


@acts
def letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number and day of the letter, once it has them."""
    user = member(request)
    row = _row(user, uid)
    need(may_ask(user, row), NOT_DESK)
    initial = filled({"number": row.letter_number, "day": row.letter_date})
    form = LetterForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        words=_words(row, "Số, ngày văn bản xin ý kiến", "Ghi lại"),
        do=lambda: service.write_letter(
            consultation=row,
            number=form.cleaned_data["number"],
            day=form.cleaned_data["day"],
            actor=user,
        ),
        done="Đã ghi số, ngày văn bản; hạn trả lời tính lại từ ngày đó.",
    )


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The agency answers, or the desk types the answer from paper."""
    user = member(request)
    row = _row(user, uid)
    own = may_answer(user, row)
    need(own or may_ask(user, row), "Chỉ cơ quan được xin ý kiến, nơi thẩm định ghi trả lời.")
    form = ConsultationAnswerForm(request.POST or None, request.FILES or None)
    lead = row.about if own else f"{row.about}\nNhập theo văn bản trả lời: ghi số, ngày văn bản."

    def do() -> Consultation:
        file = form.cleaned_data["file"]
        return service.answer(
            consultation=row,
            said=form.said(),
            file=(file.name or "", file) if file else None,
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=_words(row, f"Trả lời của {row.body_name}", "Gửi trả lời", lead),
        do=do,
        done="Đã ghi trả lời.",
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a question back."""
    user = member(request)
    row = _row(user, uid)
    need(may_ask(user, row), NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, f"Rút xin ý kiến {row.body_name}", "Rút"),
        do=lambda: service.withdraw(
            consultation=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút việc xin ý kiến.",
        to=lambda _done: reverse("awards:consultations"),
    )


def _row(user: User, uid: UUID) -> Consultation:
    found = visible_consultations(user).filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _words(row: Consultation, title: str, button: str, lead: str = "") -> Act:
    back = reverse("awards:consultation", args=[row.uid])
    return Act(title, button, back, LIST, lead=lead or str(row.nomination.nominee_name))
