"""What load_reference put where, so that it never writes over what staff changed since."""

from __future__ import annotations

from django.db import models


class ReferenceRow(models.Model):
    """One row that came from a reference file.

    `key` names it in the file, `fingerprint` is SHA-256 over the values loaded. While the file
    says the same, the row is left alone, whatever staff did to it.
    """

    model = models.CharField("bảng", max_length=60)
    key = models.CharField("mã", max_length=200)
    object_id = models.BigIntegerField("số dòng")
    fingerprint = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "dòng tham chiếu đã nạp"
        verbose_name_plural = "dòng tham chiếu đã nạp"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="reference_row_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
