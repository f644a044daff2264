"""Document tree to HTML: the preview on a page, and the source of the PDF.

Every element is built as a tree and every text set as text, so nothing a person typed can become
markup; there is no way to hand in ready-made HTML. No inline style and no script: the pages that
show a preview have a strict content policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from reports.documents import wording
from reports.documents.renderers.html_table import add_table
from reports.documents.renderers.markup import add, add_text, to_html
from reports.documents.renderers.stretches import Place, Stretch
from reports.documents.renderers.svg import safe_drawing
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Chart,
    Document,
    Figure,
    Heading,
    LegalHead,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    SignOff,
    Table,
)

CHART_FACES = "Liberation Serif NTM, Times New Roman, Liberation Serif, serif"

Href = Callable[[str], str]
FigureHref = Callable[[Figure], str]


@dataclass(frozen=True)
class Links:
    """Where figures and pictures of this rendering lead; None: nowhere.

    Addresses must be of this site and absolute ("/..."), or of the PDF's own closed schemes.
    """

    figure: FigureHref | None = None
    picture: Href | None = None


def render_preview(
    document: Document,
    *,
    figure_href: FigureHref | None = None,
    picture_href: Href | None = None,
) -> str:
    """The whole document as one <article class="paper">, to stand in a page of the portal.

    `figure_href` gives the address of a figure's source, so that each number can be followed.
    """
    article = Element("article", {"class": "paper", "lang": "vi"})
    links = Links(figure_href, picture_href)
    fill_main(article, document, links)
    for annex in document.annexes:
        section = SubElement(article, "section", {"class": "annex"})
        if annex.landscape:
            # It scrolls sideways inside its box, so the keyboard must be able to reach it.
            section.attrib.update({"class": "annex wide", "tabindex": "0", "role": "region"})
            section.set("aria-label", f"{wording.annex_label(annex)}. {annex.title}")
        fill_annex(section, document, annex, links)
    return to_html(article)


def add_lines(parent: Element, css: str, lines: Iterable[str]) -> None:
    """One paragraph holding one span of several lines, so that a rule fits the text's width."""
    text = "\n".join(lines)
    if text:
        add(add(parent, "p", css), "span", text=text)


def fill_main(root: Element, document: Document, links: Links) -> None:
    """Banners, head, text and foot."""
    add_banner(root, document)
    if document.head is not None:
        _add_head(root, document, document.head)
    elif document.banners.draft:
        add(root, "p", "draft-mark", wording.DRAFT)
    if document.title:
        add(root, "h2", "doc-title", document.title)
    add_lines(root, "abstract", document.abstract)
    add_lines(root, "authority-title", [document.authority_title])
    for line in wording.addressees(document):
        add(root, "p", "addressee-item" if line.startswith("-") else "addressee", line)
    for line in wording.bases(document):
        add(root, "p", "basis", line)
    blocks = wording.closed_blocks(document)
    add_blocks(root, document, blocks, links, document.form.portrait_room)
    _add_foot(root, document)
    for line in (*wording.state_legends(document, blocks), *document.notes):
        add(root, "p", "doc-note", line)


def fill_annex(root: Element, document: Document, annex: Annex, links: Links) -> None:
    """One annex: label, title, line of attachment, blocks."""
    add_annex_head(root, document, annex)
    add_blocks(root, document, annex.blocks, links, document.form.room(landscape=annex.landscape))
    add_annex_end(root, document, annex)


def fill_stretch(
    root: Element, document: Document, annex: Annex, stretch: Stretch, links: Links
) -> None:
    """Part of a long annex; its rows are named by their places."""
    if stretch.opens:
        add_annex_head(root, document, annex)
    room = document.form.room(landscape=annex.landscape)
    for number, block, rows in stretch.parts(annex):
        if isinstance(block, Table):
            name = partial(_anchor, number)
            add_table(root, document, block, links.figure, room, rows=rows, anchor=name)
        else:
            add_blocks(root, document, [block], links, room)
    if stretch.end is None:
        add_annex_end(root, document, annex)


def _anchor(block: int, row: int) -> str:
    return Place(block, row).anchor


def add_annex_head(root: Element, document: Document, annex: Annex) -> None:
    """Label, title, line of attachment."""
    add(root, "p", "annex-label", wording.annex_label(annex))
    add(root, "h2", "annex-title", annex.title)
    line = wording.attachment_line(document, annex)
    if line:
        add(root, "p", "annex-attached", line)


def add_annex_end(root: Element, document: Document, annex: Annex) -> None:
    """Explanations of the asterisks that the annex uses."""
    for legend in wording.state_legends(document, annex.blocks):
        add(root, "p", "doc-note", legend)


def add_banner(root: Element, document: Document) -> None:
    """What every page must admit; the style sheet of paper repeats it in the lower margin."""
    line = wording.banner_line(document)
    if line:
        add(root, "p", "banner", line)


def _add_head(root: Element, document: Document, head: LegalHead) -> None:
    table = SubElement(root, "table", {"class": "legal-head", "role": "presentation"})
    columns = SubElement(table, "colgroup")
    SubElement(columns, "col", {"class": "head-left"})
    SubElement(columns, "col", {"class": "head-right"})
    body = SubElement(table, "tbody")
    names, numbers = SubElement(body, "tr"), SubElement(body, "tr")
    left = SubElement(names, "td")
    add_lines(left, "superior", (line.upper() for line in head.superior_body))
    add_lines(left, "issuer", (line.upper() for line in head.issuing_body))
    right = SubElement(names, "td")
    add(right, "p", "national-title", wording.NATIONAL_TITLE)
    add_lines(right, "motto", [wording.MOTTO])
    left = SubElement(numbers, "td")
    add(left, "p", "number", wording.number_line(head))
    if head.subject:
        add(left, "p", "subject", head.subject)
    if document.banners.draft:
        add(left, "p", "draft-mark", wording.DRAFT)
    add(SubElement(numbers, "td"), "p", "place", wording.place_line(head))


def _add_foot(root: Element, document: Document) -> None:
    if not document.signers and not document.recipients:
        return
    table = SubElement(root, "table", {"class": "foot", "role": "presentation"})
    columns = SubElement(table, "colgroup")
    SubElement(columns, "col", {"class": "foot-left"})
    SubElement(columns, "col", {"class": "foot-right"})
    row = SubElement(SubElement(table, "tbody"), "tr")
    left, right = SubElement(row, "td"), SubElement(row, "td")
    signers = list(document.signers)
    if len(signers) == 2:
        _add_signer(left, signers.pop(0))
    for signer in signers:
        _add_signer(right, signer)
    if document.recipients:
        add(left, "p", "recipients-head", "Nơi nhận:")
        for line in wording.recipients(document):
            add(left, "p", "recipient", line)


def _add_signer(cell: Element, signer: SignOff) -> None:
    for line in (*signer.authority, *signer.position):
        add(cell, "p", "signer-line", line)
    add(cell, "div", "signature-space")
    add(cell, "p", "signer-line", signer.name)


def add_blocks(
    root: Element, document: Document, blocks: Iterable[Block], links: Links, room: float
) -> None:
    """Blocks in order, on a page with that many mm between its margins."""
    for block in blocks:
        if isinstance(block, Heading):
            # The page that shows a preview has the h1; the document's title is its h2.
            add(root, f"h{max(1, block.level) + 2}", f"heading level-{block.level}", block.text)
        elif isinstance(block, Paragraph):
            css = "body" if block.align is Align.JUSTIFY else f"body plain {block.align.value}"
            _add_runs(add(root, "p", css), document, block.runs, links)
        elif isinstance(block, ListItem):
            item = add(root, "p", "body item", f"{block.marker} ")
            _add_runs(item, document, block.runs, links)
        elif isinstance(block, Table):
            add_table(root, document, block, links.figure, room)
        elif isinstance(block, Chart):
            _add_chart(root, block)
        elif isinstance(block, Picture):
            _add_picture(root, block, links)
        elif isinstance(block, PageBreak):
            add(root, "div", "page-break")


def _add_runs(parent: Element, document: Document, runs: Iterable[Run], links: Links) -> None:
    for run in runs:
        box = parent
        if run.bold:
            box = SubElement(box, "b")
        if run.italic:
            box = SubElement(box, "i")
        if run.figure and links.figure is not None:
            href = links.figure(document.figure_map[run.figure])
            if href:
                box = SubElement(box, "a", {"class": "figure-source", "href": href})
        add_text(box, wording.run_text(document, run))


def _add_chart(root: Element, block: Chart) -> None:
    box = add(root, "figure", "chart")
    drawing = chart_drawing(block)
    if drawing is None:
        add(box, "p", "missing", f"Không có hình. {block.alt}".strip())
    else:
        box.append(drawing)
    if block.caption:
        add(box, "figcaption", text=block.caption)


def chart_drawing(block: Chart) -> Element | None:
    """The drawing of a chart in its size and the face of paper; None when it cannot be read."""
    drawing = safe_drawing(block.svg)
    if drawing is not None:
        drawing.set("width", f"{block.width}mm")
        drawing.set("height", f"{block.height}mm")
        drawing.set("font-family", CHART_FACES)
        drawing.set("role", "img")
        drawing.set("aria-label", block.alt)
    return drawing


def _add_picture(root: Element, block: Picture, links: Links) -> None:
    box = add(root, "figure", "picture")
    source = links.picture(block.file) if links.picture is not None else ""
    if source:
        width = str(round(block.width / 25.4 * 96))
        SubElement(box, "img", {"src": source, "alt": block.alt, "width": width})
    else:
        add(box, "p", "missing", f"Không có hình. {block.alt}".strip())
    if block.caption:
        add(box, "figcaption", text=block.caption)
