"""The neutral document: head, text, foot, annexes and bound figures, without any layout.

Frozen and exact: `to_json()` is canonical, and a document read back with `from_json()` is equal to
the one written. `content()` leaves out the time it was built and `sha256` names that content, so
the same data built twice is known to be the same. Renderers take a Document and nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from reports.documents import codec
from reports.documents.blocks import (
    Align,
    Axis,
    Block,
    Cell,
    Chart,
    Column,
    Function,
    HeaderGroup,
    Heading,
    ListItem,
    Mark,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    Table,
    Total,
)
from reports.documents.codec import Node
from reports.documents.page_form import STANDARD, PageForm
from reports.documents.totals import check_totals
from reports.documents.values import LOCAL_ZONE, FigureState, Value, clean, format_value

__all__ = [
    "Align", "Annex", "Axis", "Banners", "Block", "Cell", "Chart", "Column", "Document", "Figure",
    "FigureState", "Function", "HeaderGroup", "Heading", "LegalHead", "ListItem", "Mark",
    "PageBreak", "PageForm", "Paragraph", "Picture", "Row", "RowKind", "Run", "SignOff", "Table",
    "Total", "Value", "clean", "format_value",
]  # fmt: skip


BUILT_AT = "created"  # the field that is no content


@dataclass(frozen=True)
class Figure(Node):
    """A number, date or word bound once and shown in prose, tables and annexes.

    `source` names the row it comes from ("standing:412"); `decimals` and `suffix` ("%") fix its
    wording; `unit` is told where figures are listed.
    """

    key: str
    value: Value
    label: str = ""
    decimals: int | None = None
    suffix: str = ""
    unit: str = ""
    state: FigureState = FigureState.CONFIRMED
    source: str = ""

    @property
    def display(self) -> str:
        """The words of the value, without the mark of its state."""
        return format_value(self.value, self.decimals, self.suffix)


@dataclass(frozen=True)
class LegalHead(Node):
    """Head of an administrative document (NĐ 30/2020, annex I).

    Bodies are lines, printed in capitals: ("ỦY BAN NHÂN DÂN", "HUYỆN KBANG"). `number` stays ""
    until the clerk registers the document; `sign` is "BC-UBND". `dated` None leaves the line
    "ngày ... tháng ... năm ..." open. `subject` is the "V/v ..." of a letter without title.
    `issuer_name` is the issuing body in running text, for the line under annex titles.
    """

    issuing_body: tuple[str, ...]
    sign: str
    place: str
    superior_body: tuple[str, ...] = ()
    number: str = ""
    dated: date | None = None
    subject: str = ""
    issuer_name: str = ""


@dataclass(frozen=True)
class SignOff(Node):
    """Who signs: authority lines ("TM. ỦY BAN NHÂN DÂN"), position lines, name when known."""

    authority: tuple[str, ...] = ()
    position: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Annex(Node):
    """Annex on its own pages, numbered from 1. `number`: "I", "II", or "" for the only one."""

    title: str
    blocks: tuple[Block, ...] = ()
    number: str = ""
    landscape: bool = False
    show_attachment_line: bool = True


@dataclass(frozen=True)
class Banners(Node):
    """What every page must admit: a draft, unconfirmed or illustrative figures (sentences)."""

    draft: bool = False
    unconfirmed: str = ""
    illustrative: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences to print on every page, the heaviest first."""
        draft = "DỰ THẢO" if self.draft else ""
        return tuple(line for line in (draft, self.illustrative, self.unconfirmed) if line)


@dataclass(frozen=True)
class Document(Node):
    """A whole document.

    `kind`: code of its DocumentKind. `created`: time of the snapshot, with a time zone, kept in
    UTC; file dates are set to it. `authority_title`: who decides, above the bases of a decision.
    `ending`: mark after the last paragraph, "" for papers without one. One signer stands at the
    right, two stand side by side. Raises ValueError when a figure is unknown or double, or when
    a total differs from the cells it covers.
    """

    kind: str
    title: str
    created: datetime
    abstract: tuple[str, ...] = ()
    head: LegalHead | None = None
    authority_title: str = ""
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    ending: str = "./."
    signers: tuple[SignOff, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    banners: Banners = Banners()
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    subject: str = ""  # short description for the properties of the file
    form: PageForm = STANDARD

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.created.tzinfo is None:
            raise ValueError("the time of the snapshot needs a time zone")
        # One instant, one text: the hash must not depend on the zone it was told in.
        object.__setattr__(self, "created", self.created.astimezone(UTC))
        if len(self.signers) > 2:
            raise ValueError("at most two signers stand side by side")
        if len(self.figure_map) != len(self.figures):
            raise ValueError("a figure is bound twice")
        for block in self.all_blocks():
            self._check_block(block)

    @property
    def snapshot_day(self) -> date:
        """Day of the snapshot in Vietnam."""
        return self.created.astimezone(LOCAL_ZONE).date()

    @cached_property
    def figure_map(self) -> dict[str, Figure]:
        """Bound figures by key."""
        return {figure.key: figure for figure in self.figures}

    def all_blocks(self) -> tuple[Block, ...]:
        """Blocks of the text, then of the annexes, in order."""
        return self.blocks + tuple(block for annex in self.annexes for block in annex.blocks)

    def _check_block(self, block: Block) -> None:
        if isinstance(block, (Paragraph, ListItem)):
            used = {run.figure for run in block.runs}
        elif isinstance(block, Table):
            used = {cell.figure for row in block.rows for cell in row.cells}
        else:
            return
        unknown = used - {""} - self.figure_map.keys()
        if unknown:
            raise ValueError(f"unknown figures: {sorted(unknown)}")
        if isinstance(block, Table):
            values = {key: figure.value for key, figure in self.figure_map.items()}
            check_totals(block, values)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, NFC, exact numbers."""
        return codec.dumps(self)

    def content(self) -> str:
        """Canonical JSON of all but `created`: equal for two builds of the same data."""
        return codec.dumps(self, without=BUILT_AT)

    @classmethod
    def from_json(cls, text: str) -> Document:
        """The document whose to_json() is `text`. Raises Refused ("document_unreadable")."""
        return codec.loads(cls, text)

    @classmethod
    def of_content(cls, text: str, created: datetime) -> Document:
        """The document of that content(), built at that time. Raises as `from_json`."""
        return codec.loads(cls, text, created=created)

    @cached_property
    def sha256(self) -> str:
        """Hex digest of content() in UTF-8."""
        digest = hashlib.sha256()
        for part in codec.stream(self, without=BUILT_AT):
            digest.update(part.encode())
        return digest.hexdigest()
