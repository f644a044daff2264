"""Invented petitions and opinions of the people, each step on its own day."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from campaigns.models import Petition, VoiceOpinion
from campaigns.queries.petitions import desks_on
from campaigns.services import petition_decisions as decisions
from campaigns.services import petitions as service
from campaigns.services import voices
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.models import AdministrativeUnit, Agency, Criterion
from communes.reference.files import Row, read
from kbang_ntm.core import clock
from kbang_ntm.core.models import PortalState, User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "petitions.json"
SET = "xa-ntm-2021-2025"
Step = tuple[str, int, Callable[[], Any]]


def stand_on(day: date) -> None:
    """Let what follows be done on that day."""
    PortalState.objects.update(demo_date=day)
    clock.forget()


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if Petition.objects.exists() or VoiceOpinion.objects.exists():
        return
    last = clock.today()
    content = read(FILE)
    steps = Petitions(accounts).steps(content["petitions"])
    for day, _order, act in sorted(steps, key=lambda step: step[:2]):
        stand_on(date.fromisoformat(day))
        act()
    stand_on(last)
    for row in content["voices"]:
        _voice(row, accounts)
    Petition.objects.update(illustrative=True)
    VoiceOpinion.objects.update(illustrative=True)


class Petitions:
    """Who does what to which invented petition."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.units = {unit.key: unit.pk for unit in AdministrativeUnit.objects.all()}
        self.agencies = {agency.code: agency.pk for agency in Agency.objects.all()}
        self.clerk, self.chair = accounts.by_name["noivu"], accounts.by_name["chutich"]
        self.made: dict[str, Petition] = {}

    def steps(self, rows: list[Row]) -> list[Step]:
        """(day, order within the day, act) of everything that is done."""
        found: list[Step] = []
        batches: dict[str, list[str]] = {}
        for row in rows:
            found.append((row["written"], 0, lambda row=row: self.write(row)))  # type: ignore[misc]  # each its own row
            for name, order in (("sent", 1), ("received", 2), ("decided", 4), ("answered", 5)):
                if name in row:
                    act = getattr(self, name)
                    found.append((row[name], order, lambda act=act, row=row: act(row)))  # type: ignore[misc]  # each its own row
            if "withdrawn" in row:
                found.append((row["withdrawn"], 6, lambda row=row: self.withdraw(row)))  # type: ignore[misc]  # each its own row
            if "batch" in row:
                batches.setdefault(row["batch"], []).append(row["title"])
        for day, titles in batches.items():
            found.append((day, 3, lambda titles=titles: self.compile(titles)))  # type: ignore[misc]  # each its own list
        return found

    def people(self, row: Row) -> tuple[User, User]:
        """Who writes and who sends."""
        key = row["from"]
        if key.startswith("a:"):
            person = self.accounts.by_name[key[2:]]
            return person, person
        return self.accounts.officer(key), self.accounts.leader(key)

    def write(self, row: Row) -> None:
        key = row["from"]
        agency_id = self.agencies[key[2:]] if key.startswith("a:") else None
        unit_id = None if agency_id else self.units[key]
        criterion = Criterion.objects.filter(criteria_set__code=SET, no=row["criterion"]).first()
        desk = desks_on(clock.today(), unit_id)[0]
        text = service.PetitionText(
            row["kind"], row["title"], row["text"], criterion.pk if criterion else None, desk.value
        )
        made = service.write_petition(
            unit_id=unit_id, agency_id=agency_id, text=text, actor=self.people(row)[0]
        )
        scan = io.BytesIO(as_pdf("Văn bản kiến nghị", (row["title"], "Bản minh họa")))
        self.made[row["title"]] = service.attach(
            petition=made, name="Văn bản kiến nghị.pdf", stream=scan, actor=self.people(row)[0]
        )

    def sent(self, row: Row) -> None:
        service.send_petition(petition=self.made[row["title"]], actor=self.people(row)[1])

    def received(self, row: Row) -> None:
        service.receive_petition(petition=self.made[row["title"]], actor=self.clerk)

    def compile(self, titles: list[str]) -> None:
        rows = [Petition.objects.get(pk=self.made[title].pk) for title in titles]
        day = clock.today()
        text = decisions.BatchText(
            f"Tổng hợp kiến nghị đến ngày {day:%d/%m/%Y}", "minh họa", day, "Đề nghị UBND xem xét."
        )
        decisions.compile_petitions(petitions=rows, text=text, actor=self.clerk)

    def decided(self, row: Row) -> None:
        decision = decisions.Decision(row["outcome"], row["decision"], row["number"], clock.today())
        decisions.decide_petition(
            petition=self.made[row["title"]], decision=decision, actor=self.chair
        )

    def answered(self, row: Row) -> None:
        done = decisions.answer_petition(
            petition=self.made[row["title"]], text=row["decision"], actor=self.clerk
        )
        if "amended" in row:
            decisions.amendment_for(petition=done, amended_plan=row["amended"], actor=self.clerk)

    def withdraw(self, row: Row) -> None:
        service.withdraw_petition(
            petition=self.made[row["title"]], reason=row["reason"], actor=self.people(row)[1]
        )


def _voice(row: Row, accounts: Accounts) -> None:
    unit = AdministrativeUnit.objects.get(key=row["unit"])
    officer, leader = accounts.officer(row["unit"]), accounts.leader(row["unit"])
    text = voices.VoiceText(row["text"], row["village"])
    if row["source"] == "public":
        made = voices.receive_voice(unit_id=unit.pk, text=text)
        if not row.get("taken"):
            return
        made = voices.take_voice(voice=made, actor=officer)
    else:
        day = date.fromisoformat(row["on"])
        made = voices.enter_voice(unit_id=unit.pk, text=text, given_on=day, actor=officer)
    if "answer" in row:
        made = voices.answer_voice(voice=made, answer=row["answer"], actor=officer)
    if row.get("published"):
        voices.publish_voice(voice=made, actor=leader)
