"""A thin pen for SVG: elements are built as a tree, so that no text can break out of its place."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.safestring import SafeString, mark_safe

INK = "#1b2430"
INK_2 = "#4d5868"
LINE = "#d5dae2"
EDGE = "#737d8c"
ACCENT = "#1d4f91"
TINT = "#e8eff8"
PAPER = "#ffffff"


class Drawing:
    """One `<svg>`; `add` appends an element and returns it. Coordinates are CSS pixels."""

    def __init__(
        self,
        width: int,
        height: int,
        *,
        title: str = "",
        name: str = "",
        css: str = "",
        sized: bool = False,
    ) -> None:
        """`title` is read aloud; without one the drawing is decoration beside words.

        `name` makes its ids its own on a page that holds several.
        """
        self.width, self.height = width, height
        self.root = Element("svg", {"viewBox": f"0 0 {width} {height}"})
        if sized:
            self.root.set("width", str(width))
            self.root.set("height", str(height))
        if css:
            self.root.set("class", css)
        if not title:
            self.root.set("aria-hidden", "true")
            return
        self.root.set("role", "img")
        self.root.set("aria-labelledby", f"{name}-t")
        self.add("title", title, id=f"{name}-t")

    def add(
        self,
        tag: str,
        text: str = "",
        *,
        inside: Element | None = None,
        **attributes: str | int | float,
    ) -> Element:
        """Append an element; `stroke_width=2` is written `stroke-width="2"`, `css` is `class`."""
        element = SubElement(self.root if inside is None else inside, tag)
        for key, value in attributes.items():
            name = "class" if key == "css" else key.replace("_", "-")
            element.set(name, _figure(value))
        if text:
            element.text = text
        return element

    def text(self) -> SafeString:
        """The drawing as markup; everything written into it was escaped by the tree."""
        return mark_safe(tostring(self.root, encoding="unicode"))


def _figure(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
