"""Places in a process: so many at once, a few standing, the others turned away."""

from __future__ import annotations

import threading
import time

from kbang_ntm.core.admission.places import Places


def places(most: int, patience: float = 0.0) -> Places:
    return Places(lambda: most, lambda: patience)


def test_so_many_at_once_and_again_when_one_leaves() -> None:
    found = places(2)
    assert [found.take() for _ in range(3)] == [True, True, False]
    found.leave()
    assert found.take()


def test_nothing_is_counted_where_everybody_is_let_in() -> None:
    found = places(0)
    assert all(found.take() for _ in range(100))
    assert not found.full


def test_who_stands_gets_the_place_that_is_given_back() -> None:
    found = places(2, patience=5)
    assert found.take()
    assert found.take()
    got: list[bool] = []
    stands = threading.Thread(target=lambda: got.append(found.take()))
    stands.start()
    time.sleep(0.1)
    assert not found.take(), "one stands already, which is half of two"
    found.leave()
    stands.join(2)
    assert got == [True]


def test_patience_ends() -> None:
    found = places(2, patience=0.05)
    assert found.take()
    assert found.take()
    start = time.monotonic()
    assert not found.take()
    assert 0.04 < time.monotonic() - start < 1


def test_many_threads_never_exceed_the_places() -> None:
    found, lock = places(3, patience=2), threading.Lock()
    inside = most = let_in = 0

    def come() -> None:
        nonlocal inside, most, let_in
        if not found.take():
            return
        with lock:
            inside += 1
            let_in += 1
            most = max(most, inside)
        time.sleep(0.002)
        with lock:
            inside -= 1
        found.leave()

    threads = [threading.Thread(target=come) for _ in range(60)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == 3
    assert let_in >= 3
    assert [found.take() for _ in range(4)] == [True, True, True, False]
