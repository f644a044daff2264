"""Setting sizes, margins and the wording of the head for the documents of a body."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date, nfc
from reports.documents.format_law import law_on
from reports.documents.page_form import CHOICES, PageForm
from reports.issuing_rules import may_write
from reports.models import IssuedPaper, OfficeForm
from reports.queries.layouts import Page, issuer_of
from reports.services.dated_rows import end_before
from reports.services.issuing import refresh
from reports.services.snapshots import document_of

MAX_LINES = 3  # of a body in the head


def check_page(page: Page, *, issuer: str, day: date) -> Page:
    """The page as printed from that day on.

    Raises Refused ("out_of_range", "other_body", "no_place", "format_law_unknown").
    """
    law = law_on(day)
    for choice in CHOICES:
        if not choice.allowed(law).holds(float(getattr(page.form, choice.name))):
            raise Refused(
                "out_of_range",
                f"{choice.label_vi}: {law.source} cho {choice.allowed(law)} {choice.unit}.",
            )
    body = tuple(_clean(line).upper() for line in page.issuing_body)
    superior = tuple(_clean(line).upper() for line in page.superior)
    if " ".join(body) != issuer:
        raise Refused(
            "other_body",
            f"Tên cơ quan phải đủ chữ: {issuer}. Ở đây chỉ chia lại thành dòng, "
            "không viết tắt và không đổi tên.",
        )
    if max(len(body), len(superior)) > MAX_LINES:
        raise Refused("too_many_lines", f"Tên cơ quan chia nhiều nhất {MAX_LINES} dòng.")
    place = _clean(page.place)
    if not place:
        raise Refused("no_place", "Ghi địa danh, ví dụ: Kbang.")
    return replace(page, superior=superior, issuing_body=body, place=place)


@transaction.atomic
def save_office_form(*, paper: IssuedPaper, page: Page, first: date, actor: User) -> OfficeForm:
    """From that day on the documents of the paper's body look so; the draft is built anew.

    Raises NotAllowed, Refused (as `check_page`, "later_row", "wrong_state").
    """
    if not may_write(actor, paper):
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan soạn sửa thể thức.")
    issuer = issuer_of(document_of(paper.snapshot))
    page = check_page(page, issuer=issuer, day=first)
    valid = end_before(OfficeForm.objects.filter(issuer=issuer), first, "thể thức trang")
    made = OfficeForm.objects.create(
        issuer=issuer,
        valid=valid,
        superior="\n".join(page.superior),
        issuing_body="\n".join(page.issuing_body),
        place=page.place,
        by=actor,
        **_values(page.form),
    )
    summary = f"Đặt thể thức trang từ {format_date(first)}: {issuer}"
    audit.record(actor=actor, action="office.form", subject=made, summary=summary[:500])
    refresh(paper=paper, actor=actor)
    return made


def _values(form: PageForm) -> dict[str, object]:
    return {choice.name: getattr(form, choice.name) for choice in CHOICES}


def _clean(text: str) -> str:
    return " ".join(nfc(text).split())
