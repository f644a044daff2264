"""Which officer enters which indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from communes.queries.specs import SetSpec

EVERYBODY = "0"
AS_IS = ""


class DivisionForm(forms.Form):
    """One choice per indicator (`i<id>`), and one per group (`g<order>`) that goes before them.

    A commune seldom has more than three officers, so one name or everybody is enough here; the
    rows behind it could name several.
    """

    def __init__(
        self,
        *args: Any,
        spec: SetSpec,
        officers: Iterable[tuple[int, str]],
        present: Mapping[int, Iterable[int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        names = [(str(pk), name) for pk, name in officers]
        for group in spec.groups:
            self.fields[f"g{group.order}"] = forms.ChoiceField(
                label=f"Giao cả nhóm {group.title}",
                required=False,
                choices=[(AS_IS, "Theo từng dòng"), (EVERYBODY, "Mọi công chức"), *names],
            )
            for row in group.indicators:
                held = sorted(present.get(row.id, ()))
                self.fields[f"i{row.id}"] = forms.ChoiceField(
                    label=f"{row.code} {row.short_title or row.title}",
                    choices=[(EVERYBODY, "Mọi công chức"), *names],
                    initial=str(held[0]) if held else EVERYBODY,
                )
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def choices(self) -> dict[int, frozenset[int]]:
        """{indicator id: membership ids} of the filled form."""
        found = {}
        for group in self.spec.groups:
            whole = self.cleaned_data.get(f"g{group.order}", AS_IS)
            for row in group.indicators:
                chosen = whole if whole != AS_IS else self.cleaned_data[f"i{row.id}"]
                found[row.id] = frozenset() if chosen == EVERYBODY else frozenset({int(chosen)})
        return found

    def groups(self) -> list[dict[str, Any]]:
        """For the page: each group with its own choice and the choices of its indicators."""
        return [
            {
                "title": group.title,
                "whole": self[f"g{group.order}"],
                "rows": [self._row(self[f"i{row.id}"]) for row in group.indicators],
            }
            for group in self.spec.groups
        ]

    def _row(self, field: forms.BoundField) -> tuple[forms.BoundField, str]:
        """A choice and the name that is chosen now, for those who only read."""
        names = dict(field.field.choices)  # type: ignore[attr-defined]  # always a ChoiceField
        return field, names.get(field.value(), "")
