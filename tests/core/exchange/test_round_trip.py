"""The whole export of the demonstration district, into an empty portal, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from communes.models import EntryRevision, ProgressReport
from communes.queries.verification import verify_verdicts
from kbang_ntm.core import clock
from kbang_ntm.core.exchange.loading import import_data
from kbang_ntm.core.exchange.writing import export_data
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data("demo")]


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("personal", [False, True])
def test_a_round_trip_is_identical_byte_by_byte(
    tmp_path: Path, empty_portal: Any, personal: bool
) -> None:
    actor = User.objects.get(username="quantri")
    words = {"personal": personal, "actor": actor, "reason": "Chuyển máy chủ"}
    export_data(folder=tmp_path / "first", **words)
    first = content(tmp_path / "first")
    counted = ProgressReport.objects.count(), EntryRevision.objects.count()
    assert counted[1] > 1000
    empty_portal()
    loaded = import_data(folder=tmp_path / "first")
    assert loaded.rows > 5000
    assert (ProgressReport.objects.count(), EntryRevision.objects.count()) == counted
    clock.forget()
    found = verify_verdicts()
    assert (found.differences, found.entries > 1000) == ((), True)
    actor = User.objects.get(uid=actor.uid)
    export_data(folder=tmp_path / "second", **{**words, "actor": actor})
    second = content(tmp_path / "second")
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)
