"""Invented rows of incoming letters and steering boards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from campaigns.demo.days import on_day
from campaigns.demo.tasks import Writer, scan
from campaigns.models import Board, IncomingLetter, MeetingNotice, Task
from campaigns.queries.current import campaign_on
from campaigns.services import boards, letters, meetings
from campaigns.services import tasks as task_service
from communes.demo.accounts import Accounts
from communes.models import AdministrativeUnit
from communes.reference.files import Row, read

FILE = Path(__file__).resolve().parents[1] / "data" / "demo" / "letters.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    campaign = campaign_on()
    if campaign is None or IncomingLetter.objects.exists():
        return
    content = read(FILE)
    writer = Writer(campaign, accounts)
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    for row in content["letters"]:
        _letter(row, units[row["unit"]], writer)
    for row in content["meetings"]:
        _meeting(row, writer)
    for row in content["boards"]:
        _board(row, units[row["unit"]], writer)
    Task.objects.filter(notice__isnull=False).update(illustrative=True)
    for model in (IncomingLetter, MeetingNotice, Board):
        model._default_manager.update(illustrative=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _letter(row: Row, unit: AdministrativeUnit, writer: Writer) -> None:
    actor = writer.accounts.by_name[row["by"]]
    agency = writer.agencies[row["agency"]].pk if row["agency"] else None
    with on_day(row["on"]):
        made = letters.register_letter(
            unit_id=unit.pk,
            text=letters.LetterText(
                arrived_on=date.fromisoformat(row["on"]),
                sender=row["sender"],
                abstract=row["abstract"],
                number=row["number"],
                letter_date=_day(row["date"]),
                answer_due=_day(row["due"]),
                handler_agency_id=agency,
                handler_name=row.get("handler", ""),
            ),
            scan=scan("Văn bản đến"),
            actor=actor,
        )
    if "answer" in row:
        number, day = row["answer"]
        with on_day(day):
            letters.answer_letter(
                letter=made, number=number, on=date.fromisoformat(day), scan=None, actor=actor
            )


def _meeting(row: Row, writer: Writer) -> None:
    lines = [
        meetings.Line(
            one["title"],
            writer.agency(one["lead"]),
            date.fromisoformat(one["due"]),
            one["section"],
        )
        for one in row["lines"]
    ]
    with on_day(row["given"]):
        notice = meetings.record_meeting(
            campaign=writer.campaign,
            text=meetings.NoticeText(
                title=row["title"],
                held_on=date.fromisoformat(row["held"]),
                chair=row["chair"],
                number=row["number"],
                signed_on=_day(row["signed"]),
            ),
            lines=lines,
            scan=scan("Thông báo kết luận") if row["number"] else None,
            actor=writer.lead,
        )
    for one in row["lines"]:
        if "done" not in one:
            continue
        who, day, result = one["done"]
        task, doer = notice.tasks.get(title=one["title"]), writer.accounts.by_name[who]
        with on_day(day):
            task_service.accept(task=task, actor=doer)
            task_service.report(task=task, result=result, scan=None, actor=doer)
            task_service.confirm(task=task, actor=writer.lead)


def _board(row: Row, unit: AdministrativeUnit, writer: Writer) -> None:
    actor = writer.accounts.by_name[row["by"]]
    made = boards.set_up_board(
        unit_id=unit.pk,
        text=boards.BoardText(
            name=row["name"],
            since=date.fromisoformat(row["since"]),
            decision_number=row["number"],
            decision_date=_day(row["date"]),
        ),
        scan=None,
        actor=actor,
    )
    for name, position, role, since, *until in row["members"]:
        member = boards.add_member(
            board=made,
            member=boards.Member(name, role, date.fromisoformat(since), position),
            actor=actor,
        )
        for day in until:
            boards.end_member(member=member, last_day=date.fromisoformat(day), actor=actor)
