"""A long annex, laid out in portions by other processes, is the annex it would be as a whole."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PIL import Image
from pypdf import PdfReader

from reports.checking.run import check_document
from reports.documents.renderers import Format, render, stretches
from reports.documents.renderers.layout_process import LayoutProcess, LayoutProcessLost, Request
from reports.documents.renderers.long_annex import NoLedger, Piece, whole_pages
from reports.documents.renderers.stretches import Place, Stretch, end_of
from reports.documents.tree import (
    Align,
    Annex,
    Cell,
    Column,
    Document,
    Function,
    Heading,
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    Table,
    Total,
)
from tests.reports.documents import samples

ROWS = 260
MOST_MEMORY = 300  # MB of one process


@dataclass
class Shelf(NoLedger):
    """Keeps pieces in memory, and what was told."""

    kept: dict[str, Piece] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)

    def find(self, name: str) -> Piece | None:
        return self.kept.get(name)

    def keep(self, name: str, piece: Piece) -> None:
        self.kept[name] = piece
        self.made.append(name)

    def tell(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a table of some pages is long."""
    monkeypatch.setattr(stretches, "PORTION", 450)
    monkeypatch.setattr(stretches, "LONG", 600)


def people(rows: int = ROWS, *, long_every: int = 0) -> Table:
    """A numbered list with a total; every so many rows one of several lines."""
    lines = [
        Row(
            (
                Cell(number),
                Cell(f"Người {number}" + " có tên rất dài" * (12 if number % 17 == 3 else 0)
                     + " chữ" * (2_500 if long_every and number % long_every == 1 else 0)),
                Cell(number * 1000),
            )
        )
        for number in range(1, rows + 1)
    ]  # fmt: skip
    total = Cell(sum(1000 * number for number in range(1, rows + 1)), total=Total(Function.SUM))
    lines.append(Row((Cell("Tổng số", span=2), total), RowKind.TOTAL))
    return Table(
        (Column("TT", 8, Align.CENTER), Column("Họ và tên", 60), Column("Tiền", 20, Align.RIGHT)),
        tuple(lines),
        caption="Danh sách",
        unit_line="Đơn vị tính: đồng",
    )


def document(*annexes: Annex) -> Document:
    return samples.report(annexes=annexes or (Annex("Danh sách", (people(),), "I"),), blocks=())


def printed(source: Document, ledger: Shelf | None = None, **options: Any) -> bytes:
    return render(source, Format.PDF, ledger=ledger or Shelf(), **options).content


def pages(content: bytes) -> list[Any]:
    return list(pdfplumber.open(io.BytesIO(content)).pages)


def children() -> set[str]:
    """Processes that this one has started and that still run."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


def numbers_of_rows(found: list[Any]) -> list[int]:
    """Numbers of the people, in order."""
    text = "\n".join(page.extract_text() for page in found)
    return [int(number) for number in re.findall(r"Người (\d+)", text)]


def tops(found: list[Any]) -> list[str]:
    return [page.crop((0, 0, page.width, 20 / 25.4 * 72)).extract_text() for page in found]


def test_it_has_every_row_once_and_in_order_under_repeated_heads() -> None:
    shelf = Shelf()
    found = pages(printed(document(), shelf))[1:]

    assert len(shelf.kept) >= 4
    assert {name[:9] for name in shelf.kept} == {"annex-1-a", "annex-1-b"}
    assert numbers_of_rows(found) == list(range(1, ROWS + 1))
    texts = [page.extract_text() for page in found]
    assert all("TT Họ và tên Tiền" in text for text in texts)
    for once in ("Phụ lục I", "DANH SÁCH\n", "Đơn vị tính: đồng", "Tổng số"):
        assert sum(once in text for text in texts) == 1, once
    assert "Tổng số" in texts[-1] and "Phụ lục I" in texts[0]
    assert shelf.told[0] == (0, ROWS + 1) and shelf.told[-1] == (ROWS + 1, ROWS + 1)
    assert shelf.told == sorted(shelf.told)


def test_its_pages_are_counted_through_and_look_like_others() -> None:
    found = pages(printed(document()))[1:]
    short = pages(printed(document(Annex("Danh sách", (people(60),), "I"))))[1:]

    assert tops(found) == ["", *(str(number) for number in range(2, len(found) + 1))]
    mine, theirs = (page.crop((0, 0, page.width, 57)).chars[0] for page in (found[1], short[1]))
    for key in ("text", "fontname", "size", "x0", "top"):
        assert mine[key] == pytest.approx(theirs[key], abs=0.1), key
    banners = [page.crop((0, page.height - 57, page.width, page.height)) for page in found]
    assert {crop.extract_text() for crop in banners} == {
        "DỰ THẢO · Số liệu minh họa · Số liệu đã xác nhận 11/13 xã"
    }


def test_only_the_page_before_the_middle_is_short() -> None:
    shelf = Shelf()
    found = pages(printed(document(), shelf))[1:]
    whole = stretches.LONG
    try:
        stretches.LONG = 10**9  # fixture puts it back
        together = pages(printed(document()))[1:]
    finally:
        stretches.LONG = whole

    first_rows = [numbers_of_rows([page])[0] for page in found]
    before = sum(len(p.begins) for name, p in shelf.kept.items() if name.startswith("annex-1-a"))
    assert first_rows[:before] == [numbers_of_rows([page])[0] for page in together][:before]
    assert len(found) - len(together) in (0, 1)


def test_the_same_bytes_again_also_from_parts_kept_before() -> None:
    first = Shelf()
    content = printed(document(), first)

    assert printed(document()) == content
    for count in (1, 2, len(first.made) - 1):
        resumed = Shelf({name: first.kept[name] for name in first.made[:count]})
        assert printed(document(), resumed) == content
        assert sorted(resumed.made) == sorted(set(first.made) - set(first.made[:count]))


def test_dates_identifier_properties_and_bookmarks_are_those_of_the_document() -> None:
    source = document(
        Annex("Một", (Heading(1, "I. Phần đầu"), people()), "I"), Annex("Hai", (people(5),), "II")
    )
    reader = PdfReader(io.BytesIO(printed(source)))

    assert reader.metadata is not None
    assert reader.metadata.creation_date == samples.SNAPSHOT_TIME
    assert reader.metadata.modification_date == samples.SNAPSHOT_TIME
    assert reader.metadata.author == "ỦY BAN NHÂN DÂN HUYỆN KBANG"
    assert reader.trailer["/ID"][0].original_bytes.hex() == source.sha256[:32]
    outline = {
        str(item.title): reader.get_destination_page_number(item)
        for item in [*reader.outline, *reader.outline[2]]  # type: ignore[misc]  # lists inside
        if not isinstance(item, list)
    }
    last = len(reader.pages) - 1
    assert outline == {"BÁO CÁO": 0, "Một": 1, "I. Phần đầu": 1, "Hai": last}


def test_the_checker_finds_nothing_wrong() -> None:
    annexes = (
        Annex("Một", (people(),), "I", landscape=True),
        Annex("Hai", (people(4),), "II"),
        Annex("Ba", (people(150),), "III"),
    )
    content = printed(document(*annexes))
    result = check_document(content)

    assert [finding.sentence(result.source) for finding in result.errors] == []
    found = pages(content)
    assert numbers_of_rows(found) == [*range(1, ROWS + 1), *range(1, 5), *range(1, 151)]
    assert sum(page.width > page.height for page in found) > 5


def test_rows_longer_than_a_page_and_what_stands_around_the_table() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "black").save(buffer, "PNG")
    words = Paragraph((Run("Lời dẫn của phụ lục."),))
    blocks = (words, Picture("map", "Bản đồ"), people(40, long_every=13), people(30), words)
    content = printed(
        document(Annex("Một", blocks, "I")), stored_file={"map": buffer.getvalue()}.get
    )

    found = pages(content)
    assert numbers_of_rows(found) == [*range(1, 41), *range(1, 31)]
    text = "\n".join(page.extract_text() for page in found)
    assert text.count("Lời dẫn của phụ lục.") == 2
    assert text.count("Tổng số") == 2
    assert len(re.findall(r"\bchữ\b", text)) == 4 * 2_500
    assert sum(len(page.images) for page in found) == 1


def test_a_stretch_is_parted_between_rows_only() -> None:
    annex = Annex("Một", (Heading(1, "I."), people(100)))

    ends, place = [], Place()
    while (end := end_of(annex, place, 100, None)) is not None:
        ends.append(end)
        place = end
    assert ends == sorted(ends) and len(ends) > 3
    assert all(end.block == 1 and end.row > 0 for end in ends)
    rows = [
        row
        for start, end in zip([Place(), *ends], [*ends, None], strict=True)
        for _, _, some in Stretch(start, end).parts(annex)
        for row in some or ()
    ]
    assert rows == list(range(101))
    assert end_of(annex, Place(1, 5), 10**6, Place(1, 50)) == Place(1, 50)


@pytest.mark.parametrize(
    ("begin", "until", "end", "expected"),
    [
        (Place(1, 10), Place(1, 32), Place(1, 100), Place(1, 99)),  # 3 pages of 22 and one row
        (Place(1, 10), Place(1, 32), Place(1, 98), Place(1, 77)),
        (Place(1, 10), Place(1, 32), Place(1, 50), Place(1, 50)),  # no page ends before
        (Place(1, 10), Place(1, 32), Place(2, 100), Place(2, 100)),  # another table
        (None, Place(1, 32), Place(1, 100), Place(1, 100)),  # its page began with no row
        (Place(0, 10), Place(1, 32), Place(1, 100), Place(1, 100)),
    ],
)
def test_a_portion_ends_a_row_behind_a_page_where_pages_are_alike(
    begin: Place | None, until: Place, end: Place, expected: Place
) -> None:
    assert whole_pages(Piece(b"", (Place(1, 2), begin), until), end) == expected


def test_a_process_that_is_killed_is_said_and_leaves_no_other_behind() -> None:
    process = LayoutProcess()
    answer = process.ask(Request("<p>một</p>", last=True))
    assert answer.content.startswith(b"%PDF") and 0 < answer.peak < MOST_MEMORY
    process._process.kill()
    with pytest.raises(LayoutProcessLost):
        process.ask(Request("<p>hai</p>", last=True))
    process.close()

    class Breaking(Shelf):
        def keep(self, name: str, piece: Piece) -> None:
            super().keep(name, piece)
            raise InterruptedError("the lease is lost")

    before = children()
    with pytest.raises(InterruptedError):
        printed(document(), Breaking())
    assert children() <= before


def test_no_process_takes_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    table = samples.matrix()
    rows = tuple(
        replace(row, cells=(Cell(number), *row.cells[1:2], Cell(1), *row.cells[3:]))
        for number, row in enumerate(table.rows[:13] * 45, 1)
    )
    shelf = Shelf()

    printed(document(Annex("Toàn quốc", (replace(table, rows=rows),), "I", landscape=True)), shelf)

    assert len(shelf.kept) > 2
    assert max(piece.peak for piece in shelf.kept.values()) <= MOST_MEMORY
