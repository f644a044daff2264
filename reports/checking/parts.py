"""The components of a document, found among its lines; what is not there is None or empty."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.checking.anatomy import compact
from reports.checking.paper import Line, Paper, Side, Source, Zone
from reports.documents import wording

_BASIS = re.compile(r"(Căn cứ|Theo đề nghị|Xét đề nghị)\b")
_PLACE = re.compile(r"ngày.{1,8}tháng.{1,8}năm", re.IGNORECASE)
_INDENTED = 3.0  # mm from the left edge of the lines
Lines = list[Line]


@dataclass
class AnnexParts:
    """Head of one annex."""

    label: Line
    title: Lines = field(default_factory=list)
    attached: Lines = field(default_factory=list)


@dataclass
class Parts:
    """Components; groups of lines make one paragraph each."""

    national_title: Line | None = None
    motto: Line | None = None
    superior: Lines = field(default_factory=list)
    issuer: Lines = field(default_factory=list)
    number: Line | None = None
    place: Line | None = None
    subject: Lines = field(default_factory=list)
    title: Line | None = None
    abstract: Lines = field(default_factory=list)
    authority_title: Line | None = None
    addressees: Lines = field(default_factory=list)
    bases: list[Lines] = field(default_factory=list)
    body: Lines = field(default_factory=list)
    authority: Lines = field(default_factory=list)
    names: Lines = field(default_factory=list)
    recipients_head: Line | None = None
    recipients: list[Lines] = field(default_factory=list)
    annexes: list[AnnexParts] = field(default_factory=list)


def text_of(lines: Lines) -> str:
    """The words of a paragraph."""
    return " ".join(line.text for line in lines)


def find_parts(paper: Paper) -> Parts:
    """Look for every component."""
    parts = Parts()
    _head(paper, parts)
    _body(paper, parts)
    _foot(paper, parts)
    _annexes(paper, parts)
    return parts


def _head(paper: Paper, parts: Parts) -> None:
    for line in paper.of(Zone.HEAD):
        words = compact(line.text)
        if words == compact(wording.NATIONAL_TITLE):
            parts.national_title = line
        elif words.replace("–", "-") == compact(wording.MOTTO):
            parts.motto = line
        elif line.side is Side.RIGHT:
            if parts.place is None and _PLACE.search(line.text):
                parts.place = line
        elif parts.number is None and re.match(r"Số\s*:", line.text):
            parts.number = line
        elif parts.number is not None:
            if line.text != wording.DRAFT:
                parts.subject.append(line)
        elif line.bold:
            parts.issuer.append(line)
        else:
            parts.superior.append(line)


def _body(paper: Paper, parts: Parts) -> None:
    lines = paper.of(Zone.MAIN)
    edge = min((line.box.x0 for line in lines if line.box), default=0.0)
    position = 0
    while position < len(lines) and lines[position].centred:
        line = lines[position]
        if line.text.startswith("Kính gửi"):
            break
        if parts.title is None:
            parts.title = line
        elif line.caps:
            parts.authority_title = parts.authority_title or line
        elif parts.abstract and parts.abstract[-1].rule_mm is not None:
            break  # the line closes it: what follows is centred by chance
        elif parts.authority_title is None:
            parts.abstract.append(line)
        position += 1
    while position < len(lines) and _addresses(lines[position], parts):
        parts.addressees.append(lines[position])
        position += 1
    while position < len(lines) and _rests(lines[position], parts, edge, paper.source):
        position += 1
    parts.body = lines[position:]


def _addresses(line: Line, parts: Parts) -> bool:
    return line.text.startswith("Kính gửi") or (
        bool(parts.addressees)
        and parts.addressees[0].text.rstrip() == "Kính gửi:"
        and line.text.startswith("-")
    )


def _rests(line: Line, parts: Parts, edge: float, source: Source) -> bool:
    """Whether the line belongs to the bases; puts it there."""
    if _BASIS.match(line.text):
        parts.bases.append([line])
        return True
    if not parts.bases or source is Source.DOCX or line.box is None or line.centred:
        return False
    unfinished = not text_of(parts.bases[-1]).endswith((";", "."))
    if unfinished and line.box.x0 < edge + _INDENTED:
        parts.bases[-1].append(line)
        return True
    return False


def _foot(paper: Paper, parts: Parts) -> None:
    listed = False
    for line in paper.of(Zone.FOOT):
        if re.match(r"nơi nhận", line.text, re.IGNORECASE):
            parts.recipients_head = line
            listed = True
        elif line.side is Side.LEFT and listed:
            if line.text.startswith(("-", "–")) or not parts.recipients:
                parts.recipients.append([line])
            else:
                parts.recipients[-1].append(line)
        elif line.caps or not parts.authority:
            parts.authority.append(line)
        else:
            parts.names.append(line)


def _annexes(paper: Paper, parts: Parts) -> None:
    for part in sorted({page.part for page in paper.pages} - {0}):
        lines = paper.of(Zone.MAIN, part=part)
        if not lines:
            continue
        annex = AnnexParts(lines[0])
        for line in lines[1:]:
            if line.text.startswith("(Kèm theo") or (
                annex.attached and not text_of(annex.attached).endswith(")")
            ):
                annex.attached.append(line)
            elif annex.attached or not line.centred:
                break
            else:
                annex.title.append(line)
        parts.annexes.append(annex)
