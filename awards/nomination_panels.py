"""Panels of the page of a nomination: each part of the app adds its own, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from awards.models import Nomination
    from kbang_ntm.core.models import User

Shown = tuple[str, dict[str, Any]]
"""A template and what it is drawn with; the page adds `row`, the nomination."""
Draw = Callable[["User", "Nomination"], Shown | None]


@dataclass(frozen=True)
class Panel:
    """`draw(user, nomination)` gives a template and its context, or None where the person has
    nothing to see there. `order`: from the top of the page down; `aside`: in the side column."""

    name: str
    order: int
    draw: Draw
    aside: bool = False


_panels: dict[str, Panel] = {}


def register(name: str, order: int, draw: Draw, *, aside: bool = False) -> None:
    """Add a panel, or replace the one of that name; called when the app is ready."""
    _panels[name] = Panel(name, order, draw, aside)


def forget(name: str) -> None:
    """Take a panel away again."""
    _panels.pop(name, None)


def panels(user: User, nomination: Nomination, *, aside: bool = False) -> list[dict[str, Any]]:
    """{"template", "context", "name"} of what this person sees of this nomination, in order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda one: (one.order, one.name)):
        if panel.aside != aside:
            continue
        shown = panel.draw(user, nomination)
        if shown is not None:
            template, context = shown
            found.append({"name": panel.name, "template": template, "context": context})
    return found
