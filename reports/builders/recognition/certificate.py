"""Giấy công nhận of a village as words in places: drawn like certificates of honour, whose order of
parts it follows (NĐ 98/2023/NĐ-CP, Điều 104), since no law names a form of its own."""

from __future__ import annotations

from awards.certificate_slots import SLOTS
from communes.enums import Standard
from communes.models import RecognitionCase
from communes.queries.cases import facts_of
from communes.recognition_enums import CaseAct
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import legal_date
from reports.builders.parts import Level, capital, inside
from reports.builders.recognition.parts import level_of
from reports.documents.renderers.certificate_fitting import Drawn
from reports.documents.wording import MOTTO, NATIONAL_TITLE


def drawn_certificate(case: RecognitionCase) -> Drawn:
    """The slots of one village with their lines. Three queries. Raises Refused (`not_a_village`,
    `not_decided`, `no_body`)."""
    if case.standard != Standard.VILLAGE:
        raise Refused("not_a_village", "Giấy công nhận ở đây chỉ in cho làng.")
    row = case.recognition
    if row is None or not row.decision_number or row.decision_date is None:
        raise Refused("not_decided", "Chưa có số, ngày quyết định nên chưa in giấy công nhận.")
    decided = facts_of(case, [CaseAct.DECIDE])
    level = level_of(case.verifier, decided[-1] if decided else None, what="công nhận")
    commune = Level(case.responsible, row.decision_date).inside
    words = {
        "nation": NATIONAL_TITLE,
        "motto": MOTTO,
        "decider": f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        "title": "GIẤY CÔNG NHẬN",
        "name": case.unit_name,
        "place": capital(f"{commune}, {level.inside}"),
        "citation": f"Đạt chuẩn làng nông thôn mới năm {case.year}",
        "decision": f"Quyết định số: {row.decision_number} {legal_date(row.decision_date)}",
        "place_date": f"{level.place}, {legal_date(row.decision_date)}",
        "capacity": "CHỦ TỊCH",
    }
    return [(slot, slot.lines(words[slot.code])) for slot in SLOTS if slot.code in words]


def certificate_title(case: RecognitionCase) -> str:
    """The title of the file."""
    return f"Giấy công nhận {inside(case.unit_name)}"
