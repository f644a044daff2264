"""Where a figure of a preview leads: to the page that shows the rows it was counted from."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.http import urlencode

from reports.documents.papers import find_paper
from reports.documents.renderers.html import FigureHref
from reports.documents.tree import Figure
from reports.models import DocumentSnapshot


def of_period(parameters: Mapping[str, str]) -> FigureHref:
    """Figures about a period: the matrix of that period, on the map and as known as asked for;
    targets on their own page."""
    asked = {"ky": parameters["period"]}
    matrix = f"{reverse('reports:matrix')}?{urlencode(asked)}"
    targets = reverse("reports:targets")

    def href(figure: Figure) -> str:
        return targets if figure.source.startswith("target:") else matrix

    return href


def of_row(page: str) -> FigureHref:
    """Figures about a row: the page of the row, where each stands with its origin."""
    return lambda figure: page


def of_snapshot(snapshot: DocumentSnapshot) -> FigureHref | None:
    """As the snapshot is about a period or a row that is still there. At most one query."""
    if snapshot.about is None:
        return of_period(snapshot.parameters)
    paper = find_paper(snapshot.kind)
    row = paper.find(snapshot.about) if paper else None
    return of_row(paper.page_of(row)) if paper and row and paper.page else None
