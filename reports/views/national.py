"""The period over all provinces, where the portal holds more than one district."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kbang_ntm.core.exports import asked
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.tags import page_tag, tagged
from reports.filters import PeriodForm
from reports.queries.national import roll_up
from reports.queries.periods import newest_with_figures, offered_periods
from reports.queries.stamps import country_stamp
from reports.summary import rounded
from reports.views.matrix import readers_only


@readers_only
@require_safe
def national(request: HttpRequest) -> HttpResponseBase:
    """The roll-up, or 304 when nothing in it has changed since this reader last had it."""
    with one_reading():
        periods = offered_periods()
        default = newest_with_figures(periods)
        if default is None:
            return render(request, "reports/matrix_empty.html")
        form = PeriodForm(request.GET, periods=periods, default=default)
        stamp = None  # the middleware makes a file of the page
        if not asked(request):
            stamp = page_tag(request, country_stamp(form.period()))
        unchanged = get_conditional_response(request, etag=stamp)
        if unchanged is not None:
            return unchanged
        found = roll_up(form.period())
        if found is None:
            return render(request, "reports/matrix_empty.html", {"period": form.period()})
        rows = [(row, rounded(row.average)) for row in (*found.rows, found.whole)]
        context = {"form": form, "found": found, "rows": rows}
        response = render(request, "reports/national.html", context)
    return tagged(response, stamp)
