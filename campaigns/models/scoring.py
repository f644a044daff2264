"""Scoring of a cluster and year: items, who checks whom, points, and the frozen ranking."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from campaigns.cluster_enums import ItemRule, SheetState, Stage
from campaigns.cluster_workflow import SHEET_PAIRS
from campaigns.models.clusters import ClusterMember, EmulationCluster
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


def points_field(label: str) -> models.DecimalField:
    """Points with two decimals."""
    return models.DecimalField(label, max_digits=7, decimal_places=2)


class ScoringSheet(models.Model):
    """One cluster and year. Items change while a draft; nothing changes once agreed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(
        EmulationCluster, on_delete=models.PROTECT, related_name="sheets", verbose_name="cụm, khối"
    )
    year = models.PositiveSmallIntegerField("năm")
    basis = models.CharField("căn cứ chấm điểm", max_length=300, blank=True)
    preference_on = models.DateField(
        "ngày thống nhất thứ tự ưu tiên khi bằng điểm", null=True, blank=True
    )
    note = models.CharField("ghi chú", max_length=500, blank=True)
    state = models.CharField(
        "trạng thái", max_length=6, choices=SheetState.choices, default=SheetState.DRAFT
    )
    minutes_number = models.CharField("số biên bản họp", max_length=60, blank=True)
    minutes_date = models.DateField("ngày họp", null=True, blank=True)
    minutes_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="biên bản họp",
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "bảng chấm điểm"
        verbose_name_plural = "bảng chấm điểm"
        ordering = ["-year", "cluster"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year"],
                name="sheet_once",
                violation_error_message="Cụm, khối đã có bảng chấm điểm của năm này.",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(minutes_date__isnull=False, minutes_file__isnull=False),
                name="sheet_agreed_with_minutes",
                violation_error_message="Kết quả thống nhất phải có ngày họp và biên bản.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="sheet_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="sheet_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cluster", "year", "made_by"),
            ),
            pgtrigger.Protect(
                name="sheet_agreed_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="agreed"),
            ),
            pgtrigger.FSM(name="sheet_guard", field="state", transitions=list(SHEET_PAIRS)),
        ]


# Points were given against these words: items change only while the sheet is a draft.
ITEM_FROZEN = """
IF EXISTS (
    SELECT 1 FROM campaigns_scoringsheet s
    WHERE s.state <> 'draft'
      AND s.id IN (COALESCE(NEW.sheet_id, OLD.sheet_id), COALESCE(OLD.sheet_id, NEW.sheet_id))
) THEN
    RAISE EXCEPTION 'Bảng chấm đã mở nên nội dung chấm không sửa được. Đưa về soạn lại trước.';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class ScoringItem(models.Model):
    """One thing that is scored. `tie_order` 1 is looked at first where totals are equal."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(
        ScoringSheet, on_delete=models.PROTECT, related_name="items", verbose_name="bảng chấm điểm"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    content = models.CharField("nội dung chấm", max_length=300)
    maximum = points_field("điểm tối đa")
    rule = models.CharField("cách chấm", max_length=8, choices=ItemRule.choices)
    source = models.CharField("nguồn số liệu", max_length=30, blank=True)
    tie_order = models.PositiveSmallIntegerField("thứ tự ưu tiên", null=True, blank=True)

    class Meta:
        verbose_name = "nội dung chấm điểm"
        verbose_name_plural = "nội dung chấm điểm"
        ordering = ["sheet", "order"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "order"], name="scoring_item_once"),
            models.UniqueConstraint(
                fields=["sheet", "tie_order"],
                name="scoring_item_tie_once",
                violation_error_message="Thứ tự ưu tiên này đã dùng cho nội dung khác.",
            ),
            models.CheckConstraint(
                condition=Q(maximum__gt=0),
                name="scoring_item_maximum",
                violation_error_message="Điểm tối đa phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=(Q(rule="computed") & ~Q(source="")) | Q(rule="judged", source=""),
                name="scoring_item_source",
                violation_error_message="Chọn nguồn số liệu cho nội dung tính từ số liệu.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="scoring_item_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=ITEM_FROZEN,
            )
        ]


# Both are members of the sheet's cluster in its year, and the result is not agreed yet.
CHECK_FITS = """
IF NOT EXISTS (
    SELECT 1 FROM campaigns_scoringsheet s
    JOIN campaigns_clustermember a ON a.cluster_id = s.cluster_id AND a.id = NEW.member_id
    JOIN campaigns_clustermember b ON b.cluster_id = s.cluster_id AND b.id = NEW.checker_id
    WHERE s.id = NEW.sheet_id AND s.state <> 'agreed'
) THEN
    RAISE EXCEPTION 'Đơn vị chấm chéo và đơn vị được chấm phải cùng cụm, khối, khi chưa chốt.';
END IF;
RETURN NEW;
"""


class CrossCheck(models.Model):
    """Which member checks whose points; set anew until the result is agreed."""

    sheet = models.ForeignKey(
        ScoringSheet, on_delete=models.PROTECT, related_name="checks", verbose_name="bảng chấm điểm"
    )
    member = models.ForeignKey(
        ClusterMember, on_delete=models.PROTECT, related_name="+", verbose_name="được chấm"
    )
    checker = models.ForeignKey(
        ClusterMember, on_delete=models.PROTECT, related_name="+", verbose_name="chấm chéo"
    )

    class Meta:
        verbose_name = "phân công chấm chéo"
        verbose_name_plural = "phân công chấm chéo"
        ordering = ["sheet", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "member"], name="cross_check_once"),
            models.CheckConstraint(
                condition=~Q(checker=F("member")),
                name="cross_check_by_another",
                violation_error_message="Không tự chấm chéo cho mình. Chọn thành viên khác.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cross_check_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="cross_check_fits",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=CHECK_FITS,
            ),
        ]


# Points lie between 0 and the item's maximum, in the stage the sheet is in, for its own members.
SCORE_FITS = """
IF NOT EXISTS (
    SELECT 1 FROM campaigns_scoringitem i
    JOIN campaigns_scoringsheet s ON s.id = i.sheet_id
    JOIN campaigns_clustermember m ON m.cluster_id = s.cluster_id AND m.id = NEW.member_id
    WHERE i.id = NEW.item_id AND NEW.points >= 0 AND NEW.points <= i.maximum
      AND ((NEW.stage = 'self' AND s.state = 'self')
        OR (NEW.stage IN ('cross', 'agreed') AND s.state = 'cross'))
) THEN
    RAISE EXCEPTION 'Điểm phải từ 0 đến mức tối đa, đúng bước chấm và đúng thành viên.';
END IF;
RETURN NEW;
"""


class Score(models.Model):
    """Points of one member for one item in one stage; `derivation` where they were computed."""

    item = models.ForeignKey(
        ScoringItem, on_delete=models.PROTECT, related_name="scores", verbose_name="nội dung chấm"
    )
    member = models.ForeignKey(
        ClusterMember, on_delete=models.PROTECT, related_name="scores", verbose_name="thành viên"
    )
    stage = models.CharField("bước chấm", max_length=6, choices=Stage.choices)
    points = points_field("điểm")
    derivation = models.TextField("cách tính", blank=True)
    note = models.CharField("lý do, minh chứng", max_length=500, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người chấm"
    )
    at = models.DateTimeField("lúc chấm", default=clock.now)

    class Meta:
        verbose_name = "điểm"
        verbose_name_plural = "điểm"
        ordering = ["item__order", "member", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member", "stage"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="score_not_negative",
                violation_error_message="Điểm không thể nhỏ hơn 0.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="score_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="score_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("item", "member", "stage"),
            ),
            pgtrigger.Trigger(
                name="score_fits",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=SCORE_FITS,
            ),
        ]


class RankingSnapshot(models.Model):
    """The agreed ranking frozen: canonical JSON of points, ranks and reasons, and its hash."""

    sheet = models.OneToOneField(
        ScoringSheet, on_delete=models.PROTECT, related_name="ranking", verbose_name="bảng chấm"
    )
    body = models.TextField("nội dung")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người chốt"
    )
    at = models.DateTimeField("lúc chốt", default=clock.now)

    class Meta:
        verbose_name = "bản chốt xếp hạng"
        verbose_name_plural = "bản chốt xếp hạng"
        triggers = [
            pgtrigger.Protect(
                name="ranking_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
