"""What the pages of a campaign share: which one, who may look, words of a page with one form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from campaigns.models import Campaign
from campaigns.queries.current import ASK, seen_campaign, visible_campaigns
from campaigns.rules import leads, reads_campaigns
from communes.views.register_pages import need
from kbang_ntm.core.access import requires
from kbang_ntm.core.models import User

GONE = "Không tìm thấy, hoặc bạn không được xem mục này."
NOT_LEADING = "Chỉ cơ quan chủ trì phong trào làm việc này."
readers_only = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


def asked_campaign(request: HttpRequest, user: User) -> Campaign | None:
    """The campaign the address names by `?pt=`, else the one of the day; 404 for a code that
    names none the person sees."""
    code = request.GET.get(ASK, "")
    found = seen_campaign(user, code)
    if code and (found is None or found.code != code):
        raise Http404(GONE)
    return found


def campaign_of(user: User, code: str) -> Campaign:
    """The campaign of an address, among those the person sees."""
    found = visible_campaigns(user).filter(code=code).first()
    if found is None:
        raise Http404(GONE)
    return found


def led_campaign(user: User, code: str) -> Campaign:
    """The same, for an act of who runs it."""
    found = campaign_of(user, code)
    need(leads(user, found), NOT_LEADING)
    return found


def base_context(campaign: Campaign | None, user: User) -> dict[str, Any]:
    """What every page of a campaign shows: itself, whether the person runs it."""
    return {
        "campaign": campaign,
        "runs": campaign is not None and leads(user, campaign),
        "asked": f"?{ASK}={campaign.code}" if campaign else "",
    }
