"""What the papers of the movement share: heads and signers of each body, the text of a campaign's
report, tables and lists in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from campaigns.models import Campaign
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from reports.builders.binding import Figures, para
from reports.builders.parts import Level, banners, registered
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Annex,
    Block,
    Document,
    Heading,
    LegalHead,
    Paragraph,
    SignOff,
)

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
         "XV", "XVI", "XVII", "XVIII", "XIX", "XX")  # fmt: skip
TO_WRITE = "………………………………………………………………"
WITH_SHEET = (Format.PDF, Format.DOCX, Format.XLSX)
WITHOUT_SHEET = (Format.PDF, Format.DOCX)
# First words of an agency's name, and who heads such a one.
HEADS = (
    ("Phòng ", (), "TRƯỞNG PHÒNG"),
    ("Văn phòng ", (), "CHÁNH VĂN PHÒNG"),
    ("Ban Chỉ huy ", (), "CHỈ HUY TRƯỞNG"),
    ("Ban ", (), "TRƯỞNG BAN"),
    ("Trung tâm ", (), "GIÁM ĐỐC"),
    ("Bảo hiểm ", (), "GIÁM ĐỐC"),
    ("Chi cục ", (), "CHI CỤC TRƯỞNG"),
    ("Công an ", (), "TRƯỞNG CÔNG AN"),
    ("Ủy ban Mặt trận ", ("TM. BAN THƯỜNG TRỰC",), "CHỦ TỊCH"),
    ("Hội ", ("TM. BAN THƯỜNG VỤ",), "CHỦ TỊCH"),
)
KEPT_MARKS = {"\u0306", "\u0302", "\u031b"}  # of ă, â ê ô, ơ ư: letters, not tones


def kind_of(
    code: str,
    label: str,
    builder: Callable[..., Document],
    about: tuple[str, str],
    *,
    sheet: bool = False,
) -> DocumentKind:
    """Register a kind about one row; `about` is its name in code and in words. `sheet`: it holds
    tables that a spreadsheet is of use for."""
    return register(
        DocumentKind(
            code=code,
            label_vi=label,
            formats=WITH_SHEET if sheet else WITHOUT_SHEET,
            builder=builder,
            parameters=(Parameter(*about),),
        )
    )


def movement(campaign: Campaign) -> str:
    """ "phong trào thi đua “Kbang chung sức xây dựng nông thôn mới”"."""
    title = campaign.title.strip('“”" ')
    return f"phong trào thi đua “{title}”"


def initials(name: str) -> str:
    """The letters of a body in the sign of a paper: "Phòng NN&PTNT" is "PNNPTNT"."""
    found = ""
    for word in re.findall(r"\w+", name):
        found += word if word.isupper() else _without_tone(word[0].upper())
    return found


def _without_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    kept = "".join(one for one in parts if not unicodedata.combining(one) or one in KEPT_MARKS)
    return unicodedata.normalize("NFC", kept)


def drafting_office(unit: AdministrativeUnit) -> Agency | None:
    """The office that drafts the papers of a unit's movement. One query."""
    return Agency.objects.filter(unit=unit, is_coordination=True).first()


def archive(office: Agency | None) -> str:
    """ "Lưu: VT, VPĐP"; the clerk alone where no office drafts."""
    return f"Lưu: VT, {initials(office.short_name)}" if office else "Lưu: VT"


def committee_sign(desk: Agency | None) -> str:
    """Sign of a công văn of the UBND by who drafts it: "UBND-NV" of Phòng Nội vụ."""
    if desk is None:
        return "UBND-TH"
    return f"UBND-{initials(desk.short_name.removeprefix('Phòng '))}"


def committee_signer() -> SignOff:
    """For the whole People's Committee."""
    return SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",))


def head_position(name: str) -> tuple[tuple[str, ...], str]:
    """(authority lines, position) of who heads an agency of that name."""
    for start, authority, position in HEADS:
        if name.startswith(start):
            return authority, position
    return (), "THỦ TRƯỞNG CƠ QUAN"


def agency_signer(agency: Agency) -> SignOff:
    """Who heads an agency."""
    authority, position = head_position(agency.name)
    return SignOff(authority=authority, position=(position,))


def for_chairman(agency: Agency) -> SignOff:
    """The head of an agency on the chairman's order (TL.), on a paper of the UBND."""
    _authority, position = head_position(agency.name)
    _word, _space, rest = agency.name.partition(" ")
    named = f"TRƯỞNG PHÒNG {rest.upper()}" if position == "TRƯỞNG PHÒNG" else position
    return SignOff(authority=("TL. CHỦ TỊCH",), position=(named,))


def agency_head(
    level: Level, agency: Agency, kind: str, *, number: str = "", dated: date | None = None
) -> LegalHead:
    """Head of a paper of an agency of the level; `kind` is "TB"."""
    return LegalHead(
        superior_body=(f"UBND {level.name.upper()}",) if agency.name.startswith(_OF_UBND) else (),
        issuing_body=(agency.name.upper(),),
        sign=f"{kind}-{initials(agency.short_name)}",
        place=level.place,
        number=number,
        dated=dated,
        issuer_name=agency.name,
    )


_OF_UBND = ("Phòng ", "Văn phòng ", "Trung tâm Văn hóa")


def plain(amount: Decimal) -> Decimal | int:
    """Without zeros that say nothing: 900.00 is 900."""
    whole = amount.to_integral_value()
    return int(whole) if whole == amount else amount.normalize()


def lines(text: str, empty: str = TO_WRITE) -> list[Block]:
    """A paragraph for each line somebody typed; dots for the pen, or a sentence, where none is."""
    return [para(line.strip()) for line in text.splitlines() if line.strip()] or [para(empty)]


def chapters(parts: Iterable[tuple[str, Sequence[Block]]]) -> tuple[Block, ...]:
    """Headed chapters, numbered I, II, ..."""
    found: list[Block] = []
    for number, (heading, blocks) in zip(ROMAN, parts, strict=False):
        found += [Heading(1, f"{number}. {heading}"), *blocks]
    return tuple(found)


def counts(
    figures: Figures,
    start: str,
    parts: Iterable[tuple[str, int, str]],
    *,
    unit: str = "",
    end: str = ".",
) -> Paragraph:
    """ "Theo hạn: đúng hạn 4; chậm 1." with each number bound; `parts` is key, number, word, those
    of nothing are left out; `unit` (" mục") stands behind each number."""
    words: list[object] = [start]
    told = [one for one in parts if one[1]]
    for place, (key, number, label) in enumerate(told):
        words += ["; " if place else ": ", f"{label} ", figures.bind(key, number)]
        words += [unit] if unit else []
    return para(*words, end)  # type: ignore[arg-type]  # texts and runs


def campaign_report(
    campaign: Campaign,
    *,
    kind: str,
    abstract: str,
    blocks: tuple[Block, ...],
    annexes: tuple[Annex, ...],
    figures: Figures,
    illustrative: bool = False,
) -> Document:
    """A report of the UBND that runs a campaign, as of today. Two queries."""
    day = clock.today()
    level = Level(campaign.unit, day)
    return Document(
        kind=kind,
        title="BÁO CÁO",
        created=clock.now(),
        abstract=(abstract, movement(campaign)),
        head=level.committee("BC-UBND"),
        blocks=blocks,
        signers=(committee_signer(),),
        recipients=("Các cơ quan, đơn vị thực hiện", archive(drafting_office(campaign.unit))),
        annexes=annexes,
        banners=banners(campaign.illustrative or illustrative),
        figures=figures.all(),
        subject=f"{abstract} {movement(campaign)}",
    )


def numbered(text: str) -> tuple[str, str]:
    """(number, sign) of a registered "88/UBND-NV"; both "" while the clerk has given none."""
    number = registered(text)
    _number, _slash, sign = text.partition("/")
    return number, sign.strip() if number else ""
