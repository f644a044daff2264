"""{{fields}} of a DOCX: which there are, and words put in their place, also where Word has split a
field over several runs. The look is that of the run in which the field begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbang_ntm.core.errors import Refused
from reports.documents.filling.package import NamedPlace, Package, written
from reports.documents.values import Value, clean, format_value

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_FIELD = re.compile(r"\{\{\s*([^{}]{1,80}?)\s*\}\}")
_OPEN = re.compile(r"\{\{|\}\}")
# Fields of Word that take something from elsewhere when the file is opened.
_FETCHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)\b")


class TextDocument:
    """The reading and filling of text documents."""

    def places(self, package: Package) -> list[NamedPlace]:
        """Fields in the order of the text, each name once; a bracket without its pair is told.
        Raises Refused (`linked`)."""
        found: dict[str, NamedPlace] = {}
        for part in _texts(package):
            root = package.tree(part)
            _refuse_fetching(root)
            for texts in _paragraphs(root):
                words = "".join(text.text or "" for text in texts)
                for field in _FIELD.finditer(words):
                    found.setdefault(field[1], NamedPlace(field[1], _around(words, field)))
                rest = _FIELD.sub("", words)
                if _OPEN.search(rest):
                    found.setdefault(
                        rest[:40],
                        NamedPlace(rest[:40], rest[:80], "Dấu {{ hoặc }} không đủ đôi. Sửa lại."),
                    )
        return list(found.values())

    def changed_parts(self, package: Package, values: Mapping[str, Value]) -> dict[str, bytes]:
        """{part: new content} of the parts in which a field was filled."""
        changed = {}
        for part in _texts(package):
            root = package.tree(part)
            filled = sum(_fill(texts, values) for texts in _paragraphs(root))
            if filled:
                changed[part] = written(root)
        return changed


def _texts(package: Package) -> list[str]:
    return [name for name in package.names if _PARTS.fullmatch(name)]


def _paragraphs(root: Any) -> Iterator[list[Any]]:
    """The pieces of text of each paragraph, without those of paragraphs inside it."""
    for paragraph in root.iter(f"{WORD}p"):
        texts = [
            text
            for text in paragraph.iter(f"{WORD}t")
            if next(text.iterancestors(f"{WORD}p")) is paragraph
        ]
        if texts:
            yield texts


def _refuse_fetching(root: Any) -> None:
    codes = "".join(node.text or "" for node in root.iter(f"{WORD}instrText"))
    codes += " ".join(node.get(f"{WORD}instr", "") for node in root.iter(f"{WORD}fldSimple"))
    if _FETCHING.search(codes.upper()):
        raise Refused(
            "linked",
            "Tệp có trường lấy nội dung từ tệp khác (DDE, LINK, INCLUDETEXT). Chuyển trường đó "
            "thành chữ (Ctrl+Shift+F9), lưu lại rồi tải lên lại.",
        )


def _around(words: str, field: re.Match[str]) -> str:
    return words[max(0, field.start() - 30) : field.end() + 20].strip()


def _fill(texts: list[Any], values: Mapping[str, Value]) -> int:
    """How many fields of a paragraph were filled."""
    words = "".join(text.text or "" for text in texts)
    fields = [field for field in _FIELD.finditer(words) if field[1].lower() in values]
    for field in reversed(fields):  # from the end, so that earlier places stay where they are
        _replace(texts, field.start(), field.end(), _words(values[field[1].lower()]))
    return len(fields)


def _words(value: Value) -> str:
    return clean(format_value(value)).replace("\n", " ")


def _replace(texts: list[Any], start: int, end: int, words: str) -> None:
    """Put words in place of the letters start..end of the pieces taken together."""
    place = 0
    for text in texts:
        own = text.text or ""
        first, last = max(start - place, 0), min(end - place, len(own))
        if first < last:
            text.text = own[:first] + words + own[last:]
            text.set(SPACE, "preserve")
            words = ""  # the piece in which the field begins holds them
        place += len(own)
