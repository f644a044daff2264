"""A kind of document with a long annex, for tests of printing; `long_kind_in_worker` brings it
to a worker.

The killed worker's traces are the finished steps of the job.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from communes.models import ReportingPeriod
from reports.documents import registry
from reports.documents.registry import DocumentKind, Format, Parameter
from reports.documents.tree import Annex, Cell, Document
from tests.reports.documents import samples

ROWS = 39 * 20


def build(*, period: ReportingPeriod) -> Document:
    """The matrix of the samples, many times over."""
    matrix = samples.matrix()
    rows = tuple(
        replace(row, cells=(Cell(number), *row.cells[1:2], Cell(1), *row.cells[3:]))
        for number, row in enumerate(matrix.rows[:13] * (ROWS // 13), 1)
    )
    annex = Annex("Toàn quốc", (replace(matrix, rows=rows),), "I", landscape=True)
    return samples.report(kind=KIND.code, annexes=(annex,), subject=f"Thử {period.key}")


KIND = DocumentKind("test-long", "Văn bản thử", (Format.PDF,), build, (Parameter("period", "kỳ"),))


@contextmanager
def registered() -> Iterator[DocumentKind]:
    """The kind is known meanwhile; other tests read the list of kinds."""
    registry.register(KIND)
    try:
        yield KIND
    finally:
        del registry._kinds[KIND.code]
