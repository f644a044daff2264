"""Draws: inputs, then seed, then result; each once, in the database too; replayed by a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction

from campaigns.models import Draw
from campaigns.queries.risk import inputs_on, months_between
from campaigns.services import draws
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from tests.factories.campaigns_inspections import WEIGHTS, Visits, make_visits
from tests.factories.registers import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits() -> Visits:
    found = make_visits()
    found.weights()
    return found


def prepare(visits: Visits, actor: User | None = None, **fields: Any) -> Draw:
    values: dict[str, Any] = {"title": "Quý III", "count": 1, "seed_rule": "Số mai mới có"}
    return draws.prepare_draw(
        campaign=visits.campaign,
        text=draws.DrawText(**{**values, **fields}),
        actor=actor or visits.world.coordinator,
    )


def drawn(visits: Visits, seed: str = "482913") -> Draw:
    office = visits.world.coordinator
    row = draws.publish_seed(draw=prepare(visits), seed=seed, actor=office)
    return draws.run_draw(draw=row, actor=office)


def test_only_who_leads(visits: Visits) -> None:
    world, row = visits.world, prepare(visits)
    for person in (world.officer, world.reviewer, world.reader, visits.front):
        for act in (
            lambda who: prepare(visits, who),
            lambda who: draws.publish_seed(draw=row, seed="1234", actor=who),
            lambda who: draws.run_draw(draw=row, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert Draw.objects.get().seed == ""


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"title": ""}, "no_title"), ({"seed_rule": " "}, "no_rule"), ({"count": 0}, "count"),
     ({"count": 3}, "count")],
)  # fmt: skip
def test_what_cannot_be_drawn(visits: Visits, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        prepare(visits, **fields)
    assert refused.value.code == code
    assert Draw.objects.count() == 0


def test_risk_is_counted_from_what_the_portal_holds(visits: Visits) -> None:
    visits.finding()
    found = inputs_on(TODAY, count=1)
    assert found["weights"] == WEIGHTS
    parts = {unit["key"]: unit["components"] for unit in found["units"]}
    assert parts["son-lang"] == {"base": 1, "unmet": 0, "open": 1, "overdue": 0, "months": 0}
    assert parts["krong"] == {"base": 1, "unmet": 0, "open": 0, "overdue": 0, "months": 12}
    later = inputs_on(TODAY + timedelta(days=62), count=1)
    assert later["units"][0]["components"] == {
        "base": 1, "unmet": 0, "open": 1, "overdue": 1, "months": 2,
    }  # fmt: skip


def test_months() -> None:
    day = TODAY
    assert months_between(day, day) == 0
    assert months_between(day, day.replace(month=7, day=19)) == 0
    assert months_between(day, day.replace(month=7, day=20)) == 1
    assert months_between(day, day.replace(year=2030)) == 12
    assert months_between(day, day.replace(year=2024)) == 0


def test_one_step_after_the_other_and_each_once(visits: Visits) -> None:
    office, row = visits.world.coordinator, prepare(visits)

    def refuse(code: str, act: Callable[[], Any]) -> None:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == code

    refuse("no_seed", lambda: draws.run_draw(draw=row, actor=office))
    refuse("no_seed", lambda: draws.publish_seed(draw=row, seed="12", actor=office))
    row = draws.publish_seed(draw=row, seed="482913", actor=office)
    refuse("published", lambda: draws.publish_seed(draw=row, seed="999999", actor=office))
    row = draws.run_draw(draw=row, actor=office)
    refuse("drawn", lambda: draws.run_draw(draw=row, actor=office))
    assert row.result is not None and len(row.result) == 1
    assert row.seed_published_at is not None and row.drawn_at is not None
    assert row.prepared_at < row.seed_published_at < row.drawn_at
    assert draws.problem_of(row) == ""


def test_the_database_keeps_the_order(visits: Visits) -> None:
    row = prepare(visits)
    past = row.prepared_at - timedelta(hours=1)
    for values in (
        {"seed": "1234", "seed_published_at": past},
        {"seed": "1234"},
        {"drawn_at": clock.now(), "result": ["krong"]},
        {"inputs": {}},
        {"inputs_sha256": "0" * 64},
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Draw.objects.update(**values)
    done = drawn(visits)
    for values in ({"seed": "9999"}, {"result": []}, {"drawn_at": clock.now()}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Draw.objects.filter(pk=done.pk).update(**values)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Draw.objects.all().delete()


def test_the_command_replays(visits: Visits) -> None:
    row = drawn(visits)
    prepare(visits, title="Chưa bốc")
    out = StringIO()
    call_command("verify_draw", str(row.uid), stdout=out)
    assert f"{row.uid} Quý III: khớp: {draws.names_drawn(row)[0]}" in out.getvalue()
    call_command("verify_draw", "--all", stdout=out)
    assert "Đã bốc lại 2 lần, khác 0" in out.getvalue()
    for wrong in ([], [str(row.uid), "--all"], ["00000000-0000-4000-8000-000000000000"]):
        with pytest.raises(CommandError):
            call_command("verify_draw", *wrong)


def test_the_command_tells_what_somebody_has_changed(visits: Visits) -> None:
    row = drawn(visits)
    other = next(unit["key"] for unit in row.inputs["units"] if unit["key"] not in row.result)
    with pgtrigger.ignore("campaigns.Draw:draw_written_once"):  # as an owner of the tables might
        Draw.objects.update(result=[other])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_draw", "--all", stdout=out)
    assert ended.value.code == 1
    assert "bốc lại ra kết quả khác" in out.getvalue()
