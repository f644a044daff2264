"""Incoming letters and steering boards as one reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from campaigns.models import Board, BoardMember, IncomingLetter
from campaigns.rules import LEAD_ROLES, acting, leads_unit
from campaigns.task_enums import BoardRole
from campaigns.task_rules import reads_all
from communes.enums import Role, UnitKind
from communes.models import UnitVersion
from communes.queries.register_rules import kept_units, names_on
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

ANSWERED, WAITING, OVERDUE = "da-tra-loi", "cho-tra-loi", "qua-han"


@dataclass(frozen=True)
class LettersAsked:
    """What the register is narrowed to."""

    year: int | None = None
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class LetterLine:
    """A letter with the mark a page prints."""

    letter: IncomingLetter
    unit_name: str
    standing: str

    @property
    def handler(self) -> str:
        """Agency and person, as far as known."""
        agency = self.letter.handler_agency
        parts = [agency.short_name if agency else "", self.letter.handler_name]
        return ", ".join(part for part in parts if part)

    @property
    def answered_late(self) -> bool:
        """Answered after the day it was to be."""
        letter = self.letter
        return bool(
            letter.answer_due and letter.answer_date and letter.answer_date > letter.answer_due
        )


def visible_letters(user: User) -> QuerySet[IncomingLetter]:
    """A commune's register for its people; the district's for its clerk, its leaders, the offices
    that run the movement, and each agency the letters it has to answer."""
    mine = reach(user)
    whole = mine.units(Role.CLERK, Role.DISTRICT_LEADER, *LEAD_ROLES) | kept_units(user)
    letters = IncomingLetter.objects.select_related("handler_agency", "file", "answer_file")
    return letters.filter(Q(unit_id__in=whole) | Q(handler_agency_id__in=acting(user).agencies))


def standing_of(letter: IncomingLetter, today: date) -> str:
    """ANSWERED, WAITING, OVERDUE, or "" for a letter that asks for no answer."""
    if letter.answer_number:
        return ANSWERED
    if letter.answer_due is None:
        return ""
    return OVERDUE if today > letter.answer_due else WAITING


def letter_lines(user: User, asked: LettersAsked) -> list[LetterLine]:
    """The register, the newest first; what was withdrawn stays out. Two queries besides rights."""
    today = clock.today()
    rows = visible_letters(user).filter(withdrawn_at__isnull=True)
    if asked.year:
        rows = rows.filter(year=asked.year)
    if asked.state == ANSWERED:
        rows = rows.exclude(answer_number="")
    elif asked.state == WAITING:
        rows = rows.filter(answer_number="", answer_due__gte=today)
    elif asked.state == OVERDUE:
        rows = rows.filter(answer_number="", answer_due__lt=today)
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return letters_with_names(list(rows.order_by("-year", "-arrival_no", "unit_id")))


def letters_with_names(rows: Sequence[IncomingLetter]) -> list[LetterLine]:
    """Letters with names and marks. One query."""
    today = clock.today()
    names = names_on({row.unit_id for row in rows}, today) if rows else {}
    return [LetterLine(row, names.get(row.unit_id, ""), standing_of(row, today)) for row in rows]


def letter_units(user: User) -> list[tuple[int, str]]:
    """Units of today whose register the person keeps. One query."""
    mine = reach(user)
    units = mine.units(Role.CLERK) | mine.commune_ids
    rows = UnitVersion.objects.filter(unit_id__in=units, valid__contains=mine.on)
    return list(rows.order_by("unit__order").values_list("unit_id", "name"))


@dataclass(frozen=True)
class BoardLine:
    """A board with its place, its head of today and how many sit in it."""

    board: Board
    unit_name: str
    head: str
    members: int
    ended: bool


def visible_boards(user: User) -> QuerySet[Board]:
    """All for the district's readers; for a commune's people those of the district, of the commune
    and of its villages."""
    boards = Board.objects.select_related("unit", "decision_file", "by")
    if reads_all(user):
        return boards
    own = kept_units(user)
    inside = UnitVersion.objects.filter(parent_id__in=own).values("unit_id")
    return boards.filter(
        Q(unit__level=UnitKind.DISTRICT) | Q(unit_id__in=own) | Q(unit_id__in=inside)
    )


def board_lines(user: User, words: str = "", kind: str = "") -> list[BoardLine]:
    """Boards by place, working ones first. Three queries besides rights."""
    today = clock.today()
    rows = visible_boards(user)
    if kind:
        rows = rows.filter(kind=kind)
    found = list(rows.order_by("kind", "unit__order", "name"))
    names = names_on({row.unit_id for row in found}, today) if found else {}
    members = BoardMember.objects.filter(board__in=found, valid__contains=today)
    heads: dict[int, str] = {}
    counts: dict[int, int] = {}
    for board_id, name, role in members.values_list("board_id", "name", "role"):
        counts[board_id] = counts.get(board_id, 0) + 1
        if role == BoardRole.HEAD:
            heads[board_id] = name
    lines = [
        BoardLine(
            row,
            names.get(row.unit_id, ""),
            heads.get(row.pk, ""),
            counts.get(row.pk, 0),
            today not in row.valid,
        )
        for row in found
    ]
    wanted = fold(words).split()
    return [
        line
        for line in sorted(lines, key=lambda line: line.ended)
        if all(word in fold(f"{line.board.name} {line.unit_name} {line.head}") for word in wanted)
    ]


def board_places(user: User) -> list[tuple[int, str, str]]:
    """(unit id, name, kind of unit) where the person may set up a board today. Two queries."""
    mine = reach(user)
    today = mine.on
    rows = list(
        UnitVersion.objects.filter(
            Q(kind=UnitKind.DISTRICT) | Q(unit_id__in=mine.commune_ids)
            | Q(kind=UnitKind.VILLAGE, parent_id__in=mine.commune_ids),
            valid__contains=today,
        ).order_by("unit__order", "sort_key")
    )  # fmt: skip
    return [
        (row.unit_id, row.name, row.kind)
        for row in rows
        if row.kind != UnitKind.DISTRICT or leads_unit(user, row.unit_id)
    ]


def keeps_this(user: User, board: Board) -> bool:
    """Keeps that board: runs campaigns of its unit, or works for the commune of its village."""
    if leads_unit(user, board.unit_id):
        return True
    today = clock.today()
    parent = UnitVersion.objects.filter(unit_id=board.unit_id, valid__contains=today).first()
    mine = reach(user)
    if parent is not None and parent.kind == UnitKind.VILLAGE:
        return parent.parent_id in mine.commune_ids or is_administrator(user)
    return board.unit_id in kept_units(user)
