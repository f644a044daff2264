"""How backups and their rehearsals went."""

from __future__ import annotations

import pgtrigger
from django.db import models


class BackupRun(models.Model):
    """A backup or a rehearsal that has ended, well or not; append-only.

    Times are real: a portal that stands on a demonstration day is backed up today all the same.
    `sha256` and `size` are those of the file, "" and 0 where none was made.
    """

    class Kind(models.TextChoices):
        BACKUP = "backup", "sao lưu"
        REHEARSAL = "rehearsal", "diễn tập phục hồi"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    started_at = models.DateTimeField("bắt đầu")
    ended_at = models.DateTimeField("kết thúc")
    ok = models.BooleanField("được")
    words = models.CharField("kết quả", max_length=500)
    name = models.CharField("tệp", max_length=120, blank=True)
    size = models.PositiveBigIntegerField("dung lượng", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = "lần sao lưu, diễn tập"
        verbose_name_plural = "các lần sao lưu, diễn tập"
        ordering = ["-ended_at"]
        indexes = [models.Index(fields=["kind", "-ended_at"], name="backup_run_newest")]
        triggers = [
            pgtrigger.Protect(
                name="backup_run_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
