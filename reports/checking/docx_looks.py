"""The look of a paragraph and its runs in a DOCX, after styles and defaults."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from reports.checking.paper import Setting, Span

_TWIPS = 1440 / 25.4
_OFF = {"0", "false", "off"}
_LINES = 240.0  # w:line of single spacing


class Looks:
    """Answers from the run, the paragraph's chain of styles, the defaults, in this order."""

    def __init__(self, file: Any) -> None:
        styles = file.styles.element
        self._by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._default_style = next(
            (
                key for key, style in self._by_id.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            "",
        )  # fmt: skip
        defaults = styles.find(qn("w:docDefaults"))
        self._defaults: list[Any] = [] if defaults is None else [defaults]
        self._chains: dict[str, list[Any]] = {}

    def _chain(self, key: str) -> list[Any]:
        """A style and those it is based on, nearest first."""
        if key not in self._chains:
            chain: list[Any] = []
            style = self._by_id.get(key)
            while style is not None and style not in chain:
                chain.append(style)
                base = style.find(qn("w:basedOn"))
                style = self._by_id.get(base.get(qn("w:val"))) if base is not None else None
            self._chains[key] = chain
        return self._chains[key]

    def style_of(self, paragraph: Any) -> str:
        """Id of the style of a paragraph."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._default_style if found is None else str(found.get(qn("w:val")))

    def spans(self, paragraph: Any) -> tuple[Span, ...]:
        """Runs with their look; breaks become line ends, tabs spaces."""
        chain = [
            look for style in self._chain(self.style_of(paragraph))
            if (look := style.find(qn("w:rPr"))) is not None
        ]  # fmt: skip
        for defaults in self._defaults:
            look = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
            if look is not None:
                chain.append(look)
        found = []
        for run in paragraph.iter(qn("w:r")):
            text = _text(run)
            if text:
                own = run.find(qn("w:rPr"))
                found.append(_span(text, [own, *chain] if own is not None else chain))
        return tuple(found)

    def setting(self, paragraph: Any) -> Setting:
        """Alignment, indents and spaces of a paragraph."""
        key = self.style_of(paragraph)
        holders = [paragraph, *self._chain(key)]
        looks = [look for item in holders if (look := item.find(qn("w:pPr"))) is not None]
        for defaults in self._defaults:
            look = defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
            if look is not None:
                looks.append(look)
        align = _value(looks, "jc", "val", "left")
        rule = _value(looks, "spacing", "lineRule", "auto")
        line = float(_value(looks, "spacing", "line", "240"))
        return Setting(
            {"both": "justify", "start": "left", "end": "right"}.get(align, align),
            int(_value(looks, "ind", "firstLine", "0")) / _TWIPS,
            int(_value(looks, "spacing", "after", "0")) / 20,
            line / _LINES if rule == "auto" else 0.0,
            key,
            any(look.find(qn("w:numPr")) is not None for look in looks),
        )


def _text(run: Any) -> str:
    parts = []
    for child in run:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in (qn("w:br"), qn("w:cr")) and child.get(qn("w:type")) != "page":
            parts.append("\n")
        elif child.tag == qn("w:tab"):
            parts.append(" ")
    return "".join(parts)


def _value(looks: list[Any], tag: str, name: str, default: str) -> str:
    for look in looks:
        found = look.find(qn(f"w:{tag}"))
        value = found.get(qn(f"w:{name}")) if found is not None else None
        if value is not None:
            return str(value)
    return default


def _switch(looks: list[Any], tag: str) -> bool:
    for look in looks:
        found = look.find(qn(f"w:{tag}"))
        if found is not None:
            return found.get(qn("w:val")) not in _OFF
    return False


def _span(text: str, looks: list[Any]) -> Span:
    colour = _value(looks, "color", "val", "auto").lower()
    shown = text.upper() if _switch(looks, "caps") else text
    return Span(
        shown,
        float(_value(looks, "sz", "val", "20")) / 2,
        _switch(looks, "b"),
        _switch(looks, "i"),
        _value(looks, "rFonts", "ascii", ""),
        "000000" if colour == "auto" else colour,
    )
