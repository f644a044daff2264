"""Whether tasks that wait for each other would wait for ever. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def closes_circle(pairs: Iterable[tuple[int, int]], task: int, needs: int) -> bool:
    """Whether "task needs needs", added to pairs of (task, what it needs), makes a circle."""
    after: dict[int, set[int]] = {}
    for one, other in pairs:
        after.setdefault(one, set()).add(other)
    seen: set[int] = set()
    queue = [needs]
    while queue:
        one = queue.pop()
        if one == task:
            return True
        if one not in seen:
            seen.add(one)
            queue += after.get(one, ())
    return False
