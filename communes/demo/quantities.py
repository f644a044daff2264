"""What the invented figures of a commune are counted in: households, roads, pupils, waste.

Pure. Quantities are steady; the division of a commune adds its parts to those that received it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

TENTH = Decimal("0.1")
Quantity = Decimal


@dataclass(frozen=True)
class Quantities:
    """The denominators of one commune in one period, by name."""

    values: dict[str, Quantity]

    def __getitem__(self, name: str) -> Quantity:
        return self.values[name]

    def plus(self, other: dict[str, Quantity]) -> Quantities:
        """These and those of a part that joined."""
        return Quantities({name: value + other[name] for name, value in self.values.items()})


# Indicator -> what its denominator counts; for two parts, what each counts.
DENOMINATORS: dict[str, tuple[str, ...]] = {
    "2.1": ("road_commune",),
    "2.2": ("road_village",),
    "2.3": ("road_lane",),
    "2.4": ("road_field",),
    "3.1": ("land",),
    "4.2": ("households",),
    "5": ("schools",),
    "6.3": ("villages",),
    "9.2": ("households",),
    "11": ("households",),
    "12.1": ("labour_male", "labour_female"),
    "12.2": ("labour_male", "labour_female"),
    "14.2": ("pupils_male", "pupils_female"),
    "15.1": ("people_male", "people_female"),
    "15.3": ("children",),
    "15.4": ("people",),
    "16": ("villages",),
    "17.1": ("households", "households"),
    "17.2": ("facilities",),
    "17.6": ("waste",),
    "17.8": ("households",),
    "17.9": ("farms",),
    "17.10": ("food",),
    "17.11": ("households",),
    "17.12": ("plastic",),
    "18.3": ("organisations",),
}


def quantities(seed: str, row: dict[str, Any], index: int, school_year: int) -> Quantities:
    """Quantities of a commune `index` quarters after the first period.

    `row` is the commune's part of the plan. Only people grow, and pupils change once a school
    year; all else stays.
    """
    draw = random.Random(f"{seed} quantities")
    households = row["households"][0] + index * row["households"][1]
    people = row["population"][0] + index * row["population"][1]
    male = round(people * draw.uniform(0.496, 0.508))
    start = row["population"][0]
    villages = row["villages"]
    pupils = random.Random(f"{seed} pupils {school_year}")
    plain = {
        "households": households,
        "people": people,
        "people_male": male,
        "people_female": people - male,
        "labour_male": round(male * draw.uniform(0.55, 0.58)),
        "labour_female": round((people - male) * draw.uniform(0.53, 0.56)),
        "children": round(start * draw.uniform(0.088, 0.102)),
        "pupils_male": round(start * pupils.uniform(0.0066, 0.0068)),
        "pupils_female": round(start * pupils.uniform(0.0066, 0.0068)),
        "schools": row["schools"],
        "villages": villages,
        "facilities": round(start * draw.uniform(0.006, 0.009)),
        "farms": round(start * draw.uniform(0.008, 0.012)),
        "food": round(start * draw.uniform(0.018, 0.026)),
        "organisations": 5,
    }
    lengths = {
        "road_commune": draw.uniform(7, 15),
        "road_village": villages * draw.uniform(1.4, 2.3),
        "road_lane": villages * draw.uniform(1.1, 1.9),
        "road_field": villages * draw.uniform(1.6, 2.6),
        "land": start * draw.uniform(0.38, 0.52),
        "waste": start * draw.uniform(0.030, 0.034),
        "plastic": start * draw.uniform(0.0022, 0.0028),
    }
    tenths = {name: Decimal(str(value)).quantize(TENTH) for name, value in lengths.items()}
    return Quantities({**{name: Decimal(value) for name, value in plain.items()}, **tenths})


def divided(whole: Quantities, parts: dict[str, int]) -> dict[str, dict[str, Quantity]]:
    """The quantities of a dissolved commune, divided by the people that went to each successor.

    The last successor gets what rounding left over, so that nothing is lost. The organisations
    of the dissolved commune end with it: they are added to nobody.
    """
    everybody = sum(parts.values())
    names = list(parts)
    left = dict(whole.values)
    found: dict[str, dict[str, Quantity]] = {}
    for name in names[:-1]:
        share = Decimal(parts[name]) / everybody
        found[name] = {
            key: _part(value, share, Decimal(1) if value == value.to_integral() else TENTH)
            for key, value in whole.values.items()
        }
        found[name]["people"] = Decimal(parts[name])
        found[name]["people_female"] = found[name]["people"] - found[name]["people_male"]
        left = {key: left[key] - found[name][key] for key in left}
    found[names[-1]] = left
    for row in found.values():
        row["organisations"] = Decimal(0)
    return found


def _part(value: Quantity, share: Decimal, step: Decimal) -> Quantity:
    return (value * share / step).to_integral(rounding=ROUND_FLOOR) * step
