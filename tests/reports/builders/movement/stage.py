"""The small district with one row of everything that papers of the movement are printed of, each as
empty as the services let it be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from campaigns.cluster_enums import SheetState
from campaigns.models import (
    GuidanceDocument,
    MeetingNotice,
    PetitionBatch,
    PlanVersion,
)
from campaigns.services import guidance, plans
from campaigns.services.guidance import GuidanceText
from kbang_ntm.core.models import User
from tests.factories.campaigns_clusters import make_emulation
from tests.factories.campaigns_inspections import Visits, make_visits
from tests.factories.campaigns_petitions import Petitions
from tests.factories.campaigns_reviews import make_review
from tests.factories.communes import Role, World, make_post, make_user


@dataclass
class Stage:
    """`rows` by the builder's name for them."""

    world: World
    visits: Visits
    petitions: Petitions
    rows: dict[str, Model]


def make_stage() -> Stage:
    visits = make_visits()
    world, campaign = visits.world, visits.campaign
    petitions = _petitions(visits)
    petition = petitions.draft()
    emulation = make_emulation(world)
    version: PlanVersion = plans.begin_version(campaign=campaign, actor=world.coordinator)
    rows: dict[str, Model] = {
        "campaign": campaign,
        "version": version,
        "event": make_review(world, reports_due=date(2025, 7, 10)),
        "inspection": visits.visit(criteria=[], extra=["Xem sổ"], programmes=[]),
        "batch": PetitionBatch.objects.create(
            to_unit=world.district, to_agency=petitions.office, title="Danh sách rỗng",
            made_by=petitions.clerk,
        ),
        "petition": petition,
        "pledge": emulation.pledge(),
        "sheet": emulation.sheet(items=False),
        "notice": MeetingNotice.objects.create(
            campaign=campaign, title="Họp", held_on=date(2025, 6, 1), chair="Chủ tọa",
            by=world.coordinator,
        ),
        "guidance": _guidance(world, visits),
    }  # fmt: skip
    assert emulation.cluster.sheets.get().state == SheetState.DRAFT
    return Stage(world, visits, petitions, rows)


def _petitions(visits: Visits) -> Petitions:
    """The office of the ledger receives petitions too."""
    clerk: User = visits.ledger.home_affairs
    office = clerk.memberships.get().agency
    assert office is not None
    chair = make_user("chutich", "Nguyễn Văn Chủ")
    make_post(chair, Role.DISTRICT_LEADER, visits.world.district)
    return Petitions(visits.world, office, clerk, chair)


def _guidance(world: World, visits: Visits) -> GuidanceDocument:
    text = GuidanceText("không số", date(2025, 6, 1), "Hướng dẫn chung")
    return guidance.record_guidance(
        campaign=visits.campaign, agency=world.agency, text=text, scan=None, actor=world.reviewer
    )
