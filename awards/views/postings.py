"""Posted lists and the comments on them, as the desk works with them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.forms.postings import (
    CommentAnswerForm,
    MarkComplaintForm,
    PaperCommentForm,
    PostingForm,
)
from awards.models import Nomination, PostingComment, PublicPosting
from awards.nomination_rules import is_desk, may_moderate
from awards.queries.nominations import lines_of
from awards.queries.postings import kept_comments, kept_postings
from awards.services import comments as comment_service
from awards.services import complaints
from awards.services import postings as service
from awards.views.appraisal import NOT_DESK, round_of
from communes.forms.registers import SureForm, WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Danh sách niêm yết"


@acts
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Post nominations of a round."""
    user = member(request)
    award_round = round_of(user, uid)
    need(is_desk(user, award_round.unit_id), NOT_DESK)
    rows = award_round.nominations.filter(state__in=service.POSTABLE)
    lines = lines_of(list(rows.select_related("round", "nominee").order_by("id")))
    offered = [(one.row.pk, f"{one.row.nominee_name}: {one.type_name}") for one in lines]
    form = PostingForm(
        request.POST or None,
        nominations=offered,
        initial={
            "nominations": [str(pk) for pk, _words in offered],
            "title": f"Danh sách đề nghị khen thưởng, {award_round.name}"[:240],
            "starts_on": f"{clock.today():%d/%m/%Y}",
        },
    )

    def do() -> PublicPosting:
        chosen = form.chosen()
        return service.post(
            award_round=award_round,
            nominations=[one.row for one in lines if one.row.pk in chosen],
            text=form.said(),
            actor=user,
        )

    back = reverse("awards:appraisal-round", args=[award_round.uid])
    lead = award_round.name if offered else "Đợt này chưa có đề nghị nào để niêm yết."
    return act_page(
        request,
        form=form,
        words=Act("Niêm yết danh sách", "Niêm yết", back, "Thẩm định đợt", lead=lead),
        do=do,
        done="Đã lập danh sách niêm yết.",
        to=lambda made: reverse("awards:posting", args=[made.uid]),
    )


@require_safe
def posting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A posted list with the comments on it."""
    user = member(request)
    row = _posting(user, uid)
    context = {
        "posting": row,
        "rows": row.rows.select_related("nomination").order_by("order"),
        "comments": row.comments.select_related("nomination").order_by("-received_at", "-id"),
        "running": row.withdrawn_at is None and row.starts_on <= clock.today() <= row.ends_on,
        "keeps": is_desk(user, row.round.unit_id),
        "history": history_of(row.uid),
    }
    return render(request, "awards/postings/one.html", context)


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a list down."""
    user = member(request)
    row = _posting(user, uid)
    need(is_desk(user, row.round.unit_id), NOT_DESK)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(row, "Gỡ danh sách niêm yết", "Gỡ danh sách", row.title),
        do=lambda: service.withdraw_posting(
            posting=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã gỡ danh sách.",
    )


@acts
def enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Type a comment from paper."""
    user = member(request)
    row = _posting(user, uid)
    need(is_desk(user, row.round.unit_id), NOT_DESK)
    form = PaperCommentForm(request.POST or None, rows=row_choices(row))
    return act_page(
        request,
        form=form,
        words=_words(row, "Nhập ý kiến từ giấy", "Nhập ý kiến", row.title),
        do=lambda: comment_service.enter_comment(
            posting=row,
            text=form.said(),
            received_on=form.cleaned_data["received_on"],
            actor=user,
        ),
        done="Đã nhập ý kiến.",
    )


@require_safe
def comment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One comment, for the desk and the leader only."""
    user = member(request)
    row = _comment(user, uid)
    context = {"row": row, "keeps": may_moderate(user, row), "history": history_of(row.uid)}
    return render(request, "awards/postings/comment.html", context)


@acts
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a comment in."""
    user = member(request)
    row = _kept(user, uid)
    form = SureForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_comment_words(row, "Tiếp nhận ý kiến", "Tiếp nhận"),
        do=lambda: comment_service.take_comment(comment=row, actor=user),
        done="Đã tiếp nhận ý kiến.",
    )


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a comment."""
    user = member(request)
    row = _kept(user, uid)
    form = CommentAnswerForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_comment_words(row, "Trả lời ý kiến", "Ghi trả lời"),
        do=lambda: comment_service.answer_comment(
            comment=row, answer=form.cleaned_data["answer"], actor=user
        ),
        done="Đã ghi trả lời.",
    )


@acts
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set a comment aside."""
    user = member(request)
    row = _kept(user, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_comment_words(row, "Không nhận ý kiến", "Không nhận"),
        do=lambda: comment_service.refuse_comment(
            comment=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã ghi không nhận.",
    )


@acts
def mark(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A comment is a complaint: the nomination rests until it is settled."""
    user = member(request)
    row = _kept(user, uid)
    about = str(row.nomination_id) if row.nomination_id else ""
    form = MarkComplaintForm(
        request.POST or None, rows=row_choices(row.posting), initial={"about": about}
    )
    return act_page(
        request,
        form=form,
        words=_comment_words(row, "Ghi là khiếu nại, tố cáo", "Ghi, tạm dừng đề nghị"),
        do=lambda: complaints.mark_complaint(
            comment=row,
            nomination=Nomination.objects.filter(pk=int(form.cleaned_data["about"])).first(),
            actor=user,
        ),
        done="Đã ghi khiếu nại, tố cáo; đề nghị tạm dừng.",
    )


def row_choices(row: PublicPosting) -> list[tuple[int, str]]:
    """(nomination id, "Name: award") of a posted list. One query."""
    rows = row.rows.order_by("order").values_list("nomination_id", "name", "award")
    return [(pk, f"{name}: {award}") for pk, name, award in rows]


def _posting(user: User, uid: UUID) -> PublicPosting:
    found = kept_postings(user).select_related("round", "by").filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _comment(user: User, uid: UUID) -> PostingComment:
    rows = kept_comments(user).select_related("posting__round", "nomination", "answered_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _kept(user: User, uid: UUID) -> PostingComment:
    row = _comment(user, uid)
    need(may_moderate(user, row), NOT_DESK)
    return row


def _words(row: PublicPosting, title: str, button: str, lead: str = "") -> Act:
    return Act(title, button, reverse("awards:posting", args=[row.uid]), LIST, lead=lead)


def _comment_words(row: PostingComment, title: str, button: str) -> Act:
    back = reverse("awards:comment", args=[row.uid])
    return Act(title, button, back, "Ý kiến về danh sách", lead=row.text)
