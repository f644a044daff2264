"""Stored files that go into a package: where each lies in it, and under which name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from communes.enums import EvidenceState, SurveyState
from communes.models import (
    CaseGate,
    CasePaper,
    CaseVote,
    DebtStatement,
    Evidence,
    OpinionMinutes,
    ProgressReport,
    RecognitionCase,
    RegistrationVersion,
    Survey,
)
from kbang_ntm.core.models import StoredFile


@dataclass(frozen=True)
class Attachment:
    """A file with where it goes in the package: unit key, folder of its period or record, shown
    name."""

    unit: str
    folder: str
    name: str
    file: StoredFile


def attachments(unit_ids: Collection[int], *, every: bool) -> Iterator[Attachment]:
    """All files of units. Nine queries.

    `every`: also minutes of surveys that are not closed, which only the Front reads until then.
    """
    yield from _of_reports(unit_ids)
    yield from _of_cases(unit_ids)
    yield from _of_registers(unit_ids, every=every)


def _of_reports(unit_ids: Collection[int]) -> Iterator[Attachment]:
    """Signed papers, then evidence. Two queries."""
    papers = (
        ProgressReport.objects.filter(unit__in=unit_ids, paper_file__isnull=False)
        .select_related("unit", "period", "paper_file")
        .order_by("unit__order", "unit__key", "period__ends", "id")
    )
    for report in papers:
        assert report.paper_file is not None, "filtered above"
        name = f"bao-cao-{report.paper_file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, report.paper_file)
    evidence = (
        Evidence.objects.filter(entry__report__unit__in=unit_ids, state=EvidenceState.STORED)
        .select_related("entry__report__unit", "entry__report__period", "entry__indicator", "file")
        .order_by(
            "entry__report__unit__order",
            "entry__report__unit__key",
            "entry__report__period__ends",
            "id",
        )
    )
    for row in evidence:
        assert row.file is not None, "the database holds that stored evidence has its file"
        report = row.entry.report
        name = f"{row.entry.indicator.code}-{row.pk}-{row.file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, row.file)


def case_folder(case: RecognitionCase) -> str:
    """The folder of a case: no two of a unit are alike."""
    return f"ho-so-{case.standard}-{case.year}-{case.pk}"


def _of_cases(unit_ids: Collection[int]) -> Iterator[Attachment]:
    """Papers of dossiers that stand in them, minutes of meetings, confirmations. Three queries."""
    order = ("case__unit__order", "case__unit__key", "case_id", "id")
    papers = CasePaper.objects.filter(
        case__unit__in=unit_ids, file__isnull=False, withdrawn_at__isnull=True
    )
    votes = CaseVote.objects.filter(
        case__unit__in=unit_ids, minutes__isnull=False, withdrawn_at__isnull=True
    )
    gates = CaseGate.objects.filter(case__unit__in=unit_ids, file__isnull=False)
    for paper in papers.select_related("case__unit", "file").order_by(*order):
        yield _of_case(paper.case, f"{paper.act}-{paper.code}-{paper.pk}", paper.file)
    for vote in votes.select_related("case__unit", "minutes").order_by(*order):
        yield _of_case(vote.case, f"bien-ban-{vote.act}-{vote.pk}", vote.minutes)
    for gate in gates.select_related("case__unit", "file").order_by(*order):
        yield _of_case(gate.case, f"xac-nhan-{gate.code}-{gate.pk}", gate.file)


def _of_case(case: RecognitionCase, name: str, file: StoredFile | None) -> Attachment:
    assert file is not None, "rows without a file are not asked for"
    return Attachment(case.unit.key, case_folder(case), f"{name}-{file.original_name}", file)


def _of_registers(unit_ids: Collection[int], *, every: bool) -> Iterator[Attachment]:
    """Papers of registrations, statements on debt, minutes of villages and of surveys. Four
    queries."""
    versions = RegistrationVersion.objects.filter(
        registration__unit__in=unit_ids, paper_file__isnull=False
    ).select_related("registration__unit", "paper_file")
    for version in versions.order_by(
        "registration__unit__order", "registration__unit__key", "registration_id", "number"
    ):
        row, file = version.registration, version.paper_file
        assert file is not None, "filtered above"
        name = f"{row.standard}-lan-{version.number}-{version.pk}-{file.original_name}"
        yield Attachment(row.unit.key, f"dang-ky-{row.year}", name, file)
    statements = DebtStatement.objects.filter(unit__in=unit_ids)
    for one in statements.select_related("unit", "paper_file").order_by(
        "unit__order", "unit__key", "as_of", "id"
    ):
        name = f"{one.as_of:%Y-%m-%d}-{one.pk}-{one.paper_file.original_name}"
        yield Attachment(one.unit.key, "no-dong", name, one.paper_file)
    minutes = OpinionMinutes.objects.filter(
        village__round__unit__in=unit_ids, file__isnull=False
    ).select_related("village__round__unit", "file")
    for said in minutes.order_by(
        "village__round__unit__order", "village__round__unit__key", "village_id", "version"
    ):
        round_, file = said.village.round, said.file
        assert file is not None, "filtered above"
        name = f"{round_.standard}-lan-{said.version}-{said.pk}-{file.original_name}"
        yield Attachment(round_.unit.key, f"y-kien-{round_.year}", name, file)
    surveys = readable_surveys(unit_ids, every=every).filter(minutes_file__isnull=False)
    for survey in surveys.select_related("unit", "minutes_file").order_by(
        "unit__order", "unit__key", "year", "id"
    ):
        file = survey.minutes_file
        assert file is not None, "filtered above"
        name = f"{survey.standard}-{survey.pk}-{file.original_name}"
        yield Attachment(survey.unit.key, f"khao-sat-{survey.year}", name, file)


def readable_surveys(unit_ids: Collection[int], *, every: bool) -> QuerySet[Survey]:
    """Surveys of units; without `every` only those that are closed, as communes read them."""
    rows = Survey.objects.filter(unit__in=unit_ids)
    return rows if every else rows.exclude(state=SurveyState.OPEN)
