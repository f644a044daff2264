"""First pages of eight kinds of documents, from the demonstration data, as pictures in `docs/`.

    .venv/bin/python -m tests.bench.page_pictures

Prints each and checks its form; ends with exit code 1 when a rule is broken.
"""

from __future__ import annotations

import sys

from tests.bench.portal import ROOT, demo_portal

FOLDER = ROOT / "docs" / "pictures" / "documents"
DPI = 100
PERIOD = "2024-Q4"
# Kinds about a row, with the page to show; the first row of the demonstration that has one.
SHOWN = (
    ("commune-report", 1),
    ("contributions-report", 1),
    ("inspection-conclusion", 1),
    ("scoring-sheet", 1),
    ("case-verification-report", 1),
    ("session-minutes", 1),
    ("award-decision", 1),
)


def main() -> int:
    """Print, check, draw."""
    with demo_portal():
        import pypdfium2

        from reports.checking.run import check_document
        from reports.documents import registry
        from reports.documents.registry import Format
        from reports.documents.renderers import render

        broken = 0
        FOLDER.mkdir(parents=True, exist_ok=True)
        for code, page in (("progress-report", 1), *SHOWN):
            document = _first(code)
            content = render(document, Format.PDF).content
            errors = check_document(content).errors
            broken += len(errors)
            drawn = pypdfium2.PdfDocument(content)
            picture = drawn[page - 1].render(scale=DPI / 72).to_pil().convert("L").quantize(16)
            picture.save(FOLDER / f"{code}.png", optimize=True)
            label = registry.get(code).label_vi
            print(f"{code}: {label}, {len(drawn)} pages, {len(errors)} broken rules")
    return 1 if broken else 0


def _first(code: str):  # type: ignore[no-untyped-def]  # Django is not there when this is read
    """The document of the first thing of the demonstration that has one."""
    from kbang_ntm.core.errors import Refused
    from reports.documents import registry
    from reports.documents.papers import find_paper
    from reports.services.documents import Order, build

    paper = find_paper(code)
    if paper is None:
        return build(Order(kind=code, period=PERIOD, format="pdf"))
    found = None
    for row in paper.model._default_manager.order_by("-pk")[:60]:
        try:
            made = registry.get(code).build(**{paper.about: row})
        except Refused:
            continue
        if found is None or len(made.to_json()) > len(found.to_json()):
            found = made
    assert found is not None, code
    return found


if __name__ == "__main__":
    sys.exit(main())
