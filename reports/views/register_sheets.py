"""The lists of the registers as XLSX: exactly the rows the page shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from communes.forms.registers import FilterForm, WorkFilterForm
from communes.models import Survey
from communes.queries.register_lists import (
    PROGRAMME_WORDS,
    STANDARD_WORDS,
    SurveyLine,
    communes_seen,
    public_lines,
    registration_lines,
    round_lines,
    survey_lines,
    work_lines,
)
from communes.queries.register_rules import names_on, small_group
from communes.queries.surveys import shown_groups, too_few
from communes.tables.registers import content_words
from communes.views.register_pages import readers_only
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.templatetags.portal import vn_date
from reports.resources import Column, Sheet, Value, download

MONEY, SHARE, COUNT = 18, 12, 11
NOT_SHOWN = "không công bố riêng"


@readers_only
@require_safe
def registrations_sheet(request: HttpRequest) -> HttpResponseBase:
    """Yearly registrations."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
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
        for line in registration_lines(user, form.asked())
    ]
    return download(Sheet(_title("Đăng ký năm"), columns, rows, name="Đăng ký"), "dang-ky-nam")


@readers_only
@require_safe
def works_sheet(request: HttpRequest) -> HttpResponseBase:
    """Works with their sums in đồng; an empty cell is not known, which is not zero."""
    user = member(request)
    form = WorkFilterForm(request.GET or None, units=communes_seen(user))
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
        for line in work_lines(user, form.asked())
    ]
    notes = ["Số tiền tính bằng đồng. Ô trống là chưa rõ, khác với 0."]
    sheet = Sheet(_title("Sổ công trình"), columns, rows, name="Công trình", notes=notes)
    return download(sheet, "so-cong-trinh")


@readers_only
@require_safe
def opinions_sheet(request: HttpRequest) -> HttpResponseBase:
    """Rounds of opinions."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
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
        for line in round_lines(user, form.asked())
    ]
    notes = ["Tỷ lệ đồng ý tính trên số hộ có đại diện dự họp. Ô trống là chưa rõ."]
    sheet = Sheet(_title("Ý kiến nhân dân"), columns, rows, name="Ý kiến", notes=notes)
    return download(sheet, "y-kien-nhan-dan")


@readers_only
@require_safe
def surveys_sheet(request: HttpRequest) -> HttpResponseBase:
    """Surveys; small groups are kept back in every file, whoever asks for it."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
    least = small_group(clock.today())
    lines = survey_lines(Survey.objects.visible_to(user), form.asked(), least=least)
    return _survey_download(lines, "khao-sat-hai-long", least=least)


@login_not_required
@require_safe
def public_surveys_sheet(request: HttpRequest) -> HttpResponseBase:
    """Published surveys, for everybody."""
    units = names_on(Survey.objects.public().values_list("unit_id", flat=True), clock.today())
    form = FilterForm(request.GET or None, units=units.items())
    least = small_group(clock.today())
    return _survey_download(public_lines(form.asked()), "ket-qua-hai-long", least=least)


def _survey_download(
    lines: Iterable[SurveyLine], name: str, *, least: int | None
) -> HttpResponseBase:
    """One row for each commune, then one for each of its groups that may be told."""
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
    return download(Sheet(title, columns, rows, name="Hài lòng"), name)


def _title(words: str) -> str:
    return f"{words}, đến ngày {vn_date(clock.today())}"
