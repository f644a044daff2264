"""A tree of elements as the source of pages: what WeasyPrint takes instead of HTML as text.

Two things are left out that cost a third of the time of a long table and change no page: the tree
is not written as text and parsed again, and the style sheet of a browser (html5_ua.css, with rules
for forms, lists and footnotes that are tried on every element and make five pseudo-elements of it)
gives way to base.css, which has the elements of our paper only.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.urls import URLFetcher

_BASE = Path(__file__).resolve().parents[1] / "styles" / "base.css"
_SVG = "{http://www.w3.org/2000/svg}"


class PageSource(weasyprint.HTML):
    """Stands where `weasyprint.HTML` would. Takes the tree as its own."""

    wrapper_element: Any
    etree_element: Element

    def __init__(self, root: Element, url_fetcher: URLFetcher) -> None:
        for drawing in list(root.iter("svg")):
            for part in drawing.iter():
                part.tag = f"{_SVG}{part.tag}"  # as a parser of HTML names them
        super().__init__(string="<p>", url_fetcher=url_fetcher)
        # The tree takes the place of what was read.
        self.wrapper_element = type(self.wrapper_element).from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_base_sheet()]

    def _ph_stylesheets(self) -> list[Any]:
        return []  # the only hint in our tables is the width of a column, which is no selector


@functools.cache
def _base_sheet() -> weasyprint.CSS:
    return weasyprint.CSS(string=_BASE.read_text("utf-8"))
