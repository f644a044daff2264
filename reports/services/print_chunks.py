"""Parts of a long document kept as finished steps of its job, and let go when the file is there."""

from __future__ import annotations

from django.db import transaction

from kbang_ntm.core.jobs import Chunk, JobContext
from kbang_ntm.core.models import JobStep, StoredFile
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.storage import read_stored
from reports.documents.renderers.long_annex import Piece
from reports.documents.renderers.stretches import Place
from reports.documents.values import format_number
from reports.models import DocumentSnapshot

_PARTS = "pages-"
PREFIX = f"{_PARTS}2-"
"""The number is raised whenever annexes are parted at other rows: parts of a job that was begun
before do not fit those made then, so they are made anew."""


class JobLedger:
    """Keeps each part under the lease of the job, and tells its page how far the work is."""

    def __init__(
        self, context: JobContext, snapshot: DocumentSnapshot, *, owner_kind: str, steps: int
    ) -> None:
        self._context, self._snapshot = context, snapshot
        self._owner_kind, self._steps = owner_kind, steps
        self._kept = context.finished_steps()

    def find(self, name: str) -> Piece | None:
        """The part that this worker or one before it has finished. Raises Refused
        ("file_missing")."""
        chunk = self._kept.get(PREFIX + name)
        if chunk is None or chunk.file is None:
            return None
        begins, until = chunk.data["begins"], chunk.data["until"]
        return Piece(
            read_stored(chunk.file),
            tuple(Place(*place) if place else None for place in begins),
            Place(*until) if until else None,
        )

    def keep(self, name: str, piece: Piece) -> None:
        """Store the pages and mark the step finished. Raises LeaseLost."""

        def work() -> Chunk:
            file = store_bytes(
                name=f"{name}.pdf",
                content=piece.content,
                content_type="application/pdf",
                owner_kind=self._owner_kind,
                owner_uid=self._snapshot.uid,
                user=self._context.user,
            )
            begins = [[place.block, place.row] if place else None for place in piece.begins]
            until = [piece.until.block, piece.until.row] if piece.until else None
            return Chunk({"begins": begins, "until": until}, file)

        self._context.once(PREFIX + name, work)

    def tell(self, done: int, total: int) -> None:
        """Rows laid out, on the page of the job. Raises LeaseLost."""
        label = f"Dựng phụ lục: {format_number(done)}/{format_number(total)} dòng"
        self._context.step(label, 1, self._steps)


@transaction.atomic
def let_go(context: JobContext) -> int:
    """Forget the parts once the whole file is kept; returns how many.

    The bytes are removed with those of other rows that are gone (`clean_orphans`).
    """
    steps = JobStep.objects.filter(job=context.job, name__startswith=_PARTS)
    files = list(steps.exclude(file=None).values_list("file", flat=True))
    steps.delete()
    StoredFile.objects.filter(pk__in=files).delete()
    return len(files)
