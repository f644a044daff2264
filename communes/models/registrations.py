"""What a commune registers to bring to standard in a year, and the dated rules of the registers."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from communes.enums import RegistrationState, Standard
from communes.models.criteria import CriteriaSet
from communes.models.units import AdministrativeUnit
from communes.register_rules import kept_by
from communes.register_workflow import REGISTRATION_PAIRS
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User

REGISTRATION_DUE = "registration-due"
DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")


def day_in_year(text: str, year: int) -> date | None:
    """The day a rule names as "31/03", in a year; None where the text names none."""
    found = DAY_MONTH.fullmatch(text.strip())
    try:
        return date(year, int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


@pghistory.track()
class RegisterRule(models.Model):
    """A dated rule of the registers: a deadline, a limit or a definition, with its certainty.

    Codes in use stand in `communes/queries/register_rules.py`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=40)
    title = models.CharField("tên", max_length=160)
    valid = DateRangeField("hiệu lực")
    amount = models.DecimalField("mức", max_digits=9, decimal_places=2, null=True, blank=True)
    text = models.TextField("nội dung", blank=True)
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    source = models.TextField("nguồn", blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "quy định về sổ theo dõi"
        verbose_name_plural = "quy định về sổ theo dõi"
        ordering = ["code", "valid"]
        constraints = [
            ExclusionConstraint(
                name="register_rule_no_overlap",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=(
                    "Quy định này đã có dòng khác trong cùng thời gian. Sửa ngày hiệu lực."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.code == REGISTRATION_DUE and day_in_year(self.text, 2025) is None:
            raise ValidationError({"text": "Ghi ngày và tháng, ví dụ 31/03."})


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Registration]:
        """Own commune's from the first draft on; the district's people see what was sent."""
        mine = reach(user)
        own = kept_by(mine.commune_ids)
        if mine.reads_district:
            sent = RegistrationVersion.objects.filter(
                registration=models.OuterRef("pk"), state=RegistrationState.SENT
            )
            return self.filter(own | Q(models.Exists(sent)))
        return self.filter(own)


class Registration(models.Model):
    """One commune, standard and year; what was registered stands in its versions.

    `passed_to` goes on with it since the commune ended; None while the commune keeps it itself.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name="xã",
    )
    passed_to = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # a commune has few of these in a year
        verbose_name="đơn vị kế tục đang giữ",
    )
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    year = models.PositiveSmallIntegerField("năm")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lúc lập", default=clock.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký năm"
        verbose_name_plural = "đăng ký năm"
        ordering = ["-year", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standard", "year"],
                name="registration_once",
                violation_error_message="Xã đã có đăng ký cho chuẩn và năm này.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="registration_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="registration_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("unit", "standard", "year", "created_by"),
            ),
        ]


class RegistrationVersion(models.Model):
    """The text of a registration: edited while a draft, kept as it was once sent.

    `criteria` are numbers inside `criteria_set`; `village_ids` units of kind village, and
    `other_villages` names typed from the paper where the portal knows no such unit.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="versions", verbose_name="đăng ký năm"
    )
    number = models.PositiveSmallIntegerField("lần")
    state = models.CharField(
        "trạng thái",
        max_length=5,
        choices=RegistrationState.choices,
        default=RegistrationState.DRAFT,
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    whole = models.BooleanField("phấn đấu đạt chuẩn trong năm", default=False)
    criteria = ArrayField(models.CharField(max_length=10), verbose_name="tiêu chí", default=list)
    village_ids = ArrayField(models.BigIntegerField(), verbose_name="thôn, làng", default=list)
    other_villages = ArrayField(
        models.CharField(max_length=120), verbose_name="thôn, làng khác", default=list
    )
    note = models.TextField("ghi chú", blank=True)
    reason = models.CharField("lý do điều chỉnh", max_length=500, blank=True)
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True, blank=True)
    paper_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp văn bản",
    )
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    entered_at = models.DateTimeField("lúc soạn", default=clock.now)
    sent_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người gửi",
    )
    sent_at = models.DateTimeField("lúc gửi", null=True, blank=True)
    due_on = models.DateField("hạn gửi", null=True, blank=True)
    late = models.BooleanField("gửi muộn", default=False)

    class Meta:
        verbose_name = "nội dung đăng ký"
        verbose_name_plural = "nội dung đăng ký"
        ordering = ["registration", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "number"], name="registration_version_once"
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state="draft"),
                name="registration_one_draft",
                violation_error_message="Đăng ký này đang có một bản soạn dở.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="registration_change_says_why",
                violation_error_message="Ghi lý do điều chỉnh đăng ký.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    ~Q(paper_number="")
                    & Q(
                        paper_date__isnull=False,
                        paper_file__isnull=False,
                        sent_at__isnull=False,
                        sent_by__isnull=False,
                    )
                ),
                name="registration_sent_with_paper",
                violation_error_message="Đăng ký gửi đi phải có số, ngày và tệp văn bản.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="registration_version_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="registration_sent_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="sent"),
            ),
            pgtrigger.FSM(
                name="registration_state_guard",
                field="state",
                transitions=list(REGISTRATION_PAIRS),
            ),
        ]
