"""A paper is printed by whom the row and all that stands in it is open to; others meet a 404."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.cluster_enums import Stage as Step
from campaigns.models import Petition, ScoringSheet
from kbang_ntm.core.models import User
from reports.documents.papers import find_paper
from tests.factories.campaigns_clusters import make_emulation
from tests.reports.builders.movement.stage import Stage, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def opens(user: User, kind: str, row: object) -> bool:
    client = Client()
    client.force_login(user)
    status = client.get(reverse("reports:paper", args=[kind, row.uid])).status_code  # type: ignore[attr-defined]  # a row with a uid
    assert status in (200, 404)
    return status == 200


# What a neighbouring commune may not see, and who of the small district may.
CLOSED = [
    ("inspection-decision", "inspection", "officer"),
    ("inspection-conclusion", "inspection", "officer"),
    ("petition-answer", "petition", "officer"),
    ("pledge-sheet", "pledge", "officer"),
    ("plan", "version", "coordinator"),
    ("tasks-by-agency", "campaign", "coordinator"),
    ("contributions-report", "campaign", "coordinator"),
    ("reminder-letter", "campaign", "coordinator"),
    ("meeting-notice", "notice", "coordinator"),
    ("petition-list", "batch", "coordinator"),
    ("scoring-sheet", "sheet", "coordinator"),
    ("cluster-minutes", "sheet", "coordinator"),
]


@pytest.mark.parametrize(("kind", "about", "person"), CLOSED, ids=[row[0] for row in CLOSED])
def test_the_neighbour_meets_a_404(stage: Stage, kind: str, about: str, person: str) -> None:
    row = stage.rows[about]
    assert opens(getattr(stage.world, person), kind, row)
    assert not opens(stage.world.neighbour_officer, kind, row)


@pytest.mark.parametrize(
    ("kind", "about"),
    [("targets-report", "campaign"), ("guidance-letter", "guidance"), ("review-agenda", "event")],
)
def test_what_everybody_in_the_movement_reads_is_printed_by_them(
    stage: Stage, kind: str, about: str
) -> None:
    assert opens(stage.world.neighbour_officer, kind, stage.rows[about])


def test_who_reads_and_leads_nothing_prints_nothing(stage: Stage) -> None:
    nobody = User.objects.create_user("khach")
    for kind, about in {(kind, about) for kind, about, _person in CLOSED}:
        assert not opens(nobody, kind, stage.rows[about])
    assert not opens(nobody, "targets-report", stage.rows["campaign"])


@pytest.mark.parametrize(("kind", "about"), sorted({(row[0], row[1]) for row in CLOSED}))
def test_the_way_back_leads_to_the_page_of_the_row(stage: Stage, kind: str, about: str) -> None:
    paper, row = find_paper(kind), stage.rows[about]
    assert paper is not None
    back = paper.page_of(row)
    client = Client()
    people = {"petition": stage.world.officer, "pledge": stage.world.officer,
              "batch": stage.petitions.clerk}  # fmt: skip
    client.force_login(people.get(about, stage.world.coordinator))
    shown = client.get(reverse("reports:paper", args=[kind, row.uid]))  # type: ignore[attr-defined]  # a row with a uid
    assert f'href="{back}"' in shown.content.decode()
    assert client.get(back).status_code == 200


def test_a_draft_of_a_petition_is_the_senders_alone(stage: Stage) -> None:
    row = stage.rows["petition"]
    assert isinstance(row, Petition) and row.state == "draft"
    assert not opens(stage.world.coordinator, "petition-answer", row)


def test_points_are_printed_by_all_once_they_are_agreed() -> None:
    emulation = make_emulation()
    world, open_ = emulation.world, emulation.open()
    assert opens(world.coordinator, "scoring-sheet", open_)
    assert not opens(world.officer, "scoring-sheet", open_)
    ScoringSheet.objects.filter(pk=open_.pk).update(state="cross")
    for name, points in (("commune", (8, 4, 0)), ("neighbour", (9, 3, 0)), ("agency", (9, 5, 1))):
        emulation.score(open_, name, Step.AGREED, *points, note="Theo biên bản")
    agreed = emulation.agree(ScoringSheet.objects.get()).sheet
    for person in (world.officer, world.neighbour_officer):
        assert opens(person, "scoring-sheet", agreed)
