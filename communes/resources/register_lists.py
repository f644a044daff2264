"""The lists of the registers as sheets: exactly the rows the page shows."""

from __future__ import annotations

from collections.abc import Iterable

from communes.queries.debt import DebtFigure
from communes.queries.register_lists import (
    PROGRAMME_WORDS,
    STANDARD_WORDS,
    RegistrationLine,
    RoundLine,
    SurveyLine,
    WorkLineUp,
    content_words,
)
from communes.queries.surveys import shown_groups, too_few
from kbang_ntm.core import clock
from kbang_ntm.core.sheets import Column, Sheet, Value
from kbang_ntm.core.templatetags.portal import vn_date

MONEY, SHARE, COUNT = 18, 12, 11
NOT_SHOWN = "không công bố riêng"


def registration_sheet(lines: Iterable[RegistrationLine]) -> Sheet:
    """Yearly registrations."""
    columns = [
        Column("Xã", 20), Column("Năm", 8), Column("Chuẩn", 24), Column("Đăng ký", 32),
        Column("Tiêu chí", 24), Column("Số văn bản", 18), Column("Ngày văn bản", 13),
        Column("Gửi", 13), Column("Muộn", 8), Column("Lần", 6),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.unit_name,
            line.registration.year,
            STANDARD_WORDS[line.registration.standard],
            content_words(line),
            ", ".join(line.version.criteria),
            line.version.paper_number,
            line.version.paper_date,
            line.version.sent_at.astimezone(clock.LOCAL).date() if line.version.sent_at else None,
            "muộn" if line.version.late else "",
            line.version.number,
        ]
        for line in lines
    ]
    return Sheet(_title("Đăng ký năm"), columns, rows, name="Đăng ký")


def work_sheet(lines: Iterable[WorkLineUp]) -> Sheet:
    """Works with their sums in đồng; an empty cell is not known, which is not zero."""
    columns = [
        Column("Công trình", 36), Column("Xã", 20), Column("Chương trình", 22),
        Column("Số quyết định", 16), Column("Ngày quyết định", 13),
        Column("Tổng mức đầu tư", MONEY, decimals=0), Column("Vốn đã giao", MONEY, decimals=0),
        Column("Nghiệm thu", MONEY, decimals=0), Column("Đã thanh toán", MONEY, decimals=0),
        Column("Còn nợ", MONEY, decimals=0), Column("Ghi chú", 18),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.work.name,
            line.unit_name,
            line.work.programme_name or PROGRAMME_WORDS[line.work.programme],
            line.work.decision_number,
            line.work.decision_date,
            line.work.total_investment,
            line.sums.given if line.sums else None,
            line.sums.accepted if line.sums else None,
            line.sums.paid if line.sums else None,
            line.owed,
            "chưa rõ số nợ" if line.owed is None else "",
        ]
        for line in lines
    ]
    notes = ["Số tiền tính bằng đồng. Ô trống là chưa rõ, khác với 0."]
    return Sheet(_title("Sổ công trình"), columns, rows, name="Công trình", notes=notes)


def debt_sheet(lines: Iterable[tuple[str, int, DebtFigure]]) -> Sheet:
    """Debt of each commune in đồng: what the register gives beside what the commune signed."""
    columns = [
        Column("Xã", 20), Column("Công trình", COUNT),
        Column("Nợ tính từ sổ", MONEY, decimals=0), Column("Công trình chưa rõ", COUNT),
        Column("Nợ theo văn bản của xã", MONEY, decimals=0), Column("Số văn bản", 18),
        Column("Tính đến ngày", 13), Column("Đối chiếu", 20),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for name, _pk, debt in lines:
        paper = debt.statement
        rows.append(
            [
                name,
                debt.works,
                debt.owed if debt.works else None,
                debt.unknown,
                debt.stated if paper else None,
                paper.paper_number if paper else "",
                paper.as_of if paper else None,
                debt_words(debt),
            ]
        )
    notes = [
        "Số tiền tính bằng đồng. Ô trống là chưa rõ hoặc chưa có văn bản, khác với 0. "
        "Còn công trình chưa rõ thì nợ tính từ sổ chưa đủ."
    ]
    return Sheet(_title("Nợ thuộc Chương trình NTM"), columns, rows, name="Nợ", notes=notes)


def debt_words(debt: DebtFigure) -> str:
    """How the two amounts of a commune agree."""
    if debt.contradicts:
        return "hai số khác nhau"
    if not debt.computed:
        return "chưa đủ số"
    return "khớp" if debt.statement else "chờ văn bản"


def round_sheet(lines: Iterable[RoundLine]) -> Sheet:
    """Rounds of opinions."""
    columns = [
        Column("Xã", 20), Column("Năm", 8), Column("Chuẩn", 24), Column("Thôn, làng", COUNT),
        Column("Đã họp", COUNT), Column("Tổng số hộ", COUNT), Column("Hộ được mời", COUNT),
        Column("Hộ dự họp", COUNT), Column("Đồng ý", COUNT), Column("Không đồng ý", COUNT),
        Column("Ý kiến khác", COUNT), Column("Tỷ lệ đồng ý (%)", SHARE, decimals=2),
        Column("Trạng thái", 16),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.unit_name,
            line.figure.round.year,
            STANDARD_WORDS[line.figure.round.standard],
            line.figure.villages,
            line.figure.held,
            line.figure.households,
            line.figure.invited,
            line.figure.present,
            line.figure.agree,
            line.figure.disagree,
            line.figure.other,
            line.figure.agree_share,
            line.figure.round.get_state_display(),
        ]
        for line in lines
    ]
    notes = ["Tỷ lệ đồng ý tính trên số hộ có đại diện dự họp. Ô trống là chưa rõ."]
    return Sheet(_title("Ý kiến nhân dân"), columns, rows, name="Ý kiến", notes=notes)


def survey_sheet(lines: Iterable[SurveyLine], *, least: int | None) -> Sheet:
    """One row for each commune, then one for each of its groups that may be told.

    Small groups are kept back in every file, whoever asks for it; `lines` are read with the same
    `least`.
    """
    columns = [
        Column("Xã", 20), Column("Năm", 8), Column("Chuẩn", 24), Column("Thôn, làng", 24),
        Column("Phiếu phát ra", COUNT), Column("Phiếu thu về", COUNT),
        Column("Tỷ lệ hài lòng (%)", SHARE, decimals=2), Column("Ghi chú", 22),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for line in lines:
        survey = line.figure.survey
        few = too_few(line.figure, least)
        head: list[Value] = [line.unit_name, survey.year, STANDARD_WORDS[survey.standard]]
        rows.append(
            [
                *head,
                "Toàn xã",
                line.figure.issued,
                line.figure.returned,
                None if few else line.figure.percent,
                "ít phiếu quá" if few else survey.get_state_display(),
            ]
        )
        rows += [
            [
                *head,
                group.name,
                None,
                group.papers,
                group.percent,
                NOT_SHOWN if group.papers is None else "",
            ]
            for group in shown_groups(line.figure)
        ]
    title = _title("Khảo sát sự hài lòng của người dân")
    return Sheet(title, columns, rows, name="Hài lòng")


def _title(words: str) -> str:
    return f"{words}, đến ngày {vn_date(clock.today())}"
