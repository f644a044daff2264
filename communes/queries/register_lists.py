"""Rows of the lists of the registers, as one reader may see them; constant numbers of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from communes.enums import Programme, RegistrationState, Standard, UnitKind
from communes.models import (
    CriteriaSet,
    DebtStatement,
    OpinionRound,
    Registration,
    RegistrationVersion,
    Survey,
    UnitVersion,
    Work,
)
from communes.queries.debt import DebtFigure, debt_figures, work_sums
from communes.queries.opinions import OpinionFigure, opinion_figures
from communes.queries.register_rules import kept_units, names_on, small_group
from communes.queries.surveys import SurveyFigure, survey_figures, too_few
from communes.register_rules import keeper_of
from communes.rules import reach
from communes.tallies import WorkSums
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

M = TypeVar("M", bound=Model)
OWED, CLEAR, UNKNOWN = "no", "het", "chua-ro"


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to; empty fields ask for everything."""

    year: int | None = None
    standard: str = ""
    unit_id: int | None = None
    words: str = ""
    programme: str = ""
    debt: str = ""

    def narrow(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Rows of the year, standard and commune, of a model that has these columns."""
        wanted = Q()
        if self.year:
            wanted &= Q(year=self.year)
        if self.standard:
            wanted &= Q(standard=self.standard)
        if self.unit_id:
            wanted &= Q(unit_id=self.unit_id)
        return rows.filter(wanted)

    def finds(self, text: str) -> bool:
        """Whether every word typed stands in the text, marks ignored."""
        key = fold(text)
        return all(word in key for word in fold(self.words).split())


@dataclass(frozen=True)
class RegistrationLine:
    """A registration with its newest version this reader may see."""

    registration: Registration
    version: RegistrationVersion
    unit_name: str


@dataclass(frozen=True)
class WorkLineUp:
    """A work with its sums."""

    work: Work
    unit_name: str
    sums: WorkSums | None

    @property
    def owed(self) -> Decimal | None:
        """What is owed; None where not known, or where the work is no work of the programme."""
        return self.sums.owed if self.sums else None


@dataclass(frozen=True)
class RoundLine:
    """A round of opinions with its sums."""

    figure: OpinionFigure
    unit_name: str


@dataclass(frozen=True)
class SurveyLine:
    """A survey with its sums."""

    figure: SurveyFigure
    unit_name: str


def registration_lines(user: User, asked: Asked) -> list[RegistrationLine]:
    """Newest year first. Three queries."""
    rows = asked.narrow(Registration.objects.visible_to(user).select_related("unit"))
    found = list(rows.order_by("-year", "unit__order", "standard"))
    own = reach(user).commune_ids
    units = {row.pk: keeper_of(row) for row in found}
    versions: dict[int, RegistrationVersion] = {}
    for version in (
        RegistrationVersion.objects.filter(registration__in=found)
        .select_related("criteria_set", "sent_by")
        .order_by("number")
    ):
        draft = version.state == RegistrationState.DRAFT
        if not draft or units[version.registration_id] in own:
            versions[version.registration_id] = version
    names = names_on([row.unit_id for row in found], clock.today())
    lines = [
        RegistrationLine(row, versions[row.pk], names.get(row.unit_id, ""))
        for row in found
        if row.pk in versions
    ]
    return [line for line in lines if asked.finds(f"{line.unit_name} {line.version.paper_number}")]


def content_words(line: RegistrationLine) -> str:
    """ "2 tiêu chí, 1 thôn làng"."""
    version = line.version
    villages = len(version.village_ids) + len(version.other_villages)
    parts = [
        "đạt chuẩn trong năm" if version.whole else "",
        f"{len(version.criteria)} tiêu chí" if version.criteria else "",
        f"{villages} thôn, làng" if villages else "",
    ]
    return ", ".join(part for part in parts if part)


def visible_works(user: User) -> QuerySet[Work]:
    """All works for the district's readers, else those of the person's communes."""
    works = Work.objects.select_related("unit", "created_by", "withdrawn_by")
    if reach(user).reads_district:
        return works
    return works.filter(unit_id__in=kept_units(user))


def work_lines(user: User, asked: Asked) -> list[WorkLineUp]:
    """Works in the register, by commune and name. Four queries at most."""
    works = visible_works(user).filter(withdrawn_at__isnull=True)
    if asked.unit_id:
        works = works.filter(unit_id=asked.unit_id)
    if asked.programme:
        works = works.filter(programme=asked.programme)
    found = list(works.order_by("unit__order", "name"))
    today = clock.today()
    names = names_on([work.unit_id for work in found], today)
    sums = work_sums([work.pk for work in found], on=today)
    lines = [WorkLineUp(work, names.get(work.unit_id, ""), sums.get(work.pk)) for work in found]
    return [
        line
        for line in lines
        if asked.finds(f"{line.work.name} {line.work.decision_number} {line.unit_name}")
        and (not asked.debt or asked.debt == debt_state(line))
    ]


def debt_state(line: WorkLineUp) -> str:
    """OWED, CLEAR or UNKNOWN."""
    if line.owed is None:
        return UNKNOWN
    return OWED if line.owed else CLEAR


def debt_lines(user: User, unit_id: int | None = None) -> list[tuple[str, int, DebtFigure]]:
    """(name, unit id, figure) of each commune of today that the person sees. Nine queries."""
    today = clock.today()
    units = dict(communes_seen(user))
    if unit_id:
        units = {pk: name for pk, name in units.items() if pk == unit_id}
    figures = debt_figures(units, on=today)
    return [(name, pk, figures[pk]) for pk, name in units.items() if pk in figures]


def communes_seen(user: User) -> list[tuple[int, str]]:
    """Communes of today whose registers the person may open, in the plan's order. One query."""
    mine = reach(user)
    rows = UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=mine.on)
    if not mine.reads_district:
        rows = rows.filter(unit_id__in=mine.commune_ids)
    return list(rows.order_by("unit__order").values_list("unit_id", "name"))


def statements_of(unit_id: int) -> QuerySet[DebtStatement]:
    """A commune's statements on debt, newest first."""
    return DebtStatement.objects.filter(unit_id=unit_id).select_related("paper_file", "by")


def round_lines(user: User, asked: Asked) -> list[RoundLine]:
    """Rounds of opinions, newest year first. Five queries."""
    rows = asked.narrow(OpinionRound.objects.visible_to(user).select_related("unit"))
    found: list[OpinionRound] = list(rows.order_by("-year", "unit__order"))
    figures = opinion_figures(found)
    names = names_on([row.unit_id for row in found], clock.today())
    lines = [RoundLine(figures[row.pk], names.get(row.unit_id, "")) for row in found]
    return [line for line in lines if asked.finds(line.unit_name)]


def survey_lines(rows: QuerySet[Survey], asked: Asked, *, least: int | None) -> list[SurveyLine]:
    """Surveys among `rows`, newest year first, small groups marked. Six queries."""
    narrowed = asked.narrow(rows.select_related("unit", "questionnaire", "minutes_file"))
    found: list[Survey] = list(narrowed.order_by("-year", "unit__order"))
    figures = survey_figures(found, least=least)
    names = names_on([row.unit_id for row in found], clock.today())
    lines = [SurveyLine(figures[row.pk], names.get(row.unit_id, "")) for row in found]
    return [line for line in lines if asked.finds(line.unit_name)]


def public_lines(asked: Asked) -> list[SurveyLine]:
    """Published surveys for everybody, without communes of too few papers. Seven queries."""
    least = small_group(clock.today())
    lines = survey_lines(Survey.objects.public(), asked, least=least)
    return [line for line in lines if not too_few(line.figure, least)]


def set_of_year(standard: str, year: int) -> CriteriaSet | None:
    """The set of a standard that a registration of the year names: in force at mid-year, else at
    its end; None where no set is."""
    sets = CriteriaSet.objects.filter(standard=standard, applies_to="commune").order_by("-valid")
    for day in (date(year, 6, 30), date(year, 12, 31)):
        found = sets.filter(valid__contains=day).first()
        if found is not None:
            return found
    return None


STANDARD_WORDS = {
    str(standard): str(standard.label).capitalize()
    for standard in (Standard.NTM, Standard.ADVANCED, Standard.MODEL)
}
PROGRAMME_WORDS = {
    Programme.NTM.value: "Chương trình NTM",
    Programme.OTHER.value: "Nguồn khác",
}
