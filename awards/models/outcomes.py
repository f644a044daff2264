"""What follows a decision: notices, what goes to the level above, certificates, golden book."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from awards.enums import UpwardResult
from awards.models.fields import Kept, day, kept, link, owner
from awards.models.nominations import Nomination
from communes.models import AdministrativeUnit
from kbang_ntm.core.models import StoredFile


class Notice(Kept):
    """A letter that tells a proposer what became of its nomination."""

    nomination = owner(Nomination, "đề nghị", "notices")
    result = models.CharField(
        "kết quả",
        max_length=8,
        choices=[("awarded", "được khen thưởng"), ("refused", "không được khen thưởng")],
    )
    reason = models.CharField("lý do", max_length=600, blank=True)
    due_on = day("hạn thông báo")
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = day("ngày văn bản")

    class Meta:
        verbose_name = "thông báo kết quả"
        verbose_name_plural = "thông báo kết quả"
        constraints = [
            models.UniqueConstraint(fields=["nomination", "result"], name="award_notice_once"),
            models.CheckConstraint(
                condition=~Q(result="refused") | ~Q(reason=""),
                name="award_notice_refusal_says_why",
                violation_error_message="Ghi lý do không được khen thưởng.",
            ),
        ]
        triggers = [kept("award_notice")]


class UpwardCase(Kept):
    """What the level below sent to the level above for a nomination, and what came back."""

    nomination = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, related_name="upward", verbose_name="đề nghị"
    )
    to_body = models.CharField("trình", max_length=200)
    memo_number = models.CharField("số tờ trình", max_length=60, blank=True)
    memo_date = day("ngày tờ trình")
    sent_on = models.DateField("gửi ngày")
    due_on = day("dự kiến trả lời")
    result = models.CharField("kết quả", max_length=8, choices=UpwardResult.choices, blank=True)
    result_on = day("ngày kết quả")
    result_paper = models.CharField("văn bản kết quả", max_length=160, blank=True)
    result_reason = models.CharField("lý do", max_length=600, blank=True)
    result_file = link(StoredFile, "tệp kết quả")

    class Meta:
        verbose_name = "hồ sơ trình cấp trên"
        verbose_name_plural = "hồ sơ trình cấp trên"
        ordering = ["-sent_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="") | Q(result_on__gte=F("sent_on")),
                name="upward_result_after_sending",
                violation_error_message="Ngày kết quả phải từ ngày gửi trở đi.",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=["refused", "returned"]) | ~Q(result_reason=""),
                name="upward_refusal_says_why",
                violation_error_message="Ghi lý do cấp trên nêu.",
            ),
        ]
        triggers = [
            kept("upward_case"),
            pgtrigger.Protect(
                name="upward_result_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__result="")
                & (
                    pgtrigger.Q(old__result__df=pgtrigger.F("new__result"))
                    | pgtrigger.Q(old__result_on__df=pgtrigger.F("new__result_on"))
                    | pgtrigger.Q(old__result_reason__df=pgtrigger.F("new__result_reason"))
                ),
            ),
        ]


@pghistory.track()
class CertificateLayout(models.Model):
    """Where the words stand on a certificate, in mm; for blanks printed before, with offsets."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp", "certificate_layouts")
    name = models.CharField("tên mẫu", max_length=120)
    overlay = models.BooleanField("in chồng lên phôi có sẵn", default=False)
    offset_x = models.DecimalField("dịch ngang, mm", max_digits=5, decimal_places=1, default=0)
    offset_y = models.DecimalField("dịch dọc, mm", max_digits=5, decimal_places=1, default=0)
    values = models.JSONField("vị trí, cỡ chữ", default=dict)

    class Meta:
        verbose_name = "mẫu in giấy khen"
        verbose_name_plural = "mẫu in giấy khen"
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="certificate_layout_once"),
            models.CheckConstraint(
                condition=Q(offset_x__range=(-50, 50)) & Q(offset_y__range=(-50, 50)),
                name="certificate_layout_offsets",
                violation_error_message="Độ dịch từ -50 đến 50 mm.",
            ),
        ]


class BookCounter(models.Model):
    """The last number given in a golden book (sổ vàng) of a unit and year; locked while the next
    one is taken."""

    unit = owner(AdministrativeUnit, "cấp")
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "số sổ vàng"
        verbose_name_plural = "số sổ vàng"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="book_counter_once")]
