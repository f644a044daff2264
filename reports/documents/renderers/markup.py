"""Text into HTML elements: always as text, and in portions that lay out in linear time.

A layout engine takes time with the square of an unbroken text (measured: one paragraph of 1 MB
38 s whole, 8 s in portions; 200,000 letters without a space 326 s, with places to break 1 s).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_PORTION = 2000
_ZERO_WIDTH_SPACE = "\u200b"
# A word longer than any name: it may break, wherever it stands.
_ENDLESS_WORD = re.compile(r"\S{60,}")
_STEP = 20


def to_html(root: Element) -> str:
    """Serialised with every text and attribute escaped."""
    return ElementTree.tostring(root, encoding="unicode", method="html")


def add(parent: Element, tag: str, css: str = "", text: str = "", **attributes: str) -> Element:
    """A child element with a class, attributes and text."""
    child = SubElement(parent, tag, ({"class": css} if css else {}) | attributes)
    add_text(child, text)
    return child


def add_text(element: Element, text: str) -> None:
    """Text behind what the element already holds; line breaks become <br>."""
    for number, line in enumerate(text.split("\n")):
        if number:
            SubElement(element, "br")
        line = _ENDLESS_WORD.sub(_breakable, line)
        if len(line) <= _PORTION:
            _append(element, line)
            continue
        for portion in _portions(line):
            SubElement(element, "span").text = portion


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _breakable(match: re.Match[str]) -> str:
    word = match[0]
    return _ZERO_WIDTH_SPACE.join(
        word[start : start + _STEP] for start in range(0, len(word), _STEP)
    )


def _portions(text: str) -> Iterator[str]:
    """Stretches of about _PORTION letters, cut behind a space where there is one."""
    start = 0
    while start < len(text):
        end = min(len(text), start + _PORTION)
        space = text.rfind(" ", start, end)
        if end < len(text) and space > start:
            end = space + 1
        yield text[start:end]
        start = end
