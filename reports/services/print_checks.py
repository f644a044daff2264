"""What a print is today, by the code that stands on it: current, replaced, or out of date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.documents.changes import Change, changes
from reports.documents.papers import find_paper
from reports.documents.tree import Document
from reports.enums import PaperState
from reports.models import DocumentSnapshot, IssuedPaper
from reports.models.documents import CODE_LENGTH, LETTERS
from reports.queries.issuing import may_read_snapshot, paper_of
from reports.queries.layouts import as_printed
from reports.rules import may_print
from reports.services.documents import Order, build
from reports.services.snapshots import document_of

BETWEEN = str.maketrans("", "", "- .")


class PrintState(Enum):
    """What a print is today; the value names its words on the page."""

    CURRENT = "current"
    STALE = "stale"
    REPLACED = "replaced"
    OFFICIAL = "official"
    ENDED = "ended"


@dataclass(frozen=True)
class PrintCheck:
    """A print and what has become of it. `paper`: the document going out it was a version of;
    `changes`: figures that differ today, None where the reader may not see them."""

    snapshot: DocumentSnapshot
    state: PrintState
    paper: IssuedPaper | None
    changes: tuple[Change, ...] | None


def read_code(text: str) -> str:
    """The code as it is kept: without blanks and dashes, in capitals; "" for what is none."""
    code = text.upper().translate(BETWEEN)
    good = len(code) == CODE_LENGTH and all(letter in LETTERS for letter in code)
    return code if good else ""


def check_print(text: str, user: User | None) -> PrintCheck | None:
    """What the print of that code is today, None when there is none.

    Its figures are counted anew, so it says what is true now and not at the last backup.
    """
    code = read_code(text)
    snapshot = DocumentSnapshot.objects.filter(code=code).first() if code else None
    if snapshot is None:
        return None
    paper = paper_of(snapshot)
    differences = _since(snapshot)
    state = _state(snapshot, paper, differences)
    return PrintCheck(snapshot, state, paper, differences if _may_read(user, snapshot) else None)


def _state(
    snapshot: DocumentSnapshot, paper: IssuedPaper | None, differences: tuple[Change, ...]
) -> PrintState:
    if paper is not None:
        if paper.state in (PaperState.REPLACED, PaperState.REVOKED, PaperState.DROPPED):
            return PrintState.ENDED
        if paper.in_force:
            same = paper.snapshot_id == snapshot.pk
            return PrintState.CURRENT if same else PrintState.OFFICIAL
        if paper.snapshot_id != snapshot.pk:
            return PrintState.REPLACED
    elif differences and _newer(snapshot):
        return PrintState.REPLACED
    return PrintState.STALE if differences else PrintState.CURRENT


def _newer(snapshot: DocumentSnapshot) -> bool:
    """Whether the same was printed again since."""
    later = DocumentSnapshot.objects.filter(
        kind=snapshot.kind,
        about=snapshot.about,
        parameters=snapshot.parameters,
        pk__gt=snapshot.pk,
    )
    return later.exists()


def _since(snapshot: DocumentSnapshot) -> tuple[Change, ...]:
    now = _today(snapshot)
    return changes(document_of(snapshot), now) if now is not None else ()


def _today(snapshot: DocumentSnapshot) -> Document | None:
    """The same document of today's figures, None when it cannot be built any more."""
    try:
        if snapshot.about is None:
            return build(Order.from_json(snapshot.parameters))
        paper = find_paper(snapshot.kind)
        row = paper.find(snapshot.about) if paper else None
        if paper is None or row is None:
            return None
        return as_printed(paper.kind.build(**{paper.about: row}), subject=str(snapshot.about))
    except Refused:
        return None


def _may_read(user: User | None, snapshot: DocumentSnapshot) -> bool:
    if user is None:
        return False
    return may_read_snapshot(user, snapshot) or (snapshot.about is None and may_print(user))
