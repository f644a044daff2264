"""Documents of stated sizes for the programs of measurement; no figure in them is anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from awards.certificate_slots import SLOTS, Slot
from reports.documents.tree import (
    Align,
    Annex,
    Axis,
    Cell,
    Column,
    Document,
    Function,
    HeaderGroup,
    LegalHead,
    Mark,
    Paragraph,
    Row,
    RowKind,
    Run,
    SignOff,
    Table,
    Total,
)

MOMENT = datetime(2025, 4, 10, 7, 0, tzinfo=UTC)
COMMUNES, CRITERIA, INDICATORS = 3_321, 19, 57
NAMES = ("Kon Pne", "Đak Rong", "Sơn Lang", "Krong", "Sơ Pai", "Lơ Ku", "Đông", "Nghĩa An")
HEADS = (
    "Quy hoạch", "Giao thông", "Thủy lợi và phòng, chống thiên tai", "Điện", "Trường học",
    "Cơ sở vật chất văn hóa", "Cơ sở hạ tầng thương mại nông thôn", "Thông tin và truyền thông",
    "Nhà ở dân cư", "Thu nhập", "Nghèo đa chiều", "Lao động", "Tổ chức sản xuất",
    "Giáo dục và đào tạo", "Y tế", "Văn hóa", "Môi trường và an toàn thực phẩm",
    "Hệ thống chính trị và tiếp cận pháp luật", "Quốc phòng và an ninh",
)  # fmt: skip
GROUPS = (("", 3), ("I", 1), ("II. Hạ tầng kinh tế - xã hội", 8), ("III. Kinh tế", 4),
          ("IV. Văn hóa - xã hội - môi trường", 4), ("V", 2))  # fmt: skip
HEAD = LegalHead(("ỦY BAN NHÂN DÂN", "HUYỆN KBANG"), "BC-UBND", "Kbang")


@cache
def cell(value: int | Decimal | str) -> Cell:
    """One cell of that value; what repeats in a long table is one object."""
    return Cell(value)


@cache
def verdict(commune: int, criterion: int) -> Cell:
    """A fixed, varied pattern of verdicts."""
    if (commune * 7 + criterion * 5) % 11 < 3:
        return Cell(mark=Mark.NOT_MET, note="2/4")
    return Cell(mark=Mark.MET)


def name_of(commune: int) -> str:
    """A name and a number."""
    return f"{NAMES[commune % len(NAMES)]} {commune}"


def letter() -> Document:
    """A page of text with head and foot."""
    words = "Đề nghị Ủy ban nhân dân các xã, thị trấn rà soát từng tiêu chí, phân công người phụ "
    text = Paragraph((Run(words + "trách và gửi báo cáo về huyện đúng thời gian quy định. " * 3),))
    return Document(
        "letter", "", MOMENT, head=LegalHead(HEAD.issuing_body, "UBND-NTM", "Kbang",
                                             subject="V/v đôn đốc báo cáo"),
        addressees=("Ủy ban nhân dân các xã",), blocks=(text,) * 5,
        signers=(SignOff(("TM. ỦY BAN NHÂN DÂN",), ("CHỦ TỊCH",)),), recipients=("Như trên",),
    )  # fmt: skip


def national() -> Document:
    """Every commune of the country by criterion, with counts by row and by column."""
    columns = (
        Column("TT", 14, Align.CENTER), Column("Xã", 34),
        Column("Số tiêu chí đạt", 14, Align.CENTER, 0, rotate=True),
        *(Column(head, 12, Align.CENTER, 0, True, str(number)) for number, head in
          enumerate(HEADS, 1)),
    )  # fmt: skip
    rows, met = [], [0] * CRITERIA
    for commune in range(COMMUNES):
        marks = [verdict(commune % 11, criterion) for criterion in range(CRITERIA)]
        count = sum(mark.mark is Mark.MET for mark in marks)
        met = [done + (mark.mark is Mark.MET) for done, mark in zip(met, marks, strict=True)]
        own = Cell(count, total=Total(Function.COUNT_MET, Axis.ROW, 3, 21))
        rows.append(Row((cell(commune + 1), cell(name_of(commune)), own, *marks)))
    counts = (Cell(count, total=Total(Function.COUNT_MET)) for count in met)
    sums = Cell(sum(met), total=Total(Function.SUM))
    rows.append(Row((Cell("Số xã đạt", span=2), sums, *counts), RowKind.TOTAL))
    groups = tuple(HeaderGroup(*group) for group in GROUPS)
    return whole(Table(columns, tuple(rows), groups=groups), landscape=True)


def award_list(count: int) -> Document:
    """So many people with a day and a sum."""
    columns = (
        Column("TT", 8, Align.CENTER), Column("Họ và tên", 40), Column("Xã", 30),
        Column("Ngày sinh", 20, Align.CENTER), Column("Tiền thưởng", 22, Align.RIGHT, 0),
    )  # fmt: skip
    rows = [
        Row(
            (cell(number), cell(f"Đinh Văn {number}"), cell(name_of(number % 8)),
             Cell(date(1960 + number % 40, 1 + number % 12, 1 + number % 28)), cell(1_000 * number))
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    total = Cell(1_000 * count * (count + 1) // 2, total=Total(Function.SUM))
    rows.append(Row((Cell("Tổng số", span=4), total), RowKind.TOTAL))
    return whole(Table(columns, tuple(rows)))


def workbook() -> tuple[Document, int]:
    """A row for each indicator of each commune: (document, rows)."""
    columns = (
        Column("TT", 10), Column("Xã", 30), Column("Tiêu chí", 8), Column("Chỉ tiêu", 10),
        Column("Giá trị", 16, Align.RIGHT, 2), Column("Kết quả", 10),
    )  # fmt: skip
    rows, total = [], Decimal(0)
    for number in range(COMMUNES * INDICATORS):
        commune, indicator = divmod(number, INDICATORS)
        value = Decimal((number * 37) % 10_000) / 100
        total += value
        rows.append(
            Row(
                (Cell(number + 1), cell(name_of(commune)), cell(HEADS[indicator // 3]),
                 cell(f"{indicator // 3 + 1}.{indicator % 3 + 1}"), cell(value),
                 verdict(number % 11, 0))
            )
        )  # fmt: skip
    sums = Cell(total, total=Total(Function.SUM))
    rows.append(Row((Cell("Cộng", span=4), sums, Cell()), RowKind.TOTAL))
    return whole(Table(columns, tuple(rows))), len(rows)


def whole(table: Table, *, landscape: bool = False) -> Document:
    """A report with that table as its annex."""
    annex = Annex("Biểu tổng hợp", (table,), "I", landscape)
    text = Paragraph((Run("Số liệu từng xã ở phụ lục kèm theo."),))
    return Document("size", "BÁO CÁO", MOMENT, head=HEAD, blocks=(text,), annexes=(annex,))


def certificate(number: int) -> Sequence[tuple[Slot, Sequence[tuple[float, str]]]]:
    """The words of a certificate in their slots. Needs Django."""
    from awards.queries.certificates import SAMPLE

    words = SAMPLE | {"name": f"Ông Đinh Văn {number}", "book": f"Số sổ vàng: {number + 1}"}
    return [(slot, slot.lines(words[slot.code])) for slot in SLOTS if words.get(slot.code)]
