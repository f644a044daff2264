"""The form of a certificate's layout: name, offsets, and four boxes for each piece of text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from awards.certificate_slots import ALIGNS, SLOTS
from awards.models import CertificateLayout
from communes.forms.registers import Choices, offer
from communes.forms.review import PlainForm


def mm(label: str, most: int, least: int = 0) -> forms.DecimalField:
    """A measure in mm (or points) with one decimal."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=5,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
    )


class LayoutForm(PlainForm):
    """Name, kind, offsets, and where each piece of text stands."""

    unit = forms.ChoiceField(label="Cấp")
    name = forms.CharField(label="Tên mẫu", max_length=120)
    overlay = forms.BooleanField(
        label="In chồng lên phôi có sẵn (không in phần chữ của phôi)", required=False
    )
    offset_x = mm("Dịch ngang, mm", 50, -50)
    offset_y = mm("Dịch dọc, mm", 50, -50)

    def __init__(
        self, *args: Any, units: Choices, layout: CertificateLayout | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        values: dict[str, Any] = layout.values if layout else {}
        for slot in SLOTS:
            own = values.get(slot.code, {})
            for part, words, most in (("x", "ngang", 297), ("y", "dọc", 210), ("size", "cỡ", 72)):
                field = mm(f"{slot.label}: {words}", most)
                field.initial = own.get(part, getattr(slot, part))
                self.fields[f"{slot.code}_{part}"] = field
            self.fields[f"{slot.code}_align"] = forms.ChoiceField(
                label=f"{slot.label}: căn",
                choices=list(ALIGNS.items()),
                initial=own.get("align", slot.align),
            )
        if layout is not None:
            self.fields["unit"].disabled = True
            self.initial = {
                "unit": layout.unit_id,
                "name": layout.name,
                "overlay": layout.overlay,
                "offset_x": layout.offset_x,
                "offset_y": layout.offset_y,
            }
        else:
            self.fields["offset_x"].initial = self.fields["offset_y"].initial = Decimal(0)

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(piece of text, its four boxes) for the page."""
        return [
            (slot.label, [self[f"{slot.code}_{part}"] for part in ("x", "y", "size", "align")])
            for slot in SLOTS
        ]

    def head(self) -> list[forms.BoundField]:
        """The boxes above them."""
        return [self[name] for name in ("unit", "name", "overlay", "offset_x", "offset_y")]

    def values(self) -> dict[str, dict[str, Any]]:
        """What the valid form says of the pieces of text."""
        data = self.cleaned_data
        return {
            slot.code: {part: data[f"{slot.code}_{part}"] for part in ("x", "y", "size", "align")}
            for slot in SLOTS
        }
