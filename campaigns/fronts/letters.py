"""Home lines, navigation and files of incoming letters and steering boards."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from campaigns.models import Campaign, IncomingLetter
from campaigns.queries.letters import OVERDUE, LettersAsked, letter_lines
from campaigns.rules import acting, reads_campaigns
from campaigns.services import late_letters
from campaigns.services.late_letters import LateKind, LateRow
from campaigns.task_rules import reads_letters
from communes.enums import Role
from communes.queries.register_rules import kept_units
from communes.rules import reach
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

NOBODY_NAMED = "chưa giao cơ quan xử lý"


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("campaigns.letters", letter_items, open_letters)
    for label, name, visible in (
        ("Văn bản đến", "campaigns:letters", reads_letters),
        ("Kết luận cuộc họp", "campaigns:meetings", reads_campaigns),
        ("Ban chỉ đạo, ban quản lý", "campaigns:boards", reads_campaigns),
    ):
        register_navigation(NavItem(label, name, order=64, visible=visible, foot_only=True))
    late_letters.register(
        LateKind(
            code="van-ban-qua-han",
            label="Văn bản đến quá hạn trả lời",
            abstract="V/v đôn đốc trả lời văn bản đã quá hạn",
            asks="Đề nghị các cơ quan, đơn vị trả lời và ghi số trả lời vào sổ văn bản đến.",
            rows=late_letter_rows,
            back="campaigns:letters",
        )
    )


def late_letter_rows(user: User, campaign: Campaign) -> Iterator[LateRow]:
    """Letters whose answer is overdue, of the registers the person sees."""
    for line in letter_lines(user, LettersAsked(state=OVERDUE)):
        letter = line.letter
        number = f" số {letter.number}" if letter.number else ""
        yield LateRow(
            addressee=line.handler or f"{line.unit_name} ({NOBODY_NAMED})",
            what=f"Văn bản đến {letter.arrival_no}/{letter.year}{number} của {letter.sender}: "
            f"{letter.abstract}",
            due=letter.answer_due,
        )


@once
def open_letters(user: User) -> QuerySet[IncomingLetter] | None:
    """Letters the person's register or agency has to answer."""
    mine, who = reach(user), acting(user)
    kept = mine.units(Role.CLERK) | kept_units(user)
    if not kept and not who.agencies:
        return None
    return IncomingLetter.objects.filter(
        Q(handler_agency_id__in=who.agencies) | Q(unit_id__in=kept, handler_agency__isnull=True),
        withdrawn_at__isnull=True,
        answer_number="",
        answer_due__isnull=False,
    )


def letter_items(user: User) -> Iterator[InboxItem]:
    """Letters the person's register or agency has to answer. One query besides rights."""
    rows = open_letters(user)
    for row in rows.order_by("answer_due", "id") if rows is not None else ():
        yield InboxItem(
            title=f"Trả lời văn bản đến số {row.arrival_no}/{row.year}",
            url=reverse("campaigns:letter", args=[row.uid]),
            group="Văn bản đến",
            hint=f"{row.sender}: {row.abstract}",
            due=row.answer_due,
        )
