"""Rows of the movement of which papers may be printed by a person: as narrow as what the person
may see of everything a paper prints."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from campaigns.contribution_rules import reads_all as reads_ledger
from campaigns.models import Campaign, PlanVersion, ReviewEvent
from campaigns.plan_enums import PlanState
from campaigns.queries.current import visible_campaigns
from campaigns.rules import leads, reads_campaigns
from campaigns.task_rules import reads_all as reads_tasks
from communes.queries.register_rules import kept_units
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
