"""The light marks of a story's text, as HTML: **đậm**, *nghiêng*, lines that begin with "- ".

What people type is escaped first, so no tag of theirs survives; what comes out passes a sanitiser
that knows eight tags and no attribute.
"""

from __future__ import annotations

import re
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "ul", "li"}
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_EM = re.compile(r"(?<![*\w])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![*\w])", re.DOTALL)
_BLANK = re.compile(r"\n\s*\n")


def as_html(text: str) -> SafeString:
    """Paragraphs and lists of a text with light marks; safe to print."""
    plain = escape(text.replace("\r\n", "\n").replace("\r", "\n").strip(), quote=False)
    blocks = [_block(block.strip("\n")) for block in _BLANK.split(plain) if block.strip()]
    return mark_safe(nh3.clean("".join(blocks), tags=TAGS, attributes={}))


def _block(block: str) -> str:
    """Runs of "- " lines are lists, the others one paragraph."""
    out: list[str] = []
    items: list[str] = []
    lines: list[str] = []

    def flush() -> None:
        if items:
            out.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>")
        if lines:
            out.append("<p>" + _inline("<br>".join(lines)) + "</p>")
        items.clear()
        lines.clear()

    for line in block.split("\n"):
        if line.lstrip().startswith("- "):
            if lines:
                flush()
            items.append(line.lstrip()[2:])
        else:
            if items:
                flush()
            lines.append(line)
    flush()
    return "".join(out)


def _inline(text: str) -> str:
    return _EM.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", text))


def plain_text(text: str) -> str:
    """The text without its marks, in one line: for feeds and lists."""
    bare = _EM.sub(r"\1", _STRONG.sub(r"\1", text))
    return re.sub(r"\s+", " ", re.sub(r"(?m)^\s*- ", "", bare)).strip()
