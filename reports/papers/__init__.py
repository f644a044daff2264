"""Which paper is printed of which row, and for whom: one module for each part of the portal."""

from __future__ import annotations

from reports.documents.papers import register_paper
from reports.papers import awards, communes, movement

PAPERS = (*awards.PAPERS, *communes.PAPERS, *movement.PAPERS)


def register() -> None:
    """Make every paper known. Importing a builder registers its kind."""
    register_paper(*PAPERS)
