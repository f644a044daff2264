"""Uploads and the virus scanner: found, clean, silent, not set."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings

from kbang_ntm.core import antivirus
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import inspect_spreadsheet
from kbang_ntm.core.uploads import inspect_upload
from tests.architecture.sources import APPS, sources
from tests.core.clamd import EICAR, clamd, closed_port
from tests.factories.communes import pdf

CLEAN = pdf("sạch")
SHEET = b"\xef\xbb\xbf" + "Xã;Số\nSơn Lang;1\n".encode()


def test_a_clean_file_is_taken_and_was_looked_through_whole(settings: Any) -> None:
    with clamd() as (settings.CLAMD, seen):
        stream = io.BytesIO(CLEAN)
        assert inspect_upload("a.pdf", stream).extension == "pdf"
        assert stream.tell() == 0
    assert seen == [CLEAN]


@pytest.mark.parametrize(
    ("inspect", "name", "content"),
    [(inspect_upload, "ảnh.pdf", CLEAN), (inspect_spreadsheet, "bảng.csv", SHEET)],
)
def test_a_virus_is_refused_at_both_doors(
    settings: Any, inspect: Callable[..., Any], name: str, content: bytes
) -> None:
    with clamd() as (settings.CLAMD, _):
        inspect(name, io.BytesIO(content))
        with pytest.raises(Refused, match=f'"{name}" có vi-rút') as refusal:
            inspect(name, io.BytesIO(content + EICAR))
    assert refusal.value.code == "infected"


def test_a_socket_of_this_machine_will_do(settings: Any, tmp_path: Path) -> None:
    with clamd(path=str(tmp_path / "clamd.sock")) as (settings.CLAMD, seen):
        assert antivirus.answers()
        inspect_upload("a.pdf", io.BytesIO(CLEAN))
    assert seen == [CLEAN]


def test_what_nobody_could_look_through_is_not_taken(settings: Any) -> None:
    settings.CLAMD = closed_port()
    assert not antivirus.answers()
    with pytest.raises(Refused, match="máy quét vi-rút không trả lời") as refusal:
        inspect_upload("a.pdf", io.BytesIO(CLEAN))
    assert refusal.value.code == "not_scanned"


def test_a_scanner_that_takes_no_file_of_that_size_is_no_yes(settings: Any) -> None:
    with clamd(most=1000) as (settings.CLAMD, _), pytest.raises(Refused) as refusal:
        inspect_upload("a.pdf", io.BytesIO(CLEAN + b"\n" * 3_000_000))
    assert refusal.value.code == "not_scanned"


def test_a_scanner_that_hangs_up_is_no_yes(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = server.getsockname()
        settings_of_antivirus = antivirus.ANSWER_SECONDS
        antivirus.ANSWER_SECONDS = 0.2
        try:
            with pytest.raises(Refused) as refusal:
                inspect_upload("a.pdf", io.BytesIO(CLEAN))
        finally:
            antivirus.ANSWER_SECONDS = settings_of_antivirus
    assert refusal.value.code == "not_scanned"


def test_without_a_scanner_files_are_judged_by_kind_alone() -> None:
    assert portal_settings.CLAMD is None
    assert inspect_upload("a.pdf", io.BytesIO(CLEAN + EICAR)).extension == "pdf"


def test_there_are_two_doors_only() -> None:
    """What is kept was looked at: the verdict that `store_file` asks for is made at the two doors,
    and for packages of the portal's own making."""
    made = {
        path.name
        for path in sources(*APPS)
        if "AcceptedUpload(\n" in (text := path.read_text("utf-8")) or "AcceptedUpload(f" in text
    }
    assert made == {"uploads.py", "kinds.py", "packing.py"}
