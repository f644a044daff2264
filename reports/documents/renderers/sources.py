"""Trees of HTML that become the pages of a PDF: the text and each annex apart."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from reports.documents.page_form import STANDARD
from reports.documents.renderers import html
from reports.documents.renderers.markup import add
from reports.documents.renderers.page_looks import page_looks
from reports.documents.renderers.together import hold_html
from reports.documents.stamp import Stamp
from reports.documents.tree import Annex, Document

LINKS = html.Links(picture=lambda file: f"stored:{file}")


def main_source(document: Document, stamp: Stamp | None = None) -> Element:
    """The text; with a stamp, which the style sheet puts at the foot of the first page."""
    root, body = new_page(document)
    if stamp is not None:
        body.set("class", f"{body.get('class')} stamped")
        box = add(body, "div", "stamp")
        box.append(stamp.drawing())
        add(box, "p", text="\n".join(stamp.words))
    html.fill_main(body, document, LINKS)
    hold_html(body)
    return root


def annex_source(document: Document, annex: Annex) -> Element:
    """One annex."""
    root, body = new_page(document, landscape=annex.landscape)
    html.add_banner(body, document)
    html.fill_annex(body, document, annex, LINKS)
    return root


def numbers_source(document: Document, pages: int, *, landscape: bool) -> Element:
    """So many pages that carry their number and nothing else."""
    root, body = new_page(document, landscape=landscape)
    for _ in range(pages):  # the break behind the last makes no page
        SubElement(body, "div", {"class": "page-break"})
    return root


def new_page(
    document: Document, *, landscape: bool = False, numbered: bool = True
) -> tuple[Element, Element]:
    """Root and body of an empty part, with what becomes the properties of the file."""
    root = Element("html", {"lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = " ".join((document.title, *document.abstract))
    issuer = document.head.issuing_body if document.head else ()
    moment = document.created.isoformat(timespec="seconds")
    for name, value in {
        "author": " ".join(issuer),
        "description": document.subject,
        "dcterms.created": moment,
        "dcterms.modified": moment,
    }.items():
        if value:
            SubElement(head, "meta", {"name": name, "content": value})
    if document.form != STANDARD:  # numbers only: no text of a person stands in it
        SubElement(head, "style").text = page_looks(document.form)
    looks = ["paper"] + ["wide"] * landscape + ["unnumbered"] * (not numbered)
    return root, SubElement(root, "body", {"class": " ".join(looks)})


def bare_page(style: str) -> tuple[Element, Element]:
    """Root and body of a page that has nothing but this style sheet."""
    root = Element("html", {"lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "style").text = style
    return root, SubElement(root, "body")
