"""Drawings: parsed and built anew from a short list of elements and attributes.

Nothing that could fetch, run or restyle passes: no references but to ids of the same drawing, no
style, no script, no foreign content. What is not on the list is left out.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from reports.documents.values import clean

_ELEMENT_NAMES = (
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs pattern "
    "clipPath"
)
_ATTRIBUTE_NAMES = (
    "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy transform fill stroke "
    "fill-opacity stroke-opacity opacity fill-rule stroke-width stroke-dasharray stroke-linecap "
    "stroke-linejoin font-size font-weight font-style font-family text-anchor dominant-baseline "
    "id clip-path patternUnits patternTransform patternContentUnits preserveAspectRatio "
    "letter-spacing"
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_LOCAL_REFERENCE = re.compile(r"url\(#[\w-]+\)")
# Values are numbers, names, colours and path data; anything with a scheme or an escape is not.
_PLAIN_VALUE = re.compile(r"[\w\s.,#%()+\-]*")


def safe_drawing(text: str) -> Element | None:
    """The drawing as a tree fit for a page; None when it is empty or cannot be read."""
    if not text.strip() or "<!" in text:
        return None
    try:
        source = ElementTree.fromstring(clean(text))
    except ElementTree.ParseError:
        return None
    if _local(source.tag) != "svg":
        return None
    root = Element("svg")
    _copy(source, root)
    return root


def _copy(source: Element, target: Element) -> None:
    for name, value in source.attrib.items():
        if name in _ATTRIBUTES and _is_safe(value):
            target.set(name, value)
    target.text = source.text
    for child in source:
        name = _local(child.tag)
        if name in _ELEMENTS and name != "svg":
            _copy(child, SubElement(target, name))
        if len(target) and child.tail:
            target[-1].tail = (target[-1].tail or "") + child.tail


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _is_safe(value: str) -> bool:
    if "url" in value.lower():
        return bool(_LOCAL_REFERENCE.fullmatch(value.strip()))
    return bool(_PLAIN_VALUE.fullmatch(value))
