"""Invented rows of interim and final reviews."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from campaigns.models import ReviewEvent, ReviewReport
from campaigns.queries.current import campaign_on
from campaigns.services import reviews
from communes.demo.accounts import Accounts
from communes.reference.files import Row, read

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "reviews.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    campaign = campaign_on()
    if campaign is None or ReviewEvent.objects.exists():
        return
    for row in read(FILE)["reviews"]:
        actor = accounts.by_name[row["by"]]
        event = reviews.open_review(
            campaign=campaign,
            unit_id=campaign.unit_id,
            text=reviews.ReviewText(
                kind=row["kind"],
                title=row["title"],
                first=date.fromisoformat(row["first"]),
                last=date.fromisoformat(row["last"]),
                reports_due=date.fromisoformat(row["reports_due"]),
                held_on=date.fromisoformat(row["held_on"]),
            ),
            actor=actor,
        )
        for got in row["received"]:
            paper = reviews.Paper(
                got["number"], date.fromisoformat(got["day"]), date.fromisoformat(got["on"])
            )
            reviews.receive_report(report=_owed(event, got), paper=paper, actor=actor)
        for section, text in row["remarks"].items():
            reviews.remark(event=event, section=section, text=text, actor=actor)
        ReviewEvent.objects.filter(pk=event.pk).update(illustrative=True)


def _owed(event: ReviewEvent, got: Row) -> ReviewReport:
    if "unit" in got:
        return event.reports.get(unit__key=got["unit"])
    return event.reports.get(agency__code=got["agency"])
