"""Size, weight, slant and capitals of a component against the law's table."""

from __future__ import annotations

from collections.abc import Iterator

from reports.checking.paper import Line
from reports.checking.registry import Note, Sheet, at, points
from reports.documents.format_law import Component

_SLACK = 0.06  # points: files round sizes


def check_look(sheet: Sheet, component: Component, lines: list[Line]) -> Iterator[Note]:
    """What differs from the look of the component, one note a line."""
    look = sheet.law.looks[component]
    for line in lines:
        wrong = []
        sizes = {span.size for span in line.spans if span.text.strip()}
        for size in sorted(sizes):
            if not look.size.holds(size, _SLACK):
                wrong.append(f"cỡ chữ {points(size)}")
        for wanted, whole, none, word in (
            (look.bold, line.bold, line.light, "đậm"),
            (look.italic, line.italic, line.upright, "nghiêng"),
        ):
            if wanted is True and not whole:
                wrong.append(f"chữ không {word}")
            elif wanted is False and not none:
                wrong.append(f"chữ {word}")
        if look.caps is True and not line.caps:
            wrong.append("không in hoa")
        elif look.caps is False and line.caps:
            wrong.append("in hoa")
        if wrong:
            yield at(line, ", ".join(wrong), required(sheet, component))


def required(sheet: Sheet, component: Component) -> str:
    """The look in words."""
    look = sheet.law.looks[component]
    parts = [f"{look.label_vi} cỡ {look.size}"]
    parts += {True: ["đậm"], False: ["không đậm"], None: []}[look.bold]
    parts += {True: ["nghiêng"], False: ["đứng"], None: []}[look.italic]
    parts += {True: ["in hoa"], False: ["in thường"], None: []}[look.caps]
    return ", ".join(parts)
