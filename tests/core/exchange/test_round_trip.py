"""The whole export of the demonstration district, into an empty portal, and out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from communes.models import EntryRevision, ProgressReport
from communes.queries.verification import verify_verdicts
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.loading import import_data
from kbang_ntm.core.exchange.package import MANIFEST
from kbang_ntm.core.exchange.writing import export_data
from kbang_ntm.core.models import AuditEvent, StoredFile, User
from kbang_ntm.core.storage import read_stored
from tests import databases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data("demo")]


@pytest.fixture
def empty_portal(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """`empty_portal()` leaves the demonstration for a new, migrated portal with its own files."""
    name, before = f"{databases.run_name()}_{databases.worker_name()}_moved", ""

    def move() -> None:
        nonlocal before
        before = connection.settings_dict["NAME"]
        databases.drop(name)
        databases.copy(databases.ensure_template("empty"), name)
        databases.switch(name)
        default = settings.STORAGES["default"]
        options = {**default["OPTIONS"], "location": str(tmp_path / "new-files")}
        settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}

    yield move
    if before:
        databases.switch(before)
        databases.drop(name)


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
