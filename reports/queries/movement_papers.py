"""Rows of the movement of which papers may be printed by a person: as narrow as what the person
may see of everything a paper prints."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from awards.models import Consultation
from awards.queries.consultations import visible_consultations
from campaigns.cluster_enums import SheetState
from campaigns.cluster_rules import may_keep_sheet
from campaigns.contribution_rules import reads_all as reads_ledger
from campaigns.models import (
    Campaign,
    GuidanceDocument,
    Inspection,
    MeetingNotice,
    Petition,
    PetitionBatch,
    PlanVersion,
    Pledge,
    ReviewEvent,
    ScoringSheet,
)
from campaigns.petition_rules import handled_by
from campaigns.plan_enums import PlanState
from campaigns.queries.current import visible_campaigns
from campaigns.queries.inspections import visible_inspections
from campaigns.queries.scoring import visible_sheets
from campaigns.rules import leads, reads_campaigns
from campaigns.task_rules import reads_all as reads_tasks
from communes.queries.register_rules import kept_units
from communes.rules import is_administrator, reach
from kbang_ntm.core.models import User


def campaigns_to_print(user: User) -> QuerySet[Campaign]:
    """Campaigns the person may see."""
    return visible_campaigns(user) if reads_campaigns(user) else Campaign.objects.none()


def led_campaigns(user: User) -> QuerySet[Campaign]:
    """Campaigns the person runs."""
    rows = campaigns_to_print(user)
    return rows.filter(pk__in=[row.pk for row in rows if leads(user, row)])


def campaigns_with_tasks(user: User) -> QuerySet[Campaign]:
    """Campaigns whose every task the person may see."""
    return campaigns_to_print(user) if reads_tasks(user) else led_campaigns(user)


def campaigns_with_ledger(user: User) -> QuerySet[Campaign]:
    """Campaigns whose whole ledger the person may read: a commune's people that of their own."""
    rows = campaigns_to_print(user)
    return rows if reads_ledger(user) else rows.filter(unit_id__in=kept_units(user))


def plans_to_print(user: User) -> QuerySet[PlanVersion]:
    """Versions of the plans of these campaigns; drafts for those who run them."""
    rows = PlanVersion.objects.filter(campaign__in=campaigns_to_print(user).values("pk"))
    led = Q(campaign__in=led_campaigns(user).values("pk"))
    return rows.filter(~Q(state=PlanState.DRAFT) | led).select_related("campaign__unit")


def reviews_to_print(user: User) -> QuerySet[ReviewEvent]:
    """Reviews the person may see."""
    return ReviewEvent.objects.visible_to(user).select_related("campaign", "unit")


def notices_to_print(user: User) -> QuerySet[MeetingNotice]:
    """Notices of the campaigns whose every task the person may see."""
    rows = MeetingNotice.objects.filter(campaign__in=campaigns_with_tasks(user).values("pk"))
    return rows.select_related("campaign__unit")


def guidance_to_print(user: User) -> QuerySet[GuidanceDocument]:
    """The register, as everybody in the movement reads it."""
    rows = GuidanceDocument.objects.filter(campaign__in=campaigns_to_print(user).values("pk"))
    return rows.select_related("campaign", "agency__unit", "criterion", "task")


def consultations_to_print(user: User) -> QuerySet[Consultation]:
    """What the person may read of what was asked."""
    rows = visible_consultations(user)
    return rows.select_related("nomination__round__unit", "nomination__regime").distinct()


def inspections_to_print(user: User) -> QuerySet[Inspection]:
    """Visits the person may see."""
    if not reads_campaigns(user):
        return Inspection.objects.none()
    return visible_inspections(user).select_related("agency__unit", "body_unit", "plan")


def batches_to_print(user: User) -> QuerySet[PetitionBatch]:
    """Lists whose every petition the person may see: the district's readers, and who receives."""
    rows = PetitionBatch.objects.select_related("to_unit", "to_agency")
    if reach(user).reads_district or is_administrator(user):
        return rows
    # The rule is the one of a petition: both name who receives by the same two columns.
    return rows.filter(handled_by(user))


def petitions_to_print(user: User) -> QuerySet[Petition]:
    """Petitions the person may see."""
    rows = Petition.objects.visible_to(user)
    return rows.select_related("to_unit", "to_agency").distinct()


def pledges_to_print(user: User) -> QuerySet[Pledge]:
    """Pledges the person may see."""
    rows = Pledge.objects.visible_to(user)
    return rows.select_related(
        "member__cluster__unit", "member__unit", "member__agency__unit"
    ).distinct()


def sheets_to_print(user: User) -> QuerySet[ScoringSheet]:
    """Agreed sheets of the clusters the person sees; before that those it keeps, since points are
    no one else's until the end."""
    rows = visible_sheets(user)
    kept = [row.pk for row in rows.exclude(state=SheetState.AGREED) if may_keep_sheet(user, row)]
    return rows.filter(Q(state=SheetState.AGREED) | Q(pk__in=kept)).distinct()
