"""One bound value for each number, wherever it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reports.documents.tree import Figure, FigureState, ListItem, Paragraph, Run


class Figures:
    """Collects the bound figures of a document and hands out runs that print them."""

    def __init__(self) -> None:
        self._found: dict[str, Figure] = {}

    def bind(
        self,
        key: str,
        value: int | Decimal | None,
        *,
        decimals: int | None = None,
        suffix: str = "",
        unit: str = "",
        source: str = "",
        state: FigureState | None = None,
    ) -> Run:
        """Bind a number once and give the run that prints it."""
        self._found[key] = Figure(
            key=key,
            value=value,
            decimals=decimals,
            suffix=suffix,
            unit=unit,
            source=source,
            state=state or FigureState.CONFIRMED,
        )
        return Run(figure=key)

    def percent(self, key: str, part: int, whole: int) -> Run:
        """A share in percent with two decimals; `whole` is not zero."""
        share = Decimal(part) * 100 / Decimal(whole)
        return self.bind(key, share, decimals=2, suffix="%", source=key)

    def all(self) -> tuple[Figure, ...]:
        """Every figure bound so far."""
        return tuple(self._found.values())


def para(*words: str | Run) -> Paragraph:
    """A paragraph of text and bound figures."""
    return Paragraph(_runs(words))


def item(*words: str | Run) -> ListItem:
    """A line of a list, of text and bound figures."""
    return ListItem(_runs(words))


def _runs(words: tuple[str | Run, ...]) -> tuple[Run, ...]:
    return tuple(Run(word) if isinstance(word, str) else word for word in words)


def listed(names: Iterable[str]) -> str:
    """ "A, B và C"."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} và {found[-1]}"
