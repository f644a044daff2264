"""Kinds of documents: one row and one builder each; filled by the apps when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kbang_ntm.core.errors import Refused
from reports.documents.tree import Document


class Format(Enum):
    """File formats a kind may be printed in; html is the preview and always there."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Parameter:
    """What a builder must be told, by keyword: name in code, label on pages."""

    name: str
    label_vi: str
    required: bool = True


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document. `builder(**parameters)` reads the database and returns the tree."""

    code: str
    label_vi: str
    formats: tuple[Format, ...]
    builder: Callable[..., Document]
    parameters: tuple[Parameter, ...] = ()

    def build(self, **given: Any) -> Document:
        """Run the builder after checking the names of what was given.

        Raises Refused ("parameter_missing", "parameter_unknown").
        """
        names = {parameter.name for parameter in self.parameters}
        for parameter in self.parameters:
            if parameter.required and given.get(parameter.name) is None:
                raise Refused(
                    "parameter_missing", f"Chưa chọn {parameter.label_vi} cho {self.label_vi}."
                )
        for name in given.keys() - names:
            raise Refused("parameter_unknown", f"{self.label_vi} không dùng mục “{name}”. Bỏ đi.")
        return self.builder(**given)

    def check_format(self, name: str) -> Format:
        """The format called `name`. Raises Refused ("format_unknown") when not offered."""
        for offered in self.formats:
            if offered.value == name:
                return offered
        choices = ", ".join(offered.value for offered in self.formats)
        raise Refused("format_unknown", f"{self.label_vi} chỉ in được dạng: {choices}.")


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Add a kind. Raises ValueError when the code is taken by another kind."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"document kind {kind.code} is registered twice")
    return kind


def get(code: str) -> DocumentKind:
    """The kind of that code. Raises Refused ("document_kind_unknown")."""
    if code not in _kinds:
        known = ", ".join(sorted(_kinds)) or "chưa có"
        raise Refused(
            "document_kind_unknown", f"Không có loại văn bản “{code}”. Các loại: {known}."
        )
    return _kinds[code]


def all() -> tuple[DocumentKind, ...]:
    """Every registered kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
