"""Room that uploads take, by whom they count for (see `services.quota`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum

from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.registry import registry


@dataclass(frozen=True)
class Room:
    """One payer: its name, how many files, their bytes."""

    key: str
    name: str
    files: int
    size: int

    @property
    def percent(self) -> int:
        """Of its quota, rounded down; 0 where there is none."""
        limit = settings.UPLOAD_QUOTA_BYTES
        return self.size * 100 // limit if limit else 0


def used_by(payer: str) -> int:
    """Bytes that count for that payer. One query, of an index alone."""
    found = StoredFile.objects.filter(charged_to=payer).aggregate(all=Sum("size"))
    return int(found["all"] or 0)


def rooms() -> list[Room]:
    """Everybody files count for, the fullest first; the portal's own files under "". The names
    take a query or two more."""
    rows = list(
        StoredFile.objects.order_by()
        .values("charged_to")
        .annotate(files=Count("id"), size=Sum("size"))
        .order_by("-size")
        .values_list("charged_to", "files", "size")
    )
    names = registry.payer_names([key for key, *_ in rows if key])
    return [Room(key, names.get(key, key), files, int(size)) for key, files, size in rows]
