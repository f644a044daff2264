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

LEFT_LINE = "border-left: .5pt solid #000"
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
    draw_left_lines_by_cells(body)
    return root


def annex_source(document: Document, annex: Annex) -> Element:
    """One annex."""
    root, body = new_page(document, landscape=annex.landscape)
    html.add_banner(body, document)
    html.fill_annex(body, document, annex, LINKS)
    draw_left_lines_by_cells(body)
    return root


def draw_left_lines_by_cells(body: Element) -> None:
    """Take the left line from each table and give it to its first cells: a table that gave its last
    row to the next page is still as high as with it, and its line would hang down into nothing."""
    for table in body.iter("table"):
        if "grid" not in table.get("class", "").split():
            continue
        table.set("style", "border-left: 0")
        covered = 0  # rows whose first column belongs to a cell above
        for row in table.iter("tr"):
            if covered:
                covered -= 1
                continue
            row[0].set("style", LEFT_LINE)
            covered = int(row[0].get("rowspan", "1")) - 1


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
