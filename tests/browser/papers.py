"""Papers as a person gets them from a page: downloaded, their words and tables read back."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path

import pdfplumber

from tests.browser.test_recognition import Walker

KEPT = os.environ.get("YEAR_PICTURES", "")
Cells = list[str]


@dataclass(frozen=True)
class Printed:
    """A PDF: each page's words in one line, and all rows of its tables, cell by cell."""

    pages: list[str]
    rows: list[Cells] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    def rows_of(self, width: int) -> list[Cells]:
        """Numbered rows of the tables that have so many columns."""
        return [row for row in self.rows if len(row) == width and row[0].isdigit()]


def printed(walker: Walker, paper: str) -> Printed:
    """The paper under its link «PDF» on the open page."""
    with walker.page.expect_download() as waiting:
        walker.page.get_by_role("link", name=f"PDF {paper}", exact=True).first.click()
    content = Path(waiting.value.path()).read_bytes()
    if KEPT:
        (Path(KEPT) / f"{paper.replace(' ', '-')}.pdf").write_bytes(content)
    return read(content)


def read(content: bytes) -> Printed:
    """The words and tables of a PDF."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        pages = [spaced(page.extract_text(x_tolerance_ratio=0.15)) for page in file.pages]
        rows = [
            [spaced(cell or "") for cell in row]
            for page in file.pages
            for table in page.extract_tables()
            for row in table
        ]
    return Printed(pages, rows)


def spaced(text: str) -> str:
    """The words as a reader sees them, whatever kind of space holds them together."""
    return " ".join(text.split())
