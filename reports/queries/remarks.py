"""What staff have added to the sections of a document, put into the next draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reports.documents.blocks import Align, Block, Heading, Paragraph, Run
from reports.documents.tree import Document
from reports.models import SectionRemark


def sections_of(document: Document) -> tuple[str, ...]:
    """Heads of the sections a remark may be added to, in order."""
    return tuple(
        block.text for block in document.blocks if isinstance(block, Heading) and block.level <= 1
    )


def remarks_on(kind: str, subject: str) -> dict[str, SectionRemark]:
    """The newest remark of each section, {head of the section: row}; withdrawn ones too. One
    query."""
    rows = SectionRemark.objects.filter(kind=kind, subject=subject).select_related("by")
    return {row.section: row for row in rows}


def with_remarks(document: Document, *, subject: str) -> Document:
    """The document with the remarks on it at the end of their sections. One query, none for a
    document without sections."""
    if not sections_of(document):
        return document
    texts = {key: row.text for key, row in remarks_on(document.kind, subject).items() if row.text}
    if not texts:
        return document
    return replace(document, blocks=tuple(_woven(document.blocks, texts)))


def _woven(blocks: tuple[Block, ...], texts: Mapping[str, str]) -> list[Block]:
    found: list[Block] = []
    waiting = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 1:
            found += _paragraphs(waiting)
            waiting = texts.get(block.text, "")
        found.append(block)
    return found + _paragraphs(waiting)


def _paragraphs(text: str) -> list[Block]:
    return [
        Paragraph((Run(line.strip()),), align=Align.JUSTIFY)
        for line in text.splitlines()
        if line.strip()
    ]
