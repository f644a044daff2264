"""Rules and findings: each rule is a pure function over a sheet, listed by its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from reports.checking.paper import Line, Paper, Source
from reports.checking.parts import Parts
from reports.documents.format_law import FormatLaw

BOTH = (Source.PDF, Source.DOCX)


class Severity(Enum):
    """ERROR: the rule is broken; HINT: a person should look."""

    ERROR = "error"
    HINT = "hint"

    @property
    def label(self) -> str:
        """As printed."""
        return "Lỗi" if self is Severity.ERROR else "Lưu ý"


class Form(Enum):
    """What a file is: an administrative document, or certificates drawn one a page."""

    DOCUMENT = "document"
    CERTIFICATE = "certificate"


EVERY_FORM = tuple(Form)


@dataclass(frozen=True)
class Sheet:
    """What a rule sees: the file, its components, the law of its day."""

    paper: Paper
    parts: Parts
    law: FormatLaw

    @property
    def form(self) -> Form:
        """Certificates lie across and name the book of honour or themselves."""
        across = all(page.landscape for page in self.paper.pages)
        named = any(re.match(r"(GIẤY KHEN$|Số sổ vàng)", line.text) for line in self.paper.lines)
        return Form.CERTIFICATE if across and named else Form.DOCUMENT

    @property
    def has_head(self) -> bool:
        """Whether the paper is an administrative document and not a form such as a ballot."""
        title = self.parts.title
        return title is None or not title.text.startswith(self.law.headless)


@dataclass(frozen=True)
class Note:
    """What a rule says, before it is known which rule. `page`: 0 for the file as a whole."""

    page: int
    found: str
    required: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class Finding:
    """A broken rule, where, what was found and what is required."""

    rule: Rule
    page: int
    found: str
    required: str
    severity: Severity

    def sentence(self, source: Source) -> str:
        """One line for a person."""
        place = "trang" if source is Source.PDF else "phần"
        where = f"{place} {self.page}" if self.page else "cả tệp"
        return (
            f"{self.severity.label}\t{self.rule.id}\t{where}\t{self.found}. "
            f"Yêu cầu: {self.required} ({self.rule.basis})."
        )


Check = Callable[[Sheet], Iterator[Note]]


@dataclass(frozen=True)
class Rule:
    """One rule. `basis`: where it stands; `sources`: kinds of file on which it can be checked."""

    id: str
    label_vi: str
    basis: str
    check: Check
    sources: tuple[Source, ...] = BOTH
    forms: tuple[Form, ...] = (Form.DOCUMENT,)


_rules: dict[str, Rule] = {}


def rule(
    id: str,
    label_vi: str,
    basis: str,
    sources: tuple[Source, ...] = BOTH,
    forms: tuple[Form, ...] = (Form.DOCUMENT,),
) -> Callable[[Check], Check]:
    """Register the function below as a rule. Raises ValueError when the id is taken."""

    def register(check: Check) -> Check:
        if id in _rules:
            raise ValueError(f"rule {id} is registered twice")
        _rules[id] = Rule(id, label_vi, basis, check, sources, forms)
        return check

    return register


def all_rules() -> tuple[Rule, ...]:
    """Every rule in the order of the files they stand in."""
    from reports.checking import rules  # importing the package registers what is in it

    assert rules.LOADED
    return tuple(_rules.values())


def at(line: Line, found: str, required: str, severity: Severity = Severity.ERROR) -> Note:
    """A note at a line, with its first words."""
    words = line.text if len(line.text) <= 60 else f"{line.text[:60]}…"
    return Note(line.page, f"“{words}”: {found}", required, severity)


def mm(value: float) -> str:
    """A length as printed: "19,8 mm"."""
    return f"{value:.1f}".replace(".", ",") + " mm"


def points(value: float) -> str:
    """A size as printed: "12,5"."""
    return f"{value:g}".replace(".", ",")
