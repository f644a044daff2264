"""The law of awards on a day, as a page to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.forms.past_awards import LawDayForm
from awards.nomination_rules import reads_awards
from awards.queries.law_page import LawPage, law_page
from kbang_ntm.core.access import requires
from kbang_ntm.core.errors import Refused

readers_only = requires(
    reads_awards, "Trang này dành cho người có nhiệm vụ về thi đua, khen thưởng. Hỏi quản trị."
)


@readers_only
@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Types with their prizes, percentages, days, checks and forms of a day."""
    form = LawDayForm(request.GET or None)
    day = form.day()
    page: LawPage | None = None
    refusal = ""
    try:
        page = law_page(day)
    except Refused as problem:
        refusal = problem.message
    context = {"form": form, "day": day, "page": page, "refusal": refusal}
    return render(request, "awards/law/law.html", context)
