"""A document as it is printed on a day: with the foot of its offices and the remarks of staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reports.documents.page_form import CHOICES, PageForm
from reports.documents.tree import Document, SignOff
from reports.models import OfficeForm, PaperLayout
from reports.queries.remarks import with_remarks


@dataclass(frozen=True)
class Foot:
    """Lines of the foot: authority, position, recipients."""

    authority: tuple[str, ...]
    position: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Sizes and margins, and the wording of the head: lines of the bodies, the place."""

    form: PageForm
    superior: tuple[str, ...]
    issuing_body: tuple[str, ...]
    place: str


def as_printed(document: Document, *, subject: str) -> Document:
    """With the foot, sizes and head in force on its day and the remarks on `subject`. Three
    queries at most."""
    return with_office_form(with_layout(with_remarks(document, subject=subject)))


def issuer_of(document: Document) -> str:
    """The body of the head in one line, "" for a paper without head."""
    return " ".join(document.head.issuing_body).upper() if document.head else ""


def layout_on(kind: str, issuer: str, day: date) -> PaperLayout | None:
    """The row in force. One query."""
    return PaperLayout.objects.filter(kind=kind, issuer=issuer, valid__contains=day).first()


def with_layout(document: Document) -> Document:
    """With the foot in force on the day of its figures; unchanged where no office has set one."""
    if document.head is None or not document.signers:
        return document
    row = layout_on(document.kind, issuer_of(document), document.snapshot_day)
    if row is None:
        return document
    return with_foot(document, Foot(*(lines(text) for text in (
        row.authority, row.position, row.recipients))))  # fmt: skip


def office_form_on(issuer: str, day: date) -> OfficeForm | None:
    """The row in force. One query."""
    return OfficeForm.objects.filter(issuer=issuer, valid__contains=day).first()


def with_office_form(document: Document) -> Document:
    """With sizes, margins and head as its body has set them for the day of its figures."""
    if document.head is None:
        return document
    row = office_form_on(issuer_of(document), document.snapshot_day)
    return document if row is None else with_page(document, page_of(row))


def page_of(row: OfficeForm) -> Page:
    """What a row says."""
    form = PageForm(**{choice.name: getattr(row, choice.name) for choice in CHOICES})
    return Page(form, lines(row.superior), lines(row.issuing_body), row.place)


def page_shown(document: Document) -> Page:
    """What the document has now. Raises ValueError for a paper without head."""
    if document.head is None:
        raise ValueError("a paper without head has no sizes of a body")
    head = document.head
    return Page(document.form, head.superior_body, head.issuing_body, head.place)


def with_page(document: Document, page: Page) -> Document:
    """The document so laid out; a paper without head stays as it is."""
    if document.head is None:
        return document
    head = replace(
        document.head, superior_body=page.superior, issuing_body=page.issuing_body, place=page.place
    )
    return replace(document, head=head, form=page.form)


def with_foot(document: Document, foot: Foot) -> Document:
    """The document with these lines; the last signer is meant, a name already known stays."""
    *others, last = document.signers
    signer = SignOff(authority=foot.authority, position=foot.position, name=last.name)
    return replace(document, signers=(*others, signer), recipients=foot.recipients)


def foot_of(document: Document) -> Foot:
    """The lines as the document has them now."""
    last = document.signers[-1] if document.signers else SignOff()
    return Foot(last.authority, last.position, document.recipients)


def lines(text: str) -> tuple[str, ...]:
    """Lines that hold something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
