"""Drawing units to inspect: by weight, at random from a published seed, in whole numbers only.

Anybody can replay a draw with paper, a hash program and a calculator:

1. Write the units with their weights in the order of their keys; leave out weights of 0.
2. For round 1, 2, 3, … take the SHA-256 of the text "<algorithm>\\n<hash of inputs>\\n<seed>\\n
   <round>" in UTF-8 and read its 64 hexadecimal digits as one whole number n below 2^256.
3. Let W be the sum of the weights still in. The ticket is n * W / 2^256, the fraction dropped:
   one of 0 … W-1, each as likely as another (up to W parts in 2^256).
4. Go down the list adding weights up; the first unit at which the sum exceeds the ticket is
   drawn. It leaves the list, and the next round begins.

A unit of weight 6 is thus twice as likely in a round as one of weight 3. The inputs (units, risk
components, weights, how many to draw) are frozen and hashed before the seed is published, so that
neither can be chosen to suit the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALGORITHM = "kbang-draw-1"
SPACE = 1 << 256


@dataclass(frozen=True)
class Lot:
    """A unit in the draw: its key and weight, a whole number, 0 for one that is not drawn."""

    key: str
    weight: int


def weigh(components: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The weight of a unit: each risk component times its weight, added up."""
    return sum(count * weights.get(name, 0) for name, count in components.items())


def canonical(inputs: Any) -> str:
    """The one way to write inputs down: keys sorted, no blanks, UTF-8."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(inputs: Any) -> str:
    """SHA-256 (hex) of the canonical text of inputs."""
    return hashlib.sha256(canonical(inputs).encode()).hexdigest()


def ticket(sha256: str, seed: str, turn: int, whole: int) -> int:
    """The ticket of a round, 0 … whole-1."""
    text = f"{ALGORITHM}\n{sha256}\n{seed}\n{turn}"
    number = int(hashlib.sha256(text.encode()).hexdigest(), 16)
    return number * whole // SPACE


def draw(lots: Sequence[Lot], *, count: int, seed: str, sha256: str) -> list[str]:
    """Keys in the order drawn: `count` of them, fewer where fewer have a weight.

    The order in which `lots` are given does not matter. Raises ValueError for negative weights,
    a key given twice, or an empty seed.
    """
    if not seed:
        raise ValueError("a draw needs a seed")
    if len({lot.key for lot in lots}) != len(lots):
        raise ValueError("a key stands twice")
    if any(lot.weight < 0 for lot in lots):
        raise ValueError("a weight is negative")
    left = sorted((lot for lot in lots if lot.weight), key=lambda lot: lot.key)
    drawn: list[str] = []
    while left and len(drawn) < count:
        number = ticket(sha256, seed, len(drawn) + 1, sum(lot.weight for lot in left))
        for place, lot in enumerate(left):
            if number < lot.weight:
                drawn.append(left.pop(place).key)
                break
            number -= lot.weight
    return drawn


def lots_of(inputs: Mapping[str, Any]) -> list[Lot]:
    """The lots that frozen inputs describe, weighed again from their components."""
    weights = inputs["weights"]
    return [Lot(row["key"], weigh(row["components"], weights)) for row in inputs["units"]]


def replay(inputs: Mapping[str, Any], seed: str) -> list[str]:
    """What frozen inputs and a seed give."""
    return draw(lots_of(inputs), count=inputs["count"], seed=seed, sha256=digest(inputs))
