"""Every kind of document, printed from the demo data in each of its formats, keeps the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pdfplumber
import pytest

from awards.models import AwardRound, Consultation, Decision, Nomination, Session
from awards.services import upward
from awards.services.upward import Memo
from campaigns.models import (
    Campaign,
    GuidanceDocument,
    Inspection,
    MeetingNotice,
    Petition,
    PetitionBatch,
    PlanVersion,
    Pledge,
    ReviewEvent,
    ScoringSheet,
)
from communes.models import (
    AdministrativeUnit,
    IndicatorEntry,
    OpinionRound,
    ProgressReport,
    Receipt,
    RecognitionCase,
)
from communes.services import handovers
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders import handover_list
from reports.builders.awards import memos, nominees
from reports.builders.recognition import decision as village_decision
from reports.builders.recognition import memos as case_memos
from reports.builders.recognition import village_letters
from reports.documents import registry
from reports.documents.registry import DocumentKind, Format
from reports.documents.renderers import render
from reports.documents.tree import Document
from reports.services.documents import period_of
from tests.factories.awards_decisions import ABOVE, make_deciding
from tests.factories.changes import definition, make_stage, merge, on_the_day
from tests.reports.checking.form import assert_keeps_the_form
from tests.reports.documents.office import convert
from tests.reports.documents.same_as_tree import expected_of, xlsx_differences

pytestmark = pytest.mark.django_db
MM = 72 / 25.4

# What the demo data has for each thing a builder asks for, the likeliest first.
FOUND: dict[str, Callable[[], Iterable[object]]] = {
    "period": lambda: [period_of("2024-Q3")],
    "event": lambda: ReviewEvent.objects.order_by("pk"),
    "receipt": lambda: Receipt.objects.exclude(number=None).order_by("pk"),
    "campaign": lambda: Campaign.objects.order_by("pk"),
    "inspection": lambda: Inspection.objects.order_by("pk"),
    "batch": lambda: PetitionBatch.objects.order_by("pk"),
    "petition": lambda: Petition.objects.order_by("pk"),
    "guidance": lambda: GuidanceDocument.objects.order_by("pk"),
    "consultation": lambda: Consultation.objects.order_by("pk"),
    "pledge": lambda: Pledge.objects.order_by("pk"),
    "sheet": lambda: ScoringSheet.objects.order_by("pk"),
    "notice": lambda: MeetingNotice.objects.order_by("pk"),
    "version": lambda: PlanVersion.objects.order_by("-pk"),
    "round": lambda: AwardRound.objects.order_by("pk"),
    "session": lambda: Session.objects.order_by("pk"),
    "decision": lambda: Decision.objects.order_by("pk"),
    "nomination": lambda: Nomination.objects.order_by("pk"),
    "report": lambda: ProgressReport.objects.filter(state="confirmed").order_by("-pk"),
    "entry": lambda: IndicatorEntry.objects.filter(verdict="not_met").order_by("pk"),
    "unit": lambda: AdministrativeUnit.objects.order_by("pk"),
    "opinion_round": lambda: OpinionRound.objects.order_by("pk"),
    "case": lambda: RecognitionCase.objects.order_by("pk"),
}
# Nothing of the demo data asks for these; the tests below, and those of their builders, make what
# they need.
MADE = {
    memos.PROVINCE, handover_list.CODE, case_memos.SUBMISSION, village_decision.CODE,
    village_letters.REPLY,
}  # fmt: skip


def built(kind: DocumentKind) -> Document:
    """The document of the first thing that has one."""
    asked = next(parameter.name for parameter in kind.parameters if parameter.required)
    reasons = []
    for thing in FOUND[asked]():
        try:
            return kind.build(**{asked: thing})
        except Refused as refused:
            reasons.append(refused.message)
    raise AssertionError(f"the demo data has nothing for {kind.code}: {reasons[:3]}")


@pytest.mark.data("demo")
def test_every_kind_is_built_of_the_demo_data() -> None:
    """What the builders ask of the database; what is laid out below asks it nothing more."""
    kinds = [kind for kind in registry.all() if kind.code not in MADE]
    assert len(kinds) > 10
    assert [kind.code for kind in kinds if not built(kind).all_blocks()] == []


@pytest.mark.one_server
@pytest.mark.data("demo")
@pytest.mark.parametrize(
    "kind", [kind for kind in registry.all() if kind.code not in MADE], ids=lambda kind: kind.code
)
def test_every_kind_keeps_the_form_in_each_format(kind: DocumentKind) -> None:
    assert_keeps_the_form(built(kind), kind)


@pytest.mark.one_server
@pytest.mark.data("demo")
@pytest.mark.parametrize(
    "kind", [kind for kind in registry.all() if kind.code not in MADE], ids=lambda kind: kind.code
)
def test_unchanged_data_built_twice_has_one_content(kind: DocumentKind) -> None:
    first, second = built(kind), built(kind)
    assert first.content() == second.content()


@pytest.mark.data("demo")
def test_libreoffice_opens_every_kind(tmp_path: Path) -> None:
    """All editable files in one run each; pages are A4 and hold title, parts and last line."""
    documents = {kind: built(kind) for kind in registry.all() if kind.code not in MADE}
    sources = []
    for kind, document in documents.items():
        for format_ in {Format.DOCX, Format.XLSX} & set(kind.formats):
            sources.append(tmp_path / f"{kind.code}.{format_.value}")
            sources[-1].write_bytes(render(document, format_).content)
    words = [source for source in sources if source.suffix == ".docx"]
    sheets = [source for source in sources if source.suffix == ".xlsx"]

    made = convert(words, "pdf", tmp_path)
    counted = convert(sheets, "xlsx", tmp_path / "sheets")

    assert len(words) > 10 and len(sheets) > 3
    for kind, document in documents.items():
        if Format.DOCX in kind.formats:
            with pdfplumber.open(made / f"{kind.code}.pdf") as pdf:
                sizes = {(round(page.width / MM), round(page.height / MM)) for page in pdf.pages}
                text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
            assert sizes <= {(210, 297), (297, 210)}, kind.code
            lines = [item for item in expected_of(document) if isinstance(item[0], str)]
            for line in (*(words for style, words in lines if style), document.title):
                assert "".join(line.split()) in text, (kind.code, line)
        if Format.XLSX in kind.formats:
            content = (counted / f"{kind.code}.xlsx").read_bytes()
            assert xlsx_differences(document, content) == [], kind.code


@pytest.mark.data("demo")
def test_a_list_of_nominees_keeps_the_form_however_short_it_is() -> None:
    for round_ in AwardRound.objects.order_by("pk"):
        assert_keeps_the_form(nominees.LIST_KIND.build(round=round_), nominees.LIST_KIND)


@pytest.mark.data("reference")
def test_the_memo_to_the_province_keeps_the_form() -> None:
    level = make_deciding()
    row = level.nomination(level.round(), code=ABOVE)
    memo = Memo("UBND tỉnh Gia Lai", "4/TTr-UBND", level.day, level.day)
    upward.send_up(nominations=[row], memo=memo, actor=level.desk)
    assert_keeps_the_form(memos.PROVINCE_KIND.build(round=row.round), memos.PROVINCE_KIND)


def test_the_list_of_a_handover_keeps_the_form() -> None:
    stage = make_stage()
    stage.world.sent_report()
    change = stage.apply(definition(merge("son-lang", "krong")))
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    change.refresh_from_db()
    assert_keeps_the_form(handover_list.build(change=change), handover_list.KIND)
