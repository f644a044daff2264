"""Places for requests of one class in one process.

Counted in memory: gunicorn hands connections to its processes in turn, so that each holds about
its share, and nothing has to be asked of a broker that may be gone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Places:
    """So many at once; half as many more may stand and wait a moment, others are turned away.

    `most` and `patience` (seconds) are asked at each use, so that settings may change; `most` of 0
    lets everybody in.
    """

    def __init__(self, most: Callable[[], int], patience: Callable[[], float]) -> None:
        self._most, self._patience = most, patience
        self._free = threading.Condition()
        self._taken = self._standing = 0

    def take(self) -> bool:
        """Whether there is a place, perhaps after waiting for one; give it back with `leave`."""
        most = self._most()
        with self._free:
            if most and self._taken >= most:
                if self._standing >= most // 2:
                    return False
                self._standing += 1
                end = time.monotonic() + self._patience()
                while self._taken >= most:
                    left = end - time.monotonic()
                    if left <= 0 or not self._free.wait(left):
                        break
                self._standing -= 1
                if self._taken >= most:
                    return False
            self._taken += 1
            return True

    def leave(self) -> None:
        """Give the place to the next."""
        with self._free:
            self._taken -= 1
            self._free.notify()

    @property
    def full(self) -> bool:
        """Whether somebody who came now would have to stand."""
        most = self._most()
        return bool(most) and self._taken >= most
