"""Registers that subjects a) to đ) are judged by: one row one model, initiative, product, chain."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from campaigns.models.parties import Party, one_party
from campaigns.models.petitions import link
from campaigns.models.stories import Withdrawable, withdrawn_says_why
from campaigns.story_enums import Language, PublicityForm, Stars, Working
from campaigns.story_rules import rows_seen_by
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, nfc

YEARS = [MinValueValidator(2010), MaxValueValidator(2100)]


class BookQuerySet(models.QuerySet[Any]):
    """Rows by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Any]:
        """All for the district's readers, else those of the person's own unit or agency."""
        return self.filter(rows_seen_by(user))


class BookRow(Party, Withdrawable):
    """What every register has: whose row, a name, a note, and a withdrawal instead of an end."""

    name = models.CharField("tên", max_length=240)
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = BookQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = nfc(self.name).strip()
        self.search_key = fold(f"{self.name} {self.more_words()}")[:400]
        super().save(*args, **kwargs)

    def more_words(self) -> str:
        """What search finds besides the name."""
        return ""


def book_rules(prefix: str, *more: str) -> list[models.BaseConstraint]:
    """One party, a reason with each withdrawal, and no row twice (by name and `more`)."""
    return [
        one_party(prefix),
        withdrawn_says_why(prefix),
        models.UniqueConstraint(
            fields=["unit", "agency", "name", *more],
            condition=Q(withdrawn_at__isnull=True),
            nulls_distinct=False,
            name=f"{prefix}_once",
            violation_error_message="Sổ đã có dòng này. Sửa dòng đã có, hoặc ghi tên khác.",
        ),
    ]


def never_deleted(prefix: str) -> list[Any]:
    """Rows are withdrawn, never deleted."""
    return [pgtrigger.Protect(name=f"{prefix}_not_deleted", operation=pgtrigger.Delete)]


@pghistory.track()
class NurturedModel(BookRow):
    """A model being nurtured in a year, and who helps."""

    year = models.PositiveSmallIntegerField("năm", validators=YEARS)
    place = models.CharField("địa điểm", max_length=160, blank=True)
    content = models.TextField("nội dung mô hình", max_length=2000)
    helpers = models.CharField("ai giúp đỡ", max_length=300)
    result = models.CharField("kết quả đến nay", max_length=500, blank=True)

    class Meta:
        verbose_name = "mô hình đang bồi dưỡng"
        verbose_name_plural = "mô hình đang bồi dưỡng"
        ordering = ["-year", "name"]
        constraints = book_rules("nurtured_model", "year")
        triggers = never_deleted("nurtured_model")

    def more_words(self) -> str:
        return f"{self.place} {self.helpers}"


# One initiative, one use: what it was used for is written once and stays.
USED_ONCE = """
IF OLD.used_for <> '' AND (NEW.used_for IS DISTINCT FROM OLD.used_for
    OR NEW.used_on IS DISTINCT FROM OLD.used_on) THEN
    RAISE EXCEPTION 'Sáng kiến đã dùng một lần, không dùng lại được.';
END IF;
RETURN NEW;
"""


@pghistory.track()
class Initiative(BookRow):
    """A recognised initiative: number and date of its recognition, and its one use."""

    author = models.CharField("tác giả", max_length=160)
    level = models.CharField("cấp công nhận", max_length=120)
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_date = models.DateField("ngày quyết định")
    effect = models.CharField("hiệu quả, phạm vi áp dụng", max_length=500, blank=True)
    used_for = models.CharField("đã dùng cho", max_length=240, blank=True)
    used_on = models.DateField("ngày dùng", null=True, blank=True)
    used_by = link(User, "người ghi việc dùng")

    class Meta:
        verbose_name = "sáng kiến được công nhận"
        verbose_name_plural = "sáng kiến được công nhận"
        ordering = ["-decision_date", "name"]
        constraints = [
            *book_rules("initiative", "decision_number"),
            models.CheckConstraint(
                condition=Q(used_for="", used_on__isnull=True)
                | ~Q(used_for="") & Q(used_on__isnull=False),
                name="initiative_use_whole",
                violation_error_message="Ghi cả nội dung và ngày dùng sáng kiến.",
            ),
        ]
        triggers = [
            *never_deleted("initiative"),
            pgtrigger.Trigger(
                name="initiative_used_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=USED_ONCE,
            ),
        ]

    def more_words(self) -> str:
        return f"{self.author} {self.decision_number}"


@pghistory.track()
class PublicityEvent(BookRow):
    """People were told: how, where, how many listened, how often it was broadcast."""

    on = models.DateField("ngày")
    form = models.CharField("hình thức", max_length=10, choices=PublicityForm.choices)
    place = models.CharField("nơi tổ chức", max_length=160, blank=True)
    sessions = models.PositiveIntegerField("số buổi", default=0)
    listeners = models.PositiveIntegerField("số người dự", default=0)
    broadcasts = models.PositiveIntegerField("số lượt phát", default=0)
    language = models.CharField("ngôn ngữ", max_length=6, choices=Language.choices)

    class Meta:
        verbose_name = "hoạt động tuyên truyền"
        verbose_name_plural = "hoạt động tuyên truyền"
        ordering = ["-on", "name"]
        constraints = [
            *book_rules("publicity", "on"),
            models.CheckConstraint(
                condition=Q(sessions__gt=0) | Q(broadcasts__gt=0),
                name="publicity_something_done",
                violation_error_message="Ghi số buổi hoặc số lượt phát, ít nhất là 1.",
            ),
        ]
        triggers = never_deleted("publicity")

    def more_words(self) -> str:
        return self.place


@pghistory.track()
class OcopProduct(BookRow):
    """A product with its OCOP stars, which expire."""

    producer = models.CharField("chủ thể", max_length=160)
    stars = models.PositiveSmallIntegerField("hạng sao", choices=Stars.choices)
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_date = models.DateField("ngày quyết định")
    expires = models.DateField(
        "giá trị đến",
        null=True,
        blank=True,
        help_text="Chép từ giấy chứng nhận. Để trống nếu chưa rõ.",
    )

    class Meta:
        verbose_name = "sản phẩm OCOP"
        verbose_name_plural = "sản phẩm OCOP"
        ordering = ["-stars", "name"]
        constraints = [
            *book_rules("ocop", "decision_number"),
            models.CheckConstraint(
                condition=Q(stars__gte=3, stars__lte=5),
                name="ocop_stars",
                violation_error_message="Hạng sao từ 3 đến 5.",
            ),
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(expires__gt=models.F("decision_date")),
                name="ocop_expires_after",
                violation_error_message="Ngày hết giá trị phải sau ngày quyết định.",
            ),
        ]
        triggers = never_deleted("ocop")

    def more_words(self) -> str:
        return f"{self.producer} {self.decision_number}"

    def expired_on(self, day: date) -> bool:
        """Its stars no longer count that day."""
        return self.expires is not None and self.expires < day


@pghistory.track()
class Cooperative(BookRow):
    """A cooperative: since when, how many members, what it does, how it works."""

    founded = models.DateField("ngày thành lập", null=True, blank=True)
    members = models.PositiveIntegerField("số thành viên", null=True, blank=True)
    field = models.CharField("ngành nghề", max_length=200)
    working = models.CharField(
        "xếp loại", max_length=8, choices=Working.choices, default=Working.UNKNOWN
    )

    class Meta:
        verbose_name = "hợp tác xã"
        verbose_name_plural = "hợp tác xã"
        ordering = ["name"]
        constraints = book_rules("cooperative")
        triggers = never_deleted("cooperative")

    def more_words(self) -> str:
        return self.field


@pghistory.track()
class ValueChain(BookRow):
    """Production tied to a buyer: who buys, how many households, since when until when."""

    buyer = models.CharField("bao tiêu, liên kết", max_length=200)
    households = models.PositiveIntegerField("số hộ tham gia", null=True, blank=True)
    area = models.DecimalField(
        "diện tích (ha)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    contract = models.CharField("hợp đồng, văn bản", max_length=120, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "chuỗi liên kết"
        verbose_name_plural = "chuỗi liên kết"
        ordering = ["name"]
        constraints = [
            *book_rules("value_chain", "since"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="value_chain_ends_after",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gte=0),
                name="value_chain_area",
                violation_error_message="Diện tích không thể nhỏ hơn 0.",
            ),
        ]
        triggers = never_deleted("value_chain")

    def more_words(self) -> str:
        return f"{self.buyer} {self.contract}"
