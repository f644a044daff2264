"""What papers of every part share: heads of the bodies of a level, banners, articles, tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from communes.enums import UnitKind
from communes.models import AdministrativeUnit, UnitVersion
from kbang_ntm.core import clock
from reports.builders.binding import para
from reports.documents.tree import (
    Align,
    Banners,
    Cell,
    Column,
    LegalHead,
    Paragraph,
    Row,
    Run,
    Table,
)

ILLUSTRATIVE = "Số liệu minh họa, không phải số liệu chính thức."
WRITTEN_OUT = (
    ("Luật TĐKT", "Luật Thi đua, khen thưởng"),
    ("bởi Luật 0", "bởi Luật số 0"),
    ("Luật 0", "Luật Thi đua, khen thưởng số 0"),
    ("NĐ ", "Nghị định số "),
    ("QĐ ", "Quyết định số "),
    ("TT ", "Thông tư số "),
    ("sđ ", "sửa đổi, bổ sung "),
)
"""What rows of law shorten, and how a paper names it."""


class Level:
    """A level as it is called on a day: the district or a commune. One query."""

    def __init__(self, unit: AdministrativeUnit, day: date) -> None:
        rows = list(UnitVersion.objects.filter(unit_id=unit.pk).order_by("valid"))
        here = next((row for row in rows if day in row.valid), rows[-1] if rows else None)
        self.name = here.name if here else unit.key
        self.place = here.short_name if here else "................"
        self.district = unit.level == UnitKind.DISTRICT

    @property
    def inside(self) -> str:
        """The name inside a sentence: "huyện Kbang"."""
        return inside(self.name)

    def committee(
        self, sign: str, *, number: str = "", dated: date | None = None, chairman: bool = False
    ) -> LegalHead:
        """Head of a paper of UBND; `sign` is "QĐ-UBND". `chairman`: the paper is its chairman's."""
        return LegalHead(
            issuing_body=("ỦY BAN NHÂN DÂN", self.name.upper()),
            sign=sign,
            place=self.place,
            number=number,
            dated=dated,
            issuer_name=f"{'Chủ tịch ' if chairman else ''}Ủy ban nhân dân {self.inside}",
        )

    def office(self, kind: str, *, number: str = "", dated: date | None = None) -> LegalHead:
        """Head of a paper of the desk: Phòng Nội vụ of a district; a commune's people write for
        their UBND."""
        if not self.district:
            return self.committee(f"{kind}-UBND", number=number, dated=dated)
        return LegalHead(
            superior_body=(f"UBND {self.name.upper()}",),
            issuing_body=("PHÒNG NỘI VỤ",),
            sign=f"{kind}-PNV",
            place=self.place,
            number=number,
            dated=dated,
            issuer_name=f"Phòng Nội vụ {self.inside}",
        )

    def council(self, kind: str, *, number: str = "", dated: date | None = None) -> LegalHead:
        """Head of a paper of the council."""
        return LegalHead(
            superior_body=(f"UBND {self.name.upper()}",),
            issuing_body=("HỘI ĐỒNG", "THI ĐUA - KHEN THƯỞNG"),
            sign=f"{kind}-HĐTĐKT",
            place=self.place,
            number=number,
            dated=dated,
            issuer_name=f"Hội đồng Thi đua - Khen thưởng {self.inside}",
        )


def coordination(short_name: str, kind: str, *, dated: date | None = None) -> LegalHead:
    """Head of a paper of Văn phòng Điều phối of the district of that short name."""
    return LegalHead(
        superior_body=(f"UBND HUYỆN {short_name.upper()}",),
        issuing_body=("VĂN PHÒNG ĐIỀU PHỐI", "NÔNG THÔN MỚI"),
        sign=f"{kind}-VPĐP",
        place=short_name,
        issuer_name="Văn phòng Điều phối nông thôn mới huyện",
        dated=dated,
    )


def written_out(law: str) -> str:
    """A document of law as a paper names it: "Quyết định số 18/2022/QĐ-TTg ..."."""
    for short, long in WRITTEN_OUT:
        law = law.replace(short, long)
    return law


def inside(name: str) -> str:
    """A unit's name inside a sentence: "xã Sơn Lang"."""
    return name[:1].lower() + name[1:]


def banners(illustrative: bool, *, draft: bool = False, unconfirmed: str = "") -> Banners:
    """What every page must admit."""
    shown = illustrative or clock.demo_date() is not None
    return Banners(draft=draft, unconfirmed=unconfirmed, illustrative=ILLUSTRATIVE if shown else "")


def registered(number: str) -> str:
    """The number a clerk gave ("15" of "15/QĐ-UBND"); "" for words that stand in its place, since
    paper leaves room for a number until there is one."""
    given = number.split("/")[0].strip()
    return given if given.isdigit() else ""


def article(number: int, *words: str | Run) -> Paragraph:
    """ "Điều 1. ..." with its name in bold."""
    return para(Run(f"Điều {number}. ", bold=True), *words)


def capital(words: str) -> str:
    """Words at the beginning of a cell."""
    return words[:1].upper() + words[1:]


def facts(
    lines: Iterable[tuple[str, object]], *, widths: tuple[int, int] = (34, 66), size: int = 0
) -> Table:
    """Two columns: what, and how it is. Empty values are printed as blanks."""
    return Table(
        columns=(Column("Nội dung", widths[0]), Column("Chi tiết", widths[1])),
        rows=tuple(Row((Cell(label), Cell(value))) for label, value in lines),  # type: ignore[arg-type]  # a value of a cell
        size=size,
    )


def number_column() -> Column:
    """Running numbers."""
    return Column("STT", 6, align=Align.CENTER)
