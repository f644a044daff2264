"""Frozen documents: the neutral tree as canonical JSON; the same snapshot prints the same bytes."""

from __future__ import annotations

import secrets
import uuid

import pgtrigger
from django.db import models

from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs; none that looks like another on paper
CODE_LENGTH = 12


def new_code() -> str:
    """A code of 60 random bits: it names a print, and cannot be guessed from another."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


class SnapshotQuerySet(models.QuerySet["DocumentSnapshot"]):
    """Snapshots by what they are about."""

    def about_periods(self) -> models.QuerySet[DocumentSnapshot]:
        """Those open to all who print for the district; others belong to a document going out."""
        return self.filter(about__isnull=True)


class DocumentSnapshot(models.Model):
    """One built document: kind, what was asked, the tree, its hash, and from when it knows.

    `body` is the content without the time of building, which is `known_at`: unchanged data gives an
    equal body and hash. `code` stands on every print but the one `to_sign`; `about`: uid of the row
    of a paper, empty where the document is about a period.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("mã bản in", max_length=12, unique=True, default=new_code)
    kind = models.CharField("loại văn bản", max_length=60, db_index=True)
    about = models.UUIDField("về việc", null=True, blank=True)
    title = models.CharField("trích yếu", max_length=300)
    parameters = models.JSONField(default=dict)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    to_sign = models.BooleanField("bản để ký", default=False)
    known_at = models.DateTimeField("số liệu biết đến lúc")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SnapshotQuerySet.as_manager()

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
