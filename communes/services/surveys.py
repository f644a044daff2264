"""The Front's survey of satisfaction: opening, counting papers twice, closing, publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse

from communes.enums import SurveyState
from communes.models import (
    Questionnaire,
    Survey,
    SurveyAnswer,
    SurveyGroup,
    SurveyQuestion,
    SurveyTally,
)
from communes.queries.people import people_of_commune
from communes.queries.register_rules import villages_of
from communes.queries.survey_desk import communes_of_front
from communes.queries.surveys import Counts, survey_figures
from communes.register_rules import keeper_of, may_survey
from communes.register_workflow import SURVEY
from communes.services.register_papers import SURVEY_KIND, check_past, clean_text, keep_paper
from communes.services.register_parts import check_subject, new_name, take_out
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance


@dataclass(frozen=True)
class Tally:
    """One count of papers: {question id: (hài lòng, không hài lòng, ý kiến khác)}."""

    issued: int
    returned: int
    counts: Mapping[int, Counts]


@transaction.atomic
def open_survey(
    *, unit_id: int, standard: str, year: int, questionnaire: Questionnaire, actor: User
) -> Survey:
    """Begin the survey of a commune; its villages the portal knows become groups of papers.

    The questionnaire is frozen from now on. Raises NotAllowed, Refused (`exists`, `standard`,
    `year`, `questionnaire`).
    """
    front_unit = communes_of_front(actor).get(unit_id)
    if front_unit is None:
        raise NotAllowed("not_allowed", "Chỉ Mặt trận mở khảo sát sự hài lòng ở xã của mình.")
    check_subject(standard, year)
    today = clock.today()
    paper = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if standard not in paper.standards or today not in paper.valid:
        raise Refused("questionnaire", "Mẫu phiếu không dùng cho chuẩn này hoặc đã hết hiệu lực.")
    if not paper.questions.exists():
        raise Refused("questionnaire", "Mẫu phiếu chưa có câu hỏi nào.")
    if Survey.objects.filter(unit_id=unit_id, standard=standard, year=year).exists():
        raise Refused("exists", f"Xã đã có khảo sát năm {year} cho chuẩn này.")
    if paper.frozen_at is None:
        paper.frozen_at = clock.now()
        paper.save(update_fields=["frozen_at"])
    row = Survey.objects.create(
        unit_id=unit_id,
        standard=standard,
        year=year,
        questionnaire=paper,
        front_unit_id=front_unit,
        opened_by=actor,
    )
    SurveyGroup.objects.bulk_create(
        SurveyGroup(survey=row, unit_id=one.unit_id, name=one.name)
        for one in villages_of(unit_id, today)
    )
    _tell(actor, row, "open", f"Mở khảo sát sự hài lòng năm {year}")
    return row


@transaction.atomic
def add_group(*, survey: Survey, name: str, actor: User) -> SurveyGroup:
    """Add a group of papers by name (a village, or «Toàn xã»). Raises NotAllowed, Refused."""
    locked = _lock(survey, actor)
    empty = "Ghi tên thôn, làng của nhóm phiếu."
    name = new_name(locked.groups.all(), name, empty=empty, where="khảo sát")
    row = SurveyGroup.objects.create(survey=locked, name=name)
    _tell(actor, locked, "group", f"Thêm nhóm phiếu {name}")
    return row


@transaction.atomic
def remove_group(*, group: SurveyGroup, reason: str, actor: User) -> SurveyGroup:
    """Take a group out in which no paper was handed out. Raises NotAllowed, Refused."""
    locked = _lock(group.survey, actor)
    row = take_out(
        group,
        reason=reason,
        actor=actor,
        no_reason="Ghi lý do bỏ nhóm phiếu này.",
        gone="Nhóm phiếu này đã bỏ.",
    )
    _tell(actor, locked, "remove", f"Bỏ nhóm phiếu {row.name}: {row.removed_reason}")
    return row


@transaction.atomic
def count_papers(*, group: SurveyGroup, tally: Tally, actor: User) -> SurveyTally:
    """Enter one count of a group's papers. Two counts in a row that agree make it checked.

    Raises NotAllowed, Refused (`negative`, `papers`, `answers`, `questions`, `not_open`).
    """
    survey = _lock(group.survey, actor)
    if group.removed_at is not None:
        raise Refused("removed", "Nhóm phiếu này đã bỏ nên không nhập được.")
    questions = {row.pk: row for row in survey.questionnaire.questions.order_by("order")}
    _check_tally(tally, questions)
    last = group.tallies.order_by("-number").first()
    row = SurveyTally.objects.create(
        group=group,
        number=last.number + 1 if last else 1,
        issued=tally.issued,
        returned=tally.returned,
        by=actor,
    )
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(tally=row, question_id=pk, yes=yes, no=no, other=other)
        for pk, (yes, no, other) in sorted(tally.counts.items())
    )
    words = f"{group.name}: đếm lần {row.number}, {row.returned}/{row.issued} phiếu"
    _tell(actor, survey, "count", words)
    return row


@transaction.atomic
def close_survey(
    *,
    survey: Survey,
    minutes_number: str,
    minutes_date: date,
    name: str,
    stream: BinaryIO,
    actor: User,
) -> Survey:
    """Close the count with its minutes. Raises NotAllowed, Refused (`gaps`, `no_number`, ...)."""
    locked = _lock(survey, actor)
    gaps = survey_gaps(locked)
    if gaps:
        raise Refused("gaps", " ".join(gaps))
    number = clean_text(minutes_number, 60)
    if not number:
        raise Refused("no_number", "Ghi số biên bản kiểm phiếu như trên giấy.")
    check_past(minutes_date, "Ngày biên bản")
    file = keep_paper(
        name=name, stream=stream, owner_kind=SURVEY_KIND, owner_uid=locked.uid, actor=actor
    )
    closed = advance(
        SURVEY,
        obj=locked,
        act="close",
        actor=actor,
        changes={
            "minutes_number": number,
            "minutes_date": minutes_date,
            "minutes_file": file,
            "closed_by": actor,
            "closed_at": clock.now(),
        },
        data={"minutes": number, "sha256": file.sha256},
    )
    notify.tell(
        recipients=people_of_commune(keeper_of(closed)),
        kind="survey.closed",
        key=f"survey {closed.uid} {closed.closed_at}",
        text=f"Mặt trận chốt kết quả khảo sát sự hài lòng năm {closed.year}",
        url=reverse("communes:survey", args=[closed.uid]),
    )
    return closed


@transaction.atomic
def reopen_survey(*, survey: Survey, reason: str, actor: User) -> Survey:
    """Open a closed, not yet published survey again. Raises NotAllowed, Refused (`no_reason`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do mở lại khảo sát.")
    return advance(
        SURVEY,
        obj=survey,
        act="reopen",
        actor=actor,
        changes={"closed_by": None, "closed_at": None},
        data={"reason": reason},
    )


@transaction.atomic
def publish_survey(*, survey: Survey, actor: User) -> Survey:
    """Show the result to everybody; small groups stay hidden. Raises NotAllowed, Refused."""
    return advance(
        SURVEY,
        obj=survey,
        act="publish",
        actor=actor,
        changes={"published_by": actor, "published_at": clock.now()},
    )


def survey_gaps(survey: Survey) -> list[str]:
    """Sentences that say what a survey still lacks before it can be closed."""
    figure = survey_figures([survey])[survey.pk]
    if not figure.groups:
        return ["Chưa có nhóm phiếu nào. Thêm thôn, làng rồi nhập kết quả đếm."]
    found = []
    uncounted = [line.group.name for line in figure.groups if not line.tallies]
    once = [line.group.name for line in figure.groups if line.tallies == 1]
    differ = [line.group.name for line in figure.groups if line.tallies > 1 and not line.checked]
    for names, words in (
        (uncounted, "Chưa đếm phiếu của"),
        (once, "Mới đếm một lần phiếu của"),
        (differ, "Hai lần đếm khác nhau ở"),
    ):
        if names:
            found.append(f"{words} {', '.join(names)}.")
    if not found and not figure.returned:
        found.append("Chưa có phiếu nào thu về.")
    return found


def _lock(survey: Survey, actor: User) -> Survey:
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not may_survey(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ Mặt trận nhập kết quả khảo sát sự hài lòng.")
    if locked.state != SurveyState.OPEN:
        raise Refused("not_open", "Khảo sát đã chốt. Mở lại rồi mới sửa được.")
    return locked


def _check_tally(tally: Tally, questions: Mapping[int, SurveyQuestion]) -> None:
    numbers = [tally.issued, tally.returned, *(n for row in tally.counts.values() for n in row)]
    if min(numbers) < 0:
        raise Refused("negative", "Số phiếu không thể nhỏ hơn 0.")
    if tally.returned > tally.issued:
        raise Refused(
            "papers",
            f"{tally.returned} phiếu thu về nhiều hơn {tally.issued} phiếu phát ra. "
            "Kiểm tra lại một trong hai số.",
        )
    if tally.counts.keys() != questions.keys():
        raise Refused("questions", "Nhập kết quả của mọi câu hỏi trong mẫu phiếu.")
    for pk, row in tally.counts.items():
        if sum(row) > tally.returned:
            raise Refused(
                "answers",
                f"Câu {questions[pk].order}: cộng các trả lời là {sum(row)}, nhiều hơn "
                f"{tally.returned} phiếu thu về. Kiểm tra lại.",
            )


def _tell(actor: User, survey: Survey, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"survey.{act}", subject=survey, summary=summary[:500])
