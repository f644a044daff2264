"""Invented rounds and nominations, each act on its own day; nominations end where the desk
appraises them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from awards.enums import NomineeKind
from awards.models import AwardRound, Nomination, Nominee
from awards.queries.dossiers import checklist
from awards.services import dossiers, nominations, receiving, registrations, round_parts, rounds
from awards.services.nominations import NominationText
from awards.services.nominees import NomineeText, find_or_make
from awards.services.round_parts import QuotaText
from awards.services.rounds import RoundText
from campaigns.demo.days import on_day
from campaigns.models import Campaign, Subject
from communes.demo.accounts import Accounts
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "nominations.json"
AGENCY = "a:"
BASIS = "Hướng dẫn của đợt (minh họa)"
PAPER = "bản giấy, minh họa"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if AwardRound.objects.exists():
        return
    loader, content = _Loader(accounts), read(FILE)
    for row in content["titles"]:
        loader.title(row)
    for row in content["rounds"]:
        loader.round(row)
    AwardRound.objects.update(illustrative=True)
    Nomination.objects.update(illustrative=True)
    Nominee.objects.filter(nominations__isnull=False).update(illustrative=True)


class _Loader:
    """Who does what in the invented rounds."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
        self.agencies = dict(Agency.objects.values_list("code", "pk"))
        self.campaign = Campaign.objects.order_by("pk")[0]
        self.subjects = dict(
            Subject.objects.filter(campaign=self.campaign).values_list("code", "pk")
        )

    def desk(self, unit_key: str) -> User:
        """Who keeps the rounds of a level."""
        if unit_key == "huyen-kbang":
            return self.accounts.by_name["noivu"]
        return self.accounts.officer(unit_key)

    def people(self, key: str) -> tuple[User, User]:
        """Who writes and who sends for a proposer."""
        if key.startswith(AGENCY):
            person = self.accounts.by_name[key.removeprefix(AGENCY)]
            return person, person
        return self.accounts.officer(key), self.accounts.leader(key)

    def nominee(self, row: Row, actor: User) -> Nominee:
        """The nominee, found or made."""
        return find_or_make(text=self._text(row), actor=actor)

    def _text(self, row: Row) -> NomineeText:
        head = row.get("head")
        plain = ("form", "birth_year", "gender", "women_percent", "direct_worker", "position")
        return NomineeText(
            kind=row["kind"],
            name=row["name"],
            unit_id=self.units[row["unit"]].pk,
            agency_id=self.agencies.get(row.get("agency", "")),
            head=self._text({"kind": NomineeKind.INDIVIDUAL, "unit": row["unit"], **head})
            if head
            else None,
            **{name: row[name] for name in plain if name in row},
        )

    def title(self, row: Row) -> None:
        """A title registered at the year's start."""
        writer, _sender = self.people(row["from"])
        with on_day(row["on"]):
            day = clock.today()
            registrations.register_title(
                unit_id=None,
                agency_id=self.agencies[row["from"].removeprefix(AGENCY)],
                nominee=self.nominee(row["nominee"], writer),
                year=day.year,
                type_code=row["type"],
                registered_on=day,
                paper=row["paper"],
                actor=writer,
            )

    def round(self, row: Row) -> None:
        """A round with its quotas, late list and nominations."""
        desk = self.desk(row["unit"])
        with on_day(row["made"]):
            made = rounds.make_round(
                unit=self.units[row["unit"]], text=self._round_text(row), actor=desk
            )
            for code, kind, most in row["quotas"]:
                text = QuotaText(code, most, BASIS, nominee_kind=kind)
                round_parts.set_quota(award_round=made, text=text, actor=desk)
            if row.get("until") == "draft":
                return
            made = rounds.open_round(award_round=made, actor=desk)
            if "late" in row:
                unit, until, reason = row["late"]
                round_parts.allow_late(
                    award_round=made, unit_id=self.units[unit].pk, agency_id=None,
                    until=date.fromisoformat(until), reason=reason, actor=desk,
                )  # fmt: skip
        for each in row["nominations"]:
            self.nomination(made, {**row, **each}, desk)
        if "closed" in row:
            with on_day(row["closed"]):
                rounds.close_round(award_round=made, actor=desk)

    def _round_text(self, row: Row) -> RoundText:
        number, day = row["letter"]
        first, last = (date.fromisoformat(one) for one in row["period"])
        opens, due, closes = (date.fromisoformat(row[name]) for name in ("opens", "due", "closes"))
        return RoundText(
            name=row["name"],
            kind=row["kind"],
            merit_kind=row["merit_kind"],
            first=first,
            last=last,
            opens_on=opens,
            due_on=due,
            closes_on=closes,
            types=tuple(row["types"]),
            campaign_id=self.campaign.pk,
            letter_number=number,
            letter_date=date.fromisoformat(day) if day else None,
        )

    def nomination(self, made: AwardRound, row: Row, desk: User) -> None:
        """From the draft as far as the row says."""
        writer, sender = self.people(row["from"])
        until = row.get("until", "")
        with on_day(row["sent"]):
            draft = self._draft(made, row, writer)
            if until == "draft":
                return
            self._complete(draft, writer)
            sent = nominations.send(nomination=draft, actor=sender)
        if until == "sent":
            return
        with on_day(row["received"]):
            received = receiving.receive(nomination=sent, actor=desk)
            if until == "supplement":
                receiving.ask_supplement(
                    nomination=received,
                    what="Bổ sung giấy xác nhận hiến đất của UBND xã.",
                    due=date(2025, 6, 25),
                    actor=desk,
                )

    def _draft(self, made: AwardRound, row: Row, writer: User) -> Nomination:
        key = row["from"]
        agency = key.startswith(AGENCY)
        told: dict[str, Any] = {
            "unit_id": None if agency else self.units[key].pk,
            "agency_id": self.agencies[key.removeprefix(AGENCY)] if agency else None,
        }
        return nominations.propose(
            award_round=made,
            nominee=self.nominee(row["nominee"], writer),
            text=NominationText(
                type_code=row["type"],
                citation=row["citation"],
                citation_list=row["citation"],
                report=f"{row['citation']} Số liệu minh họa.",
                subject_id=self.subjects.get(row["subject"]),
            ),
            actor=writer,
            **told,
        )

    def _complete(self, row: Nomination, writer: User) -> None:
        """The meeting and every part as a paper."""
        dossiers.record_meeting(nomination=row, on=clock.today(), present=9, yes=9, actor=writer)
        for part in checklist(row, clock.today()):
            if part.missing:
                dossiers.add_item(nomination=row, rule=part.rule, paper=PAPER, actor=writer)
