"""Scoring: items freeze, points stay in bounds and in their stage, the agreed ranking freezes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from campaigns.cluster_enums import SheetState, Stage
from campaigns.models import (
    CrossCheck,
    RankingSnapshot,
    Score,
    ScoringItem,
    ScoringSheet,
)
from campaigns.queries.scoring import frozen_places, sheet_view, tasks_of, visible_sheets
from campaigns.services import clusters, pledges, scoring, scoring_sheets
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_clusters import YEAR, Emulation, make_emulation

pytestmark = pytest.mark.django_db
REFUSED_BY_DATABASE = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def book() -> Emulation:
    return make_emulation()


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_others_may_not(book: Emulation) -> None:
    sheet, world = book.sheet(), book.world
    item = sheet.items.first()
    assert item is not None
    text = scoring_sheets.ItemText("Khác", Decimal(1), "judged")
    for person in (world.officer, world.reviewer, world.reader):
        for act in (
            lambda who: scoring_sheets.make_sheet(
                cluster=book.cluster, year=2024, text=scoring_sheets.SheetText(), actor=who
            ),
            lambda who: scoring_sheets.change_sheet(
                sheet=sheet, text=scoring_sheets.SheetText(), actor=who
            ),
            lambda who: scoring_sheets.add_item(sheet=sheet, text=text, actor=who),
            lambda who: scoring_sheets.change_item(item=item, text=text, actor=who),
            lambda who: scoring_sheets.remove_item(item=item, actor=who),
            lambda who: scoring.assign_checks(sheet=sheet, checkers={}, actor=who),
            lambda who: scoring.open_self(sheet=sheet, actor=who),
            lambda who: book.agree(sheet, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert (ScoringSheet.objects.count(), ScoringItem.objects.count()) == (1, 3)


def test_the_head_of_the_year_runs_its_sheet(book: Emulation) -> None:
    world = book.world
    clusters.set_head(member=book.members["commune"], year=YEAR, actor=world.coordinator)
    sheet = scoring_sheets.make_sheet(
        cluster=book.cluster, year=YEAR, text=scoring_sheets.SheetText(), actor=world.officer
    )
    assert list(visible_sheets(world.officer)) == [sheet]
    assert list(visible_sheets(world.neighbour_officer)) == []
    with pytest.raises(NotAllowed):
        scoring_sheets.make_sheet(
            cluster=book.cluster, year=2024, text=scoring_sheets.SheetText(), actor=world.officer
        )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"content": " "}, "content"),
        ({"maximum": 0}, "maximum"),
        ({"maximum": "-5"}, "maximum"),
        ({"maximum": "1.005"}, "maximum"),
        ({"maximum": 1001}, "maximum"),
        ({"rule": "guess"}, "source"),
        ({"rule": "computed"}, "source"),
        ({"rule": "computed", "source": "dice"}, "source"),
        ({"tie_order": 1}, "tie"),
    ],
)
def test_what_cannot_be_scored(book: Emulation, fields: dict[str, Any], code: str) -> None:
    sheet = book.sheet()
    values = {"content": "Nội dung", "maximum": 5, **fields}
    assert code_of(lambda: book.item(sheet, **values)) == code
    assert ScoringItem.objects.count() == 3


def test_one_sheet_a_year_and_last_years_items(book: Emulation) -> None:
    sheet, actor = book.sheet(), book.world.coordinator
    make: dict[str, Any] = {
        "cluster": book.cluster,
        "text": scoring_sheets.SheetText(),
        "actor": actor,
    }
    assert code_of(lambda: scoring_sheets.make_sheet(year=YEAR, **make)) == "exists"
    assert (
        code_of(lambda: scoring_sheets.make_sheet(year=2024, copy_last=True, **make)) == "no_last"
    )
    late = scoring_sheets.SheetText(preference_on=date(2025, 6, 21))
    assert (
        code_of(lambda: scoring_sheets.make_sheet(year=2026, **{**make, "text": late})) == "future"
    )
    copy = scoring_sheets.make_sheet(year=2026, copy_last=True, **make)
    columns = ("order", "content", "maximum", "rule", "source", "tie_order")
    assert list(copy.items.values_list(*columns)) == list(sheet.items.values_list(*columns))
    assert not set(copy.items.values_list("uid")) & set(sheet.items.values_list("uid"))


def test_items_freeze_when_scoring_opens(book: Emulation) -> None:
    sheet = book.open()
    item, actor = sheet.items.get(order=1), book.world.coordinator
    text = scoring_sheets.ItemText("Khác", Decimal(1), "judged")
    for act in (
        lambda: book.item(sheet, "Thêm", 5),
        lambda: scoring_sheets.change_item(item=item, text=text, actor=actor),
        lambda: scoring_sheets.remove_item(item=item, actor=actor),
    ):
        assert code_of(act) == "opened"
    for change in (
        lambda: ScoringItem.objects.filter(pk=item.pk).update(maximum=99),
        lambda: ScoringItem.objects.filter(pk=item.pk).delete(),
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            change()
    back = scoring.take_back(sheet=sheet, actor=actor)
    scoring_sheets.change_item(item=item, text=text, actor=actor)
    scoring_sheets.remove_item(item=item, actor=actor)
    assert (back.state, sheet.items.count()) == (SheetState.DRAFT, 2)


def test_what_must_be_there_before_going_on(book: Emulation) -> None:
    empty, actor = book.sheet(items=False), book.world.coordinator
    assert code_of(lambda: scoring.open_self(sheet=empty, actor=actor)) == "no_items"
    book.item(empty, "Nội dung", 5)
    sheet = scoring.open_self(sheet=empty, actor=actor)
    assert code_of(lambda: scoring.open_cross(sheet=sheet, actor=actor)) == "no_checker"
    book.circle(sheet)
    book.score(sheet, "commune", Stage.SELF, 4)
    assert code_of(lambda: scoring.take_back(sheet=sheet, actor=actor)) == "scored"
    assert code_of(lambda: book.agree(sheet)) == "wrong_state"
    crossing = scoring.open_cross(sheet=sheet, actor=actor)
    assert code_of(lambda: book.agree(crossing)) == "missing"
    assert RankingSnapshot.objects.count() == 0


def test_nobody_checks_itself(book: Emulation) -> None:
    sheet, own, actor = book.sheet(), book.members["commune"], book.world.coordinator
    assert (
        code_of(lambda: scoring.assign_checks(sheet=sheet, checkers={own.pk: own.pk}, actor=actor))
        == "checker"
    )
    assert (
        code_of(lambda: scoring.assign_checks(sheet=sheet, checkers={own.pk: 0}, actor=actor))
        == "checker"
    )
    with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
        CrossCheck.objects.create(sheet=sheet, member=own, checker=own)


@pytest.mark.parametrize("points", ["-0.01", "10.01", "11"])
def test_points_out_of_bounds(book: Emulation, points: str) -> None:
    sheet = book.open()
    assert code_of(lambda: book.score(sheet, "commune", Stage.SELF, points, 3)) == "points"
    with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
        Score.objects.create(
            item=sheet.items.get(order=1),
            member=book.members["commune"],
            stage=Stage.SELF,
            points=Decimal(points),
            by=book.world.officer,
        )
    assert Score.objects.count() == 0


def test_points_belong_to_their_stage_and_scorer(book: Emulation) -> None:
    world, sheet = book.world, book.open()
    assert code_of(lambda: book.score(sheet, "commune", Stage.CROSS, 5, 3)) == "wrong_state"
    assert code_of(lambda: book.score(sheet, "commune", Stage.SELF, 5)) == "missing"
    for person in (world.neighbour_officer, world.coordinator, world.reader):
        with pytest.raises(NotAllowed):
            book.score(sheet, "commune", Stage.SELF, 5, 3, actor=person)
    assert book.score(sheet, "commune", Stage.SELF, 5, 3) == 2
    crossing = scoring.open_cross(sheet=sheet, actor=world.coordinator)
    assert code_of(lambda: book.score(crossing, "commune", Stage.SELF, 5, 3)) == "wrong_state"
    with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
        Score.objects.filter(stage=Stage.SELF).update(points=1)
    for person in (world.officer, world.reviewer, world.coordinator):
        with pytest.raises(NotAllowed):
            book.score(crossing, "commune", Stage.CROSS, 5, 3, actor=person)
    assert book.score(crossing, "commune", Stage.CROSS, "4.5", 3) == 2
    with pytest.raises(NotAllowed):
        book.score(crossing, "commune", Stage.AGREED, 5, 3, 0, actor=world.neighbour_officer)


def test_saving_again_changes_what_stands(book: Emulation) -> None:
    sheet = book.open()
    book.score(sheet, "commune", Stage.SELF, 5, 3)
    book.score(sheet, "commune", Stage.SELF, 6, 4, note="Có minh chứng")
    rows = Score.objects.order_by("item__order")
    assert [(row.points, row.note) for row in rows] == [
        (Decimal(6), "Có minh chứng"),
        (Decimal(4), "Có minh chứng"),
    ]


def test_computed_points_keep_their_derivation(book: Emulation) -> None:
    targets = [pledges.TargetText(words) for words in ("Một", "Hai", "Ba")]
    pledge = book.signed("commune", *targets)
    for number, one in enumerate(pledge.targets.order_by("order")):
        pledges.record_result(
            target=one, reached=number < 2, number=None, note="", actor=book.world.officer
        )
    sheet = book.open()
    assert book.score(sheet, "commune", Stage.SELF, 5, 3) == 3
    score = Score.objects.get(item__source="pledge_reached")
    assert score.points == Decimal("13.33")
    assert score.derivation == "2/3 chỉ tiêu giao ước đạt; 2/3 × 20 = 13,33 điểm"
    crossing = scoring.open_cross(sheet=sheet, actor=book.world.coordinator)
    act = (crossing, "commune", Stage.AGREED, 5, 3)
    assert code_of(lambda: book.score(*act, 20)) == "no_reason"
    assert book.score(*act, "13.33") == 3
    assert book.score(*act, 10, note="Trừ điểm theo biên bản") == 3
    agreed = Score.objects.get(item__source="pledge_reached", stage=Stage.AGREED)
    assert (agreed.points, agreed.derivation) == (Decimal(10), score.derivation)


def test_what_nobody_knows_is_judged_with_a_reason(book: Emulation) -> None:
    sheet = book.open(cross=True)
    assert book.score(sheet, "commune", Stage.CROSS, 5, 3) == 2  # no number is made up
    assert code_of(lambda: book.score(sheet, "commune", Stage.AGREED, 5, 3, 0)) == "no_reason"
    assert book.score(sheet, "commune", Stage.AGREED, 5, 3, 0, note="Không có giao ước") == 3
    row = Score.objects.get(item__source="pledge_reached")
    assert "chưa có số liệu" in row.derivation


def test_the_agreed_ranking_is_frozen(book: Emulation) -> None:
    snapshot = book.agreed()
    places = frozen_places(snapshot)
    assert [(one.name, one.rank, one.total) for one in places] == [
        ("Phòng LĐTB&XH", 1, Decimal("15.00")),
        ("Xã Sơn Lang", 2, Decimal("12.00")),
        ("Xã Krong", 3, Decimal("12.00")),
    ]
    assert "Dân chủ, công khai: 4" in places[1].why
    assert hashlib.sha256(snapshot.body.encode()).hexdigest() == snapshot.sha256
    body = json.loads(snapshot.body)
    assert body["preference_on"] == "2025-01-15"
    assert [len(one["points"]) for one in body["places"]] == [3, 3, 3]
    sheet = snapshot.sheet
    assert scoring.ranking_body(sheet_view(sheet)) == snapshot.body
    assert code_of(lambda: book.agree(sheet)) == "wrong_state"
    assert (
        code_of(
            lambda: scoring.assign_checks(sheet=sheet, checkers={}, actor=book.world.coordinator)
        )
        == "agreed"
    )
    for act in (
        lambda: Score.objects.update(points=1),
        lambda: Score.objects.first().delete(),  # type: ignore[union-attr]  # there are nine
        lambda: ScoringSheet.objects.update(state="cross"),
        lambda: ScoringSheet.objects.update(note="khác"),
        lambda: RankingSnapshot.objects.update(body="{}"),
        lambda: snapshot.delete(),
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            act()


def test_states_only_move_along_the_table(book: Emulation) -> None:
    book.sheet()
    for state in ("cross", "agreed"):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            ScoringSheet.objects.update(state=state)


def test_points_of_others_stay_hidden_until_agreed(book: Emulation) -> None:
    world, sheet = book.world, book.open()
    book.score(sheet, "commune", Stage.SELF, 5, 3)
    own = book.members["commune"]

    def sees(user: Any, *, keeps: bool = False) -> bool:
        row = ScoringSheet.objects.select_related("cluster__unit").get(pk=sheet.pk)
        return sheet_view(row).may_see(user, own, keeps=keeps)

    assert sees(world.officer)
    assert sees(world.coordinator, keeps=True)
    assert not sees(world.neighbour_officer)
    scoring.open_cross(sheet=sheet, actor=world.coordinator)
    assert sees(world.neighbour_officer)  # checks it now
    assert not sees(world.reviewer)
    assert not sees(world.reader)


def test_what_waits_for_whom(book: Emulation) -> None:
    world, sheet = book.world, book.open()

    def waiting(user: Any) -> list[tuple[str, str]]:
        return [(task.name, task.stage) for task in tasks_of(user)]

    assert waiting(world.officer) == [("Xã Sơn Lang", Stage.SELF)]
    assert waiting(world.reviewer) == [("Phòng LĐTB&XH", Stage.SELF)]
    assert waiting(world.reader) == []
    book.score(sheet, "commune", Stage.SELF, 5, 3)
    assert waiting(world.officer) == []
    crossing = scoring.open_cross(sheet=sheet, actor=world.coordinator)
    assert waiting(world.officer) == [("Phòng LĐTB&XH", Stage.CROSS)]
    book.score(crossing, "agency", Stage.CROSS, 5, 3)
    assert waiting(world.officer) == []
