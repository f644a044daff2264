"""Documents for the tests: a report of a page and a half with a landscape matrix, and tools."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from reports.documents.tree import (
    Align,
    Annex,
    Axis,
    Banners,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    FigureState,
    Function,
    HeaderGroup,
    Heading,
    LegalHead,
    ListItem,
    Mark,
    Paragraph,
    Row,
    RowKind,
    Run,
    SignOff,
    Table,
    Total,
)

SNAPSHOT_TIME = datetime(2024, 10, 16, 7, 5, tzinfo=UTC)
# Letters of Vietnamese, Bahnar and Jrai that have to print in every face.
LETTERS = "Ắ ằ Ẵ ặ Ế ề Ỗ ộ Ớ ờ Ữ ự ỳ ỹ ỵ Đ đ ơ̆ ŏ ĕ ĭ ŭ č ƀ ñ Ŏ Ĕ Ĭ Ŭ Č Ƀ Ñ ’ – “ ”"

COMMUNES = (
    "Kon Pne", "Đak Rong", "Sơn Lang", "Krong", "Sơ Pai", "Lơ Ku", "Đông", "Đak Smar",
    "Nghĩa An", "Tơ Tung", "Kông Lơng Khơng", "Kông Bơ La", "Đăk Hlơ",
)  # fmt: skip
CRITERIA = (
    "Quy hoạch", "Giao thông", "Thủy lợi và phòng, chống thiên tai", "Điện", "Trường học",
    "Cơ sở vật chất văn hóa", "Cơ sở hạ tầng thương mại nông thôn", "Thông tin và truyền thông",
    "Nhà ở dân cư", "Thu nhập", "Nghèo đa chiều", "Lao động",
    "Tổ chức sản xuất và phát triển kinh tế nông thôn", "Giáo dục và đào tạo", "Y tế", "Văn hóa",
    "Môi trường và an toàn thực phẩm", "Hệ thống chính trị và tiếp cận pháp luật",
    "Quốc phòng và an ninh",
)  # fmt: skip
GROUPS = (("", 3), ("I", 1), ("II. Hạ tầng kinh tế - xã hội", 8), ("III. Kinh tế và sản xuất", 4),
          ("IV. Văn hóa - xã hội - môi trường", 4), ("V", 2))  # fmt: skip


def verdict(commune: int, criterion: int) -> Mark:
    """A fixed, varied pattern of verdicts."""
    if criterion == 14 and commune % 4 == 0:
        return Mark.UNKNOWN
    return Mark.NOT_MET if (commune * 7 + criterion * 5) % 11 < 3 else Mark.MET


def matrix() -> Table:
    """13 communes x 19 criteria with counts by row and by column."""
    columns = (
        Column("TT", weight=7, align=Align.CENTER),
        Column("Xã", weight=30),
        Column("Số tiêu chí đạt", weight=11, align=Align.CENTER, rotate=True, decimals=0),
        *(
            Column(name, weight=12, align=Align.CENTER, rotate=True, note=str(number))
            for number, name in enumerate(CRITERIA, start=1)
        ),
    )
    rows, counts = [], []
    for number, name in enumerate(COMMUNES):
        marks = [verdict(number, criterion) for criterion in range(len(CRITERIA))]
        state = FigureState.UNCONFIRMED if number == 2 else FigureState.CONFIRMED
        cells = [
            Cell(mark=mark, note="" if mark is Mark.MET else "2/4", state=state) for mark in marks
        ]
        counts.append(marks.count(Mark.MET))
        met = Cell(counts[-1], total=Total(Function.COUNT_MET, Axis.ROW, 3, 21), state=state)
        rows.append(Row((Cell(number + 1), Cell(name), met, *cells)))
    per_criterion = [
        sum(verdict(row, criterion) is Mark.MET for row in range(len(COMMUNES)))
        for criterion in range(len(CRITERIA))
    ]
    total = Total(Function.COUNT_MET)
    rows.append(
        Row(
            (
                Cell("Số xã đạt", span=2),
                Cell(sum(counts), total=Total(Function.SUM)),
                *(Cell(count, total=total) for count in per_criterion),
            ),
            RowKind.TOTAL,
        )
    )
    return Table(
        columns,
        tuple(rows),
        groups=tuple(HeaderGroup(*group) for group in GROUPS),
        mark_note="2/4: số chỉ tiêu đạt trên tổng số chỉ tiêu",
    )


def bands() -> Table:
    """Units by band, with figures bound to the document and a total."""
    names = ("19 tiêu chí", "15 - 18 tiêu chí", "10 - 14 tiêu chí", "Dưới 10 tiêu chí")
    rows = [
        Row((Cell(number + 1), Cell(name), Cell(figure=f"band_{number}"), Cell(Decimal(share))))
        for number, (name, share) in enumerate(
            zip(names, ("7.69", "38.46", "38.46", "15.39"), strict=True)
        )
    ]
    rows.append(
        Row(
            (
                Cell("Tổng số", span=2),
                Cell(13, total=Total(Function.SUM)),
                Cell(Decimal("100.00"), total=Total(Function.SUM)),
            ),
            RowKind.TOTAL,
        )
    )
    return Table(
        (
            Column("TT", weight=8, align=Align.CENTER),
            Column("Mức đạt", weight=50),
            Column("Số xã", weight=20, align=Align.RIGHT, decimals=0),
            Column("Tỷ lệ (%)", weight=20, align=Align.RIGHT, decimals=2),
        ),
        tuple(rows),
        caption="Số xã phân theo mức đạt tiêu chí",
        unit_line="Đơn vị tính: xã",
    )


FIGURES = (
    Figure("average", Decimal("14.31"), "Bình quân tiêu chí/xã", 1, source="standing:district"),
    Figure("income", Decimal("48500000"), "Thu nhập bình quân", 0, state=FigureState.UNCONFIRMED),
    Figure("poverty", Decimal("12.456"), "Tỷ lệ nghèo đa chiều", 2, "%"),
    Figure("late", None, "Số xã nộp chậm"),
    *(Figure(f"band_{i}", value, f"Mức {i}") for i, value in enumerate((1, 5, 5, 2))),
)

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 50">'
    '<line x1="10" y1="45" x2="155" y2="45" stroke="#000" stroke-width=".5"/>'
    '<rect x="20" y="20" width="20" height="25" fill="#444"/>'
    '<rect x="60" y="12" width="20" height="33" fill="#888"/>'
    '<text x="30" y="18" font-size="5" text-anchor="middle">12,1</text>'
    '<text x="70" y="10" font-size="5" text-anchor="middle">14,3</text></svg>'
)


def narrative(paragraphs: int = 4) -> list[Heading | Paragraph | ListItem | Table | Chart]:
    """Text of a page and a half."""
    filler = (
        "Các xã đã rà soát từng tiêu chí, phân công người phụ trách, công khai số liệu tại nhà "
        "văn hóa thôn, làng và lấy ý kiến của Nhân dân trước khi gửi báo cáo về huyện theo đúng "
        "thời gian quy định. "
    )
    return [
        Heading(1, "I. KẾT QUẢ THỰC HIỆN"),
        Heading(2, "1. Kết quả chung"),
        Paragraph(
            (
                Run("Đến hết quý III, bình quân mỗi xã đạt "),
                Run(figure="average", bold=True),
                Run(" tiêu chí; thu nhập bình quân "),
                Run(figure="income"),
                Run(" đồng/người/năm; tỷ lệ nghèo đa chiều "),
                Run(figure="poverty"),
                Run("; số xã nộp chậm: "),
                Run(figure="late"),
                Run("."),
            )
        ),
        *(Paragraph((Run(filler * 2),)) for _ in range(paragraphs)),
        bands(),
        Chart(CHART, "Bình quân tăng từ 12,1 lên 14,3 tiêu chí/xã.", 120, 38, "Bình quân theo kỳ"),
        Heading(1, "II. TỒN TẠI, HẠN CHẾ"),
        ListItem((Run("Tiêu chí 10 và 11 còn chậm ở các xã Kon Pne, Đak Rong;"),)),
        ListItem((Run("Hai xã nộp báo cáo sau ngày hết hạn."),)),
        Heading(3, "a) Nguyên nhân"),
        Paragraph((Run("Chữ có dấu: " + LETTERS + "."),)),
    ]


def report(**changes: object) -> Document:
    """A quarter's report with head, foot, banners and the matrix as annex."""
    parts: dict[str, object] = {
        "kind": "sample-report",
        "title": "BÁO CÁO",
        "created": SNAPSHOT_TIME,
        "abstract": (
            "Kết quả thực hiện phong trào thi đua",
            "“Kbang chung sức xây dựng nông thôn mới” quý III năm 2024",
        ),
        "head": LegalHead(
            issuing_body=("ỦY BAN NHÂN DÂN", "HUYỆN KBANG"),
            sign="BC-UBND",
            place="Kbang",
            issuer_name="Ủy ban nhân dân huyện Kbang",
        ),
        "addressees": ("Ủy ban nhân dân tỉnh Gia Lai",),
        "bases": (
            "Căn cứ Quyết định số 318/QĐ-TTg ngày 08 tháng 3 năm 2022 của Thủ tướng Chính phủ",
            "Căn cứ Kế hoạch của Ủy ban nhân dân huyện Kbang ngày 05 tháng 8 năm 2022",
        ),
        "blocks": tuple(narrative()),
        "signers": (SignOff(("TM. ỦY BAN NHÂN DÂN",), ("CHỦ TỊCH",)),),
        "recipients": ("Như trên", "Văn phòng Điều phối NTM tỉnh", "Lưu: VT, VPĐP"),
        "annexes": (
            Annex("Kết quả 19 tiêu chí của các xã quý III năm 2024", (matrix(),), "I", True),
            Annex("Danh sách xã nộp chậm", (Table((Column("TT"), Column("Xã", 90))),), "II"),
        ),
        "banners": Banners(True, "Số liệu đã xác nhận 11/13 xã", "Số liệu minh họa"),
        "notes": ("Số liệu đến 14:05 ngày 16/10/2024, theo bản đồ hành chính ngày 30/9/2024.",),
        "figures": FIGURES,
        "subject": "Báo cáo quý III năm 2024",
    }
    return Document(**(parts | changes))  # type: ignore[arg-type]  # changes name Document's fields


def issued() -> Document:
    """The same report registered on a day of February, without banners."""
    head = LegalHead(
        ("HUYỆN KBANG",), "BC-UBND", "Kbang", ("ỦY BAN NHÂN DÂN",), "5", date(2025, 2, 3)
    )
    return report(head=head, banners=Banners())
