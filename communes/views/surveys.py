"""The Front's survey of satisfaction: list, one survey, counting papers, closing, publishing."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communes.enums import SurveyState
from communes.forms.counts import MinutesPaperForm, NameForm, SurveyForm, TallyForm
from communes.forms.registers import FilterForm, SureForm, WhyForm
from communes.models import Survey, SurveyGroup
from communes.queries.register_lists import (
    STANDARD_WORDS,
    communes_seen,
    public_lines,
    survey_lines,
)
from communes.queries.register_rules import SHARE_MEANING, names_on, place_on, rule_on, small_group
from communes.queries.survey_desk import communes_of_front, questionnaires_on
from communes.queries.surveys import shown_groups, survey_figures, too_few
from communes.register_rules import is_front, may_survey
from communes.resources.register_lists import survey_sheet
from communes.services import surveys as service
from communes.tables.registers import PublicSurveyTable, SurveyTable, survey_state
from communes.views.register_pages import Act, act_page, acts, need, readers_only
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Khảo sát sự hài lòng"
NOT_FRONT = "Chỉ Mặt trận nhập kết quả khảo sát sự hài lòng."


@readers_only
@require_safe
def surveys(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
    least = small_group(clock.today())
    return show_list(
        request,
        "communes/registers/surveys.html",
        SurveyTable(survey_lines(Survey.objects.visible_to(user), form.asked(), least=least)),
        {"form": form, "opens": bool(communes_of_front(user))},
        name="khao-sat-hai-long",
        sheet=lambda lines: survey_sheet(lines, least=least),
    )


@acts
def open_survey(request: HttpRequest) -> HttpResponse:
    """Begin a survey in a commune."""
    user = member(request)
    need(is_front(user), NOT_FRONT)
    mine = communes_of_front(user)
    names = names_on(mine, clock.today())
    papers = {str(one.pk): one for one in questionnaires_on(clock.today())}
    form = SurveyForm(
        request.POST or None,
        units=sorted(names.items(), key=lambda item: item[1]),
        papers=[(pk, one.title) for pk, one in papers.items()],
    )

    def do() -> Survey:
        data = form.cleaned_data
        return service.open_survey(
            unit_id=int(data["unit"]),
            standard=data["standard"],
            year=int(data["year"]),
            questionnaire=papers[data["questionnaire"]],
            actor=user,
        )

    words = Act(
        "Mở khảo sát sự hài lòng",
        "Mở khảo sát",
        reverse("communes:surveys"),
        LIST,
        lead="Mở rồi thì câu hỏi của mẫu phiếu không sửa được nữa.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=do,
        done="Đã mở khảo sát.",
        to=lambda made: reverse("communes:survey", args=[made.uid]),
    )


@readers_only
@require_safe
def survey(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One survey; people outside the Front do not see small groups."""
    user = member(request)
    row = _survey(user, uid)
    holds = may_survey(user, row)
    context = _context(row) | {
        "holds": holds,
        "edits": holds and row.state == SurveyState.OPEN,
        "gaps": service.survey_gaps(row) if row.state == SurveyState.OPEN else [],
        "badge": survey_state(row.state),
        "history": history_of(row.uid) if holds else [],
    }
    return render(request, "communes/registers/survey.html", context)


@acts
def add_group(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a group of papers."""
    user = member(request)
    row = _held(user, uid)
    form = NameForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Thêm nhóm phiếu", "Thêm"),
        do=lambda: service.add_group(survey=row, name=form.cleaned_data["name"], actor=user),
        done="Đã thêm nhóm phiếu.",
    )


@acts
def count(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter one count of a group's papers; the form is always empty: a count copies none."""
    user = member(request)
    group = _group(user, uid)
    row = _held(user, group.survey.uid)
    form = TallyForm(request.POST or None, questions=row.questionnaire.questions.order_by("order"))
    before = group.tallies.count()
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            f"Đếm phiếu lần {before + 1}, {group.name}",
            "Lưu kết quả đếm",
            lead="Đếm hai lần, mỗi lần nhập từ phiếu; hai lần liền nhau giống nhau thì nhóm phiếu "
            "mới khớp.",
        ),
        do=lambda: service.count_papers(group=group, tally=form.tally(), actor=user),
        done=f"Đã lưu lần đếm {before + 1}.",
        template="communes/registers/count.html",
    )


@acts
def remove_group(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a group out of the survey."""
    user = member(request)
    group = _group(user, uid)
    row = _held(user, group.survey.uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, f"Bỏ nhóm phiếu {group.name}?", "Bỏ nhóm phiếu"),
        do=lambda: service.remove_group(
            group=group, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã bỏ nhóm phiếu.",
    )


@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close the count with its minutes."""
    user = member(request)
    row = _held(user, uid)
    form = MinutesPaperForm(request.POST or None, request.FILES or None)

    def do() -> Survey:
        data = form.cleaned_data
        return service.close_survey(
            survey=row,
            minutes_number=data["minutes_number"],
            minutes_date=data["minutes_date"],
            name=data["file"].name or "",
            stream=data["file"],
            actor=user,
        )

    words = _words(row, "Chốt kết quả kiểm phiếu", "Chốt kết quả")
    return act_page(request, form=form, words=words, do=do, done="Đã chốt kết quả khảo sát.")


@acts
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a closed survey again."""
    user = member(request)
    row = _held(user, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Mở lại để kiểm phiếu?", "Mở lại"),
        do=lambda: service.reopen_survey(
            survey=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã mở lại khảo sát.",
    )


@acts
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the result to everybody, after a question."""
    user = member(request)
    row = _held(user, uid)
    return act_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        words=_words(
            row,
            "Công bố kết quả khảo sát?",
            "Công bố",
            lead="Ai cũng xem được trên trang công khai. Nhóm phiếu nhỏ không hiện riêng. Công bố "
            "rồi thì không mở lại để sửa được.",
        ),
        do=lambda: service.publish_survey(survey=row, actor=user),
        done="Đã công bố kết quả khảo sát.",
    )


@login_not_required
@require_safe
def public_surveys(request: HttpRequest) -> HttpResponseBase:
    """Published results, for everybody."""
    units = names_on(Survey.objects.public().values_list("unit_id", flat=True), clock.today())
    form = FilterForm(request.GET or None, units=units.items())
    return show_list(
        request,
        "communes/registers/public_surveys.html",
        PublicSurveyTable(public_lines(form.asked())),
        {"form": form},
        name="ket-qua-hai-long",
        sheet=lambda lines: survey_sheet(lines, least=small_group(clock.today())),
    )


@login_not_required
@require_safe
def public_survey(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One published result; small groups are not told."""
    rows = Survey.objects.public().select_related("unit", "questionnaire", "minutes_file")
    row = get_object_or_404(rows, uid=uid)
    return render(request, "communes/registers/public_survey.html", _context(row))


def _context(row: Survey) -> dict[str, object]:
    today = clock.today()
    least = small_group(today)
    figure = survey_figures([row], least=least)[row.pk]
    return {
        "row": row,
        "unit_name": place_on(row.unit_id, today),
        "standard": STANDARD_WORDS[row.standard],
        "figure": figure,
        "shown": shown_groups(figure),
        "least": least,
        "too_few": too_few(figure, least),
        "rule": rule_on(SHARE_MEANING, today),
    }


def _survey(user: User, uid: UUID) -> Survey:
    rows = Survey.objects.select_related("unit", "questionnaire", "minutes_file")
    found: Survey = get_visible(rows, user, uid=uid)
    return found


def _held(user: User, uid: UUID) -> Survey:
    row = _survey(user, uid)
    need(may_survey(user, row), NOT_FRONT)
    return row


def _group(user: User, uid: UUID) -> SurveyGroup:
    rows = SurveyGroup.objects.select_related("survey")
    found = rows.filter(uid=uid, survey__in=Survey.objects.visible_to(user)).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _words(row: Survey, title: str, button: str, lead: str = "") -> Act:
    back = reverse("communes:survey", args=[row.uid])
    return Act(title, button, back, f"{LIST} {row.year}", lead=lead)
