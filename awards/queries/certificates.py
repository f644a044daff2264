"""What the certificates of a decision say, and where; the documents part prints it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from awards.certificate_slots import Slot, placed
from awards.enums import AwardKind, AwardState, Capacity
from awards.models import Award, CertificateLayout, Decision
from awards.queries.addresses import level_name
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import legal_date


@dataclass(frozen=True)
class Certificate:
    """One certificate: its words by slot (`awards/certificate_slots.py`)."""

    award: Award
    words: dict[str, str]

    def drawn(self, slots: Sequence[Slot]) -> list[tuple[Slot, list[tuple[float, str]]]]:
        """(slot, its lines) of the slots that have words."""
        return [
            (slot, slot.lines(self.words[slot.code])) for slot in slots if self.words.get(slot.code)
        ]


def slots_of(layout: CertificateLayout | None) -> list[Slot]:
    """Where the words stand; the full design where there is no layout."""
    if layout is None:
        return placed({}, overlay=False, dx=0, dy=0)
    return placed(layout.values, overlay=layout.overlay, dx=layout.offset_x, dy=layout.offset_y)


def certificates_of(decision: Decision) -> list[Certificate]:
    """The certificates of the valid lines, in the order of the annex; number and day stay blank
    until the clerk has registered. Two queries."""
    awards = decision.awards.filter(state=AwardState.VALID).select_related("award_type")
    unit = level_name(decision.unit_id, decision.decided_on or clock.today())
    return [Certificate(award, words_of(award, decision, unit)) for award in awards]


def words_of(award: Award, decision: Decision, unit: str) -> dict[str, str]:
    """The words of one certificate; `unit` as it stands inside a sentence."""
    day = decision.number_date
    short = unit.removeprefix("huyện ").removeprefix("xã ")
    title = award.award_type is not None and award.award_type.kind == AwardKind.TITLE
    deputy = decision.capacity == Capacity.DEPUTY
    return {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "decider": f"CHỦ TỊCH ỦY BAN NHÂN DÂN {unit.upper()}",
        "verb": "TẶNG DANH HIỆU" if title else "TẶNG",
        "title": award.type_name.upper() if title else "GIẤY KHEN",
        "name": award.shown_name,
        "place": award.place[:1].upper() + award.place[1:],
        "citation": award.shown_citation,
        "decision": (
            f"Quyết định số: {decision.number} {legal_date(day)}"
            if decision.number and day
            else "Quyết định số:          ngày      tháng      năm"
        ),
        "book": f"Số sổ vàng: {award.book_number}",
        "place_date": f"{short}, {legal_date(day)}"
        if day
        else f"{short}, ngày      tháng      năm",
        "capacity": "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" if deputy else "CHỦ TỊCH",
        "signer": decision.signer,
    }


SAMPLE = {
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "decider": "CHỦ TỊCH ỦY BAN NHÂN DÂN",
    "verb": "TẶNG",
    "title": "GIẤY KHEN",
    "name": "Tên người, tập thể được khen",
    "place": "Đơn vị, địa chỉ",
    "citation": "Đã có thành tích xuất sắc trong phong trào thi đua "
    "chung sức xây dựng nông thôn mới",
    "decision": "Quyết định số: … ngày … tháng … năm …",
    "book": "Số sổ vàng: …",
    "place_date": "…, ngày … tháng … năm …",
    "capacity": "CHỦ TỊCH",
    "signer": "Họ và tên người ký",
}
"""Words of the test page."""


def layouts_of(unit_ids: Collection[int]) -> list[CertificateLayout]:
    """Layouts of those levels by name. One query."""
    return list(CertificateLayout.objects.filter(unit_id__in=unit_ids).order_by("name"))
