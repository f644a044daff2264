"""The dossier of a nomination: parts, the unit's meeting, the criteria of the plan."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from awards.forms.nominations import NO, UNKNOWN, YES, CriterionForm, ItemForm, MeetingForm
from awards.models import CriterionAnswer, DossierItem, DossierRule, Nomination
from awards.nomination_rules import may_appraise, may_write
from awards.queries.criteria import computed_for
from awards.queries.dossiers import checklist
from awards.services import criteria as criteria_service
from awards.services import dossiers as service
from awards.views.nominations import NOT_PROPOSER, nomination_or_404, words_of
from campaigns.models import SubjectCriterion
from communes.forms.registers import WhyForm
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User

MISSING = "Không tìm thấy, hoặc bạn không được xem mục này."


@acts
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand in a part: a file, or the number of the paper."""
    user, row = _own(request, uid)
    parts = [one for one in checklist(row, row.received_on or clock.today()) if one.rule]
    missing = next((str(one.rule.pk) for one in parts if one.rule and one.missing), "")
    asked = request.GET.get("thanh_phan", missing)
    form = ItemForm(
        request.POST or None,
        request.FILES or None,
        parts=[(one.rule.pk, one.label) for one in parts if one.rule],
        initial={"part": asked},
    )

    def do() -> DossierItem:
        data = form.cleaned_data
        rule = DossierRule.objects.get(pk=int(data["part"])) if data["part"] else None
        file = data["file"]
        return service.add_item(
            nomination=row,
            rule=rule,
            label=data["label"],
            paper=data["paper"],
            note=data["note"],
            name=file.name or "" if file else "",
            stream=file or None,
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Nộp thành phần hồ sơ",
            "Nộp",
            "Tải tệp lên, hoặc ghi số, ngày của bản giấy đã nộp.",
        ),
        do=do,
        done="Đã nộp thành phần hồ sơ.",
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong part out."""
    user = member(request)
    seen = Nomination.objects.visible_to(user).values("pk")
    item = DossierItem.objects.filter(uid=uid, nomination__in=seen).first()
    if item is None:
        raise Http404(MISSING)
    row = nomination_or_404(user, item.nomination.uid)
    need(may_write(user, row), NOT_PROPOSER)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Rút thành phần hồ sơ?", "Rút", item.label),
        do=lambda: service.withdraw_item(item=item, reason=form.cleaned_data["reason"], actor=user),
        done="Đã rút thành phần hồ sơ.",
    )


@acts
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The proposer's own meeting."""
    user, row = _own(request, uid)
    form = MeetingForm(
        request.POST or None,
        request.FILES or None,
        initial={"on": row.meeting_on, "present": row.meeting_present, "yes": row.meeting_yes},
    )

    def do() -> Nomination:
        data = form.cleaned_data
        file = data["file"]
        return service.record_meeting(
            nomination=row,
            on=data["on"],
            present=data["present"],
            yes=data["yes"],
            name=file.name or "" if file else "",
            stream=file or None,
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(row, "Kết quả họp xét của đơn vị", "Ghi kết quả"),
        do=do,
        done="Đã ghi kết quả họp xét.",
    )


@acts
def criterion(request: HttpRequest, uid: UUID, order: int) -> HttpResponse:
    """Say whether a criterion of the plan's subject is met, beside what the data say."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_write(user, row) or may_appraise(user, row), NOT_PROPOSER)
    found = (
        SubjectCriterion.objects.filter(subject_id=row.subject_id or 0, order=order)
        .select_related("subject")
        .first()
    )
    if found is None:
        raise Http404(MISSING)
    last = row.criterion_answers.filter(criterion=found).order_by("-id").first()
    form = CriterionForm(request.POST or None, initial=_said(last))
    return act_page(
        request,
        form=form,
        words=words_of(row, "Đối chiếu tiêu chuẩn", "Ghi kết luận", found.text),
        do=lambda: criteria_service.answer_criterion(
            nomination=row,
            criterion=found,
            met=form.met_value(),
            note=form.cleaned_data["note"],
            actor=user,
        ),
        done="Đã ghi kết luận.",
        template="awards/nominations/criterion.html",
        context={"figures": computed_for(row, found)},
    )


def _said(last: CriterionAnswer | None) -> dict[str, str]:
    if last is None:
        return {}
    met = UNKNOWN if last.met is None else YES if last.met else NO
    return {"met": met, "note": last.note}


def _own(request: HttpRequest, uid: UUID) -> tuple[User, Nomination]:
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_write(user, row), NOT_PROPOSER)
    return user, row
