"""An office file as its parts: opened with suspicion, written back with some parts changed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.uploads import BROKEN_ZIP

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What makes a file fetch, run or carry something else when it is opened.
_LINKED = re.compile(r"(^xl/externallinks/|^xl/connections\.xml$|^xl/querytables/|^xl/model/)")
_EMBEDDED = re.compile(r"/(embeddings|activex)/[^/]+\.(bin|exe|dll|js|vbs)$|/oleobject")
DAMAGED = (
    "Tệp bị hỏng hoặc không phải DOCX, XLSX. Mở bằng Word hoặc Excel, lưu lại rồi tải lên lại."
)


@dataclass(frozen=True)
class NamedPlace:
    """A name in a template; `where` says where it stands, `problem` why it cannot be filled."""

    name: str
    where: str
    problem: str = ""


class Package:
    """The parts of a DOCX or XLSX by name."""

    def __init__(self, parts: dict[str, bytes], infos: list[zipfile.ZipInfo]) -> None:
        self._parts, self._infos = parts, infos

    @property
    def is_text(self) -> bool:
        """A text document, not a workbook."""
        return "word/document.xml" in self._parts

    @cached_property
    def names(self) -> list[str]:
        """Names of the parts in the order of the file."""
        return list(self._parts)

    def tree(self, part: str) -> Any:
        """The XML of a part. Raises Refused (`damaged`, `entities`)."""
        return parse(self._parts.get(part, b""))

    def relations(self, part: str) -> dict[str, str]:
        """{relation id: part it leads to} of a part; links to outside are left out."""
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self._parts:
            return {}
        return {
            row.get("Id", ""): posixpath.normpath(posixpath.join(folder, row.get("Target", "")))
            if not row.get("Target", "").startswith("/")
            else row.get("Target", "").lstrip("/")
            for row in self.tree(rels).iter(RELATION)
            if row.get("TargetMode") != "External"
        }

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with some parts changed, the others byte for byte."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                kept = zipfile.ZipInfo(info.filename, info.date_time)
                kept.compress_type = zipfile.ZIP_DEFLATED
                kept.external_attr = info.external_attr
                archive.writestr(
                    kept, changed.get(info.filename, self._parts.get(info.filename, b""))
                )
        return buffer.getvalue()


def open_package(content: bytes) -> Package:
    """The parts of a file that `core.uploads` has accepted.

    Raises Refused: `damaged`, `linked` (it takes something from elsewhere), `embedded` (it carries
    a program or an object), `entities`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            parts = {info.filename: archive.read(info) for info in infos}
    except BROKEN_ZIP as error:
        raise Refused("damaged", DAMAGED) from error
    for name in parts:
        if _LINKED.search(name.lower()):
            raise _linked()
        if _EMBEDDED.search(name.lower()):
            raise Refused(
                "embedded",
                "Tệp có đối tượng nhúng (OLE). Xóa đối tượng đó, lưu lại rồi tải lên lại.",
            )
    package = Package(parts, infos)
    for name in parts:
        if name.endswith(".rels"):
            _check_relations(package, name)
    return package


def _check_relations(package: Package, part: str) -> None:
    for row in package.tree(part).iter(RELATION):
        # A link that a reader may click does nothing by itself.
        if row.get("TargetMode") == "External" and not row.get("Type", "").endswith("/hyperlink"):
            raise _linked()


def _linked() -> Refused:
    return Refused(
        "linked",
        "Tệp lấy dữ liệu hoặc hình từ tệp khác (liên kết ngoài). Ngắt liên kết (Dữ liệu, Sửa liên "
        "kết, Ngắt), lưu lại rồi tải lên lại.",
    )


def parse(content: bytes) -> Any:
    """XML without entities, fetching nothing. Raises Refused (`damaged`, `entities`)."""
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, reader)
    except etree.XMLSyntaxError as error:
        raise Refused("damaged", DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise Refused("entities", DAMAGED)
    return root


def written(root: Any) -> bytes:
    """The XML of a part as it goes into the file."""
    content: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return content
