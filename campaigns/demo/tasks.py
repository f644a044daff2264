"""Invented rows of tasks, guidance and policy proposals."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.demo.days import on_day
from campaigns.models import (
    Campaign,
    GuidanceDocument,
    PolicyProposal,
    Task,
    TaskSeries,
    TaskTemplate,
)
from campaigns.queries.current import campaign_on
from campaigns.recurrence import Rule
from campaigns.services import assigning, guidance
from campaigns.services import tasks as service
from campaigns.services.assigning import Origin, of_template
from campaigns.task_rules import Holder
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.models import Agency, Criterion
from communes.reference.files import Row, read
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parents[1] / "data" / "demo" / "tasks.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    campaign = campaign_on()
    if campaign is None or Task.objects.exists():
        return
    content = read(FILE)
    writer = Writer(campaign, accounts)
    for row in content["everywhere"]:
        writer.everywhere(row)
    for row in content["series"]:
        writer.series(row)
    for row in content["agencies"]:
        writer.agency_task(row)
    for row in content["guidance"]:
        writer.guidance(row)
    for row in content["proposals"]:
        writer.proposal(row)
    for model in (Task, TaskSeries, GuidanceDocument, PolicyProposal):
        model._default_manager.update(illustrative=True)


def scan(title: str) -> Scan:
    """A paper that says it is invented."""
    return Scan(f"{title}.pdf", io.BytesIO(_drawn(title)))


@cache
def _drawn(title: str) -> bytes:
    """Drawn once: a picture of a page takes longer than all the rest of a task."""
    return as_pdf(title, ("Bản minh họa",))


class Writer:
    """Walks invented tasks through their services."""

    def __init__(self, campaign: Campaign, accounts: Accounts) -> None:
        self.campaign, self.accounts = campaign, accounts
        self.lead = accounts.by_name["dieuphoi"]
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        self.templates = {row.code: row for row in TaskTemplate.objects.all()}

    def doer(self, task: Task) -> User | None:
        """Who enters for the commune a task is with; nobody where it has no account."""
        key = task.unit.key if task.unit else ""
        return self.accounts.by_name.get(f"xa.{key.replace('-', '')}")

    def everywhere(self, row: Row) -> None:
        """One task for every commune, each as far as the file says."""
        template = self.templates[row["template"]]
        with on_day(row["given"]):
            text = of_template(
                template,
                starts=date.fromisoformat(row["given"]),
                due=date.fromisoformat(row["due"]),
            )
            given = assigning.assign_everywhere(
                campaign=self.campaign,
                text=assigning.TaskText(**{**text.__dict__, "title": row["title"]}),
                actor=self.lead,
                key=f"demo-{row['template']}-{row['given']}",
                origin=Origin(template=template),
            )
        self.walk(row, given)

    def series(self, row: Row) -> None:
        """A recurring task, with those of its first period."""
        template = self.templates[row["template"]]
        with on_day(row["given"]):
            text = of_template(
                template,
                starts=date.fromisoformat(row["starts"]),
                due=date.fromisoformat(row["until"]),
            )
            assert template.day and template.month, "a recurring template names its day"
            made = assigning.begin_series(
                campaign=self.campaign,
                text=text,
                rule=Rule(template.repeat, template.day, template.month),
                actor=self.lead,
                lead=None if template.every_commune else (None, template.agency_id),
                template=template,
            )
        if template.every_commune:
            self.walk(row, list(made.tasks.all()))

    def walk(self, row: Row, given: list[Task]) -> None:
        """Bring each commune's task to the state the file names, "done" unless told otherwise."""
        tasks = Task.objects.filter(pk__in=[task.pk for task in given]).select_related("unit")
        for task in tasks.order_by("unit__order"):
            assert task.unit is not None, "given to communes"
            key, doer = task.unit.key, self.doer(task)
            if key in row.get("withdrawn", {}):
                with on_day(row["confirmed"]):
                    service.withdraw(task=task, reason=row["withdrawn"][key], actor=self.lead)
            elif doer is not None and key not in row.get("assigned", []):
                state = next(
                    (name for name in ("waiting", "doing", "accepted") if key in row.get(name, [])),
                    "done" if "confirmed" in row else "accepted",
                )
                self.advance(task, doer, state, row, row.get("late", {}).get(key))

    def advance(
        self, task: Task, doer: User, state: str, row: Row, late: str | None = None
    ) -> None:
        """Accept, begin, report and confirm, each on its day, as far as `state`."""
        with on_day(row["given"]):
            service.accept(task=task, actor=doer)
            if state == "accepted":
                return
            service.start(task=task, actor=doer)
            text = row.get("note") or (
                row.get("notes", {}).get(task.unit.key) if task.unit else None
            )
        if text:
            service.note(task=task, text=text, scan=None, actor=doer)
        if state == "doing":
            return
        with on_day(late or row["reported"]):
            # Proof where somebody still has to look at it: a file costs more than the act.
            proof = scan("Kết quả nhiệm vụ") if state == "waiting" or task.agency_id else None
            service.report(task=task, result=row["result"], scan=proof, actor=doer)
        if state == "done":
            with on_day(row["confirmed"]):
                service.confirm(task=task, actor=self.lead)

    def agency_task(self, row: Row) -> None:
        """A task of one agency."""
        template = self.templates[row["template"]]
        name, position = row.get("person", ["", ""])
        with on_day(row["given"]):
            text = of_template(
                template,
                starts=date.fromisoformat(row["given"]),
                due=date.fromisoformat(row["due"]),
            )
            changed: dict[str, Any] = {
                "title": row.get("title", template.title),
                "responsible_name": name,
                "responsible_position": position,
            }
            (task,) = assigning.assign(
                campaign=self.campaign,
                text=assigning.TaskText(**{**text.__dict__, **changed}),
                leads_=[self.agency(row["agency"])],
                co=[self.agency(code) for code in row.get("co", [])],
                actor=self.lead,
                key=f"demo-{row['agency']}-{row['given']}-{row['template']}",
                origin=Origin(template=template),
            )
        if row.get("state") != "assigned":
            doer = self.accounts.by_name[row["by"]]
            self.advance(task, doer, row.get("state", "done"), row)
        if "moved" in row:
            due, reason = row["moved"]
            service.change_due(
                task=task, due=date.fromisoformat(due), reason=reason, actor=self.lead
            )
        if "needs" in row:
            needs = Task.objects.get(title=row["needs"])
            service.add_need(task=task, needs=needs, actor=self.lead)

    def agency(self, code: str) -> Holder:
        """An agency as a holder."""
        return (None, self.agencies[code].pk)

    def guidance(self, row: Row) -> None:
        """A document of guidance, on the day it was issued."""
        criterion = Criterion.objects.filter(
            criteria_set__code="xa-ntm-2021-2025", no=row["criterion"]
        ).first()
        with on_day(row["on"]):
            guidance.record_guidance(
                campaign=self.campaign,
                agency=self.agencies[row["agency"]],
                text=guidance.GuidanceText(
                    number=row["number"],
                    issued_on=date.fromisoformat(row["on"]),
                    title=row["title"],
                    criterion=criterion,
                    task=Task.objects.filter(title=row.get("task", "")).first(),
                ),
                scan=scan("Văn bản hướng dẫn"),
                actor=self.accounts.by_name[row["by"]],
            )

    def proposal(self, row: Row) -> None:
        """A proposal, with its answer where there is one."""
        with on_day(row["on"]):
            made = guidance.raise_proposal(
                campaign=self.campaign,
                agency=self.agencies[row["agency"]],
                title=row["title"],
                text=row["text"],
                raised_on=date.fromisoformat(row["on"]),
                scan=None,
                actor=self.accounts.by_name[row["by"]],
            )
        if "answer" in row:
            said = row["answer"]
            with on_day(said["on"]):
                guidance.answer_proposal(
                    row=made,
                    answer=guidance.Answer(
                        said["accepted"],
                        said["number"],
                        date.fromisoformat(said["on"]),
                        said["text"],
                    ),
                    scan=None,
                    actor=self.lead,
                )
