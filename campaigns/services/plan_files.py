"""Who may open the files of plans and of the parties' papers: whoever sees the row."""

from __future__ import annotations

from campaigns.models import PlanVersion
from campaigns.plan_enums import PlanState
from campaigns.queries.current import visible_campaigns
from campaigns.queries.party_plans import visible_parts
from campaigns.rules import leads, reads_campaigns
from campaigns.services import party_plans, plans
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule


def may_read_plan(user: User, file: StoredFile) -> bool:
    """Readers of the campaign; a draft's scan only those who run it."""
    row = PlanVersion.objects.filter(uid=file.owner_uid).select_related("campaign").first()
    if row is None or not reads_campaigns(user):
        return False
    if row.state == PlanState.DRAFT:
        return leads(user, row.campaign)
    return visible_campaigns(user).filter(pk=row.campaign_id).exists()


def may_read_paper(user: User, file: StoredFile) -> bool:
    """Whoever sees the part."""
    return visible_parts(user).filter(papers__uid=file.owner_uid).exists()


FILE_RULES: dict[str, FileRule] = {
    plans.FILE_KIND: may_read_plan,
    party_plans.FILE_KIND: may_read_paper,
}
