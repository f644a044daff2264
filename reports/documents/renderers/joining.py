"""Parts of one PDF joined: pages, page numbers drawn in, bookmarks; dates and identifier stay.

And the other way: each page of a PDF as a file of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

import pikepdf
from pikepdf import Name, OutlineItem, Pdf

NUMBERS_FACE = Name("/PageNumber")


@dataclass(frozen=True)
class Part:
    """PDFs whose pages follow one another. `numbers`: a PDF with as many pages, each with the
    number alone, to be drawn in; b"" when the pages carry theirs."""

    contents: Sequence[bytes]
    numbers: bytes = b""


def join(parts: Sequence[Part]) -> bytes:
    """One PDF; properties and first identifier are those of the first part, and the same parts
    give the same bytes."""
    buffer = io.BytesIO()
    with ExitStack() as opened:
        first, *rest = (content for part in parts for content in part.contents)
        target = opened.enter_context(Pdf.open(io.BytesIO(first)))
        found = [len(target.pages)]
        for content in rest:
            source = opened.enter_context(Pdf.open(io.BytesIO(content)))
            _append(target, source)
            found.append(len(source.pages))
        lengths = iter(found)
        pages = iter(list(target.pages))
        for part in parts:
            own = list(islice(pages, sum(islice(lengths, len(part.contents)))))
            if part.numbers:
                numbers = opened.enter_context(Pdf.open(io.BytesIO(part.numbers)))
                _draw_numbers(target, own, numbers)
        target.remove_unreferenced_resources()
        target.save(
            buffer,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return buffer.getvalue()


def split(content: bytes) -> Iterator[bytes]:
    """Each page as a PDF of its own, with the properties of the whole and the faces it uses; the
    same bytes for the same content."""
    with Pdf.open(io.BytesIO(content)) as source:
        source.remove_unreferenced_resources()  # else each file takes the drawings of all pages
        for page in source.pages:
            with Pdf.new() as single:
                single.pages.append(page)
                single.trailer.Info = single.make_indirect(single.copy_foreign(source.trailer.Info))
                buffer = io.BytesIO()
                single.save(buffer, deterministic_id=True)
            yield buffer.getvalue()


def _append(target: Pdf, source: Pdf) -> None:
    """Pages and bookmarks of `source` behind those of `target`."""
    begin = len(target.pages)
    places: dict[object, int] = {page.objgen: number for number, page in enumerate(source.pages)}
    target.pages.extend(source.pages)
    with source.open_outline() as old, target.open_outline() as new:
        new.root.extend(_moved(old.root, target, places, begin))


def _moved(
    items: Iterable[OutlineItem], target: Pdf, places: dict[object, int], begin: int
) -> list[OutlineItem]:
    moved = []
    for item in items:
        assert isinstance(item.destination, pikepdf.Array)  # WeasyPrint writes no other
        page, *view = item.destination
        here = target.pages[begin + places[page.objgen]].obj
        copy = OutlineItem(item.title, pikepdf.Array([here, *view]))
        copy.children.extend(_moved(item.children, target, places, begin))
        moved.append(copy)
    return moved


def _draw_numbers(target: Pdf, pages: Sequence[pikepdf.Page], numbers: Pdf) -> None:
    """Draw the number of each page before its content, in a face of a name of its own: that of
    the page has the same name and other letters."""
    for goal, page in zip(pages, numbers.pages, strict=True):
        face = next(iter(page.resources.get("/Font", {}).values()), None)
        if face is None:
            continue  # a page whose number is not shown
        drawing = []
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = list(instruction.operands), instruction.operator
            if str(operator) == "Tf":
                operands[0] = NUMBERS_FACE
            if str(operator) != "gs":  # a fresh page is opaque
                drawing.append((operands, operator))
        content = b"q\n" + pikepdf.unparse_content_stream(drawing) + b"\nQ\n"
        goal.contents_add(content, prepend=True)
        goal.resources.Font[NUMBERS_FACE] = target.copy_foreign(face)
