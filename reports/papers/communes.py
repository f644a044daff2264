"""Papers of communes, units and recognition."""

from __future__ import annotations

from communes.models import (
    AdministrativeUnit,
    IndicatorEntry,
    OpinionRound,
    ProgressReport,
    RecognitionCase,
)
from reports.builders.communes import report, standing, why
from reports.builders.recognition import (
    assessments,
    decision,
    memos,
    opinions,
    village_letters,
)
from reports.documents.papers import Paper
from reports.documents.registry import DocumentKind
from reports.queries.commune_papers import (
    cases_to_print,
    entries_to_print,
    opinion_rounds_to_print,
    reports_to_print,
    units_to_print,
)


def _of_case(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, RecognitionCase, cases_to_print, file, "communes:case")


def _of_opinions(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, OpinionRound, opinion_rounds_to_print, file, "communes:opinion-round")


PAPERS = (
    Paper(report.KIND, ProgressReport, reports_to_print, "bao-cao-cua-xa", "communes:report"),
    Paper(why.KIND, IndicatorEntry, entries_to_print, "phieu-vi-sao", "communes:why"),
    Paper(
        standing.KIND, AdministrativeUnit, units_to_print, "tinh-hinh-don-vi", "reports:unit",
        page_field="key",
    ),
    _of_case(memos.COMMUNE_KIND, "to-trinh-cua-xa"),
    _of_case(assessments.OWN_KIND, "bao-cao-tu-danh-gia"),
    _of_case(opinions.KIND, "tong-hop-y-kien"),
    _of_case(assessments.VERIFIED_KIND, "bao-cao-tham-tra"),
    _of_case(memos.SUBMISSION_KIND, "to-trinh-cong-nhan"),
    _of_opinions(village_letters.REQUEST_KIND, "cong-van-lay-y-kien"),
    _of_opinions(village_letters.REPLY_KIND, "cong-van-tra-loi-y-kien"),
    _of_case(decision.KIND, "quyet-dinh-cong-nhan-lang"),
)  # fmt: skip
