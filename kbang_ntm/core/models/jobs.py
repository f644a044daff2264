"""Long work as rows: the row is the queue, a lease decides who runs it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from kbang_ntm.core import clock


class Job(models.Model):
    """Anything that takes over a second.

    `key` makes asking twice harmless. `lease_token` fences: only the holder of the newest token
    may write progress or the result. Lease times are real time, never the demonstration clock.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "đang chờ"
        RUNNING = "running", "đang làm"
        DONE = "done", "đã xong"
        FAILED = "failed", "không làm được"
        CANCELLED = "cancelled", "đã dừng"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60, db_index=True)
    key = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=240)
    parameters = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        "core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="jobs"
    )
    # Of the request that asked, so that the log of the work leads back to it.
    request_id = models.CharField(max_length=64, db_default="", editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=4)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    step_label = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(
        "core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    error = models.CharField("vì sao không làm được", max_length=500, blank=True)
    run_after = models.DateTimeField(default=timezone.now)  # noqa: TID251  queue times are real
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["run_after", "id"],
                name="job_waiting",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.title


class JobStep(models.Model):
    """A finished step and its chunk, so that a successor goes on where a killed worker stopped."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    file = models.ForeignKey(
        "core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(default=timezone.now)  # noqa: TID251  queue times are real

    class Meta:
        verbose_name = "bước của việc nền"
        verbose_name_plural = "bước của việc nền"
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="job_step_once")]
