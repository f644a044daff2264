"""Lists of registrations, works, rounds of opinions and surveys."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from communes.enums import OpinionState, RegistrationState, SurveyState
from communes.queries.register_lists import (
    PROGRAMME_WORDS,
    STANDARD_WORDS,
    RegistrationLine,
    RoundLine,
    SurveyLine,
    WorkLineUp,
    content_words,
)
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, verdict, vn_date
from kbang_ntm.core.vietnamese import format_number, format_percent

UNKNOWN_WORDS = "chưa rõ"


def link(url: str, words: str) -> SafeString:
    """A link of a list's first column."""
    return format_html('<a class="tap" href="{}">{}</a>', url, words)


def money(amount: Decimal | None) -> str:
    """An amount of a table, in đồng; the words for what nobody knows."""
    return UNKNOWN_WORDS if amount is None else format_number(amount)


def percent(value: Decimal | None) -> str:
    """A percentage with two decimals; a dash where there is none."""
    return "–" if value is None else format_percent(value, 2, trim=True)


class RegistrationTable(PortalTable):
    """Yearly registrations."""

    caption = "Đăng ký năm của các xã"
    noun = "đăng ký"
    empty_title = "Chưa có đăng ký nào"
    empty_hint = "Xã lập đăng ký đầu năm: tiêu chí và thôn, làng sẽ đạt chuẩn trong năm."

    unit_name = tables.Column(verbose_name="Xã", order_by=("registration__unit__order",))
    year = tables.Column(verbose_name="Năm", accessor="registration__year")
    standard = tables.Column(verbose_name="Chuẩn", accessor="registration__standard")
    content = tables.Column(verbose_name="Đăng ký", empty_values=(), orderable=False)
    paper = tables.Column(verbose_name="Văn bản", empty_values=(), orderable=False)
    state = tables.Column(verbose_name="Trạng thái", accessor="version__state")

    class Meta(PortalTable.Meta):
        pass

    def render_unit_name(self, record: RegistrationLine) -> SafeString:
        return link(
            reverse("communes:registration", args=[record.registration.uid]), record.unit_name
        )

    def render_standard(self, value: str) -> str:
        return STANDARD_WORDS.get(value, value)

    def render_content(self, record: RegistrationLine) -> str:
        return content_words(record)

    def render_paper(self, record: RegistrationLine) -> str:
        return paper_words(record)

    def render_state(self, record: RegistrationLine) -> SafeString:
        if record.version.state == RegistrationState.DRAFT:
            return state("Đang soạn", "draft")
        sent = state(f"Đã gửi {vn_date(record.version.sent_at)}", "done")
        return (
            format_html("<span>{} {}</span>", sent, mark("late", "muộn"))
            if (record.version.late)
            else sent
        )


def paper_words(line: RegistrationLine) -> str:
    """ "05/ĐK-UBND, 15/01/2025"; which version where it was amended."""
    version = line.version
    parts = [version.paper_number, vn_date(version.paper_date)]
    if version.number > 1:
        parts.append(f"điều chỉnh lần {version.number - 1}")
    return ", ".join(part for part in parts if part) or "chưa ghi"


class WorkTable(PortalTable):
    """Works with their sums."""

    caption = "Công trình và số nợ"
    noun = "công trình"
    empty_title = "Sổ chưa có công trình nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc công chức phụ trách của xã thêm công trình vào sổ."

    name = tables.Column(verbose_name="Công trình", accessor="work__name")
    unit_name = tables.Column(verbose_name="Xã", order_by=("work__unit__order",))
    programme = tables.Column(verbose_name="Chương trình", accessor="work__programme")
    given = NumberColumn(
        verbose_name="Vốn đã giao", accessor="sums__given", order_by=(), empty_values=()
    )
    accepted = NumberColumn(
        verbose_name="Nghiệm thu", accessor="sums__accepted", order_by=(), empty_values=()
    )
    paid = NumberColumn(
        verbose_name="Đã thanh toán", accessor="sums__paid", order_by=(), empty_values=()
    )
    owed = NumberColumn(verbose_name="Còn nợ", empty_values=(), order_by=())

    class Meta(PortalTable.Meta):
        orderable = False

    def render_name(self, record: WorkLineUp) -> SafeString:
        return link(reverse("communes:work", args=[record.work.uid]), record.work.name)

    def render_programme(self, record: WorkLineUp) -> str:
        return record.work.programme_name or PROGRAMME_WORDS[record.work.programme]

    def render_given(self, record: WorkLineUp) -> str:
        return money(record.sums.given if record.sums else None)

    def render_accepted(self, record: WorkLineUp) -> str:
        return money(record.sums.accepted if record.sums else None)

    def render_paid(self, record: WorkLineUp) -> str:
        return money(record.sums.paid if record.sums else None)

    def render_owed(self, record: WorkLineUp) -> SafeString | str:
        if record.owed is None:
            return verdict("unknown", label="Chưa rõ")
        return format_html("<b>{}</b>", format_number(record.owed)) if record.owed else "0"


class RoundTable(PortalTable):
    """Rounds of opinions."""

    caption = "Các đợt lấy ý kiến nhân dân"
    noun = "đợt"
    empty_title = "Chưa có đợt lấy ý kiến nào"
    empty_hint = "Xã mở đợt lấy ý kiến khi chuẩn bị hồ sơ đề nghị công nhận."

    unit_name = tables.Column(verbose_name="Xã", order_by=("figure__round__unit__order",))
    year = tables.Column(verbose_name="Năm", accessor="figure__round__year")
    standard = tables.Column(verbose_name="Chuẩn", accessor="figure__round__standard")
    held = tables.Column(verbose_name="Thôn, làng đã họp", accessor="figure__held")
    present = NumberColumn(verbose_name="Hộ dự họp", accessor="figure__present")
    agree = NumberColumn(verbose_name="Đồng ý", accessor="figure__agree_share", empty_values=())
    state = tables.Column(verbose_name="Trạng thái", accessor="figure__round__state")

    class Meta(PortalTable.Meta):
        pass

    def render_unit_name(self, record: RoundLine) -> SafeString:
        return link(
            reverse("communes:opinion-round", args=[record.figure.round.uid]), record.unit_name
        )

    def render_standard(self, value: str) -> str:
        return STANDARD_WORDS.get(value, value)

    def render_held(self, record: RoundLine) -> str:
        total = record.figure.villages
        return f"{record.figure.held}/{total if total is not None else '?'}"

    def render_agree(self, record: RoundLine) -> str:
        return percent(record.figure.agree_share)

    def render_state(self, record: RoundLine) -> SafeString:
        return round_state(record.figure.round.state)


def round_state(value: str) -> SafeString:
    """The square badge of a round."""
    words = str(OpinionState(value).label).capitalize()
    return state(words, "done" if value == OpinionState.CLOSED else "moving")


class SurveyTable(PortalTable):
    """Surveys of the Front."""

    caption = "Khảo sát sự hài lòng của người dân"
    noun = "khảo sát"
    empty_title = "Chưa có khảo sát nào"
    empty_hint = "Mặt trận mở khảo sát; kết quả hiện ở đây khi đã chốt."

    unit_name = tables.Column(verbose_name="Xã", order_by=("figure__survey__unit__order",))
    year = tables.Column(verbose_name="Năm", accessor="figure__survey__year")
    standard = tables.Column(verbose_name="Chuẩn", accessor="figure__survey__standard")
    returned = tables.Column(verbose_name="Phiếu thu về", accessor="figure__returned")
    percent = NumberColumn(verbose_name="Hài lòng", accessor="figure__percent", empty_values=())
    state = tables.Column(verbose_name="Trạng thái", accessor="figure__survey__state")

    class Meta(PortalTable.Meta):
        pass

    def render_unit_name(self, record: SurveyLine) -> SafeString:
        return link(reverse("communes:survey", args=[record.figure.survey.uid]), record.unit_name)

    def render_standard(self, value: str) -> str:
        return STANDARD_WORDS.get(value, value)

    def render_returned(self, record: SurveyLine) -> str:
        return f"{format_number(record.figure.returned)}/{format_number(record.figure.issued)}"

    def render_percent(self, record: SurveyLine) -> str:
        return percent(record.figure.percent)

    def render_state(self, record: SurveyLine) -> SafeString:
        return survey_state(record.figure.survey.state)


def survey_state(value: str) -> SafeString:
    """The square badge of a survey."""
    kinds = {SurveyState.OPEN: "moving", SurveyState.CLOSED: "done", SurveyState.PUBLISHED: "done"}
    return state(str(SurveyState(value).label).capitalize(), kinds[SurveyState(value)])


class PublicSurveyTable(SurveyTable):
    """Published surveys for everybody."""

    empty_hint = "Kết quả hiện ở đây khi Mặt trận công bố."

    class Meta(PortalTable.Meta):
        exclude = ("state",)

    def render_unit_name(self, record: SurveyLine) -> SafeString:
        return link(
            reverse("communes:survey-public-one", args=[record.figure.survey.uid]),
            record.unit_name,
        )
