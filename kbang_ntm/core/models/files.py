"""Files kept privately: the original name is metadata, the path says nothing."""

from __future__ import annotations

import uuid

from django.db import models

from kbang_ntm.core import clock


class StoredFile(models.Model):
    """One stored file. `owner_kind` names a check registered by the app that owns it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_kind = models.CharField(max_length=40)
    owner_uid = models.UUIDField()
    original_name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=200, unique=True)
    # Whose room an upload takes (see `services.quota`); "" for what the portal made itself.
    charged_to = models.CharField(max_length=60, db_default="", editable=False)
    created_by = models.ForeignKey(
        "core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        indexes = [
            models.Index(fields=["owner_kind", "owner_uid"], name="stored_file_owner"),
            models.Index(fields=["charged_to"], include=["size"], name="stored_file_room"),
        ]

    def __str__(self) -> str:
        return self.original_name
