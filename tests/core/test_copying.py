"""Keys for rows that go in by COPY."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from kbang_ntm.core.copying import new_uids


def test_new_uids_are_random_uuids() -> None:
    found = [UUID(text) for text in new_uids(2_000)]
    assert len(set(found)) == 2_000
    assert {one.version for one in found} == {4}
    assert {one.variant for one in found} == {RFC_4122}
    # Every free digit takes every value.
    for place in {*range(32)} - {12, 16}:
        assert len({one.hex[place] for one in found}) == 16


def test_none_are_made_for_nothing() -> None:
    assert new_uids(0) == []
