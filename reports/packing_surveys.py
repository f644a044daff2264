"""Spreadsheets of a package: surveys of satisfaction, as their reader may see them."""

from __future__ import annotations

from collections.abc import Collection

from communes.models import Survey
from communes.queries.register_rules import small_group
from communes.queries.surveys import GroupFigure, SurveyFigure, survey_figures
from kbang_ntm.core import clock
from reports.queries.package_files import readable_surveys
from reports.resources import Column, Sheet, Value

HIDDEN = "nhóm ít phiếu, không ghi"
Rows = list[list[Value]]


def survey_sheets(unit_ids: Collection[int], *, every: bool) -> list[Sheet]:
    """Results of surveys by question, and by group of papers. Six queries.

    `every`: surveys as the Front has them. Without it only what a commune may read of them: closed
    surveys, groups with few papers by name alone.
    """
    surveys: list[Survey] = list(
        readable_surveys(unit_ids, every=every)
        .select_related("unit", "front_unit", "questionnaire", "minutes_file")
        .order_by("unit__order", "unit__key", "year", "id")
    )
    figures = survey_figures(surveys, least=small_group(clock.today()))
    found = [figures[row.pk] for row in surveys]
    return [
        Sheet(
            title="Khảo sát sự hài lòng theo câu hỏi",
            name="Khảo sát",
            columns=(*SURVEY_COLUMNS, *QUESTION_COLUMNS),
            rows=[row for figure in found for row in _questions(figure)],
        ),
        Sheet(
            title="Khảo sát sự hài lòng theo nhóm phiếu",
            name="Khảo sát theo nhóm",
            columns=(*SURVEY_COLUMNS, *GROUP_COLUMNS),
            rows=[
                row
                for figure in found
                for group in figure.groups
                for row in _group(figure, group, every=every)
            ],
        ),
    ]


def _survey(figure: SurveyFigure) -> list[Value]:
    row = figure.survey
    return [
        row.unit.key,
        row.year,
        str(row.get_standard_display()),
        row.questionnaire.title,
        row.front_unit.key,
        row.get_state_display(),
        row.minutes_number,
        row.minutes_date,
    ]


def _questions(figure: SurveyFigure) -> Rows:
    return [
        [
            *_survey(figure),
            figure.issued,
            figure.returned,
            one.question.order,
            one.question.text,
            one.yes,
            one.no,
            one.other,
        ]
        for one in figure.questions
    ]


def _group(figure: SurveyFigure, group: GroupFigure, *, every: bool) -> Rows:
    head = [*_survey(figure), group.group.name]
    if group.hidden and not every:
        return [[*head, HIDDEN, *[None] * (len(GROUP_COLUMNS) - 2)]]
    checked = "khớp" if group.checked else "chưa khớp"
    if not group.counts:
        return [[*head, checked, group.tallies, *[None] * (len(GROUP_COLUMNS) - 3)]]
    return [
        [
            *head,
            checked,
            group.tallies,
            group.issued,
            group.returned,
            one.question.order,
            *group.counts.get(one.question.pk, (None, None, None)),
        ]
        for one in figure.questions
    ]


SURVEY_COLUMNS = (
    Column("Mã đơn vị", 16),
    Column("Năm", 8),
    Column("Chuẩn", 16),
    Column("Mẫu phiếu", 30),
    Column("Mặt trận của", 16),
    Column("Trạng thái", 16),
    Column("Số biên bản", 18),
    Column("Ngày biên bản", 12),
)
QUESTION_COLUMNS = (
    Column("Phiếu phát ra", 10),
    Column("Phiếu thu về", 10),
    Column("Câu", 6),
    Column("Câu hỏi", 60),
    Column("Hài lòng", 10),
    Column("Không hài lòng", 10),
    Column("Ý kiến khác", 10),
)
GROUP_COLUMNS = (
    Column("Nhóm phiếu", 24),
    Column("Đếm hai lần", 24),
    Column("Số lần đếm", 10),
    Column("Phiếu phát ra", 10),
    Column("Phiếu thu về", 10),
    Column("Câu", 6),
    Column("Hài lòng", 10),
    Column("Không hài lòng", 10),
    Column("Ý kiến khác", 10),
)
