"""The door: bytes of a PDF or DOCX in, findings out."""

from __future__ import annotations

from dataclasses import dataclass

from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.checking.paper import Paper, Source
from reports.checking.parts import find_parts
from reports.checking.read_docx import read_docx
from reports.checking.read_pdf import read_pdf
from reports.checking.registry import Finding, Severity, Sheet, all_rules
from reports.documents.format_law import law_on

_READERS = {b"%PDF-": read_pdf, b"PK\x03\x04": read_docx}


@dataclass(frozen=True)
class Result:
    """Findings of a file, in the order of the rules."""

    source: Source
    pages: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What breaks a rule for sure."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


def read_paper(content: bytes) -> Paper:
    """The file as it is. Raises Refused ("file_unreadable")."""
    for start, reader in _READERS.items():
        if content.startswith(start):
            return reader(content)
    raise Refused("file_unreadable", "Chỉ kiểm được tệp PDF và DOCX. Chọn tệp khác.")


def check_document(content: bytes) -> Result:
    """Run every rule that fits the kind of file. Raises Refused ("file_unreadable",
    "format_law_unknown")."""
    return check_paper(read_paper(content))


def check_paper(paper: Paper) -> Result:
    """The same on a paper that was read already."""
    sheet = Sheet(paper, find_parts(paper), law_on(paper.dated or clock.today()))
    form = sheet.form
    findings = tuple(
        Finding(rule, note.page, note.found, note.required, note.severity)
        for rule in all_rules()
        if paper.source in rule.sources and form in rule.forms
        for note in rule.check(sheet)
    )
    return Result(paper.source, len(paper.pages), findings)
