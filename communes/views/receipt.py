""" "Phiếu tiếp nhận": what the portal hands back for a sending."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from communes.models import ProgressReport, Receipt
from communes.queries.people import of_village, sender_name
from communes.views.history import badge
from kbang_ntm.core.access import member


@require_safe
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The slip of one sending, for whoever may see the report."""
    found = get_object_or_404(
        Receipt.objects.filter(
            kind=Receipt.Kind.SUBMIT,
            report__in=ProgressReport.objects.visible_to(member(request)),
        ).select_related("report__period", "report__unit", "report__criteria_set", "by"),
        uid=uid,
    )
    try:
        pdf = reverse("reports:receipt-pdf", args=[found.uid])
    except NoReverseMatch:  # the layer of documents may be absent
        pdf = ""
    context = {
        "receipt": found,
        "report": found.report,
        "unit": sender_name(found.report),
        "about": of_village(found.report),
        "badge": badge(found.report),
        "pdf": pdf,
    }
    return render(request, "communes/entry/receipt.html", context)
