"""Criteria of the plan's subject for a nomination: what the data say, what people said."""

from __future__ import annotations

from dataclasses import dataclass

from awards.merit_codes import FIGURES_OF
from awards.models import CriterionAnswer, Nomination
from awards.queries.merits import About, Figure, about, figure
from campaigns.models import Subject, SubjectCriterion
from kbang_ntm.core import clock


@dataclass(frozen=True)
class CriterionLine:
    """One criterion; `answer` None: nobody has said anything yet."""

    criterion: SubjectCriterion
    figures: list[Figure]
    answer: CriterionAnswer | None

    @property
    def verdict(self) -> str:
        """A code of verdict of what people said."""
        if self.answer is None or self.answer.met is None:
            return "unknown"
        return "met" if self.answer.met else "not_met"


def _figures(subject: Subject, criterion: SubjectCriterion, who: About) -> list[Figure]:
    codes = FIGURES_OF.get((subject.code, criterion.order), ())
    return [figure(code, who) for code in codes]


def computed_for(row: Nomination, criterion: SubjectCriterion) -> list[Figure]:
    """What the data say today of one criterion; a few queries a figure."""
    return _figures(criterion.subject, criterion, about(row, clock.today()))


def criterion_lines(row: Nomination) -> list[CriterionLine]:
    """All criteria of the subject with the newest word on each; none without a subject. As many
    queries for one nominee as for another of the same subject."""
    if row.subject is None:
        return []
    who = about(row, clock.today())
    newest = {one.criterion_id: one for one in row.criterion_answers.select_related("by")}
    return [
        CriterionLine(one, _figures(row.subject, one, who), newest.get(one.pk))
        for one in row.subject.criteria.order_by("order")
    ]


def answers_of(row: Nomination) -> list[CriterionLine]:
    """As `criterion_lines` from what was stored with each answer, without asking the data again.
    Two queries."""
    if row.subject is None:
        return []
    newest = {one.criterion_id: one for one in row.criterion_answers.select_related("by")}
    found = []
    for one in row.subject.criteria.order_by("order"):
        answer = newest.get(one.pk)
        kept = answer.computed.get("lines", []) if answer else []
        found.append(CriterionLine(one, [Figure(**line) for line in kept], answer))
    return found


def subjects_of(campaign_id: int | None) -> list[Subject]:
    """Subjects a) to đ) of a campaign. One query."""
    return list(Subject.objects.filter(campaign_id=campaign_id or 0).order_by("order"))
