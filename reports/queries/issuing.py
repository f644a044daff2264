"""Documents on their way out, for lists and pages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from communes.enums import Role
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.queries.folding import holding
from reports.enums import OUT, PaperState
from reports.issuing_rules import HEADS, LEADERS, may_follow, of_own_office
from reports.models import DocumentSnapshot, IssuedPaper
from reports.rules import may_print

SHOWN = ("unit", "agency", "made_by", "snapshot", "replaced_by")


@dataclass(frozen=True)
class Asked:
    """What a list is limited to: "mine" (waits for me), a state, words of the title."""

    state: str = ""
    words: str = ""


def papers_for(user: User, asked: Asked) -> QuerySet[IssuedPaper]:
    """The documents of a person, newest first. One query."""
    rows = IssuedPaper.objects.visible_to(user).select_related("unit", "agency", "made_by")
    if asked.state == "mine":
        rows = rows.filter(waiting_for(user))
    elif asked.state:
        rows = rows.filter(state=asked.state)
    return holding(rows, asked.words, "title")


def waiting_for(user: User) -> Q:
    """Documents on whose desk the person's act is next."""
    mine = reach(user)
    return (
        Q(state=PaperState.DRAFT, made_by_id=user.pk)
        | Q(state=PaperState.HEAD, agency_id__in=mine.agencies(*HEADS))
        | (Q(state=PaperState.OFFICE) & of_own_office(user))
        | Q(state=PaperState.LEADER, unit_id__in=mine.units(*LEADERS))
        | Q(
            state__in=[PaperState.APPROVED, PaperState.REGISTERED],
            unit_id__in=mine.units(Role.CLERK, *COMMUNE_ROLES),
        )
    )


def waiting_rows(user: User) -> QuerySet[IssuedPaper] | None:
    """Documents that wait for the person's act; None for who has no part in them."""
    return IssuedPaper.objects.filter(waiting_for(user)) if may_follow(user) else None


def papers_about(user: User, kind: str, about: UUID) -> list[IssuedPaper]:
    """Those of a row's paper the person may see, newest first."""
    rows = IssuedPaper.objects.visible_to(user).filter(kind=kind, about=about)
    return list(rows.exclude(state=PaperState.DROPPED).order_by("-pk"))


def replacements_for(paper: IssuedPaper) -> QuerySet[IssuedPaper]:
    """Registered documents in force of the same unit that could take its place."""
    return IssuedPaper.objects.filter(unit_id=paper.unit_id, state__in=OUT).exclude(pk=paper.pk)


def paper_of(snapshot: DocumentSnapshot) -> IssuedPaper | None:
    """The document on its way out that a snapshot was a version of, if any. One query."""
    return (
        IssuedPaper.objects.filter(Q(snapshot=snapshot) | Q(steps__snapshot=snapshot))
        .order_by("-pk")
        .first()
    )


def reads_document_file(user: User, file: StoredFile) -> bool:
    """The file rule of prints: those of periods for all who print, others with their document."""
    snapshot = DocumentSnapshot.objects.filter(uid=file.owner_uid).first()
    if snapshot is None:
        return False
    if snapshot.about is None and may_print(user):
        return True
    return may_read_snapshot(user, snapshot)


def may_read_snapshot(user: User, snapshot: DocumentSnapshot) -> bool:
    """A version of a document going out is read by those who may see that document."""
    seen = IssuedPaper.objects.visible_to(user)
    return seen.filter(Q(snapshot=snapshot) | Q(steps__snapshot=snapshot)).exists()
