"""Sizes, margins and head of a body's documents, set on one of its drafts with a picture."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communes.views.answers import refuse, status_of
from communes.views.register_pages import acts
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from reports.documents.renderers.page_picture import first_page
from reports.forms.office_forms import OfficePageForm
from reports.queries.layouts import issuer_of, page_shown, with_page
from reports.services.office_forms import check_page, save_office_form
from reports.views.layouts import LOOK, draft_of


@acts
def page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Type sizes and head, look at the first page of the draft, keep them from a day on."""
    user = member(request)
    row, document = draft_of(user, uid)
    form = OfficePageForm(request.POST or None, shown=page_shown(document))
    shown = request.POST if form.is_valid() else form.initial
    if form.is_valid():
        first = form.cleaned_data["first"]
        try:
            check_page(form.page(), issuer=issuer_of(document), day=first)
            if LOOK not in request.POST:
                save_office_form(paper=row, page=form.page(), first=first, actor=user)
                messages.success(request, "Đã đặt thể thức trang và dựng lại dự thảo.")
                return redirect("reports:issued", row.uid)
        except Refused as refusal:
            refuse(form, refusal)
            shown = form.initial
    asked = urlencode({name: shown[name] for name in form.fields})
    picture = f"{reverse('reports:issued-page-picture', args=[row.uid])}?{asked}"
    context = {"row": row, "form": form, "picture": picture, "issuer": issuer_of(document)}
    return render(request, "reports/issuing/page.html", context, status=status_of(form))


@acts
@require_safe
def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first page of the draft with what stands in the address, as PNG."""
    _, document = draft_of(member(request), uid)
    form = OfficePageForm(request.GET, shown=page_shown(document))
    if not form.is_valid():
        return HttpResponseBadRequest("Số liệu trang chưa đúng. Quay lại sửa các ô báo đỏ.")
    try:
        asked = check_page(form.page(), issuer=issuer_of(document), day=form.cleaned_data["first"])
        content = first_page(with_page(document, asked))
    except Refused as refusal:
        return HttpResponseBadRequest(refusal.message)
    return HttpResponse(content, content_type="image/png")
