"""What the pages of decisions share: finding the row, the way back, who may open them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.urls import reverse

from awards.decision_rules import works_on_decisions
from awards.models import Award, Decision
from communes.views.register_pages import Act
from kbang_ntm.core.access import get_visible, requires
from kbang_ntm.core.models import User

LIST = "Quyết định khen thưởng"
readers = requires(
    works_on_decisions,
    "Trang này dành cho nơi đề nghị, nơi thường trực, lãnh đạo và văn thư. Hỏi quản trị.",
)


def decision_or_404(user: User, uid: UUID) -> Decision:
    """The decision with what every page of it names; others' drafts do not exist."""
    found: Decision = get_visible(
        Decision.objects.select_related(
            "unit",
            "round",
            "session",
            "regime",
            "about",
            "base_salary",
            "decided_by",
            "file",
            "made_by",
            "verified_by",
        ),
        user,
        uid=uid,
    )
    return found


def line_or_404(user: User, uid: UUID) -> Award:
    """A line of a decision the person may see."""
    row = (
        Award.objects.filter(uid=uid, decision__in=Decision.objects.visible_to(user))
        .select_related("decision__unit")
        .first()
    )
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return row


def back_to(row: Decision) -> str:
    """The page of a decision."""
    return reverse("awards:decision", args=[row.uid])


def act_on(row: Decision, title: str, button: str, *, lead: str = "", note: str = "") -> Act:
    """The words of a page with one act on a decision."""
    return Act(title, button, back_to(row), row.title[:80], lead=lead, note=note)
