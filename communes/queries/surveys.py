"""The Front's survey of satisfaction: what the counted papers say, and what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from communes.enums import SurveyState
from communes.models import Survey, SurveyAnswer, SurveyGroup, SurveyQuestion, SurveyTally
from communes.tallies import hidden_groups, reaches, share
from kbang_ntm.core.models import StoredFile

Counts = tuple[int, int, int]
"""Papers that answer hài lòng, không hài lòng, otherwise."""


@dataclass(frozen=True)
class QuestionFigure:
    """One question: its counts over `returned` papers; a blank answer counts against it."""

    question: SurveyQuestion
    yes: int
    no: int
    other: int
    returned: int

    @property
    def percent(self) -> Decimal | None:
        """Percent of the returned papers that are satisfied."""
        return share(self.yes, self.returned)

    @property
    def blank(self) -> int:
        """Papers that leave the question empty."""
        return self.returned - self.yes - self.no - self.other


@dataclass(frozen=True)
class GroupFigure:
    """The papers of one village. `checked`: the last two counts agree in every number.

    `counts` is {question id: (yes, no, other)} of the last count.
    """

    group: SurveyGroup
    tallies: int
    issued: int
    returned: int
    counts: Mapping[int, Counts]
    checked: bool
    hidden: bool


@dataclass(frozen=True)
class SurveyFigure:
    """A survey summed over its groups. Percentages are exact; compare with `reaches`.

    `unchecked` names groups not counted twice with one result: a survey with any is not closed.
    """

    survey: Survey
    issued: int
    returned: int
    questions: tuple[QuestionFigure, ...]
    groups: tuple[GroupFigure, ...]
    unchecked: tuple[str, ...]

    @property
    def closed(self) -> bool:
        """Counted, checked and closed with minutes."""
        return self.survey.state != SurveyState.OPEN

    @property
    def published(self) -> bool:
        """Open to everybody."""
        return self.survey.state == SurveyState.PUBLISHED

    @property
    def minutes_file(self) -> StoredFile | None:
        """The minutes of the count."""
        return self.survey.minutes_file

    @property
    def satisfied(self) -> tuple[int, int]:
        """(answers that are satisfied, answers there could be) behind the overall percentage:
        those of the general question, or of all questions where the paper has none."""
        general = [row for row in self.questions if row.question.overall]
        rows = general or list(self.questions)
        return sum(row.yes for row in rows), self.returned * len(rows)

    @property
    def percent(self) -> Decimal | None:
        """Overall satisfaction in percent; None while no paper is counted."""
        return share(*self.satisfied)

    def reaches(self, percent: Decimal) -> bool | None:
        """Whether overall satisfaction is at least `percent`, without dividing; None: no paper."""
        return reaches(*self.satisfied, percent)

    def each_reaches(self, percent: Decimal) -> bool | None:
        """Whether every question is at `percent` or above; None while no paper is counted."""
        found = [reaches(row.yes, row.returned, percent) for row in self.questions]
        return None if not found or None in found else all(found)


def satisfaction(unit_id: int, *, standard: str, year: int) -> SurveyFigure | None:
    """The survey of a commune for a standard and year; None where there is none. Five queries."""
    found = (
        Survey.objects.filter(unit_id=unit_id, standard=standard, year=year)
        .select_related("minutes_file", "questionnaire")
        .first()
    )
    return survey_figures([found])[found.pk] if found else None


def survey_figures(
    surveys: Iterable[Survey], *, least: int | None = None
) -> dict[int, SurveyFigure]:
    """{survey id: figure}, in four queries whatever their number.

    `least` marks the groups that may not be shown to people outside the Front as hidden; without
    it, or where no such rule is in force, all are.
    """
    rows = list(surveys)
    ids = [row.pk for row in rows]
    groups = list(
        SurveyGroup.objects.filter(survey_id__in=ids, removed_at__isnull=True).order_by("name")
    )
    tallies: dict[int, list[SurveyTally]] = {group.pk: [] for group in groups}
    for tally in SurveyTally.objects.filter(group__in=groups).order_by("number"):
        tallies[tally.group_id].append(tally)
    last = [tally for found in tallies.values() for tally in found[-2:]]
    counts: dict[int, dict[int, Counts]] = {tally.pk: {} for tally in last}
    for answer in SurveyAnswer.objects.filter(tally__in=last):
        counts[answer.tally_id][answer.question_id] = (answer.yes, answer.no, answer.other)
    questions: dict[int, list[SurveyQuestion]] = {}
    papers = {row.questionnaire_id for row in rows}
    for question in SurveyQuestion.objects.filter(questionnaire_id__in=papers).order_by("order"):
        questions.setdefault(question.questionnaire_id, []).append(question)
    found = {}
    for row in rows:
        own = [group for group in groups if group.survey_id == row.pk]
        asked = questions.get(row.questionnaire_id, [])
        found[row.pk] = _figure(row, asked, own, tallies, counts, least)
    return found


def _figure(
    survey: Survey,
    questions: Sequence[SurveyQuestion],
    groups: Sequence[SurveyGroup],
    tallies: Mapping[int, list[SurveyTally]],
    counts: Mapping[int, Mapping[int, Counts]],
    least: int | None,
) -> SurveyFigure:
    papers = {group.pk: tallies[group.pk][-1].returned for group in groups if tallies[group.pk]}
    hidden = frozenset(papers) if least is None else hidden_groups(papers, least)
    lines = [
        _group(group, tallies[group.pk], counts, hidden=group.pk in hidden) for group in groups
    ]
    returned = sum(line.returned for line in lines)
    return SurveyFigure(
        survey=survey,
        issued=sum(line.issued for line in lines),
        returned=returned,
        questions=tuple(_question(question, lines, returned) for question in questions),
        groups=tuple(lines),
        unchecked=tuple(line.group.name for line in lines if not line.checked),
    )


def _group(
    group: SurveyGroup,
    tallies: Sequence[SurveyTally],
    counts: Mapping[int, Mapping[int, Counts]],
    *,
    hidden: bool,
) -> GroupFigure:
    if not tallies:
        return GroupFigure(group, 0, 0, 0, {}, checked=False, hidden=hidden)
    last = tallies[-1]
    return GroupFigure(
        group=group,
        tallies=len(tallies),
        issued=last.issued,
        returned=last.returned,
        counts=counts[last.pk],
        checked=len(tallies) > 1 and same_count(tallies[-2], last, counts),
        hidden=hidden,
    )


def same_count(
    one: SurveyTally, other: SurveyTally, counts: Mapping[int, Mapping[int, Counts]]
) -> bool:
    """Whether two counts of the same papers agree in every number."""
    return (one.issued, one.returned, counts[one.pk]) == (
        other.issued,
        other.returned,
        counts[other.pk],
    )


def _question(
    question: SurveyQuestion, lines: Iterable[GroupFigure], returned: int
) -> QuestionFigure:
    found = [line.counts.get(question.pk, (0, 0, 0)) for line in lines]
    return QuestionFigure(
        question=question,
        yes=sum(one[0] for one in found),
        no=sum(one[1] for one in found),
        other=sum(one[2] for one in found),
        returned=returned,
    )


@dataclass(frozen=True)
class ShownGroup:
    """A group as people outside the Front see it: None where nothing of it may be told."""

    name: str
    papers: int | None
    percent: Decimal | None


def shown_groups(figure: SurveyFigure) -> list[ShownGroup]:
    """The groups of a figure read with `least`: hidden ones keep their name only."""
    general = [row.question.pk for row in figure.questions if row.question.overall]
    asked = general or [row.question.pk for row in figure.questions]
    return [
        ShownGroup(line.group.name, None, None)
        if line.hidden
        else ShownGroup(
            line.group.name,
            line.returned,
            share(
                sum(line.counts.get(pk, (0, 0, 0))[0] for pk in asked),
                line.returned * len(asked),
            ),
        )
        for line in figure.groups
    ]


def too_few(figure: SurveyFigure, least: int | None) -> bool:
    """Whether even the whole commune has too few papers to be told to everybody."""
    return least is not None and figure.returned < least
