"""The hash chain over the trail, and its check. Standard library only, so that anybody can run

    python3 audit_chain.py FILE [--root 2025-06-20=1a2b...]

on events written by `manage.py verify_audit --write FILE`, without the portal.

Leaf of an event: SHA-256(0x00 | its fields as text, joined by U+001F). Link: SHA-256(0x02 |
link before | leaf); the first link follows 32 zero bytes. Root of a day: Merkle tree over the
leaves sealed that day, as in RFC 6962, 2.1 (node: SHA-256(0x01 | left | right)).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BEGINNING = bytes(32)
BETWEEN = "\x1f"
SIZE = 32  # bytes of a link
# What an event says, in this order; times in UTC with microseconds. No name and no value of a
# person stands in it: `commitment` answers for those, and stays when they are erased.
FIELDS = (
    "uid", "at", "actor_uid", "action", "subject_type", "subject_uid", "request_id", "commitment",
)  # fmt: skip


def leaf_of(text: str) -> bytes:
    """Digest of an event, from its fields joined by U+001F."""
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def link_of(before: bytes, leaf: bytes) -> bytes:
    """The next link of the chain."""
    return hashlib.sha256(b"\x02" + before + leaf).digest()


class Tree:
    """The root over leaves as they come, in memory of their logarithm."""

    def __init__(self) -> None:
        self._roots: list[tuple[int, bytes]] = []  # of full trees: (leaves, root), large first

    def add(self, leaf: bytes) -> None:
        """Take one more leaf in."""
        size = 1
        while self._roots and self._roots[-1][0] == size:
            leaf = _node(self._roots.pop()[1], leaf)
            size *= 2
        self._roots.append((size, leaf))

    def root(self) -> str:
        """Hex of the root over all leaves so far; of no leaf, SHA-256 of nothing."""
        if not self._roots:
            return hashlib.sha256().hexdigest()
        *others, (_, right) = self._roots
        for _, left in reversed(others):
            right = _node(left, right)
        return right.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Sealed:
    """One seal as it is kept: its events in order (None where the row is gone), their links.

    `day` is the local date of sealing, "2025-06-20"; `keys` name the events ("4711").
    """

    number: int
    day: str
    keys: Sequence[str]
    texts: Sequence[str | None]
    links: bytes


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was sealed. `what`: "altered", "removed",
    "reordered", "seal", "inserted", "root"; `key` names the event or the day."""

    what: str
    key: str
    words: str


@dataclass
class Walk:
    """What a check has seen."""

    events: int = 0
    seals: int = 0
    head: bytes = BEGINNING
    roots: dict[str, str] | None = None


def walk(seals: Iterable[Sealed], seen: Walk) -> Fault | None:
    """Follow the chain from its beginning; the first fault, or None. `seen` is filled on the way,
    its roots by day."""
    trees: dict[str, Tree] = {}
    for seal in seals:
        fault = _follow(seal, seen, trees.setdefault(seal.day, Tree()))
        if fault is not None:
            return fault
    seen.roots = {day: tree.root() for day, tree in trees.items()}
    return None


def _follow(seal: Sealed, seen: Walk, tree: Tree) -> Fault | None:
    seen.seals += 1
    if seal.number != seen.seals:
        words = f"Thiếu lần niêm phong {seen.seals}; tiếp theo là {seal.number}."
        return Fault("seal", str(seen.seals), words)
    head = seen.head
    if len(seal.links) != SIZE * len(seal.keys):
        words = f"Lần niêm phong {seal.number} có {len(seal.keys)} sự kiện nhưng "
        words += f"{len(seal.links) // SIZE} mắt xích."
        return Fault("seal", str(seal.number), words)
    for place, text in enumerate(seal.texts):
        if text is None:
            key = seal.keys[place]
            return Fault("removed", key, f"Sự kiện {key} đã niêm phong nhưng không còn.")
        leaf = leaf_of(text)
        head = link_of(head, leaf)
        if head != seal.links[place * SIZE : (place + 1) * SIZE]:
            return _why(seal, place)
        tree.add(leaf)
    seen.head = head
    seen.events += len(seal.texts)
    return None


def _why(seal: Sealed, place: int) -> Fault:
    """Whether another event of the seal belongs in this place, or its own was changed."""
    key = seal.keys[place]
    before = seal.links[(place - 1) * SIZE : place * SIZE] if place else b""
    wanted = seal.links[place * SIZE : (place + 1) * SIZE]
    for other in range(place + 1, len(seal.texts)):
        text = seal.texts[other]
        if before and text is not None and link_of(before, leaf_of(text)) == wanted:
            words = f"Sự kiện {seal.keys[other]} bị đổi chỗ: phải đứng chỗ của {key}."
            return Fault("reordered", key, words)
    words = f"Sự kiện {key} không còn như lúc niêm phong (lần {seal.number}, thứ {place + 1})."
    return Fault("altered", key, words)


def compare_roots(found: dict[str, str], kept: dict[str, str]) -> Fault | None:
    """The first day whose root differs from a kept or printed one (which may be shortened)."""
    for day, root in sorted(kept.items()):
        if not root or not found.get(day, "").startswith(root.lower()):
            words = f"Dấu nhật ký ngày {day} tính lại là {found.get(day, 'không có')}, khác {root}."
            return Fault("root", day, words)
    return None


def read_export(lines: Iterable[str]) -> Iterator[Sealed | dict[str, Any]]:
    """Seals of an export, and what else it says ({"days": …}, {"unsealed": …})."""
    for line in lines:
        row = json.loads(line)
        if "seal" not in row:
            yield row
            continue
        texts = [None if one[1] is None else BETWEEN.join(one[1]) for one in row["events"]]
        keys = [one[0] for one in row["events"]]
        yield Sealed(row["seal"], row["day"], keys, texts, bytes.fromhex(row["links"]))


def main(arguments: Sequence[str]) -> int:
    """Check an export; 0 when it holds."""
    if not arguments:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    given = dict(one.split("=", 1) for one in arguments[1:] if "=" in one)
    extra: dict[str, Any] = {}

    def seals(lines: Iterable[str]) -> Iterator[Sealed]:
        for row in read_export(lines):
            if isinstance(row, Sealed):
                yield row
            else:
                extra.update(row)

    seen = Walk()
    with Path(arguments[0]).open(encoding="utf-8") as stream:
        fault = walk(seals(stream), seen)
    if fault is None:
        fault = compare_roots(seen.roots or {}, {**extra.get("days", {}), **given})
    if fault is None and extra.get("unsealed"):
        key = extra["unsealed"][0]
        fault = Fault("inserted", key, f"Sự kiện {key} không qua niêm phong.")
    if fault is not None:
        sys.stdout.write(f"HỎNG: {fault.words}\n")
        return 1
    sys.stdout.write(f"Nguyên vẹn: {seen.events} sự kiện, {seen.seals} lần niêm phong.\n")
    sys.stdout.write(f"Mắt xích cuối: {seen.head.hex()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
