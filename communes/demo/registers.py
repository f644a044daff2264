"""Registers of two demonstration communes: registration, works, opinions, survey; all invented."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.enums import Standard
from communes.models import (
    AdministrativeUnit,
    OpinionRound,
    Questionnaire,
    Registration,
    Survey,
    Work,
)
from communes.queries.register_lists import set_of_year
from communes.reference.files import Row, data
from communes.services import opinions, registrations, surveys, works
from communes.services.register_papers import Scan
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def load_registers(accounts: Accounts) -> int:
    """Fill the registers through their services; returns how many communes. Once only."""
    content = data("demo/registers.json")
    if Work.objects.filter(illustrative=True).exists():
        return 0
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    for key, row in content["communes"].items():
        unit, officer, leader = units[key], accounts.officer(key), accounts.leader(key)
        _register(row["registration"], unit, officer, leader)
        for work in row["works"]:
            _work(work, unit, officer)
        if "statement" in row:
            _statement(row["statement"], unit, leader)
        if "opinions" in row:
            _opinions(row["opinions"], unit, officer, leader)
        if "survey" in row:
            _survey(row["survey"], unit, accounts.by_name["mattran"])
    for model in (Registration, Work, OpinionRound, Survey):
        model._default_manager.filter(unit__key__in=content["communes"]).update(illustrative=True)
    return len(content["communes"])


def _scan(title: str, unit: AdministrativeUnit) -> dict[str, Any]:
    stream: BinaryIO = io.BytesIO(as_pdf(title, (str(unit.key), "Bản minh họa")))
    return {"name": f"{title}.pdf", "stream": stream}


def _register(row: Row, unit: AdministrativeUnit, officer: User, leader: User) -> None:
    year = clock.today().year
    found = set_of_year(Standard.NTM, year)
    assert found is not None, "the plan's set is loaded before"
    version = registrations.begin_registration(
        unit_id=unit.pk,
        standard=Standard.NTM,
        year=year,
        text=registrations.RegistrationText(
            criteria_set=found,
            criteria=row["criteria"],
            other_villages=row["villages"],
            note="Số liệu minh họa.",
            paper_number=row["number"],
            paper_date=date.fromisoformat(row["date"]),
        ),
        actor=officer,
    )
    if row["sent"]:
        version = registrations.attach_registration_paper(
            version=version, scan=Scan(**_scan("Đăng ký năm", unit)), actor=officer
        )
        registrations.send_registration(version=version, actor=leader)


def _work(row: Row, unit: AdministrativeUnit, officer: User) -> None:
    work = works.add_work(
        unit_id=unit.pk,
        text=works.WorkText(
            name=row["name"],
            programme=row["programme"],
            programme_name=row.get("programme_name", ""),
            total_investment=Decimal(row["total"]),
            note="Số liệu minh họa.",
        ),
        actor=officer,
    )
    for line in row["lines"]:
        works.add_line(
            work=work,
            line=works.Line(
                kind=line["kind"],
                amount=Decimal(line["amount"]),
                on=date.fromisoformat(line["on"]),
                source=line.get("source", ""),
                year=line.get("year"),
            ),
            actor=officer,
        )


def _statement(row: Row, unit: AdministrativeUnit, leader: User) -> None:
    works.state_debt(
        unit_id=unit.pk,
        as_of=date.fromisoformat(row["as_of"]),
        owed=Decimal(row["owed"]),
        paper_number=row["number"],
        paper_date=date.fromisoformat(row["as_of"]),
        **_scan("Báo cáo nợ xây dựng cơ bản", unit),
        actor=leader,
    )


def _opinions(row: Row, unit: AdministrativeUnit, officer: User, leader: User) -> None:
    today = clock.today()
    found = opinions.open_round(
        unit_id=unit.pk,
        standard=Standard.NTM,
        year=today.year,
        villages_total=row["total"],
        actor=officer,
    )
    for name in row["villages"]:
        opinions.add_village(round_=found, name=name, actor=officer)
    told: Mapping[str, list[int]] = row["meetings"]
    for number, village in enumerate(found.villages.order_by("name"), 1):
        if village.name not in told:
            continue
        households, present, agree, disagree, other = told[village.name]
        scan = _scan(f"Biên bản họp {village.name}", unit)
        opinions.record_minutes(
            village=village,
            minutes=opinions.Minutes(
                held_on=today - timedelta(days=20 - number),
                number=f"minh họa {number}",
                households=households,
                present=present,
                agree=agree,
                disagree=disagree,
                other=other,
                opinions="Đề nghị sửa đường vào khu sản xuất (minh họa)." if other else "",
            ),
            file_name=scan["name"],
            stream=scan["stream"],
            actor=officer,
        )
    if row["closed"]:
        opinions.close_round(round_=found, actor=leader)


def _survey(row: Row, unit: AdministrativeUnit, front: User) -> None:
    paper = Questionnaire.objects.get(code=row["questionnaire"])
    found = surveys.open_survey(
        unit_id=unit.pk,
        standard=Standard.NTM,
        year=clock.today().year,
        questionnaire=paper,
        actor=front,
    )
    for name in row["groups"]:
        surveys.add_group(survey=found, name=name, actor=front)
    questions = list(paper.questions.order_by("order"))
    for group in found.groups.order_by("name"):
        if group.name not in row["papers"]:
            continue
        issued, returned, unhappy = row["papers"][group.name]
        tally = surveys.Tally(
            issued=issued,
            returned=returned,
            counts={
                one.pk: (returned - unhappy - place % 2, unhappy, place % 2)
                for place, one in enumerate(questions)
            },
        )
        for _ in range(row["times"]):
            surveys.count_papers(group=group, tally=tally, actor=front)
    if row["closed"]:
        surveys.close_survey(
            survey=found,
            minutes_number="minh họa 1",
            minutes_date=clock.today(),
            **_scan("Biên bản kiểm phiếu", unit),
            actor=front,
        )
        surveys.publish_survey(survey=found, actor=front)
