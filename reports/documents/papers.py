"""Papers about one row: which kind, for whom, and about what. Filled by the apps when they start.

A kind that is about a period is ordered on its own page; every other is printed where its row is
read, all through one address and one command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.documents.registry import DocumentKind


@dataclass(frozen=True)
class Paper:
    """A kind about a row of `model`, named by its uid.

    `rows(user)`: the rows the person may print it of, everything else is as if it were not there.
    `file`: name of the file without ending. `page`: URL name of the row's page, taking the row's
    `page_field`: in the path, or as the parameter `asks` of a page that shows one row of several.
    """

    kind: DocumentKind
    model: type[Model]
    rows: Callable[[User], QuerySet[Any]]
    file: str
    page: str = ""
    page_field: str = "uid"
    asks: str = ""

    @property
    def about(self) -> str:
        """The builder's name for the row."""
        return self.kind.parameters[0].name

    def page_of(self, row: Any) -> str:
        """The address of the row's page, "" where it has none."""
        if not self.page:
            return ""
        value = attrgetter(self.page_field)(row)
        if self.asks:
            return f"{reverse(self.page)}?{self.asks}={value}"
        return reverse(self.page, args=[value])

    def find(self, uid: UUID) -> Any:
        """The row of that uid, whoever may see it, or None."""
        return self.model._default_manager.filter(uid=uid).first()

    def row_for(self, user: User, uid: UUID) -> Any:
        """The row the person may print it of, or None."""
        return self.rows(user).filter(uid=uid).first()


_papers: dict[str, Paper] = {}


def register_paper(*papers: Paper) -> None:
    """Add papers. Raises ValueError when a kind is taken by another paper."""
    for paper in papers:
        if _papers.setdefault(paper.kind.code, paper) != paper:
            raise ValueError(f"the paper {paper.kind.code} is registered twice")


def find_paper(code: str) -> Paper | None:
    """The paper of that kind, None for a kind that is about no row."""
    return _papers.get(code)


def all_papers() -> tuple[Paper, ...]:
    """Every paper, by the code of its kind."""
    return tuple(_papers[code] for code in sorted(_papers))


def any_row(paper: Paper, text: str) -> Any:
    """The row of that uid, whoever may see it: for the command line, whose user has the server.

    Raises Refused ("no_row") with the first rows there are.
    """
    try:
        found = paper.find(UUID(text))
    except ValueError:
        found = None
    if found is not None:
        return found
    there = paper.model._default_manager.order_by("pk").values_list("uid", flat=True)[:5]
    known = "; ".join(str(uid) for uid in there)
    raise Refused(
        "no_row",
        f"Không có mục “{text}” cho {paper.kind.label_vi}. Có: {known or 'chưa có mục nào'}.",
    )
