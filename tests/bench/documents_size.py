"""How large documents may be, how long they take and how much memory: letters to a whole country.

    .venv/bin/python -m tests.bench.documents_size [times, 5]

Each thing that takes memory is made in a process of its own, as a worker would; its peak is what
the system has counted for it. What cannot be undercut (WeasyPrint alone on the same HTML, one
certificate after the other) is measured in the same run and stands beside. The annex of a country
has 3,321 communes and 19 criteria, the workbook a row for each of 57 indicators of each commune.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.documents_made import (
    MOMENT,
    award_list,
    certificate,
    letter,
    national,
    workbook,
)
from tests.bench.portal import ROOT, Figure, demo_portal, show

PERIOD = "2025-Q1"
CERTIFICATES = 500
MEMORY, PAGES = 300, 8  # MB of a process, pages a second on two cores
BOOK_MEMORY = 200
ALONE = 1.3  # times WeasyPrint alone


def seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds, what it gave)."""
    start = time.perf_counter()
    made = act()
    return time.perf_counter() - start, made


def peak() -> int:
    """MB that this process has held at most."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) // 1024


# --- In a process of its own ----------------------------------------------------------------------
def make_national() -> dict[str, float]:
    """The annex of the country as PDF."""
    from reports.documents.renderers.long_annex import NoLedger, Piece
    from reports.documents.renderers.pdf import render_pdf

    peaks: list[int] = []

    class Watch(NoLedger):
        def keep(self, name: str, piece: Piece) -> None:
            peaks.append(piece.peak)

    document = national()
    took, content = seconds(lambda: render_pdf(document, ledger=Watch()))
    return {"seconds": took, "pages": pages_of(content), "peak": peak(), "child": max(peaks),
            "size": len(content)}  # fmt: skip


def make_docx() -> dict[str, float]:
    """A list of 2,200 people as DOCX."""
    from reports.documents.renderers.docx import render_docx

    document = award_list(2_200)
    took, content = seconds(lambda: render_docx(document))
    return {"seconds": took, "peak": peak(), "size": len(content)}


def make_xlsx() -> dict[str, float]:
    """A row for each indicator of each commune as XLSX."""
    from reports.documents.renderers.xlsx import render_xlsx

    document, rows = workbook()
    before = peak()
    took, content = seconds(lambda: render_xlsx(document))
    return {"seconds": took, "peak": peak(), "tree": before, "rows": rows, "size": len(content)}


def apart(name: str) -> dict[str, float]:
    """What `make_...` tells, run by a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.documents_size", "--apart", name],
        cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ,
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def pages_of(content: bytes) -> int:
    """Pages of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


# --- In this process ------------------------------------------------------------------------------
def letters(times: int) -> list[Figure]:
    """A letter of a page, and WeasyPrint alone on the same HTML; the two in turn."""
    import weasyprint

    from reports.documents.renderers import laying_out, sources
    from reports.documents.renderers.fetching import ClosedFetcher
    from reports.documents.renderers.markup import to_html
    from reports.documents.renderers.pdf import render_pdf

    document = letter()
    render_pdf(document)
    markup, fetcher = to_html(sources.main_source(document)), ClosedFetcher()
    fonts, sheets = laying_out.styles()

    def alone() -> object:
        source = weasyprint.HTML(string=markup, url_fetcher=fetcher)
        return source.write_pdf(font_config=fonts, stylesheets=sheets, presentational_hints=True)

    alone()
    ours, theirs = [], []
    for _ in range(4 * times):
        theirs.append(seconds(alone)[0] * 1000)
        ours.append(seconds(lambda: render_pdf(letter()))[0] * 1000)
    ratio = sorted(ours)[len(ours) // 2] / sorted(theirs)[len(theirs) // 2]
    return [
        Figure("warm letter as PDF", ours),
        Figure("  floor: WeasyPrint alone, same HTML", theirs),
        Figure("  letter / floor, of medians", [ratio], "x", ALONE),
    ]


def report(times: int) -> list[Figure]:
    """The district's report of a quarter with its annex, from figures to PDF."""
    from kbang_ntm.core.models import User
    from reports.documents.registry import Format
    from reports.services.documents import Order, build_snapshot
    from reports.services.snapshots import render_snapshot

    actor = User.objects.get(username="dieuphoi")
    order = Order(kind="progress-report", period=PERIOD, format="pdf")

    def make() -> bytes:
        return render_snapshot(build_snapshot(order=order, actor=actor), Format.PDF).content

    make()
    return [
        Figure("report of a quarter with annex", [seconds(make)[0] for _ in range(times)], "s", 3)
    ]


def certificates() -> list[Figure]:
    """500 as one file and as single files: the one is split."""
    from reports.documents.renderers.certificates import render_certificates
    from reports.documents.renderers.joining import split

    sheets = [certificate(number) for number in range(CERTIFICATES)]
    words = {"overlay": False, "title": "Giấy khen", "created": MOMENT}
    render_certificates(sheets[:1], **words)
    took, whole = seconds(lambda: render_certificates(sheets, **words))
    cut, files = seconds(lambda: list(split(whole)))
    assert len(files) == CERTIFICATES == pages_of(whole)
    few = seconds(lambda: [render_certificates([sheet], **words) for sheet in sheets[:20]])[0]
    name = f"{CERTIFICATES} certificates"
    return [
        Figure(f"{name} as one PDF and as singles", [took + cut], "s", 5,
               f"{took:.2f} drawn, {cut:.2f} split"),
        Figure(f"  beside: {name} drawn one by one", [few * CERTIFICATES / 20], "s",
               note="from 20"),
    ]  # fmt: skip


def large() -> list[Figure]:
    """What is measured in processes of its own."""
    country, people, book = apart("national"), apart("docx"), apart("xlsx")
    speed = country["pages"] / country["seconds"]
    return [
        Figure("annex of 3,321 communes x 19 criteria", [country["seconds"]], "s",
               note=f"{country['pages']:.0f} pages, {country['size'] / 1e6:.1f} MB"),
        Figure("  seconds a page", [1 / speed], "s", 1 / PAGES, f"{speed:.1f} pages a second"),
        Figure("  peak of a process of layout", [country["child"]], "MB", MEMORY),
        Figure("  peak of the process that joins", [country["peak"]], "MB", MEMORY),
        Figure("DOCX of 2,200 rows", [people["seconds"]], "s", 10, f"peak {people['peak']:.0f} MB"),
        Figure(f"XLSX of {book['rows']:,.0f} rows, peak", [book["peak"]], "MB", BOOK_MEMORY,
               f"{book['seconds']:.0f} s, the rows alone {book['tree']:.0f} MB, "
               f"file {book['size'] / 1e6:.1f} MB"),
    ]  # fmt: skip


def main() -> int:
    """Measure and print."""
    if sys.argv[1:2] == ["--apart"]:
        made = {"national": make_national, "docx": make_docx, "xlsx": make_xlsx}[sys.argv[2]]()
        print(json.dumps(made))
        return 0
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    figures = large()
    with demo_portal():
        figures += [*letters(times), *report(times), *certificates()]
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
