"""Posted lists as their pages show them: inside with comments, outside only what may be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from awards.enums import CommentState
from awards.models import (
    AwardRound,
    Complaint,
    Nomination,
    Nominee,
    PostedNomination,
    PostingComment,
    PublicPosting,
)
from awards.nomination_rules import desk_units, leader_units
from communes.enums import UnitKind
from communes.models import UnitVersion
from communes.queries.register_rules import names_on
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

TO_DO = (CommentState.WAITING, CommentState.TAKEN)


def place_words(nominees: Iterable[Nominee], day: date) -> dict[int, str]:
    """{nominee id: "Làng Kgiang, Xã Kông Lơng Khơng"}: the unit to the village, never a house.

    Two queries for any number.
    """
    rows = list(nominees)
    versions = {
        one.unit_id: one
        for one in UnitVersion.objects.filter(
            unit_id__in={row.unit_id for row in rows}, valid__contains=day
        )
    }
    above = names_on({one.parent_id for one in versions.values() if one.parent_id}, day)
    found = {}
    for row in rows:
        version = versions.get(row.unit_id)
        if version is None:
            continue
        words = [version.name]
        if version.kind == UnitKind.VILLAGE and version.parent_id in above:
            words.append(above[version.parent_id])
        found[row.pk] = ", ".join(words)
    return found


def current_postings(day: date) -> QuerySet[PublicPosting]:
    """Lists everybody may see on a day."""
    return PublicPosting.objects.filter(
        on_portal=True, withdrawn_at__isnull=True, starts_on__lte=day, ends_on__gte=day
    )


def kept_postings(user: User) -> QuerySet[PublicPosting]:
    """Lists of the levels whose desk or leader the person is."""
    units = desk_units(user) | leader_units(user)
    return PublicPosting.objects.filter(round__unit_id__in=units)


def kept_comments(user: User) -> QuerySet[PostingComment]:
    """Comments on those lists."""
    return PostingComment.objects.filter(posting__in=kept_postings(user))


def kept_complaints(user: User) -> QuerySet[Complaint]:
    """Complaints about nominations of these levels."""
    units = desk_units(user) | leader_units(user)
    return Complaint.objects.filter(nomination__round__unit_id__in=units)


@dataclass(frozen=True)
class PostingLine:
    """A list with how many nominations stand on it and how many comments wait."""

    posting: PublicPosting
    rows: int
    comments: int
    waiting: int

    def running(self, day: date) -> bool:
        """It hangs out on that day."""
        return (
            self.posting.withdrawn_at is None
            and self.posting.starts_on <= day <= self.posting.ends_on
        )


def posting_lines(award_round: AwardRound) -> list[PostingLine]:
    """Lists of a round, newest first. Three queries."""
    postings = list(award_round.postings.order_by("-starts_on", "-id"))
    rows = Counter(
        PostedNomination.objects.filter(posting__in=postings).values_list("posting_id", flat=True)
    )
    states = list(
        PostingComment.objects.filter(posting__in=postings).values_list("posting_id", "state")
    )
    all_of = Counter(pk for pk, _state in states)
    waiting = Counter(pk for pk, state in states if state in TO_DO)
    return [PostingLine(one, rows[one.pk], all_of[one.pk], waiting[one.pk]) for one in postings]


@once
def comment_rows(user: User) -> QuerySet[PostingComment] | None:
    """Comments the desk has to read or answer."""
    units = desk_units(user)
    rows = PostingComment.objects.filter(posting__round__unit_id__in=units, state__in=TO_DO)
    return rows if units else None


def comments_to_do(user: User) -> list[PostingComment]:
    """These comments, oldest first. One query."""
    rows = comment_rows(user)
    if rows is None:
        return []
    return list(rows.select_related("posting").order_by("received_at", "id"))


@once
def complaint_rows(user: User) -> QuerySet[Complaint] | None:
    """Complaints of the desk's levels that are not settled."""
    units = desk_units(user)
    rows = Complaint.objects.filter(nomination__round__unit_id__in=units, settled_on__isnull=True)
    return rows if units else None


def open_complaints(user: User) -> list[Complaint]:
    """These complaints, oldest first. One query."""
    rows = complaint_rows(user)
    if rows is None:
        return []
    return list(rows.select_related("nomination").order_by("received_on", "id"))


def complaints_about(nomination: Nomination) -> list[Complaint]:
    """Complaints about a nomination, the latest first. One query."""
    return list(Complaint.objects.filter(nomination=nomination).order_by("-received_on", "-id"))
