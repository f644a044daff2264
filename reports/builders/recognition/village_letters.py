"""Công văn of a commune to its villages in a round of opinions: one that asks them to meet, one
that answers what they said."""

from __future__ import annotations

from communes.enums import Standard
from communes.models import OpinionRound
from communes.queries.opinions import OpinionFigure, VillageOpinion, opinion_figures
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders.binding import Figures, item, listed, para
from reports.builders.movement.letters import MOST_ADDRESSEES, letter
from reports.builders.movement.parts import archive, committee_sign, committee_signer, kind_of
from reports.builders.parts import Level, number_column
from reports.builders.recognition.parts import RECOGNISED_AS
from reports.documents.tree import Block, Cell, Column, Document, Row, Table

REQUEST, REPLY = "opinion-request", "opinion-reply"


def build_request(*, opinion_round: OpinionRound) -> Document:
    """The letter that asks the villages to meet; the day stays for the pen. Four queries. Raises
    Refused (`closed`, `no_villages`)."""
    figure = opinion_figures([opinion_round])[opinion_round.pk]
    if figure.closed:
        raise Refused("closed", "Đợt lấy ý kiến đã chốt nên không gửi công văn lấy ý kiến nữa.")
    if not figure.lines:
        raise Refused(
            "no_villages", "Đợt lấy ý kiến chưa có thôn, làng nào. Thêm thôn, làng rồi in."
        )
    level = _level(opinion_round)
    names = [line.village.name for line in figure.lines]
    return letter(
        REQUEST,
        level.committee(committee_sign(None)),
        subject="tổ chức họp lấy ý kiến Nhân dân",
        addressees=_addressed(names),
        blocks=(
            para(
                f"Để có căn cứ đề nghị công nhận {level.inside} {_as(opinion_round)}, Ủy ban nhân "
                f"dân {level.inside} đề nghị thôn, làng họp lấy ý kiến Nhân dân như sau:"
            ),
            item("Thành phần: đại diện các hộ trong thôn, làng."),
            item("Nội dung: kết quả thực hiện các tiêu chí và việc đề nghị công nhận."),
            item(
                "Biên bản ghi tổng số hộ, số hộ được mời, số hộ có đại diện dự họp, số hộ đồng ý, "
                "không đồng ý, ý kiến khác và nội dung ý kiến khác."
            ),
            *_already(figure),
            para("Biên bản gửi về Ủy ban nhân dân xã trước ngày ........./........./............."),
        ),
        signer=committee_signer(),
        kept=archive(None),
        illustrative=opinion_round.illustrative,
    )


def build_reply(*, opinion_round: OpinionRound) -> Document:
    """What each village said besides yes and no, with the commune's answer. Four queries. Raises
    Refused (`no_opinions`, `unanswered`)."""
    figure = opinion_figures([opinion_round])[opinion_round.pk]
    said = [line for line in figure.lines if line.minutes and line.minutes.opinions]
    if not said:
        raise Refused(
            "no_opinions",
            "Biên bản của các thôn, làng không có ý kiến khác nên không phải trả lời.",
        )
    if figure.unanswered:
        raise Refused(
            "unanswered",
            f"Chưa trả lời ý kiến của {listed(figure.unanswered)}. Trả lời ở trang của đợt rồi in.",
        )
    level, figures = _level(opinion_round), Figures()
    return letter(
        REPLY,
        level.committee(committee_sign(None)),
        subject="trả lời ý kiến của thôn, làng",
        addressees=_addressed([line.village.name for line in said]),
        blocks=(
            para(
                f"Ủy ban nhân dân {level.inside} nhận được ý kiến khác của ",
                figures.bind("villages", len(said)),
                f" thôn, làng khi lấy ý kiến về đề nghị công nhận {level.inside} "
                f"{_as(opinion_round)}, trả lời như sau:",
            ),
            _answers(said),
            para("Đề nghị thôn, làng thông báo đến các hộ."),
        ),
        signer=committee_signer(),
        kept=archive(None),
        illustrative=opinion_round.illustrative,
        figures=figures,
    )


def _level(row: OpinionRound) -> Level:
    """The commune that keeps the round today."""
    return Level(row.passed_to or row.unit, clock.today())


def _as(row: OpinionRound) -> str:
    return f"{RECOGNISED_AS[Standard(row.standard)]} năm {row.year}"


def _addressed(names: list[str]) -> tuple[str, ...]:
    if len(names) > MOST_ADDRESSEES:
        return ("Các thôn, làng của xã",)
    return tuple(names)


def _already(figure: OpinionFigure) -> list[Block]:
    """Who has sent minutes is not asked again."""
    held = [line.village.name for line in figure.lines if line.minutes]
    return [item(f"Đã có biên bản: {listed(held)}; không phải họp lại.")] if held else []


def _answers(said: list[VillageOpinion]) -> Table:
    return Table(
        columns=(
            number_column(), Column("Thôn, làng", 20), Column("Ý kiến", 36),
            Column("Trả lời", 38),
        ),
        rows=tuple(
            Row(
                (
                    Cell(number),
                    Cell(line.village.name),
                    Cell(line.minutes.opinions if line.minutes else ""),
                    Cell(line.answer.text if line.answer else ""),
                )
            )
            for number, line in enumerate(said, start=1)
        ),
    )  # fmt: skip


ABOUT = ("opinion_round", "đợt lấy ý kiến nhân dân")
REQUEST_KIND = kind_of(REQUEST, "Công văn lấy ý kiến Nhân dân", build_request, ABOUT)
REPLY_KIND = kind_of(
    REPLY, "Công văn trả lời ý kiến của thôn, làng", build_reply, ABOUT, sheet=True
)
