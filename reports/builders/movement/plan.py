"""Kế hoạch of a campaign as issued, or as amended with what it says otherwise than before.

Format: Nghị định 30/2020/NĐ-CP, Phụ lục I. The words are those of the version's sections.
"""

from __future__ import annotations

from campaigns.models import PlanVersion
from campaigns.plan_enums import PlanState
from campaigns.queries.plans import ADDED, CHANGED, DROPPED, SectionChange, compare
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, para
from reports.builders.movement.parts import (
    archive,
    chapters,
    committee_signer,
    counts,
    drafting_office,
    kind_of,
    lines,
    movement,
)
from reports.builders.parts import Level, banners, number_column, registered
from reports.documents.tree import Annex, Block, Cell, Column, Document, Row, Table

CODE = "plan"
NO_BODY = "Chưa có nội dung."
CHANGES = {CHANGED: "sửa", ADDED: "thêm", DROPPED: "bỏ"}


def build(*, version: PlanVersion) -> Document:
    """One version of the plan. Five queries, eight for an amendment. Raises Refused (`no_text`)."""
    sections = list(version.sections.all())
    if not sections:
        raise Refused("no_text", "Bản kế hoạch chưa có mục nào. Thêm mục rồi in.")
    campaign, figures = version.campaign, Figures()
    draft = version.state == PlanState.DRAFT
    level = Level(campaign.unit, version.date or clock.today())
    before = _before(version)
    changes = [one for one in compare(before, version) if one.change in CHANGES] if before else []
    text = chapters((row.heading, lines(row.body, NO_BODY)) for row in sections)
    return Document(
        kind=CODE,
        title="KẾ HOẠCH",
        created=version.issued_at or clock.now(),
        abstract=_abstract(version),
        head=level.committee(
            "KH-UBND", number="" if draft else registered(version.number), dated=version.date
        ),
        bases=tuple(_basis(line) for line in campaign.legal_bases),
        blocks=(*_opening(version, before, changes, figures), *text),
        signers=(committee_signer(),),
        recipients=(
            "Các cơ quan, đơn vị được phân công thực hiện",
            archive(drafting_office(campaign.unit)),
        ),
        annexes=(_annex(changes),) if changes else (),
        banners=banners(version.illustrative or campaign.illustrative, draft=draft),
        figures=figures.all(),
        subject=f"{version.words.capitalize()}: {campaign.title}",
    )


def _before(version: PlanVersion) -> PlanVersion | None:
    earlier = PlanVersion.objects.filter(
        campaign_id=version.campaign_id, sequence__lt=version.sequence
    )
    return earlier.order_by("sequence").last() if version.sequence > 1 else None


def _abstract(version: PlanVersion) -> tuple[str, ...]:
    what = movement(version.campaign)
    if version.sequence == 1:
        return (f"Thực hiện {what}",)
    return (f"Sửa đổi, bổ sung kế hoạch thực hiện {what}", f"(lần thứ {version.sequence - 1})")


def _basis(line: str) -> str:
    return line if line.startswith("Căn cứ") else f"Căn cứ {line}"


def cited(version: PlanVersion) -> str:
    """ "kế hoạch ban đầu, số 12/KH-UBND, ngày 05/8/2022", as far as it is known."""
    number = f", số {version.number}" if version.number else ""
    day = f", ngày {format_date(version.date)}" if version.date else ""
    return f"{version.words}{number}{day}"


def _opening(
    version: PlanVersion,
    before: PlanVersion | None,
    changes: list[SectionChange],
    figures: Figures,
) -> list[Block]:
    if before is None:
        return []
    asked = f" Theo kiến nghị số đến {version.cites}." if version.cites else ""
    found: list[Block] = [para(f"Lý do sửa đổi: {version.reason.rstrip('.')}.{asked}")]
    if not changes:
        return [*found, para(f"Các mục giữ nguyên như {cited(before)}.")]
    parts = [
        (change, sum(one.change == change for one in changes), label)
        for change, label in CHANGES.items()
    ]
    return [
        *found,
        counts(
            figures, f"So với {cited(before)}", parts, unit=" mục", end=". Chi tiết tại Phụ lục."
        ),
        para("Sau khi sửa đổi, bổ sung, toàn văn kế hoạch như sau:"),
    ]


def _annex(changes: list[SectionChange]) -> Annex:
    rows = tuple(
        Row(
            (
                Cell(number),
                Cell(f"{one.old_heading} (nay là: {one.heading})" if one.old_heading
                     else one.heading),
                Cell(CHANGES[one.change]),
                Cell(_side(one, "old")),
                Cell(_side(one, "new")),
            )
        )
        for number, one in enumerate(changes, start=1)
    )  # fmt: skip
    columns = (
        number_column(),
        Column("Mục", 22),
        Column("Thay đổi", 10),
        Column("Bản trước", 31),
        Column("Bản này", 31),
    )
    return Annex("Những nội dung thay đổi", (Table(columns=columns, rows=rows),), landscape=True)


def _side(change: SectionChange, kind: str) -> str:
    """The text of a section in one of the two versions."""
    words = "".join(one.words for one in change.pieces if one.kind in ("same", kind))
    absent = change.change == (ADDED if kind == "old" else DROPPED)
    return "không có" if absent else words or NO_BODY


KIND = kind_of(
    CODE, "Kế hoạch và kế hoạch sửa đổi của phong trào", build,
    ("version", "bản kế hoạch"), sheet=True,
)  # fmt: skip
