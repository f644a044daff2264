"""Frozen documents: the neutral tree as canonical JSON; the same snapshot prints the same bytes."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class DocumentSnapshot(models.Model):
    """One built document: kind, what was asked, the tree, its hash, and from when it knows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại văn bản", max_length=60, db_index=True)
    title = models.CharField("trích yếu", max_length=300)
    parameters = models.JSONField(default=dict)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    known_at = models.DateTimeField("số liệu biết đến lúc")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "bản in"
        verbose_name_plural = "bản in"
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(
                name="document_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class DocumentFile(models.Model):
    """A rendering of a snapshot in one format, kept so that asking again gives the same file."""

    snapshot = models.ForeignKey(DocumentSnapshot, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "tệp của bản in"
        verbose_name_plural = "tệp của bản in"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "format"], name="document_file_once")
        ]
