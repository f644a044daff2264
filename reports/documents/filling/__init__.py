"""Filling uploaded templates: named cells of a workbook, {{fields}} of a text document.

Pure: bytes and values in, bytes out. Only what is named changes; all other parts of the file are
copied as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.documents.filling import text_document, workbook
from reports.documents.filling.package import NamedPlace, Package, open_package
from reports.documents.values import Value

__all__ = ["NamedPlace", "check_template", "fill_template", "places_of"]


def check_template(content: bytes) -> None:
    """Raises Refused (`damaged`, `linked`, `embedded`, `entities`) for a file that is not taken."""
    places_of(content)


def places_of(content: bytes) -> list[NamedPlace]:
    """The names of a template in their order, each with what keeps it from being filled."""
    package = open_package(content)
    return _kind(package).places(package)


def fill_template(content: bytes, values: Mapping[str, Value]) -> bytes:
    """The template with the values at its names; names without a value stay as they are.

    A value None is written as "chưa có số liệu". The same template and values give the same bytes.
    """
    package = open_package(content)
    return package.rewritten(_kind(package).changed_parts(package, values))


def _kind(package: Package) -> workbook.Workbook | text_document.TextDocument:
    return text_document.TextDocument() if package.is_text else workbook.Workbook()
