"""Appraisal (thẩm định), consultations, public posting with comments, complaints."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from awards.enums import CommentState, ConsultationAnswer, ConsultedBody
from awards.models.fields import (
    Kept,
    Withdrawable,
    append_only,
    day,
    kept,
    link,
    moment,
    owner,
    withdrawn_says_why,
)
from awards.models.nominations import Nomination
from awards.models.rounds import AwardRound
from awards.nomination_workflow import COMMENT_PAIRS
from communes.models import Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class AppraisalSheet(Kept):
    """The desk's sheet about a nomination; a new one says why, the newest counts."""

    nomination = owner(Nomination, "đề nghị", "sheets")
    number = models.PositiveSmallIntegerField("lần", default=1)
    dossier_complete = models.BooleanField("đủ thành phần hồ sơ")
    conditions_met = models.BooleanField("đủ điều kiện, tiêu chuẩn")
    opinion = models.TextField("ý kiến thẩm định")
    conclusion = models.CharField(
        "kết luận",
        max_length=10,
        choices=[("eligible", "đủ điều kiện"), ("ineligible", "không đủ điều kiện")],
    )
    frozen = models.JSONField("số liệu lúc thẩm định", default=dict)

    class Meta:
        verbose_name = "phiếu thẩm định"
        verbose_name_plural = "phiếu thẩm định"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "number"], name="appraisal_sheet_once"),
            models.CheckConstraint(
                condition=~Q(conclusion="eligible") | Q(dossier_complete=True, conditions_met=True),
                name="appraisal_eligible_is_complete",
                violation_error_message="Hồ sơ thiếu hoặc chưa đủ điều kiện thì không kết luận "
                "«đủ điều kiện».",
            ),
        ]
        triggers = [append_only("appraisal_sheet")]


class Consultation(Withdrawable):
    """A body asked about a nominee, with the day the answer is due and the answer."""

    nomination = owner(Nomination, "đề nghị", "consultations")
    body = models.CharField("nơi được xin ý kiến", max_length=11, choices=ConsultedBody.choices)
    body_name = models.CharField("tên cơ quan", max_length=200)
    agency = link(Agency, "cơ quan trên cổng")
    about = models.CharField("nội dung", max_length=300)
    letter_number = models.CharField("số văn bản", max_length=60, blank=True)
    letter_date = day("ngày văn bản")
    due_on = models.DateField("hạn trả lời")
    answer = models.CharField(
        "trả lời", max_length=10, choices=ConsultationAnswer.choices, blank=True
    )
    answer_text = models.TextField("nội dung trả lời", blank=True)
    answer_paper = models.CharField("số, ngày văn bản trả lời", max_length=160, blank=True)
    answer_file = link(StoredFile, "tệp trả lời")
    answered_on = day("ngày trả lời")
    answered_by = link(User, "người ghi trả lời")

    class Meta:
        verbose_name = "xin ý kiến"
        verbose_name_plural = "xin ý kiến"
        ordering = ["due_on", "id"]
        constraints = [
            withdrawn_says_why("consultation"),
            models.UniqueConstraint(
                fields=["nomination", "body_name"],
                condition=Q(withdrawn_at__isnull=True),
                name="consultation_once",
                violation_error_message="Đã xin ý kiến nơi này về đề nghị đó.",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False),
                name="consultation_answer_has_day",
                violation_error_message="Ghi ngày trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="objects") | ~Q(answer_text=""),
                name="consultation_objection_says_why",
                violation_error_message="Ghi lý do không đồng ý.",
            ),
        ]
        triggers = [
            kept("consultation"),
            pgtrigger.Protect(
                name="consultation_answer_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__answer="")
                & pgtrigger.Q(old__answer__df=pgtrigger.F("new__answer")),
            ),
        ]


class PublicPosting(Withdrawable):
    """A list of nominations posted for the people to see, from a day to a day."""

    round = owner(AwardRound, "đợt", "postings")
    title = models.CharField("tên danh sách", max_length=240)
    starts_on = models.DateField("niêm yết từ ngày")
    ends_on = models.DateField("đến hết ngày")
    working_days = models.PositiveSmallIntegerField("số ngày làm việc")
    where = models.CharField("nơi niêm yết", max_length=240)
    on_portal = models.BooleanField("đăng trên trang công khai", default=True)

    class Meta:
        verbose_name = "niêm yết công khai"
        verbose_name_plural = "niêm yết công khai"
        ordering = ["-starts_on", "-id"]
        constraints = [
            withdrawn_says_why("public_posting"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="public_posting_days_in_order",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]
        triggers = [kept("public_posting")]


class PostedNomination(models.Model):
    """A nomination on a posted list, with the words that were posted."""

    posting = owner(PublicPosting, "niêm yết", "rows")
    nomination = owner(Nomination, "đề nghị", "postings")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=200)
    place = models.CharField("đơn vị", max_length=240)
    award = models.CharField("đề nghị", max_length=200)
    merit = models.CharField("thành tích", max_length=600, blank=True)

    class Meta:
        verbose_name = "dòng niêm yết"
        verbose_name_plural = "dòng niêm yết"
        ordering = ["posting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "nomination"], name="posted_once")
        ]
        triggers = [append_only("posted_nomination")]


class PostingComment(models.Model):
    """What somebody says of a posted list, from the public page or on paper; never shown unread."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    posting = owner(PublicPosting, "niêm yết", "comments")
    nomination = link(Nomination, "về đề nghị")
    source = models.CharField(
        "đến từ", max_length=6, choices=[("portal", "trang công khai"), ("paper", "bản giấy")]
    )
    sender = models.CharField("người gửi", max_length=120, blank=True)
    contact = models.CharField("liên hệ", max_length=160, blank=True)
    text = models.TextField("nội dung")
    is_complaint = models.BooleanField("là khiếu nại, tố cáo", default=False)
    received_at = models.DateTimeField("lúc nhận", default=clock.now)
    state = models.CharField(
        "trạng thái", max_length=8, choices=CommentState.choices, default=CommentState.WAITING
    )
    answer = models.TextField("trả lời", blank=True)
    answered_by = link(User, "người trả lời")
    answered_at = moment("lúc trả lời")
    refused_reason = models.CharField("lý do không nhận", max_length=300, blank=True)

    class Meta:
        verbose_name = "ý kiến về danh sách niêm yết"
        verbose_name_plural = "ý kiến về danh sách niêm yết"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""),
                name="posting_comment_answered",
                violation_error_message="Ghi nội dung trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_reason=""),
                name="posting_comment_refused_says_why",
                violation_error_message="Ghi lý do không nhận.",
            ),
        ]
        triggers = [
            kept("posting_comment"),
            pgtrigger.FSM(
                name="posting_comment_guard", field="state", transitions=list(COMMENT_PAIRS)
            ),
        ]


class Complaint(Kept):
    """A complaint that suspends a nomination until it is settled."""

    nomination = owner(Nomination, "đề nghị", "complaints")
    comment = link(PostingComment, "từ ý kiến niêm yết")
    received_on = models.DateField("nhận ngày")
    about = models.CharField("nội dung", max_length=600)
    settled_on = day("giải quyết xong ngày")
    result = models.CharField(
        "kết quả",
        max_length=9,
        choices=[("unfounded", "không có cơ sở"), ("founded", "có cơ sở")],
        blank=True,
    )
    settlement = models.CharField("văn bản, nội dung giải quyết", max_length=600, blank=True)
    settled_by = link(User, "người ghi")

    class Meta:
        verbose_name = "khiếu nại, tố cáo về đề nghị"
        verbose_name_plural = "khiếu nại, tố cáo về đề nghị"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True)
                | (~Q(result="") & ~Q(settlement="") & Q(settled_on__gte=F("received_on"))),
                name="complaint_settled_says_how",
                violation_error_message="Ghi kết quả, văn bản và ngày giải quyết.",
            )
        ]
        triggers = [kept("complaint")]
