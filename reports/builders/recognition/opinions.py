"""Báo cáo tổng hợp ý kiến Nhân dân of a dossier: what the minutes of the villages add up to, other
opinions with the commune's answers, and the survey of the Front once it is closed."""

from __future__ import annotations

from communes.enums import Standard
from communes.models import RecognitionCase
from communes.queries.cases import load_dossier
from communes.queries.opinions import OpinionFigure, VillageOpinion, opinions
from communes.queries.surveys import SurveyFigure, satisfaction
from communes.recognition_enums import CaseAct
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders.binding import Figures, item, listed, para
from reports.builders.parts import number_column, registered
from reports.builders.recognition.parts import (
    aim,
    bases,
    case_banners,
    head,
    level_of,
    needs_step,
    notes,
    signed_for_committee,
)
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Function,
    Heading,
    Row,
    RowKind,
    Run,
    Table,
    Total,
)

CODE = "case-opinion-summary"
COUNTED = ("households", "present", "agree", "disagree", "other")
HEADS = ("Tổng số hộ", "Số hộ dự họp", "Đồng ý", "Không đồng ý", "Ý kiến khác")


def build(*, case: RecognitionCase) -> Document:
    """The opinions a case rests on. Twenty-five queries at most. Raises Refused (`no_step`,
    `no_opinions`)."""
    needs_step(case, CaseAct.OPINIONS, "báo cáo tổng hợp ý kiến")
    figure = opinions(case.responsible_id, standard=case.standard, year=case.year)
    if figure is None:
        raise Refused(
            "no_opinions",
            f"Chưa có đợt lấy ý kiến người dân năm {case.year} cho chuẩn này. Mở đợt lấy ý kiến, "
            "nhập biên bản từng thôn, làng rồi in.",
        )
    figures = Figures()
    fact = load_dossier(case).done.get(CaseAct.OPINIONS)
    level = level_of(case.responsible, fact, what="lập hồ sơ")
    survey = None
    if case.standard != Standard.VILLAGE:
        survey = satisfaction(case.unit_id, standard=case.standard, year=case.year)
    lines = _lines(case, figure)
    return Document(
        kind=CODE,
        title="BÁO CÁO",
        created=clock.now(),
        abstract=("Tổng hợp ý kiến Nhân dân về đề nghị công nhận", aim(case)),
        head=head(level, "BC", fact),
        bases=bases(case),
        blocks=(
            Heading(1, "I. Tổ chức lấy ý kiến"),
            *_held(figure, figures),
            Heading(1, "II. Kết quả"),
            *_results(lines, figures),
            _table(lines),
            Heading(1, "III. Ý kiến khác và trả lời của xã"),
            *_answers(lines),
            Heading(1, "IV. Kết quả lấy ý kiến sự hài lòng của Mặt trận"),
            *_survey(survey, figures),
        ),
        signers=signed_for_committee(),
        recipients=("Cơ quan thẩm tra hồ sơ", f"UBMTTQ Việt Nam {level.inside}", "Lưu: VT"),
        banners=case_banners(case, done=figure.closed),
        notes=notes(case),
        figures=figures.all(),
        subject=f"Ý kiến Nhân dân: {case}",
    )


def _lines(case: RecognitionCase, figure: OpinionFigure) -> list[VillageOpinion]:
    """All villages; of a village's case its own line, where the round names it."""
    if case.standard != Standard.VILLAGE:
        return list(figure.lines)
    return [line for line in figure.lines if line.village.unit_id == case.unit_id]


def _held(figure: OpinionFigure, figures: Figures) -> list[Block]:
    source = f"opinion-round:{figure.round.pk}"
    held = figures.bind("held", figure.held, source=source)
    blocks: list[Block] = []
    if figure.villages is None:
        blocks.append(para("Đã họp ", held, " thôn, làng; chưa ghi tổng số thôn, làng của xã."))
    else:
        total = figures.bind("villages", figure.villages, source=source)
        blocks.append(para("Đã họp ", held, "/", total, " thôn, làng của xã."))
    if figure.missing:
        blocks.append(item(f"Chưa có đủ biên bản: {listed(figure.missing)}."))
    state = "Đợt lấy ý kiến đã chốt." if figure.closed else "Đợt lấy ý kiến chưa chốt."
    return [*blocks, item(state)]


def _results(lines: list[VillageOpinion], figures: Figures) -> list[Block]:
    told = [line.minutes for line in lines if line.minutes]
    if not told:
        return [para("Chưa có biên bản họp nào.")]
    sums = {name: sum(getattr(row, name) for row in told) for name in COUNTED}
    runs = {name: figures.bind(name, total, source="opinion-minutes") for name, total in
            sums.items()}  # fmt: skip
    words: list[str | Run] = [
        *(runs["present"], "/", runs["households"], " hộ có đại diện dự họp. Đồng ý "),
        *(runs["agree"], " hộ"),
    ]
    if sums["present"]:
        share = figures.percent("agree-share", sums["agree"], sums["present"])
        words += [", bằng ", share, " số hộ dự họp"]
    words += ["; không đồng ý ", runs["disagree"], " hộ; ý kiến khác ", runs["other"], " hộ."]
    return [para(*words)]


def _table(lines: list[VillageOpinion]) -> Table:
    rows = [_row(number, line) for number, line in enumerate(lines, start=1)]
    told = [line.minutes for line in lines if line.minutes]
    if told:
        sums = (sum(getattr(row, name) for row in told) for name in COUNTED)
        cells = (Cell(total, total=Total(Function.SUM)) for total in sums)
        rows.append(Row((Cell("Cộng", span=3), *cells), kind=RowKind.TOTAL))
    columns = (
        number_column(),
        Column("Thôn, làng", 24),
        Column("Họp ngày, biên bản", 20),
        *(Column(head_, 10, Align.RIGHT, decimals=0) for head_ in HEADS),
    )
    return Table(
        columns=columns, rows=tuple(rows), caption="Ý kiến theo thôn, làng",
        unit_line="Đơn vị tính: hộ", empty_text="Đợt lấy ý kiến chưa có thôn, làng nào.",
    )  # fmt: skip


def _row(number: int, line: VillageOpinion) -> Row:
    head_ = (Cell(number, align=Align.CENTER), Cell(line.village.name))
    row = line.minutes
    if row is None:
        return Row((*head_, Cell("chưa họp"), *(Cell() for _ in COUNTED)))
    paper = f", số {row.number}" if registered(row.number) else ""
    counts = (Cell(getattr(row, name)) for name in COUNTED)
    return Row((*head_, Cell(f"{row.held_on:%d/%m/%Y}{paper}"), *counts))


def _answers(lines: list[VillageOpinion]) -> list[Block]:
    told = [line for line in lines if line.minutes and line.minutes.opinions]
    if not told:
        return [para("Không có ý kiến khác trong các biên bản.")]
    blocks: list[Block] = []
    for line in told:
        words = line.minutes.opinions if line.minutes else ""
        answer = line.answer.text if line.answer else "chưa trả lời."
        blocks.append(item(Run(f"{line.village.name}: ", bold=True), words))
        blocks.append(
            item(
                f"Xã trả lời: {answer}",
            )
        )
    return blocks


def _survey(figure: SurveyFigure | None, figures: Figures) -> list[Block]:
    if figure is None or not figure.closed:
        return [para("Mặt trận chưa chốt kết quả lấy ý kiến sự hài lòng cho chuẩn và năm này.")]
    yes, of = figure.satisfied
    if not of:
        return [para("Chưa kiểm phiếu nào.")]
    source = f"survey:{figure.survey.pk}"
    number = figure.survey.minutes_number
    minutes = f" (biên bản số {number})" if registered(number) else ""
    return [
        para(
            "Phát ra ",
            *(figures.bind("issued", figure.issued, source=source), " phiếu, thu về "),
            *(figures.bind("returned", figure.returned, source=source), " phiếu"),
            f"{minutes}. Hài lòng ",
            *(figures.bind("satisfied", yes, source=source), "/"),
            *(figures.bind("answers", of, source=source), ", bằng "),
            figures.percent("satisfied-share", yes, of),
            ".",
        )
    ]


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Báo cáo tổng hợp ý kiến Nhân dân",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
