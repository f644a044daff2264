"""Stories of good people, deeds and models; where they were broadcast and who took them up."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.models.parties import Party, one_party
from campaigns.models.petitions import link, moment
from campaigns.story_enums import Channel, Consent, Language, StoryKind, StorySource, StoryState
from campaigns.story_rules import seen_by
from campaigns.story_workflow import STORY_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold, nfc

COLUMN = "Thi đua yêu nước"
"""The existing column of the district's broadcasts that stories go into."""


class Withdrawable(models.Model):
    """A row that is withdrawn with a reason, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)
    withdrawn_at = moment("lúc rút")
    withdrawn_by = link(User, "người rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        abstract = True


def withdrawn_says_why(prefix: str) -> models.CheckConstraint:
    """The rule of `Withdrawable` for the table of that prefix."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
        name=f"{prefix}_withdrawn_says_why",
        violation_error_message="Ghi lý do rút.",
    )


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Story]:
        """Published ones; those in the making for who edits, approves or proposed them."""
        return self.filter(seen_by(user))

    def public(self) -> models.QuerySet[Story]:
        """What everybody outside may read, newest first."""
        return self.filter(state=StoryState.PUBLISHED).order_by("-published_at", "-id")


class Story(Party):
    """One story, about somebody of a unit or an agency.

    `proposed_by` is empty where the proposal came by the public page. The text holds light marks
    (see story_text.py) and no HTML. Other apps name a story by its uid.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại", max_length=10, choices=StoryKind.choices)
    title = models.CharField("tên bài", max_length=200)
    about_name = models.CharField("về ai, mô hình nào", max_length=160)
    summary = models.CharField("tóm tắt", max_length=300, blank=True)
    body = models.TextField("nội dung", blank=True)
    search_key = models.CharField(max_length=1000, blank=True, editable=False)
    source = models.CharField("nguồn", max_length=6, choices=StorySource.choices)
    proposed_by = link(User, "người đề xuất")
    proposed_at = models.DateTimeField("lúc đề xuất", default=clock.now)
    consent = models.CharField("đồng ý", max_length=5, choices=Consent.choices, blank=True)
    consent_note = models.CharField("giấy đồng ý", max_length=200, blank=True)
    consent_file = link(StoredFile, "bản quét giấy đồng ý")
    photo = link(StoredFile, "ảnh")
    photo_alt = models.CharField("ảnh chụp gì", max_length=200, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=StoryState.choices, default=StoryState.PROPOSED
    )
    edited_by = link(User, "người biên tập")
    submitted_at = moment("lúc trình duyệt")
    approved_by = link(User, "người duyệt")
    published_at = moment("lúc đăng")
    closed_reason = models.CharField("lý do gỡ, không đăng, trả lại", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = "gương điển hình"
        verbose_name_plural = "gương điển hình"
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["state", "-published_at"], name="story_published")]
        constraints = [
            one_party("story"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | ~Q(consent="") & ~Q(body="") & Q(published_at__isnull=False),
                name="story_published_with_consent",
                violation_error_message="Cần sự đồng ý của người được nêu trước khi đăng.",
            ),
            models.CheckConstraint(
                condition=~Q(consent="file") | Q(consent_file__isnull=False),
                name="story_consent_file_there",
                violation_error_message="Tải bản quét giấy đồng ý.",
            ),
            models.CheckConstraint(
                condition=~Q(consent="paper") | ~Q(consent_note=""),
                name="story_consent_paper_named",
                violation_error_message="Ghi giấy đồng ý: ai ký, ngày nào, lưu ở đâu.",
            ),
            models.CheckConstraint(
                condition=Q(photo__isnull=True) | ~Q(photo_alt=""),
                name="story_photo_described",
                violation_error_message="Ghi ảnh chụp gì, cho người không xem được ảnh.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken_down", "refused"]) | ~Q(closed_reason=""),
                name="story_closed_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="story_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="story_state_guard", field="state", transitions=list(STORY_PAIRS)),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = nfc(self.title).strip()
        self.search_key = fold(f"{self.title} {self.about_name} {self.summary} {self.body}")[:1000]
        super().save(*args, **kwargs)


class Broadcast(Withdrawable):
    """A story went out on a day: in which column, by what, in which language, with its script."""

    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, related_name="broadcasts", verbose_name="bài"
    )
    on = models.DateField("ngày phát")
    channel = models.CharField("kênh", max_length=8, choices=Channel.choices)
    column = models.CharField("chuyên mục", max_length=120, default=COLUMN)
    language = models.CharField("ngôn ngữ", max_length=6, choices=Language.choices)
    script = models.TextField("bài phát thanh", blank=True)
    places = models.CharField("loa thôn, làng", max_length=400, blank=True)

    class Meta:
        verbose_name = "lần phát"
        verbose_name_plural = "lần phát"
        ordering = ["-on", "-id"]
        constraints = [
            withdrawn_says_why("broadcast"),
            models.CheckConstraint(
                condition=~Q(channel="village") | ~Q(places=""),
                name="broadcast_village_named",
                violation_error_message="Ghi loa của thôn, làng nào.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="broadcast_not_deleted", operation=pgtrigger.Delete)]


class StorySpread(Party, Withdrawable):
    """Who applied what a story tells, where, since when."""

    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, related_name="spreads", verbose_name="bài"
    )
    place = models.CharField("nơi áp dụng", max_length=160, blank=True)
    since = models.DateField("từ ngày")
    note = models.CharField("kết quả", max_length=500, blank=True)

    class Meta:
        verbose_name = "nơi áp dụng"
        verbose_name_plural = "nơi áp dụng"
        ordering = ["since", "id"]
        constraints = [
            one_party("story_spread"),
            withdrawn_says_why("story_spread"),
            models.UniqueConstraint(
                fields=["story", "unit", "agency", "place"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="story_spread_once",
                violation_error_message="Nơi này đã có trong danh sách áp dụng.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="story_spread_not_deleted", operation=pgtrigger.Delete)]
