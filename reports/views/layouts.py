"""The foot of a kind of document, set on one of its drafts with a preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from communes.views.answers import refuse, status_of
from communes.views.register_pages import acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.documents.renderers.html import render_preview
from reports.documents.tree import Document
from reports.enums import PaperState
from reports.forms.issuing import FootForm
from reports.issuing_rules import may_write
from reports.models import IssuedPaper
from reports.queries.layouts import foot_of, with_foot
from reports.services.layouts import check_foot, save_layout
from reports.services.snapshots import document_of
from reports.views.issuing import paper_or_404

LOOK = "xem"  # the button that shows without keeping


@acts
def foot(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Type the lines, look at them on the draft, keep them from a day on."""
    user = member(request)
    row, document = draft_of(user, uid)
    form = FootForm(request.POST or None, initial=_typed(document))
    if form.is_valid():
        try:
            document = with_foot(document, check_foot(form.foot()))
            if LOOK not in request.POST:
                first = form.cleaned_data["first"]
                save_layout(paper=row, foot=form.foot(), first=first, actor=user)
                messages.success(request, "Đã đặt thể thức và dựng lại dự thảo.")
                return redirect("reports:issued", row.uid)
        except Refused as refusal:
            refuse(form, refusal)
    # The renderer escapes every text of the tree and has no way in for markup.
    context = {"row": row, "form": form, "preview": mark_safe(render_preview(document))}
    return render(request, "reports/issuing/foot.html", context, status=status_of(form))


def draft_of(user: User, uid: UUID) -> tuple[IssuedPaper, Document]:
    """The draft and what it says; 403 for who does not write it, and once it is passed on."""
    row = paper_or_404(user, uid)
    need(may_write(user, row), "Chỉ người của cơ quan soạn sửa thể thức.")
    need(row.state == PaperState.DRAFT, "Chỉ sửa khi đang soạn. Đang trình thì chờ trả lại.")
    return row, document_of(row.snapshot)


def _typed(document: Document) -> dict[str, Any]:
    found = foot_of(document)
    return {
        "authority": "\n".join(found.authority),
        "position": "\n".join(found.position),
        "recipients": "\n".join(found.recipients),
        "first": f"{clock.today():%d/%m/%Y}",
    }
