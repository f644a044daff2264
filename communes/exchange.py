"""What of this app leaves with the whole export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from kbang_ntm.core.exchange.decisions import Row, blank, carry


def masked_evidence_name(row: Row) -> str:
    """A piece of evidence without the words of its file's name."""
    return f"minh-chung-{row['id']}{PurePath(str(row['name'])).suffix[:10]}"


NO_NAME = "…"  # stands where the title of a handed over post names its holder


def _masked_holding(holding: Mapping[str, Any]) -> dict[str, Any]:
    """A thing on a handover list without who held it and the words of its files' names.

    `alias` goes too: that of a post holds a sign-in name.
    """
    who = str(holding.get("who", ""))
    title = str(holding.get("title", ""))
    files = enumerate(holding.get("files", []), start=1)
    return {
        **holding,
        "title": title.replace(who, NO_NAME) if who else title,
        "who": "",
        "files": [f"tep-{no}{PurePath(str(name)).suffix[:10]}" for no, name in files],
        "alias": "",
    }


def masked_holding(row: Row) -> dict[str, Any]:
    """The thing of a line as it was found."""
    return _masked_holding(row["holding"])


def masked_title(row: Row) -> str:
    """A line's title: that of a post begins with its holder's name."""
    return str(_masked_holding(row)["title"])


def masked_files(row: Row) -> list[str]:
    """As many files, of the same kinds."""
    names: list[str] = _masked_holding(row)["files"]
    return names


def masked_plan(row: Row) -> dict[str, Any]:
    """A plan as it was shown, without the people; its hash stays that of the whole plan."""
    plan = row["plan"]
    moves = [{**move, "holding": _masked_holding(move["holding"])} for move in plan["moves"]]
    return {**plan, "moves": moves}


def masked_answers(row: Row) -> dict[str, Any]:
    """Answers about everything but single posts, which are asked for by sign-in name."""
    return {name: said for name, said in row["answers"].items() if not name.startswith("post:")}


carry(
    "communes.AdministrativeUnit",
    "communes.Agency",
    "communes.AgencySuccession",
    "communes.CriteriaGroup",
    "communes.CriteriaSet",
    "communes.Criterion",
    "communes.DistrictFigure",
    "communes.EntryRevision",
    "communes.Indicator",
    "communes.IndicatorAssignment",
    "communes.IndicatorEntry",
    "communes.IndicatorPart",
    "communes.PeriodExtension",
    "communes.ProgressReport",
    "communes.Receipt",
    "communes.ReceiptCounter",
    "communes.Recognition",
    "communes.ReferenceRow",
    "communes.ReportingPeriod",
    "communes.Review",
    "communes.ReviewDuty",
    "communes.Snapshot",
    "communes.Standing",
    "communes.Succession",
    "communes.Threshold",
    "communes.UnitAlias",
    "communes.UnitFact",
    "communes.UnitVersion",
)
# Procedures of recognition and the cases that went through them.
carry(
    "communes.CaseCriterion",
    "communes.CaseGate",
    "communes.CasePaper",
    "communes.CaseStep",
    "communes.CaseVote",
    "communes.FlaggedCriterion",
    "communes.GateRule",
    "communes.Holiday",
    "communes.LatePaper",
    "communes.Procedure",
    "communes.ProcedureStep",
    "communes.RecognitionCase",
    "communes.StepPaper",
    "communes.WithdrawalRule",
)
# Registers: registrations, works and their money, opinions of the people, surveys.
carry(
    "communes.DebtStatement",
    "communes.OpinionAnswer",
    "communes.OpinionMinutes",
    "communes.OpinionRound",
    "communes.OpinionVillage",
    "communes.Questionnaire",
    "communes.RegisterRule",
    "communes.Registration",
    "communes.RegistrationVersion",
    "communes.Survey",
    "communes.SurveyAnswer",
    "communes.SurveyGroup",
    "communes.SurveyQuestion",
    "communes.SurveyTally",
    "communes.Work",
    "communes.WorkLine",
)
carry("communes.CarryRule", "communes.ImportBatch")
# Changes of units, and what passed on by them.
carry("communes.ChangeDraft", personal={"answers": masked_answers})
carry("communes.UnitChange", personal={"plan": masked_plan, "answers": masked_answers})
carry(
    "communes.HandoverItem",
    personal={
        "title": masked_title,
        "who": blank,
        "files": masked_files,
        "holding": masked_holding,
    },
)
carry("communes.Evidence", personal={"name": masked_evidence_name})
# The reason of an end names who took over.
carry("communes.Membership", personal={"title": blank, "ended_reason": blank})
