"""How long the district's report of a quarter takes: building from figures, then each format.

    .venv/bin/python -m tests.bench.printing [times, 5]

In this process, as the job does it. The first PDF of a process also loads the fonts; it stands
apart.
"""

from __future__ import annotations

import sys
import time

from tests.bench.portal import Figure, demo_portal, show

PERIOD = "2025-Q1"


def run(count: int) -> int:
    """Build and render `count` times."""
    from kbang_ntm.core.models import User
    from reports.documents.registry import Format
    from reports.services.documents import Order, build_snapshot
    from reports.services.snapshots import render_snapshot

    actor = User.objects.get(username="dieuphoi")
    order = Order(kind="progress-report", period=PERIOD, format="pdf")
    built, whole = [], []
    snapshot = None
    for _ in range(count):
        start = time.perf_counter()
        snapshot = build_snapshot(order=order, actor=actor)
        built.append(time.perf_counter() - start)
    assert snapshot is not None
    figures = [Figure(f"build {PERIOD}, 13 communes", built, "s")]
    for format_ in (Format.PDF, Format.DOCX, Format.XLSX):
        took, size = [], 0
        for _ in range(count + 1):
            start = time.perf_counter()
            size = len(render_snapshot(snapshot, format_).content)
            took.append(time.perf_counter() - start)
        if format_ is Format.PDF:
            figures.append(Figure("first PDF of a process", took[:1], "s"))
        figures.append(Figure(format_.value.upper(), took[1:], "s", note=f"{size / 1024:.0f} KB"))
        whole.append(max(took[1:]))
    figures.append(Figure("build and all three formats", [max(built) + sum(whole)], "s"))
    return show(figures)


if __name__ == "__main__":
    with demo_portal():
        code = run(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    sys.exit(code)
