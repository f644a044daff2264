"""Opinions of the people, on paper or from the public page: gathered and answered by communes."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.models.petitions import link, moment
from campaigns.petition_enums import VoiceSource, VoiceState
from campaigns.petition_workflow import VOICE_PAIRS
from communes.models import AdministrativeUnit
from communes.register_rules import kept_by
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold


class VoiceQuerySet(models.QuerySet["VoiceOpinion"]):
    """Opinions by reader."""

    def visible_to(self, user: User) -> models.QuerySet[VoiceOpinion]:
        """The commune's own; the district's people what the commune has taken."""
        mine = reach(user)
        own = kept_by(mine.commune_ids)
        if mine.reads_district or is_administrator(user):
            return self.filter(own | ~Q(state__in=[VoiceState.WAITING, VoiceState.REFUSED]))
        return self.filter(own)

    def public(self) -> models.QuerySet[VoiceOpinion]:
        """What the leader has published."""
        return self.filter(state=VoiceState.PUBLISHED)


class VoiceOpinion(models.Model):
    """One opinion. `name` is shown outside only where its owner agreed (`name_shown`)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="xã"
    )
    passed_to = link(AdministrativeUnit, "đơn vị kế tục đang giữ")
    village = models.CharField("thôn, làng", max_length=120, blank=True)
    source = models.CharField("nguồn", max_length=6, choices=VoiceSource.choices)
    given_on = models.DateField("ngày có ý kiến")
    text = models.TextField("ý kiến", max_length=2000)
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    name = models.CharField("người có ý kiến", max_length=120, blank=True)
    name_shown = models.BooleanField("đồng ý nêu tên", default=False)
    state = models.CharField("trạng thái", max_length=9, choices=VoiceState.choices)
    entered_by = link(User, "người nhập")
    entered_at = models.DateTimeField("lúc nhập", default=clock.now)
    answer = models.TextField("trả lời", blank=True)
    answered_by = link(User, "người trả lời")
    answered_at = moment("lúc trả lời")
    published_at = moment("lúc công bố")
    refused_reason = models.CharField("lý do không nhận", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến của người dân"
        verbose_name_plural = "ý kiến của người dân"
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="voice_says_something",
                violation_error_message="Ghi nội dung ý kiến.",
            ),
            models.CheckConstraint(
                condition=Q(name_shown=False) | ~Q(name=""),
                name="voice_shown_name_there",
                violation_error_message="Ghi tên người có ý kiến, hoặc bỏ chọn nêu tên.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "published"])
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="voice_answered_whole",
                violation_error_message="Ghi nội dung trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_reason=""),
                name="voice_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(source="public") | Q(entered_by__isnull=False),
                name="voice_paper_entered_by",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="voice_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="voice_state_guard", field="state", transitions=list(VOICE_PAIRS)),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.village} {self.text}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on
