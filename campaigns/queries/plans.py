"""The plan as a page reads it: versions, two of them compared, stages on a line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from campaigns.models import Campaign, PlanVersion, Subject
from campaigns.plan_enums import PlanState
from campaigns.rules import leads
from kbang_ntm.core.models import User
from kbang_ntm.core.templatetags.portal import vn_date

SAME, CHANGED, ADDED, DROPPED = "same", "changed", "added", "dropped"


def visible_versions(user: User, campaign: Campaign) -> QuerySet[PlanVersion]:
    """Versions of a campaign the person sees, oldest first: drafts only who runs it."""
    rows = PlanVersion.objects.filter(campaign=campaign).select_related(
        "campaign", "file", "made_by", "issued_by"
    )
    return rows if leads(user, campaign) else rows.exclude(state=PlanState.DRAFT)


@dataclass(frozen=True)
class Piece:
    """Words of a section: kept, taken out ("old") or put in ("new")."""

    kind: str
    words: str


@dataclass(frozen=True)
class SectionChange:
    """A section in two versions."""

    key: str
    heading: str
    old_heading: str
    change: str
    pieces: tuple[Piece, ...]


def compare(old: PlanVersion, new: PlanVersion) -> list[SectionChange]:
    """Section by section in the order of the new version, those taken out last. Two queries."""
    before = {row.key: row for row in old.sections.all()}
    found = []
    for row in new.sections.all():
        was = before.pop(row.key, None)
        if was is None:
            pieces: tuple[Piece, ...] = (Piece("new", row.body),)
            found.append(SectionChange(row.key, row.heading, "", ADDED, pieces))
            continue
        same = (was.heading, was.body) == (row.heading, row.body)
        old_heading = was.heading if was.heading != row.heading else ""
        found.append(
            SectionChange(
                row.key,
                row.heading,
                old_heading,
                SAME if same else CHANGED,
                word_pieces(was.body, row.body),
            )
        )
    for was in before.values():
        found.append(SectionChange(was.key, was.heading, "", DROPPED, (Piece("old", was.body),)))
    return found


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """What was taken out of a text and put into it, word by word; lines stay lines."""
    one, two = _words(old), _words(new)
    found: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(one[a:b])))
            continue
        if b > a:
            found.append(Piece("old", "".join(one[a:b])))
        if d > c:
            found.append(Piece("new", "".join(two[c:d])))
    return tuple(found)


def _words(text: str) -> list[str]:
    """Words with the blank after them, line ends apart."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        words = line.split(" ")
        found += [f"{word} " for word in words[:-1]] + [words[-1]]
    return [word for word in found if word]


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `when` is "past", "now" or ""."""

    label: str
    detail: str
    when: str
    sort: date


def timeline_of(campaign: Campaign, day: date) -> list[Step]:
    """Launch, stages and milestones in the order of their days. Two queries."""
    steps = []
    for phase in campaign.phases.all():
        first, after = phase.period.lower, phase.period.upper
        when = "now" if day in phase.period else ("past" if after and after <= day else "")
        last = vn_date(after - timedelta(days=1)) if after else ""
        detail = f"{vn_date(first)} đến {last}. {phase.words}".strip()
        steps.append(Step(phase.title, detail, when, first))
    for row in campaign.milestones.all():
        done = f"Xong ngày {vn_date(row.done_on)}." if row.done_on else ""
        waits = "Đã qua ngày, chưa ghi kết quả." if not done and row.due < day else ""
        words = [f"Đến {vn_date(row.due)}.", done or waits, row.note]
        steps.append(
            Step(row.title, " ".join(filter(None, words)), "past" if done else "", row.due)
        )
    if campaign.launched_on:
        on = campaign.launched_on
        steps.append(Step("Phát động", vn_date(on), "past" if on <= day else "", on))
    return sorted(steps, key=lambda step: step.sort)


def subjects_of(campaign: Campaign) -> QuerySet[Subject]:
    """Whom the plan honours, with their criteria. Two queries."""
    return campaign.subjects.prefetch_related("criteria")


def period_words(first: date | None, after: date | None) -> str:
    """ "01/01/2021 đến 31/12/2025"."""
    last = vn_date(after - timedelta(days=1)) if after else ""
    return " đến ".join(filter(None, (vn_date(first), last)))
